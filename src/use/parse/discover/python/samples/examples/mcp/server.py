from mcp.server.fastmcp import FastMCP

served = FastMCP("Tides")
