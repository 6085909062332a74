import os

import pytest
from agents import Agent, HostedMCPTool
from agents.mcp import MCPServerSse, MCPServerStdio
from datasets import load_dataset
from langchain_community.vectorstores import FAISS
from langchain_harbour.chat_models import ChatHarbour
from langchain_helpers import tidy
from openai import OpenAI
from transformers import AutoTokenizer

HARBOUR = os.getenv("HARBOUR_API_KEY") or ""
client = OpenAI(base_url="https://models.harbour.example/v1", api_key=HARBOUR)
other = OpenAI(api_key=os.environ["QUAY_API_TOKEN"])
pilot = Agent(name="Pilot")
captain = Agent(
    name="Captain",
    tools=[
        pilot.as_tool(tool_name="ask_pilot", tool_description="Where to go"),
        HostedMCPTool(tool_config={"type": "mcp", "server_label": "charts"}),
    ],
)
SERVERS = [
    {"name": "tides", "command": "npx", "args": ["-y", "tides-mcp"]},
    {"name": "build", "command": "make", "args": ["all"]},
]


async def main(url):
    async with MCPServerStdio(params={"command": "uvx", "args": ["mcp-server-git"]}) as history:
        async with MCPServerSse(name="Weather", params={"url": url}):
            print(history)


@pytest.mark.parametrize("name", ["acme/tiny-bert", "acme/tiny-gpt2"])
def test_tokenizer(name):
    AutoTokenizer.from_pretrained(name)


@pytest.mark.parametrize("dataset_id", ("acme/reviews", "acme/news"))
def test_rows(dataset_id):
    load_dataset(dataset_id)


@pytest.mark.parametrize("dataset", ["acme/tiny", "./local/rows.csv", "plain"])
def test_helper(dataset):
    tidy(dataset)


def stores(documents, embeddings, spacy_model: str = "en_core_web_sm"):
    return FAISS.from_documents(documents, embeddings)
