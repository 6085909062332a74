"""A docstring that speaks of gpt-4o and import torch."""
import argparse
import os
from dataclasses import dataclass

import anthropic
import litellm
from langchain_openai import AzureChatOpenAI, ChatOpenAI as Chat
from openai import AsyncOpenAI, OpenAI as C
from pydantic import BaseModel, Field
from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline

from .config import FAST_MODEL, settings
from . import defaults

# model = "gpt-3.5-turbo" in a comment
MODEL = "gpt-4o"
SIZE = "8B"
HUB = f"meta-llama/Llama-3.1-{SIZE}-Instruct"
JOINED = "mistralai/" + "Mistral-7B-" \
    "Instruct-v0.2"
ENV_MODEL = os.getenv("CHAT_MODEL", "gpt-4o-mini")
KEY = os.environ["ANTHROPIC_API_KEY"]

client = C(base_url="http://localhost:11434/v1", api_key="none")


@dataclass
class Config:
    model: str = "claude-3-5-sonnet-20241022"
    embedding_model: str = Field(default="text-embedding-3-small")
    temperature: float = 0.5


class Service:
    def __init__(self, model: str = "o3-mini", client: AsyncOpenAI | None = None):
        self.model = model
        self.client = client or AsyncOpenAI()
        self.other = anthropic.Anthropic()

    async def ask(self, config: Config):
        await self.client.chat.completions.create(model=self.model, messages=[])
        self.other.messages.create(model=config.model, max_tokens=5)
        self.other.messages.create(model=FAST_MODEL)
        return Chat(model=settings.model, temperature=0), Chat(model=defaults.MODEL)


def choose(fast):
    if fast:
        name = "gpt-4.1-mini"
    else:
        name = "gpt-4.1"
    client.chat.completions.create(model=name)
    litellm.completion(model="openrouter/anthropic/claude-3.5-haiku" if fast else "groq/llama-3.3-70b")


def local():
    with C() as inner:
        inner.responses.create(model=MODEL)
    for each in ["gemini-1.5-pro", "gemini-1.5-flash"]:
        litellm.completion(each)
    AutoTokenizer.from_pretrained(HUB, revision="abc123")
    AutoModelForCausalLM.from_pretrained(pretrained_model_name_or_path=JOINED, trust_remote_code=True)
    pipeline("summarization", model="acme/tiny-summariser")
    AzureChatOpenAI(azure_deployment="prod-chat", azure_endpoint="https://acme.openai.azure.com/")
    litellm.embedding(model=ENV_MODEL)
    someone.run(model="gpt-4-turbo", engine="python")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model-name", "-m", default="acme/tuned", help="the model")
    parser.add_argument("--judge-model", default="gpt-4o-2024-08-06")
    args = parser.parse_args()
    AutoModelForCausalLM.from_pretrained(args.model_name)
