#include "run/evidence_failed.h"

#include <algorithm>
#include <filesystem>
#include <forward_list>

#include "record/fact_list.h"
#include "run/estate.h"
#include "run/estate_parts.h"
#include "run/evidence_covers.h"
#include "run/evidence_parts.h"

namespace bartizan::run::evidence {
namespace {

using record::Evidence;

// What lies nowhere is about the whole.
constexpr std::string_view kWhole = ".";

// Every other file that says the same of the subject: its paths are as a place of one of its facts
// is, without what stands in front of that.
void add_others(std::set<std::string>& out, const std::string& place,
                const assure::gate::Subject& about) {
  const std::string* own = nullptr;
  for (const std::string& one : about.paths) {
    const bool is_it = !one.empty() && (place == one || place.ends_with("/" + one));
    if (is_it && (own == nullptr || own->size() < one.size())) own = &one;
  }
  if (own == nullptr) return;
  const std::string front = place.substr(0, place.size() - own->size());
  for (const std::string& one : about.paths) out.insert(absolute_path(front + one));
}

// Empty where it lies elsewhere; whole where the gate judged no folder.
std::string name_below(const std::string& path, std::string_view folder) {
  if (path.empty() || path == folder) return std::string(kWhole);
  if (!folder.starts_with('/')) return path;
  if (folder == "/") folder = "";
  return is_or_lies_in(path, folder) ? path.substr(folder.size() + 1) : std::string();
}

std::string path_of(const std::string& name, std::string_view folder) {
  if (name.starts_with('/')) return name;
  return std::string(folder == "/" ? "" : folder) + "/" + name;
}

std::set<std::string> names_in(const Evidence& piece, std::string_view key) {
  std::set<std::string> names;
  std::forward_list<std::string> own;
  record::each_name(piece.fact(key), own, [&](std::string_view one) { names.emplace(one); });
  return names;
}

void put_listed(Evidence& piece, std::string_view key, const std::set<std::string>& names) {
  put(piece, key, std::uint64_t{names.size()});
  put(piece, std::string(key) + ":names", listed(names));
}

}  // namespace

std::set<std::string> failed_paths(const assure::gate::Evidence& judged,
                                   const assure::gate::Gate& gate) {
  std::set<std::string> paths;
  std::set<std::size_t> done;
  for (const assure::gate::RuleResult& rule : gate.rules) {
    for (const assure::gate::Judged& one : rule.judged) {
      if (one.standing != assure::gate::Standing::failed || one.fact >= judged.facts.size()) {
        continue;
      }
      const assure::gate::Fact& fact = judged.facts[one.fact];
      if (fact.kind == assure::gate::FactKind::feed) continue;
      const std::string& place = fact.place.path;
      paths.insert(place.empty() ? std::string() : absolute_path(place));
      if (place.empty() || one.subject >= judged.subjects.size()) continue;
      if (done.insert(one.subject).second) add_others(paths, place, judged.subjects[one.subject]);
    }
  }
  return paths;
}

LeftOut::LeftOut(std::span<const record::Excluded> excluded, std::span<const std::string> patterns,
                 const assure::gate::Evidence& judged)
    : patterns_(patterns.begin(), patterns.end()) {
  for (const record::Excluded& one : excluded) {
    if (one.asked) excluded_.insert(absolute_path(one.path));
  }
  for (const assure::gate::Examination& one : judged.examinations) {
    if (one.kind != assure::gate::FactKind::scan || one.look != assure::gate::Look::none) continue;
    if (one.subject.empty()) {
      anything_ = true;
    } else if (!one.place.path.empty()) {
      unread_.insert(absolute_path(one.place.path));
    }
  }
}

bool LeftOut::holds(const std::string& path) const {
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, error))) return false;
  return anything_ || unread_.contains(path) ||
         std::ranges::any_of(excluded_,
                             [&](const std::string& one) { return is_or_lies_in(path, one); });
}

bool LeftOut::is_more_than(const std::set<std::string>& patterns) const {
  return anything_ || !std::ranges::includes(patterns, patterns_);
}

EarlierRuns::EarlierRuns(store::Store& store, const LeftOut& left_out) : left_out_(left_out) {
  if (left_out.is_nothing()) return;
  if (auto runs = store.evidence().latest_of(record::EvidenceKind::gate)) runs_ = std::move(*runs);
}

std::set<std::string> EarlierRuns::not_looked_at_since(const Evidence& earlier) const {
  std::set<std::string> names;
  const auto is_left_out = [&](const std::string& name) {
    return left_out_.holds(path_of(name, earlier.subject));
  };
  for (const std::string& name : names_in(earlier, "failed-before:names")) {
    if (name == kWhole || is_left_out(name)) names.insert(name);
  }
  if (earlier.fact("outcome") != "failed") return names;
  const std::set<std::string> failed = names_in(earlier, "failed-at:names");
  // Where it failed is not known, or not all of it.
  if (earlier.fact("failed-at") != std::to_string(failed.size())) names.emplace(kWhole);
  const bool saw_more = left_out_.is_more_than(names_in(earlier, "excludes:names"));
  for (const std::string& name : failed) {
    if (name == kWhole ? saw_more : is_left_out(name)) names.insert(name);
  }
  return names;
}

void EarlierRuns::put_failed(Evidence& piece, bool failed,
                             const std::set<std::string>& paths) const {
  if (failed) {
    std::set<std::string> names;
    for (const std::string& path : paths) {
      std::string name = name_below(path, piece.subject);
      if (!name.empty()) names.insert(std::move(name));
    }
    put_listed(piece, "failed-at", names);
  }
  if (left_out_.is_nothing()) return;
  put(piece, "excludes:names", listed(left_out_.patterns()));
  const auto earlier = std::ranges::find_if(runs_, [&](const Evidence& one) {
    return one.system == piece.system && one.subject == piece.subject;
  });
  if (earlier == runs_.end()) return;
  const std::set<std::string> before = not_looked_at_since(*earlier);
  if (!before.empty()) put_listed(piece, "failed-before", before);
}

}  // namespace bartizan::run::evidence
