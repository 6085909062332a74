// bartizan history: what earlier scans said.
#include <filesystem>

#include "base/escape.h"
#include "base/json_write.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "report/clock.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string as_json(const std::string& subject, const std::vector<store::HistoryRow>& rows) {
  base::JsonWriter out(true);
  out.begin_object()
      .field("schema", "bartizan.history/1")
      .field("subject", base::escape_name(subject));
  out.key("sightings").begin_array();
  for (const store::HistoryRow& row : rows) {
    out.begin_object()
        .field("scan", row.scan)
        .field("scan_state", store::name(row.scan_state))
        .field("path", base::escape_name(row.path))
        .field("seen", base::format_utc(row.seen))
        .field("sha256", row.sha256)
        .field("size", row.size)
        .field("format", row.format)
        .field("verdict", record::name(row.verdict))
        .field("coverage", record::name(row.coverage))
        .field("depth", record::name(row.depth));
    out.key("rules").begin_array();
    for (const std::string& rule : row.rules) out.value(rule);
    out.end_array().key("changes").begin_array();
    for (const std::string& change : row.changes) out.value(base::escape_name(change));
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string as_text(const std::vector<store::HistoryRow>& rows) {
  std::string out, path;
  for (const store::HistoryRow& row : rows) {
    if (row.path != path) {
      path = row.path;
      out += base::escape_name(path) + "\n";
    }
    out += "  " + report::minute(row.seen) + "  " + std::string(record::name(row.verdict)) + "  " +
           (row.sha256 ? row.sha256->substr(0, 12) : "not hashed") + "  " +
           std::string(record::name(row.depth));
    if (row.scan_state != store::ScanState::complete) {
      out += "  scan " + std::string(store::name(row.scan_state));
    }
    for (const std::string& rule : row.rules) out += "  " + rule;
    out += "\n";
    for (const std::string& change : row.changes) {
      out += "      changed: " + base::escape_name(change) + "\n";
    }
  }
  return out;
}

}  // namespace

int run(const GlobalOptions& global, const HistoryCommand& command) {
  const auto config = load_settings(global, {});
  if (!config || !store_is_there(global)) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  std::string subject = command.subject;
  if (!is_sha256(subject)) {
    subject = std::filesystem::absolute(subject).lexically_normal().string();
    if (subject.ends_with('/') && subject.size() > 1) subject.pop_back();
  }
  const auto rows = store->history(subject);
  if (!rows) {
    complain(std::string("the history cannot be read: ") + rows.error().what);
    return run::kInternal;
  }
  if (rows->empty() && global.format != "json") {
    complain("nothing is known about " + subject + ". Scan it first: bartizan scan " +
             command.subject);
    return run::kIncomplete;
  }
  Output output(global.output);
  output.write(global.format == "json" ? as_json(subject, *rows) : as_text(*rows));
  if (!output.finish()) return run::kInternal;
  return rows->empty() ? run::kIncomplete : run::kPass;
}

}  // namespace bartizan::cli
