import { Agent, tool as agentTool } from "@openai/agents";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { StateGraph, START } from "@langchain/langgraph";
import { tool } from "@langchain/core/tools";
import { DynamicTool, StructuredTool } from "langchain/tools";
import { Agent as MastraAgent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import https from "node:https";

const triage = new Agent({ name: "Triage", instructions: "x", model: "gpt-4.1", tools: [] });
const lookup = agentTool({ description: "d", parameters: {}, execute: async () => 1 });
const search = tool(async (q: string) => q, { name: "web_search", description: "d" });
const clock = new DynamicTool({ name: "clock", description: "d", func: async () => "now" });
class Calculator extends StructuredTool {
  name = "calculator";
  description = "adds";
}
const weather = createTool({ id: "get-weather", description: "d", execute: async () => 1 });
export const cook = new MastraAgent({ name: "cook", instructions: "x", model: "openai/gpt-4o-mini" });
const planner = createReactAgent({ llm, tools: [search] });
const workflow = new StateGraph(State).addNode("a", f).addEdge(START, "a");
const app = workflow.compile();
const keepAlive = new https.Agent({ keepAlive: true });
export const scroll = (page, provider) => tool(run, { description: "d", schema: z.object({}) });
