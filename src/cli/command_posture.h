// The options of posture, readiness and risk as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct PostureRaiseCommand {
  std::string reason, by;
  std::string until;  // a time
  std::string span;   // --for: "14d"
  std::string preset;
};
struct PostureLowerCommand {
  std::string reason, by;
};
struct PostureShowCommand {
  std::string as_of;
};

struct ReadinessRecordCommand {
  std::string kind, system, what, by;
  std::string at, next;  // days
  std::string attachment;
};
struct ReadinessWithdrawCommand {
  std::string id, by;
};
struct ReadinessListCommand {
  std::string system, as_of;
  bool gate = false;
  bool all = false;
};
struct ReadinessMapCommand {
  bool all = false;
};

// add and set: what is not given stays as it is.
struct RiskEditCommand {
  std::string id;  // of set
  std::string sector, category, system, scenario, likelihood, impact, owner, treatment, due, state;
  std::vector<std::string> atlas;
  std::string govern, map, measure, manage;
  std::string by;
};
struct RiskAddCommand : RiskEditCommand {};
struct RiskSetCommand : RiskEditCommand {};
struct RiskListCommand {
  std::string sector, as_of;
  bool gate = false;
  bool all = false;
};
struct RiskShowCommand {
  std::string id;
};

struct PostureCommands {
  PostureRaiseCommand raise;
  PostureLowerCommand lower;
  PostureShowCommand show;
  ReadinessRecordCommand readiness_record;
  ReadinessWithdrawCommand readiness_withdraw;
  ReadinessListCommand readiness_list;
  ReadinessMapCommand readiness_map;
  RiskAddCommand risk_add;
  RiskSetCommand risk_set;
  RiskListCommand risk_list;
  RiskShowCommand risk_show;
};

int run(const GlobalOptions& global, const PostureRaiseCommand& command);
int run(const GlobalOptions& global, const PostureLowerCommand& command);
int run(const GlobalOptions& global, const PostureShowCommand& command);
int run(const GlobalOptions& global, const ReadinessRecordCommand& command);
int run(const GlobalOptions& global, const ReadinessWithdrawCommand& command);
int run(const GlobalOptions& global, const ReadinessListCommand& command);
int run(const GlobalOptions& global, const ReadinessMapCommand& command);
int run(const GlobalOptions& global, const RiskAddCommand& command);
int run(const GlobalOptions& global, const RiskSetCommand& command);
int run(const GlobalOptions& global, const RiskListCommand& command);
int run(const GlobalOptions& global, const RiskShowCommand& command);

}  // namespace bartizan::cli
