// Settings: what files state about how containers, endpoints and tools are set up.
//
// What it is: the rules by which readers of Dockerfiles, compose files, manifests, units, command
// lines and agents' configuration say what assessments ask (docs/assessments.md): who runs a
// container, whether it is confined, whether an endpoint asks who calls, what tools may do. Which
// options and variables say what is data (lists settings-options, settings-variables,
// settings-agents). What it is not: a conclusion from silence: what a file leaves out is `unknown`,
// with what to write as its sentence. Pure but for the report it is given.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "text/tree.h"
#include "use/parse/discover/reader.h"

namespace bartizan::use::settings {

inline constexpr std::string_view kNotRoot = "container-not-root";
inline constexpr std::string_view kSandboxed = "sandboxed";
inline constexpr std::string_view kAuthenticated = "endpoint-authenticated";
inline constexpr std::string_view kLocalOrTls = "endpoint-local-or-tls";
inline constexpr std::string_view kRateLimited = "endpoint-rate-limited";
inline constexpr std::string_view kTools = "tool-permissions";
inline constexpr std::string_view kRemoteCode = "remote-code-off";
inline constexpr std::string_view kPackages = "packages-pinned";

// The user of a Dockerfile's last stage; `user` is empty where no USER says it. `image`: what it
// stands on.
void put_user(SourceText& source, std::string_view user, std::string_view image,
              std::uint32_t line);
// Services of a compose file.
void put_compose(SourceText& source, const text::Node& document);
// The containers of one Kubernetes manifest.
void put_pods(SourceText& source, const text::Node& document);
// Units of systemd. Claimed by name.
bool claims_unit(std::string_view path, std::string_view front);
void read_unit(SourceText& source);
// nginx as a proxy.
bool claims_proxy(std::string_view path, std::string_view front);
void read_proxy(SourceText& source);

// One option of a program that serves models; `program` may be an image.
void put_option(SourceText& source, std::string_view program, std::string_view option,
                std::string_view value, std::uint32_t line);
// An option or key that lets a repository of models bring its own code, `value` as written: "" and
// "true" do, "false" does not, what a variable holds is unknown. Names other things do nothing.
void put_trust(SourceText& source, std::string_view name, std::string_view value,
               std::uint32_t line);
// One variable of an environment.
void put_variable(SourceText& source, std::string_view name, std::string_view value,
                  std::uint32_t line);
// LiteLLM's configuration.
void put_gateway(SourceText& source, const text::Node& document);

// What a client of MCP says of its servers' tools, and agents' own settings.
void put_server(SourceText& source, std::string_view name, const text::Node& server);
void put_agent(SourceText& source, const text::Node& document);

// "docker run --user root --privileged image": what the words before the image say of it.
void put_engine_option(SourceText& source, std::string_view option, std::string_view value,
                       std::uint32_t line);

// Whether an engine starts it as the user 0: "root", "0", "00", "+0", "-0", "0:0", "root:wheel",
// ":wheel". A number is what Go's strconv.Atoi takes for one (moby/sys/user, GetExecUser).
bool is_root(std::string_view user);

}  // namespace bartizan::use::settings
