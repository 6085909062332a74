// Agents: the readers of what agents and their hosts are told: servers, instructions, skills,
// cards.
//
// What it is: one claim and one read function for each kind of file, for the array in discover.cc.
// Nothing is started and no address is asked. What it is not: a reader of code that defines agents.
#pragma once

#include "use/parse/discover/reader.h"

namespace bartizan::use::agents {

// Configurations of MCP clients (list discovery-mcp-clients), any document with "mcpServers", and
// manifests of servers (MCP registry, MCP bundles).
bool claims_mcp(std::string_view path, std::string_view front);
void read_mcp(SourceText& source);

// Instruction files, sub-agents, commands, skills, A2A cards, plug-ins (list
// discovery-agent-files), and prompts kept as files.
bool claims_agent_file(std::string_view path, std::string_view front);
void read_agent_file(SourceText& source);

// What the front matter of a Hugging Face card names: base models, data sets, a Space's models.
bool claims_card(std::string_view path, std::string_view front);
void read_card(SourceText& source);

}  // namespace bartizan::use::agents
