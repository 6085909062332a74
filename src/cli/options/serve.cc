// The server: serve.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_serve() {
  CLI::App& serve = verb(
      "serve", "Answer the dashboard and the REST API.",
      "Examples:\n"
      "  bartizan serve --root examples\n"
      "  bartizan serve --root /srv/models --listen 0.0.0.0:8443 --host ai.example.org \\\n"
      "    --tls-cert server.pem --tls-key server.key\n"
      "  bartizan serve --openapi > openapi.json\n\n"
      "It listens on this machine alone unless told otherwise, and on other addresses only with TLS.\n"
      "Requests that ask for another name than localhost or a --host are refused. Only what lies in\n"
      "a --root can be scanned. Ctrl-C ends it when what is under way has been answered.\n\n"
      "Exit codes: 0 stopped, 2 usage, or port, folder or certificate cannot be used, 4 internal\n"
      "error.");
  serve.add_option("--root", serve_.serve.roots, "a folder whose files may be scanned and shown")
      ->type_name("FOLDER")
      ->take_all()
      ->allow_extra_args(false);
  serve.add_option("--listen", serve_.serve.listen, "where to listen (default 127.0.0.1:8765)")
      ->type_name("ADDRESS:PORT");
  serve.add_option("--host", serve_.serve.hosts, "a name under which browsers may ask for it")
      ->type_name("NAME")
      ->take_all()
      ->allow_extra_args(false);
  serve.add_option("--tls-cert", serve_.serve.certificate, "certificate and its chain, PEM")
      ->type_name("FILE");
  serve.add_option("--tls-key", serve_.serve.key, "its private key, PEM")->type_name("FILE");
  serve.add_flag("--require-sandbox", serve_.serve.require_sandbox,
                 "refuse to start where files could not be read in isolation");
  serve.add_flag("--openapi", serve_.serve.openapi, "print the description of the API and end");
  add_global(serve, global_, {});
  carries_out(serve, serve_.serve);
}

}  // namespace bartizan::cli
