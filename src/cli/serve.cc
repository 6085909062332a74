// bartizan serve: the dashboard and the REST API.
#include "server/serve.h"

#include <filesystem>
#include <iostream>

#include "cli/command_serve.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "run/gate.h"
#include "server/openapi.h"

namespace bartizan::cli {
namespace {

// What to serve, and where; explains and returns nullopt when that cannot be.
std::optional<server::ServeOptions> options_of(const GlobalOptions& global,
                                               const ServeCommand& command) {
  server::ServeOptions options;
  const auto endpoint = server::parse_endpoint(command.listen);
  if (!endpoint) {
    complain("--listen " + command.listen + " is no address and port, such as 127.0.0.1:8765.");
    return std::nullopt;
  }
  options.listen = *endpoint;
  if (command.certificate.empty() != command.key.empty()) {
    complain("--tls-cert and --tls-key go together.");
    return std::nullopt;
  }
  if (!endpoint->loopback && command.certificate.empty()) {
    complain(endpoint->address +
             " can be reached from other machines, which takes TLS: name --tls-cert and --tls-key.");
    return std::nullopt;
  }
  for (const std::string& host : command.hosts) {
    if (server::host_name(host) != host || host.empty()) {
      complain("--host " + host + " is no name in lower case without a port, such as ai.example.org.");
      return std::nullopt;
    }
  }
  for (const std::string& root : command.roots) {
    if (root.empty()) {
      complain("--root is empty: name the folder whose files may be scanned and shown.");
      return std::nullopt;
    }
    std::error_code error;
    if (std::filesystem::equivalent(root, "/", error)) {
      complain(
          "--root / shows names and bytes of all files of this machine that this user may "
          "read to everybody with an account. Better name the folders that hold models.");
    }
  }
  options.certificate = command.certificate;
  options.key = command.key;
  options.hosts = command.hosts;
  options.roots = command.roots;
  options.require_sandbox = command.require_sandbox;
  options.quiet = global.quiet;
  return options;
}

}  // namespace

int run(const GlobalOptions& global, const ServeCommand& command) {
  if (command.openapi) {
    const server::Router router(server::all_routes());
    std::cout << server::openapi(router.routes()) << '\n';
    return std::cout.flush() ? run::kPass : run::kInternal;
  }
  const auto options = options_of(global, command);
  if (!options) return run::kUsage;
  const auto config = load_settings(global, command.roots);
  if (!config) return run::kUsage;
  const auto store = open_store(global, *config, true);
  if (!store) return run::kInternal;
  if (store->path().empty()) {
    complain("a server that keeps nothing makes no sense. Name a --store that can be written.");
    return run::kInternal;
  }
  bool began = false;
  const auto served =
      server::serve(*options, *store, *config, now, [&](const server::Ready& ready) {
        began = true;
        std::cout << "Bartizan is at " << ready.address << std::endl;
        if (!ready.welcome.empty()) {
          std::cout << "Nobody has an account yet. Within 15 minutes, make the first one here, "
                       "once:\n  "
                    << ready.welcome << std::endl;
        }
        if (options->roots.empty()) {
          note(global.quiet, "no --root was given: uploads can be scanned, paths cannot.");
        }
      });
  if (served) return run::kPass;
  complain(served.error() + ".");
  // Before it is ready only what it was asked for can be wrong: port, root, certificate.
  return began ? run::kInternal : run::kUsage;
}

}  // namespace bartizan::cli
