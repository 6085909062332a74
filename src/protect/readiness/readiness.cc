#include "protect/readiness/readiness.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "base/hash.h"
#include "record/said.h"
#include "scan/catalog.h"

namespace bartizan::protect {
namespace {

using record::Readiness;
using record::ReadinessKind;

constexpr Millis kDay = Millis{24} * 60 * 60 * 1000;
constexpr std::string_view kList = "posture-readiness";
constexpr std::array<std::string_view, kReadinessStates> kNames{"overdue", "missing", "holds",
                                                                "replaced", "withdrawn"};
// What every critical asset needs.
constexpr ReadinessKind kOfCritical[] = {ReadinessKind::exercise, ReadinessKind::restore_test,
                                         ReadinessKind::fail_safe, ReadinessKind::playbook};

std::string_view entry_of(ReadinessKind kind) {
  return scan::Catalog::embedded().list(kList, record::name(kind)).value_or("");
}

bool is_list_of_things(ReadinessKind kind) {
  return kind == ReadinessKind::critical_asset || kind == ReadinessKind::dependency;
}

// Records of one key replace each other.
std::tuple<ReadinessKind, std::string, std::string> key_of(const Readiness& record) {
  return {record.kind, record.system, is_list_of_things(record.kind) ? record.what : ""};
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

std::string spoken(ReadinessKind kind) {
  if (kind == ReadinessKind::fail_safe) return "fail-safe";
  std::string text(record::name(kind));
  std::ranges::replace(text, '-', ' ');
  return text;
}

ReadinessLine line_of(const Readiness& record, Millis now) {
  ReadinessLine line;
  line.record = record;
  const Millis interval = Millis{holds_for(record.kind)} * kDay;
  const Millis by_interval = interval == 0 ? 0 : record.at + interval;
  // A plan can bring it forward, not put it off.
  line.due = record.next != 0 && (by_interval == 0 || record.next < by_interval) ? record.next
                                                                                 : by_interval;
  if (record.withdrawn != 0) {
    line.state = ReadinessState::withdrawn;
    line.why = "taken back on " + base::format_date(record.withdrawn);
    return line;
  }
  const std::string done = "last on " + base::format_date(record.at);
  if (line.due != 0 && line.due <= now) {
    line.state = ReadinessState::overdue;
    line.why = done + ", due again since " + base::format_date(line.due);
  } else if (line.due == 0) {
    line.why = done;
  } else {
    line.why = done + ", due again on " + base::format_date(line.due);
  }
  return line;
}

void add_missing(std::vector<ReadinessLine>& lines) {
  // Of each system, and of the organisation, which stands for all of its systems.
  std::map<std::string, std::set<ReadinessKind>> there;
  std::map<std::string, std::string> critical;
  for (const ReadinessLine& line : lines) {
    if (line.state == ReadinessState::withdrawn) continue;
    there[line.record.system].insert(line.record.kind);
    if (line.record.kind == ReadinessKind::critical_asset && !line.record.system.empty()) {
      critical.emplace(line.record.system, line.record.system_name);
    }
  }
  for (const auto& [system, system_name] : critical) {
    for (const ReadinessKind kind : kOfCritical) {
      if (there[system].contains(kind) || there[""].contains(kind)) continue;
      ReadinessLine line;
      line.state = ReadinessState::missing;
      line.record.kind = kind;
      line.record.system = system;
      line.record.system_name = system_name;
      line.why = "a critical asset, and nobody recorded its " + spoken(kind);
      lines.push_back(std::move(line));
    }
  }
}

}  // namespace

std::string_view name(ReadinessState state) { return kNames[static_cast<std::size_t>(state)]; }

unsigned holds_for(ReadinessKind kind) {
  const std::string_view entry = entry_of(kind);
  unsigned days = 0;
  std::from_chars(entry.begin(), entry.end(), days);
  return days;
}

std::vector<ReadinessLine> readiness(std::span<const Readiness> records, Millis now) {
  std::vector<ReadinessLine> lines;
  std::map<std::tuple<ReadinessKind, std::string, std::string>, std::size_t> newest;
  for (const Readiness& record : records) {
    ReadinessLine line = line_of(record, now);
    const std::size_t at = lines.size();
    if (line.state != ReadinessState::withdrawn) {
      const auto [known, fresh] = newest.emplace(key_of(record), at);
      if (!fresh) {
        Readiness& other = lines[known->second].record;
        const bool later =
            std::tie(record.at, record.recorded) >= std::tie(other.at, other.recorded);
        ReadinessLine& old = later ? lines[known->second] : line;
        old.state = ReadinessState::replaced;
        old.why = "a newer record stands";
        if (later) known->second = at;
      }
    }
    lines.push_back(std::move(line));
  }
  add_missing(lines);
  std::ranges::stable_sort(lines, {}, [](const ReadinessLine& line) {
    return std::tuple(line.state, line.due, line.record.system_name, line.record.kind);
  });
  return lines;
}

std::size_t findings(std::span<const ReadinessLine> lines) {
  return static_cast<std::size_t>(std::ranges::count_if(lines, [](const ReadinessLine& line) {
    return line.state == ReadinessState::overdue || line.state == ReadinessState::missing;
  }));
}

std::expected<Readiness, std::string> readiness_of(Readiness asked, Millis now) {
  if (blank(asked.what)) return std::unexpected("say what it is, or what was done");
  if (blank(asked.by)) return std::unexpected("say who records it");
  if (std::string why = record::too_long("what it is", asked.what); !why.empty()) {
    return std::unexpected(std::move(why));
  }
  if (asked.at == 0) asked.at = now;
  if (asked.at > now) {
    return std::unexpected(base::format_date(asked.at) +
                           " is still to come: a record says what was done. What is planned is "
                           "the next date of the record before");
  }
  if (asked.next != 0 && asked.next <= asked.at) {
    return std::unexpected("the next time comes after " + base::format_date(asked.at));
  }
  asked.recorded = now;
  std::string key;
  for (const std::string& part :
       {std::string(record::name(asked.kind)), asked.system, asked.what, asked.by,
        std::to_string(asked.at), std::to_string(asked.next), asked.attachment_sha256}) {
    key += part + '\n';
  }
  asked.id = "readiness_" + base::base32(base::sha256(key));
  return asked;
}

}  // namespace bartizan::protect
