import faiss
from agents import Agent, Runner, function_tool
from chromadb import PersistentClient
from crewai import Agent as Worker
from crewai.project import agent
from langchain_chroma import Chroma
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.tools import BaseTool, StructuredTool, tool
from langchain_mcp_adapters.client import MultiServerMCPClient
from langgraph.graph import StateGraph
from langgraph.prebuilt import create_react_agent
from mcp import StdioServerParameters
from mcp.server.fastmcp import FastMCP
from pydantic_ai import Agent as PydanticAgent
from smolagents import CodeAgent, InferenceClientModel

mcp = FastMCP("weather")
SYSTEM_PROMPT = """You are a helpful assistant that answers questions about the weather."""
PROMPT = "Too short"
prompt = ChatPromptTemplate.from_messages([("system", "You help."), ("user", "{input}")])


@mcp.tool()
def forecast(city: str) -> str:
    """The forecast."""
    return city


@mcp.tool(name="alerts", description="All alerts")
def get_alerts() -> str:
    return ""


@tool
def add(a: int, b: int) -> int:
    return a + b


@function_tool(name_override="sum_up")
def summarise(text: str) -> str:
    return text


class Search(BaseTool):
    name: str = "web_search"
    description: str = "Search the web"


@property
def tool_count(self):
    return 3


multiply = StructuredTool.from_function(func=lambda a, b: a * b, name="multiply")
triage = Agent(name="Triage", instructions=SYSTEM_PROMPT, model="gpt-4o", tools=[summarise])
worker = PydanticAgent("openai:gpt-4o", system_prompt="Be brief")


@worker.tool_plain
def dice() -> int:
    return 4


class Crew:
    @agent
    def researcher(self) -> Worker:
        return Worker(config=self.agents_config["researcher"], llm="gpt-4o-mini")


def build(model):
    graph = StateGraph(dict)
    graph.add_node("a", print)
    app = graph.compile()
    react = create_react_agent(model, [add])
    coder = CodeAgent(tools=[], model=InferenceClientModel("Qwen/Qwen2.5-Coder-32B-Instruct"))
    return app, react, coder


def stores(embeddings):
    PersistentClient(path="db")
    index = faiss.IndexFlatL2(384)
    return Chroma.from_texts(["a"], embeddings), index


server = StdioServerParameters(command="npx", args=["-y", "@acme/server", "--token", "secret"])
client = MultiServerMCPClient({"math": {"command": "python", "args": ["math.py"], "transport": "stdio"}})
TOOLS = [{"type": "function", "function": {"name": "get_time", "description": "", "parameters": {}}}]
