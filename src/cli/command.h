// What the user asked for: the command line as plain data.
//
// options/ (the only folder that knows CLI11) fills it; one file per command carries it out. No
// behaviour.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/verdict.h"

namespace bartizan::cli {

enum class Choice : std::uint8_t { automatic, always, never };

// A file as an option of the command line names it; of keys it may be a name.
struct NamedFile {
  std::string option;
  std::string path;
};

// The same everywhere.
struct GlobalOptions {
  std::string store;
  std::string config;
  std::string format = "text";
  std::string output;  // "-" or empty: standard output
  bool quiet = false;
  bool verbose = false;
  Choice color = Choice::automatic;
  bool progress = true;
  bool reproducible = false;
  unsigned jobs = 0;
};

struct ScanCommand {
  std::vector<std::string> paths;
  std::string files_from;
  std::vector<std::string> exclude;
  record::Depth depth = record::Depth::content;
  bool depth_given = false;
  record::Verdict fail_on = record::Verdict::suspicious;
  bool fail_on_given = false;
  std::string allow_incomplete;
  std::string baseline;
  std::string html;
  bool all = false;
  bool no_cache = false;
  bool require_sandbox = false;
};

struct InspectCommand {
  std::string path;
  std::string member;
};

struct ExplainCommand {
  std::string topic;
};

struct HistoryCommand {
  std::string subject;
};

struct AllowCommand {
  std::string callable;
  std::string role = "class";
  std::string shape;
  std::string owner;
  std::string reason;
  std::string expires;
};

// What people accepted, in files and on pages.
struct AllowListCommand {
  bool all = false;
};
struct AllowWithdrawCommand {
  std::string id;
  std::string by;
  std::string reason;
};

struct DiscoverCommand {
  std::vector<std::string> paths;
  std::vector<std::string> exclude;
  bool host = false;
  bool installed = false;
  bool all = false;
  bool no_remember = false;
  bool forget = false;
};

struct FindCommand {
  std::string question;
  std::string kind;
  std::string by;
  bool all = false;
};

struct ReconcileCommand {
  std::string agency;
  bool gate = false;
  bool all = false;
};

struct ReconcileAssignCommand {
  std::string system;
  std::string use_case;
  bool accept = false;
  bool none = false;
};

struct InventoryImportCommand {
  std::vector<std::string> files;
  std::string schema;
  std::string sheet;
  std::string agency;
  bool dry_run = false;
};

struct InventoryUndoCommand {
  std::string import;
};

struct InventoryLintCommand {
  std::string import;
  std::string rule;
  bool gate = false;
  bool public_list = false;
  bool all = false;
};

struct InventoryListCommand {
  std::string import;
  std::string search;
  std::vector<std::string> where;
  bool imports = false;
  bool all = false;
};

struct InventoryShowCommand {
  std::string use_case;
  bool raw = false;
};

// add and edit: what is not given is asked for on a terminal.
struct InventoryEditCommand {
  std::string use_case;           // empty: a new one
  std::vector<std::string> set;   // FIELD=VALUE
  std::string from;               // a system.toml
  std::string schema;
  bool remove = false;
  bool yes = false;
  bool toml = false;  // print it as system.toml, keep nothing
  std::string by;     // who says so; the user without it
  std::string reason;
};

struct InventoryReviewCommand {
  std::string use_case;
  std::vector<std::string> answers;  // QUESTION=ANSWER or QUESTION=ANSWER:REASON
  std::string by;
  bool questions = false;
};

struct InventoryDiffCommand {
  std::string before, after;
  bool all = false;
};

struct InventoryExportCommand {
  std::string import;
  std::string schema;
  bool raw = false;
  bool public_version = false;
  bool values = false;
  bool history = false;
};

struct InventoryDeadlinesCommand {
  std::string import;
};

struct BomCheckCommand {
  std::string file;
};

struct BomScoreCommand {
  std::string file;
  std::string standard = "g7";
  bool all = false;
};

struct BomDiffCommand {
  std::string before, after;
  bool gate = false;
};

struct BomMergeCommand {
  std::vector<std::string> files;
};

struct BomConvertCommand {
  std::string file;
};

struct BomCreateCommand {
  std::vector<std::string> paths;
  std::vector<std::string> exclude;
  std::string system;
  bool everything = false;
  bool installed = false;
  std::string name;
  std::string version;
  std::string supplier;
  std::vector<std::string> authors;
  std::string tlp;
};

struct BomImportCommand {
  std::vector<std::string> files;
};

struct HelpCommand {
  std::string topic;
};

int run(const GlobalOptions& global, const ScanCommand& command);
int run(const GlobalOptions& global, const InspectCommand& command);
int run(const GlobalOptions& global, const ExplainCommand& command);
int run(const GlobalOptions& global, const HistoryCommand& command);
int run(const GlobalOptions& global, const AllowCommand& command);
int run(const GlobalOptions& global, const AllowListCommand& command);
int run(const GlobalOptions& global, const AllowWithdrawCommand& command);
int run(const GlobalOptions& global, const HelpCommand& command);
int run(const GlobalOptions& global, const DiscoverCommand& command);
int run(const GlobalOptions& global, const InventoryEditCommand& command);
int run(const GlobalOptions& global, const InventoryReviewCommand& command);
int run(const GlobalOptions& global, const InventoryDiffCommand& command);
int run(const GlobalOptions& global, const InventoryExportCommand& command);
int run(const GlobalOptions& global, const InventoryDeadlinesCommand& command);
int run(const GlobalOptions& global, const BomCheckCommand& command);
int run(const GlobalOptions& global, const BomScoreCommand& command);
int run(const GlobalOptions& global, const BomDiffCommand& command);
int run(const GlobalOptions& global, const BomMergeCommand& command);
int run(const GlobalOptions& global, const BomConvertCommand& command);
int run(const GlobalOptions& global, const BomCreateCommand& command);
int run(const GlobalOptions& global, const BomImportCommand& command);
int run(const GlobalOptions& global, const FindCommand& command);
int run(const GlobalOptions& global, const ReconcileCommand& command);
int run(const GlobalOptions& global, const ReconcileAssignCommand& command);
int run(const GlobalOptions& global, const InventoryImportCommand& command);
int run(const GlobalOptions& global, const InventoryUndoCommand& command);
int run(const GlobalOptions& global, const InventoryLintCommand& command);
int run(const GlobalOptions& global, const InventoryListCommand& command);
int run(const GlobalOptions& global, const InventoryShowCommand& command);

}  // namespace bartizan::cli
