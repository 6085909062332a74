#include "run/exceptions.h"

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "store/id.h"

namespace bartizan::run {
namespace {

using record::Exception;
using record::ExceptionKind;

std::string callable(const Exception& e) {
  return e.module.empty() ? e.name : e.module + '.' + e.name;
}

// What an entry of gate.toml is about.
std::string gate_subject(const Exception& e) {
  std::string out;
  for (const std::string* part : {&e.sha256, &e.component, &e.advisory}) {
    if (!part->empty()) out += (out.empty() ? "" : ", ") + *part;
  }
  return out;
}

std::string described(const Exception& e) {
  if (!e.component.empty() || !e.advisory.empty()) {
    return (e.kind == ExceptionKind::waiver ? "the waiver for " : "the exception from ") +
           (e.rule.empty() ? "" : e.rule + " for ") + gate_subject(e);
  }
  switch (e.kind) {
    case ExceptionKind::suppression:
      if (e.rule.empty()) return "the suppression of " + callable(e);
      return "the suppression of " + e.rule + (e.name.empty() ? "" : " about " + callable(e)) +
             (e.sha256.empty() ? "" : " in " + e.sha256);
    case ExceptionKind::waiver:
      return "the waiver for " + (e.rule.empty() ? "" : e.rule + " in ") + e.sha256;
    case ExceptionKind::allow:
      return "the allow entry for " + callable(e);
    case ExceptionKind::baseline:
      return "the baseline entry of " + e.rule;
  }
  return {};
}

// Why an entry does not count, "" when it does.
std::string objection(const Exception& e, base::Millis now) {
  if (e.kind == ExceptionKind::waiver) {
    if (e.approver.empty()) return "names no approver and does not count";
    if (e.granted > now) return "begins " + base::format_utc(e.granted) + " and does not count yet";
    if (e.expires - e.granted > kLongestWaiver) return "is longer than 30 days and does not count";
  }
  if (e.expires != 0 && e.expires <= now) {
    return "expired " + base::format_utc(e.expires) + " and no longer counts";
  }
  return {};
}

// Whether the finding is about the callable in that role; without one, in whatever role.
bool names_role(const record::Finding& finding, const std::string& role) {
  if (role.empty()) return true;
  for (const record::FindingDetail& evidence : finding.evidence) {
    if (evidence.key == "role") return evidence.value == role;
  }
  return true;  // the finding is about the callable in whatever role
}

bool accepts(const Exception& e, const record::Finding& finding, const std::string& location) {
  if (e.kind == ExceptionKind::waiver) return e.rule.empty() || e.rule == finding.rule;
  if (finding.verdict == record::Verdict::malicious) return false;
  switch (e.kind) {
    case ExceptionKind::suppression:
      if (!e.rule.empty() && e.rule != finding.rule) return false;
      if (e.name.empty()) return !e.rule.empty();
      return callable(e) == finding.subject && names_role(finding, e.role);
    case ExceptionKind::baseline:
      return e.rule == finding.rule && e.location == location;
    default:
      return false;
  }
}

bool by_hash(const Exception& a, const Exception& b) { return a.sha256 < b.sha256; }

void put(std::string& out, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

}  // namespace

Exceptions::Exceptions(std::vector<Exception> entries, base::Millis now) {
  for (Exception& entry : entries) {
    if (const std::string why = objection(entry, now); !why.empty()) {
      notes_.push_back(described(entry) + " (" + entry.owner + ") " + why);
    } else {
      entries_.push_back(std::move(entry));
    }
  }
  std::stable_sort(entries_.begin(), entries_.end(), by_hash);
}

std::uint64_t apply_exceptions(record::Artifact& artifact, const Exceptions& exceptions) {
  if (exceptions.entries().empty() || artifact.findings.empty()) return 0;
  const auto bound_to = [&](const std::string& sha256) {
    Exception key;
    key.sha256 = sha256;
    return std::equal_range(exceptions.entries().begin(), exceptions.entries().end(), key, by_hash);
  };
  // Without a hash (depth structure) nothing that is bound to one applies.
  const auto anywhere = bound_to("");
  const auto here =
      artifact.sha256 ? bound_to(*artifact.sha256) : std::pair(anywhere.second, anywhere.second);
  std::uint64_t accepted = 0;
  for (record::Finding& finding : artifact.findings) {
    const std::string location = baseline_location(artifact, finding);
    for (const auto& [first, last] : {here, anywhere}) {
      const auto entry = std::find_if(first, last, [&](const Exception& e) {
        return e.kind != ExceptionKind::allow && accepts(e, finding, location);
      });
      if (entry == last) continue;
      finding.accepted_by = entry->id;
      ++accepted;
      break;
    }
  }
  return accepted;
}

std::string exception_id(const Exception& e) {
  std::string all;
  for (const std::string& part : {std::to_string(static_cast<int>(e.kind)), e.rule, e.sha256,
                                  e.module, e.name, e.role, e.location}) {
    all += std::to_string(part.size()) + ':' + part;
  }
  // Those of gate.toml only, so that the ids of others stay what they were.
  for (const std::string& part : {e.component, e.advisory}) {
    if (!part.empty()) all += '/' + std::to_string(part.size()) + ':' + part;
  }
  return store::natural_id("exception", all);
}

// One section "callables", laid out as in scan/catalog.cc.
std::string overlay_table(const std::vector<Exception>& entries) {
  constexpr std::uint32_t kColumns = 7;
  constexpr std::size_t kHeader = 8 + 4 + 64 + 20;
  std::map<std::string, const Exception*> rows;
  for (const Exception& e : entries) {
    if (e.kind == ExceptionKind::allow) rows.emplace(e.module + ' ' + e.name, &e);
  }
  if (rows.empty()) return {};

  const std::string_view title = "callables";
  const std::size_t pool_at = kHeader + rows.size() * kColumns * 8;
  std::string pool(title);
  std::string cells;
  const auto add = [&](std::string_view cell) {
    put(cells, static_cast<std::uint32_t>(pool_at + pool.size()));
    put(cells, static_cast<std::uint32_t>(cell.size()));
    pool += cell;
  };
  for (const auto& [key, e] : rows) {
    for (const std::string_view cell :
         {std::string_view(key), std::string_view(e->module), std::string_view(e->name),
          std::string_view(e->role), std::string_view(e->detail), std::string_view("allowed"),
          std::string_view(e->reason)}) {
      add(cell);
    }
  }
  std::string table = "BZCAT001";
  put(table, 1);
  table += base::hex(base::sha256(cells + pool));
  put(table, static_cast<std::uint32_t>(pool_at));
  put(table, static_cast<std::uint32_t>(title.size()));
  put(table, kColumns);
  put(table, static_cast<std::uint32_t>(rows.size()));
  put(table, kHeader);
  return table + cells + pool;
}

}  // namespace bartizan::run
