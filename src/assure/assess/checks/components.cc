#include "assure/assess/checks/components.h"

#include <utility>

#include "assure/assess/checks/configured.h"
#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::EvidenceKind;

Pieces readings(const Material& material) { return pieces_of(material, EvidenceKind::discovery); }

// Whether a reading found none of any of these kinds.
bool has_none(const Material& material, std::initializer_list<std::string_view> kinds) {
  const Pieces read = readings(material);
  return std::all_of(kinds.begin(), kinds.end(), [&](std::string_view kind) {
    return known_to_have_none(read, material.now, kind);
  });
}

Outcome of_endpoint(const Material& material, std::string_view key, std::string_view good,
                    std::string_view absent) {
  if (has_none(material, {"endpoints", "runtimes"})) {
    return not_applicable("it serves no model that was found", readings(material));
  }
  return configured(material, key, good, absent);
}

}  // namespace

Outcome packages_pinned(const Material& material, std::string_view) {
  constexpr std::string_view kGood = "pinned to one version";
  return also_configured(material, "packages-pinned", kGood,
                         none_of(readings(material), material.now,
                                 {"unpinned-packages",
                                  "packages",
                                  {"AI package", kGood, "not pinned to one version", kNotRead},
                                  "it uses no AI packages"}));
}

Outcome mcp_pinned(const Material& material, std::string_view) {
  return none_of(
      readings(material), material.now,
      {"unpinned-mcp-servers",
       "mcp-servers",
       {"MCP server", "local or pinned to a version", "not pinned to a version", kNotRead},
       "it has no MCP servers"});
}

Outcome no_secrets(const Material& material, std::string_view) {
  return none_of(readings(material), material.now,
                 {"literal-keys",
                  "",
                  {"key", "no key or password stands in its files", "in its files", kNotRead},
                  ""});
}

Outcome endpoint_local_or_tls(const Material& material, std::string_view) {
  Outcome called =
      none_of(readings(material), material.now,
              {"plain-endpoints",
               "endpoints",
               {"endpoint", "local or encrypted", "neither local nor encrypted", kNotRead},
               "it has no endpoints"});
  // What it calls, and what it serves itself.
  Outcome outcome = also_configured(material, "endpoint-local-or-tls",
                                    "what it serves is local or encrypted", std::move(called));
  // What runs models serves them to somebody.
  if (outcome.holds != Holds::not_applicable || has_none(material, {"runtimes"})) return outcome;
  return unknown(
      "no file that was read says whether what it serves is local or encrypted: an address of this "
      "machine or a certificate in the server's options, variables or proxy (bartizan discover "
      "PATH)",
      readings(material));
}

Outcome endpoint_authenticated(const Material& material, std::string_view) {
  return of_endpoint(material, "endpoint-authenticated", "asks who calls",
                     "no file that was read says whether its endpoints ask who calls: a key or a "
                     "login in the server's options, variables or proxy (bartizan discover PATH)");
}

Outcome endpoint_rate_limited(const Material& material, std::string_view) {
  return of_endpoint(material, "endpoint-rate-limited", "limits requests",
                     "no file that was read says whether its endpoints limit requests: a limit in "
                     "the gateway, server or proxy (bartizan discover PATH)");
}

Outcome container_not_root(const Material& material, std::string_view) {
  constexpr std::string_view kKey = "container-not-root";
  if (that_say(anywhere(material, EvidenceKind::configuration), kKey).empty()) {
    if (has_none(material, {"runtimes"})) {
      return not_applicable("it has no containers", readings(material));
    }
    if (readings(material).empty()) return unknown(std::string(kNotRead));
  }
  return configured(material, kKey, "its containers are run by an ordinary user",
                    "no file that was read says as whom its containers run: USER in a Dockerfile, "
                    "user: in a compose file, runAsNonRoot in a manifest");
}

Outcome container_pinned(const Material& material, std::string_view) {
  return none_of(readings(material), material.now,
                 {"unpinned-containers",
                  "runtimes",
                  {"container image", "named by a digest or version",
                   "named by neither digest nor version", kNotRead},
                  "it has no containers"});
}

Outcome tool_permissions(const Material& material, std::string_view) {
  if (has_none(material, {"agents", "tools", "mcp-servers"})) {
    return not_applicable("it has neither agents nor tools", readings(material));
  }
  return configured(material, "tool-permissions", "its tools are bounded",
                    "no file that was read says what its tools may do: a list of tools in the "
                    "client of MCP, or the agent's permissions (bartizan discover PATH)");
}

Outcome sandboxed(const Material& material, std::string_view) {
  if (has_none(material, {"local-models"})) {
    return not_applicable("it loads no model files", readings(material));
  }
  return configured(material, "sandboxed", "foreign files are read in a sandbox",
                    "no file that was read says how what loads foreign files is confined: "
                    "read-only, without capabilities or new privileges (bartizan discover PATH)");
}

}  // namespace bartizan::assure::assess
