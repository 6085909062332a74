// Grammar: what every command's options have in common, and the commands by room.
//
// What it is: inside of the parser of the command line; only files of this folder know CLI11. Each
// of them adds the commands of one room and keeps their options in Commands. What it is not: the
// commands (cli/command.h), which get plain data.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/command_account.h"
#include "cli/command_assess.h"
#include "cli/command_cases.h"
#include "cli/command_catalog.h"
#include "cli/command_feeds.h"
#include "cli/command_framework.h"
#include "cli/command_gate.h"
#include "cli/command_serve.h"
#include "cli/command_policy.h"
#include "cli/command_posture.h"
#include "cli/command_sign.h"
#include "cli/command_vuln.h"
#include "cli/command_watch.h"

namespace bartizan::cli {

extern const std::map<std::string, Choice> kChoices;

// An option that takes one of a few words.
template <typename Map>
CLI::Option* choice(CLI::App& app, const std::string& name, typename Map::mapped_type& target,
                    const Map& values, const std::string& text) {
  std::string shown;
  for (const auto& [word, value] : values) shown += (shown.empty() ? "" : "|") + word;
  const auto set = [&target, &values, name, shown](const std::string& word) {
    const auto found = values.find(word);
    if (found == values.end())
      throw CLI::ValidationError(name + " " + word, "it is one of " + shown);
    target = found->second;
  };
  return app.add_option_function<std::string>(name, set, text)->type_name(shown);
}

// The options of every command; `formats` are those of --format, none for a command without one.
void add_global(CLI::App& app, GlobalOptions& global, const std::vector<std::string>& formats);

class Commands {
 public:
  explicit Commands(CLI::App& app) : app_(app) {}

  void add_core();    // options/core.cc: scan, inspect, explain, history, allow, help
  void add_use();     // options/use.cc: inventory, discover, reconcile, find
  void add_assure();  // below: line of effort 2
  void add_serve();    // options/serve.cc: serve
  void add_policy();   // options/policy.cc: policy, faq
  void add_posture();  // options/posture.cc: posture, readiness, risk
  void add_watch();    // options/watch.cc: watch, notify

  // `files`: those that options name, --store aside.
  int carry_out(const std::vector<NamedFile>& files);

 private:
  CLI::App& verb(const std::string& name, const std::string& text, const std::string& footer);
  CLI::App& noun(const std::string& name, const std::string& text);
  // The callback of a command whose options are in `command`.
  template <typename Command>
  void carries_out(CLI::App& sub, Command& command) {
    sub.callback([this, &command] { action_ = [this, &command] { return run(global_, command); }; });
  }

  void add_scan();
  void add_inspect();
  void add_explain();
  void add_history();
  void add_allow();
  void add_help();
  void add_discover();
  void add_find();
  void add_reconcile();
  void add_inventory();
  void add_inventory_changes(CLI::App& inventory);
  void add_inventory_output(CLI::App& inventory);
  void add_bom();      // options/bom.cc
  void add_feeds();    // options/feeds.cc: feeds
  void add_vuln();     // options/vuln.cc: vuln
  void add_cases();    // options/cases.cc: exposure, clock, vex, ssvc
  void add_exposure();
  void add_clock();
  void add_vex();
  void add_ssvc();
  void add_sign();     // options/sign.cc: sign, verify, key
  void add_keys();
  void add_gate();     // options/gate.cc: gate
  void add_account();  // options/account.cc: account, token, audit, backup, restore, purge
  void add_token();
  void add_audit();
  void add_backup();
  void add_readiness();
  void add_risk();
  void add_catalog();    // options/catalog.cc: catalog
  void add_framework();  // options/framework.cc: framework
  void add_assess();   // options/assess.cc: assess, answer, action, roadmap, self-check
  void add_answer();
  void add_action();
  void add_roadmap();
  void add_notify();

  CLI::App& app_;
  GlobalOptions global_;
  ScanCommand scan_;
  InspectCommand inspect_;
  ExplainCommand explain_;
  HistoryCommand history_;
  AllowCommand allow_;
  AllowListCommand allow_list_;
  AllowWithdrawCommand allow_withdraw_;
  HelpCommand help_;
  DiscoverCommand discover_;
  InventoryEditCommand inventory_add_, inventory_edit_;
  InventoryReviewCommand inventory_review_;
  InventoryDiffCommand inventory_diff_;
  InventoryExportCommand inventory_export_;
  InventoryDeadlinesCommand inventory_deadlines_;
  BomCreateCommand bom_create_;
  BomCheckCommand bom_validate_;
  BomScoreCommand bom_score_;
  BomDiffCommand bom_diff_;
  BomMergeCommand bom_merge_;
  BomConvertCommand bom_convert_;
  BomImportCommand bom_import_;
  FindCommand find_;
  ReconcileCommand reconcile_;
  ReconcileAssignCommand reconcile_assign_;
  InventoryImportCommand inventory_import_;
  InventoryUndoCommand inventory_undo_;
  InventoryLintCommand inventory_lint_;
  InventoryListCommand inventory_list_;
  InventoryShowCommand inventory_show_;
  AssessCommands assess_;
  CasesCommands cases_;
  CatalogCommands catalog_;
  FeedsCommands feeds_;
  FrameworkCommands framework_;
  GateCommands gate_;
  ServeCommands serve_;
  PolicyCommands policy_;
  PostureCommands posture_;
  SignCommands sign_;
  VulnCommands vuln_;
  WatchCommands watch_;
  AccountCommands account_;
  std::function<int()> action_;
};

}  // namespace bartizan::cli
