// The command line: parse it, and run the command that it names.
#pragma once

namespace bartizan::cli {

// Returns the exit code of the command, or of the usage error it explained on standard error.
int run_command_line(int argc, char** argv);

}  // namespace bartizan::cli
