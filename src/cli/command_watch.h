// The options of watch and notify as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct WatchAddCommand {
  std::string path;
  std::string every;  // "6h"
  std::string rate;   // "20 MiB"
  std::string by;
};
struct WatchListCommand {};
struct WatchRemoveCommand {
  std::string path;
};
struct WatchRunCommand {
  std::vector<std::string> paths;
  bool all = false;
  bool old = false;
  bool require_sandbox = false;
};

struct NotifyAddCommand {
  std::string kind, address, name, from, secret_file, by;
  bool link_local = false;
};
struct NotifyListCommand {
  bool notices = false;
};
struct NotifyRemoveCommand {
  std::string target;
};
struct NotifyTestCommand {
  std::string target;
};
struct NotifySendCommand {};

struct WatchCommands {
  WatchAddCommand add;
  WatchListCommand list;
  WatchRemoveCommand remove;
  WatchRunCommand run;
  NotifyAddCommand notify_add;
  NotifyListCommand notify_list;
  NotifyRemoveCommand notify_remove;
  NotifyTestCommand notify_test;
  NotifySendCommand notify_send;
};

int run(const GlobalOptions& global, const WatchAddCommand& command);
int run(const GlobalOptions& global, const WatchListCommand& command);
int run(const GlobalOptions& global, const WatchRemoveCommand& command);
int run(const GlobalOptions& global, const WatchRunCommand& command);
int run(const GlobalOptions& global, const NotifyAddCommand& command);
int run(const GlobalOptions& global, const NotifyListCommand& command);
int run(const GlobalOptions& global, const NotifyRemoveCommand& command);
int run(const GlobalOptions& global, const NotifyTestCommand& command);
int run(const GlobalOptions& global, const NotifySendCommand& command);

}  // namespace bartizan::cli
