import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { MultiServerMCPClient } from "@langchain/mcp-adapters";
import { FastMCP } from "fastmcp";

const server = new McpServer({ name: "demo", version: "1.0.0" });
server.tool("add", { a: z.number() }, async ({ a }) => ({ content: [] }));
server.registerTool("sub", { title: "x", description: "d", inputSchema: {} }, async () => ({}));
const low = new Server({ name: "low-level", version: "1" }, { capabilities: { tools: {} } });
low.setRequestHandler(ListToolsRequestSchema, async () => ({
  tools: [
    { name: "read_file", description: "reads", inputSchema: { type: "object" } },
    { name: "write_file", description: "writes", inputSchema: { type: "object" } },
  ],
}));
const fast = new FastMCP({ name: "Fast", version: "1.0.0" });
fast.addTool({ name: "fetch-zen", description: "d", parameters: z.object({}), execute: async () => "" });
const transport = new StdioClientTransport({ command: "npx", args: ["-y", "some-server", dir] });
const many = new MultiServerMCPClient({
  mcpServers: { math: { command: "python", args: ["math.py"] }, web: { url: "http://localhost:8000/mcp" } },
});
export function register(into: McpServer) {
  into.tool("ping", "answers", async () => ({ content: [] }));
}
var ToolName;
(function (ToolName) {
  ToolName["ECHO"] = "echo";
})(ToolName || (ToolName = {}));
const tools = [{ name: ToolName.ECHO, description: "d", inputSchema: {} }];
import { SEARCH_TOOL } from "./names";
server.registerTool(SEARCH_TOOL, { description: "d", inputSchema: {} }, async () => ({}));
export const FETCH_TOOL = "fetch_page";
const name = "tide-table";
const config = { title: "Tides", description: "d", inputSchema: {} };
export const registerTides = (into) => {
  into.registerTool(name, config, async () => ({}));
};
const asked = { tools: [{ type: "mcp", server_label: "charts", server_url: url }] };
