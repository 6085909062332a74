// The options of assess, answer, action, roadmap and self-check as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct AssessCommand {
  std::string framework;  // empty: the list of frameworks
  std::string system;
  std::string reread = "changed";
  std::string explain;  // id of a requirement
  std::string since;    // a trend from this day on
  std::string as_of;
  bool gate = false;
  bool all = false;
  bool all_systems = false;  // a table of systems and requirements
  bool public_release = false;
  bool no_remember = false;
};

struct AnswerAddCommand {
  std::string framework, requirement;
  std::string system;
  std::string status;
  std::string by;
  std::string reason;
  std::string until;
  std::string attachment;  // path
};
struct AnswerWithdrawCommand {
  std::string id;
  std::string by;
};
struct AnswerListCommand {
  std::string framework;
  std::string system;
  bool all = false;
};

struct ActionAddCommand {
  std::string what;
  std::string owner;
  std::string due;
  std::string framework, requirement;
  std::string system;
  std::string by;
};
struct ActionListCommand {
  std::string system;
  bool all = false;
};
struct ActionCloseCommand {
  std::string id;
  std::string by;
  std::string note;
};
struct ActionDoneCommand : ActionCloseCommand {};
struct ActionDropCommand : ActionCloseCommand {};

struct RoadmapCommand {
  std::string reread = "changed";
  std::string as_of;
  bool all = false;
  bool no_remember = false;
};
struct SelfCheckCommand {
  bool gate = false;
  bool all = false;
};

struct AssessCommands {
  AssessCommand assess;
  AnswerAddCommand answer_add;
  AnswerWithdrawCommand answer_withdraw;
  AnswerListCommand answer_list;
  ActionAddCommand action_add;
  ActionListCommand action_list;
  ActionDoneCommand action_done;
  ActionDropCommand action_drop;
  RoadmapCommand roadmap;
  SelfCheckCommand self_check;
};

int run(const GlobalOptions& global, const AssessCommand& command);
int run(const GlobalOptions& global, const AnswerAddCommand& command);
int run(const GlobalOptions& global, const AnswerWithdrawCommand& command);
int run(const GlobalOptions& global, const AnswerListCommand& command);
int run(const GlobalOptions& global, const ActionAddCommand& command);
int run(const GlobalOptions& global, const ActionListCommand& command);
int run(const GlobalOptions& global, const ActionDoneCommand& command);
int run(const GlobalOptions& global, const ActionDropCommand& command);
int run(const GlobalOptions& global, const RoadmapCommand& command);
int run(const GlobalOptions& global, const SelfCheckCommand& command);

}  // namespace bartizan::cli
