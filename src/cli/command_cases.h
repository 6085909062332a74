// The options of exposure, clock, vex, ssvc as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct ExposureSetCommand {
  std::string system;
  std::string exposed;  // "yes", "no"
  std::string by;
  std::string reason;
};
struct ExposureListCommand {
  bool all = false;
};

struct ClockCommand {
  std::string system;
  bool all = false;
};
struct ClockShowCommand {
  std::string known;  // --case
  std::string system;
};
struct ClockMarkCommand {
  std::string known;  // --case
  std::string system;
  std::string state;
  std::string step;
  std::string by;
  std::string reason;
  std::string until;
};

struct SsvcCommand {
  std::string table;
  std::vector<std::string> set;  // POINT=VALUE
  std::string vulnerability;
};

struct VexImportCommand {
  std::vector<std::string> files;
  std::string system;
};
struct VexListCommand {
  std::string vulnerability;
  bool all = false;
};
struct VexAddCommand {
  std::string vulnerability;
  std::vector<std::string> aliases;
  std::string status;
  std::string justification;
  std::string impact;
  std::string action;
  std::string system;
  std::vector<std::string> products;
  std::vector<std::string> subcomponents;
  std::string by;
};
struct VexRemoveCommand {
  std::string id;
  bool yes = false;
};
struct VexExportCommand {
  std::string system;
  std::string product;
  std::string author;
};

struct CasesCommands {
  ExposureSetCommand exposure_set;
  ExposureListCommand exposure_list;
  ClockCommand clock;
  ClockShowCommand clock_show;
  ClockMarkCommand clock_mark;
  SsvcCommand ssvc;
  VexImportCommand vex_import;
  VexListCommand vex_list;
  VexAddCommand vex_add;
  VexRemoveCommand vex_remove;
  VexExportCommand vex_export;
};

int run(const GlobalOptions& global, const ExposureSetCommand& command);
int run(const GlobalOptions& global, const ExposureListCommand& command);
int run(const GlobalOptions& global, const ClockCommand& command);
int run(const GlobalOptions& global, const ClockShowCommand& command);
int run(const GlobalOptions& global, const ClockMarkCommand& command);
int run(const GlobalOptions& global, const SsvcCommand& command);
int run(const GlobalOptions& global, const VexImportCommand& command);
int run(const GlobalOptions& global, const VexListCommand& command);
int run(const GlobalOptions& global, const VexAddCommand& command);
int run(const GlobalOptions& global, const VexRemoveCommand& command);
int run(const GlobalOptions& global, const VexExportCommand& command);

}  // namespace bartizan::cli
