// bartizan: the executable. A worker process is this same file under a hidden verb.
#include <clocale>
#include <cstring>
#include <exception>
#include <iostream>
#include <span>

#include "base/escape.h"
#include "cli/options.h"
#include "run/gate.h"
#include "run/worker.h"
#include "sandbox/zygote.h"

int main(int argc, char** argv) {
  if (argc >= 2 && std::strcmp(argv[1], bartizan::sandbox::kZygoteVerb) == 0) {
    const std::span<char* const> arguments(argv + 2, static_cast<std::size_t>(argc - 2));
    return bartizan::sandbox::zygote_main(arguments, bartizan::run::worker_setup,
                                          bartizan::run::worker_job);
  }
  std::setlocale(LC_CTYPE, "");
  try {
    return bartizan::cli::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "bartizan: internal error: " << bartizan::base::escape_text(error.what())
              << ". Please report it with the command line (SECURITY.md).\n";
    return bartizan::run::kInternal;
  }
}
