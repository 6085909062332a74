#include "catalog_policy.h"

#include <set>
#include <sstream>

#include "catalog_sources.h"

namespace bartizan::catalog_sources {
namespace {

constexpr const char* kPolicy = "share/policy";
constexpr const char* kFaq = "share/faq";

bool digits(const std::string& text, std::size_t at, std::size_t count) {
  return text.find_first_not_of("0123456789", at) >= at + count;
}

// "2023", "2023-03", "2023-03-01": as much as is known of a day.
bool is_day(const std::string& text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
  for (const std::size_t at : {std::size_t{4}, std::size_t{7}}) {
    if (text.size() > at && text[at] != '-') return false;
  }
  return digits(text, 0, 4) && (text.size() < 7 || digits(text, 5, 2)) &&
         (text.size() < 10 || digits(text, 8, 2));
}

std::string day_of(const fs::path& file, const toml::table& table, const char* key,
                   const std::string& otherwise) {
  std::string day = text(table, key);
  if (const auto* date = table[key].as_date()) {
    std::ostringstream out;
    out << date->get();
    day = out.str();
  }
  if (day.empty()) day = otherwise;
  if (!day.empty() && !is_day(day)) refuse(file, text(table, "id") + ": no day: " + day);
  return day;
}

std::string units(const std::vector<std::string>& list) {
  std::string all;
  for (const std::string& one : list) all += (all.empty() ? "" : std::string(1, kUnit)) + one;
  return all;
}

void one_of(const fs::path& file, const toml::table& table, const char* key,
            const std::set<std::string>& words) {
  if (!words.contains(text(table, key))) {
    refuse(file, text(table, "id") + ": unknown " + key + ": " + text(table, key));
  }
}

// "2025-10-01 2025-11-12": from the first day to the day before the second.
std::string gaps_of(const fs::path& file, const toml::table& entry, const std::string& from,
                    const std::string& to) {
  std::string before = from;
  for (const std::string& gap : texts(entry, "gaps")) {
    const std::string begin = gap.substr(0, gap.find(' '));
    const std::string end = gap.substr(std::min(gap.size(), begin.size() + 1));
    const bool inside = before <= begin && begin < end && (to.empty() || end <= to);
    if (!is_day(begin) || !is_day(end) || !inside) {
      refuse(file, text(entry, "id") + ": no gap within its time: " + gap);
    }
    before = end;
  }
  return units(texts(entry, "gaps"));
}

std::string dates_of(const fs::path& file, const toml::table& entry) {
  std::string all;
  each_table(file, entry, "dates", [&](const toml::table& one, const std::string&) {
    only_keys(file, one, {"date", "what"});
    need(file, one, {"what"});
    const std::string day = day_of(file, one, "date", "");
    if (day.size() != 10) refuse(file, text(entry, "id") + ": a date without a day");
    all += (all.empty() ? "" : std::string(1, kRecord)) + day + kUnit + text(one, "what");
  });
  return all;
}

void refuse_circles(const fs::path& file,
                    const std::map<std::string, std::vector<std::string>>& followers) {
  for (const auto& [start, ignored] : followers) {
    std::set<std::string> seen;
    std::vector<std::string> open{start};
    while (!open.empty()) {
      const std::string id = open.back();
      open.pop_back();
      for (const std::string& next : followers.at(id)) {
        if (next == start) refuse(file, start + " follows itself");
        if (seen.insert(next).second) open.push_back(next);
      }
    }
  }
}

}  // namespace

void compile_policy(const fs::path& file, const toml::table& root) {
  only_keys(file, root, {"checked", "check_by", "entry"});
  const std::string checked = day_of(file, root, "checked", "");
  const std::string check_by = day_of(file, root, "check_by", "");
  std::set<std::string> ids;
  each_table(file, root, "entry", [&](const toml::table& entry, const std::string&) {
    need(file, entry, {"id", "title", "issuer", "kind", "note", "source", "verified"});
    ids.insert(text(entry, "id"));
  });
  std::map<std::string, std::vector<std::string>> followers;
  each_table(file, root, "entry", [&](const toml::table& entry, const std::string& place) {
    only_keys(file, entry,
              {"id",   "aliases", "title",  "issuer",   "kind",       "draft",   "issued", "from",
               "to",   "ended",   "gaps",   "ended_by", "successors", "amends",  "basis",  "anchor",
               "note", "dates",   "source", "verified", "checked",    "check_by"});
    const std::string id = text(entry, "id");
    one_of(file, entry, "kind",
           {"statute", "rule", "regulation", "order", "directive", "memo", "plan", "guidance",
            "framework", "standard", "catalogue"});
    one_of(file, entry, "verified", {"primary", "secondary", "no"});
    one_of(file, entry, "ended", {"", "superseded", "rescinded", "historical", "unknown"});
    for (const char* key : {"ended_by", "successors", "amends", "basis"}) {
      for (const std::string& other : texts(entry, key)) {
        if (!ids.contains(other) || other == id) refuse(file, id + ": " + key + " " + other);
      }
    }
    const std::string draft = day_of(file, entry, "draft", "");
    const std::string issued = day_of(file, entry, "issued", "");
    const std::string from = day_of(file, entry, "from", issued);
    const std::string to = day_of(file, entry, "to", "");
    if (draft.empty() && issued.empty()) refuse(file, id + " has no draft and no issued");
    if (!from.empty() && (from < issued || draft > from)) refuse(file, id + " begins too early");
    if (!to.empty() && (from.empty() || to <= from)) refuse(file, id + " ends before it begins");
    if (to.empty() != text(entry, "ended").empty()) refuse(file, id + ": to and ended are a pair");
    const bool by_others =
        text(entry, "ended") == "superseded" || text(entry, "ended") == "rescinded";
    if (by_others == texts(entry, "ended_by").empty()) refuse(file, id + ": by whom did it end?");
    std::vector<std::string> successors = texts(entry, "successors");
    if (successors.empty()) successors = texts(entry, "ended_by");
    followers[id] = successors;
    const std::string entry_checked = day_of(file, entry, "checked", checked);
    const std::string again = day_of(file, entry, "check_by", check_by);
    if (entry_checked.size() != 10 || again.size() != 10 || again <= entry_checked) {
      refuse(file, id + ": when was it checked, and when is that due again?");
    }
    add(file, kPolicy, place,
        {id,
         units(texts(entry, "aliases")),
         text(entry, "title"),
         text(entry, "issuer"),
         text(entry, "kind"),
         draft,
         issued,
         from,
         to,
         text(entry, "ended"),
         gaps_of(file, entry, from, to),
         joined(entry, "ended_by"),
         units(successors),
         joined(entry, "amends"),
         joined(entry, "basis"),
         entry["anchor"].value_or(false) ? "yes" : "",
         text(entry, "note"),
         dates_of(file, entry),
         text(entry, "source"),
         text(entry, "verified"),
         entry_checked,
         again});
  });
  if (ids.size() != sections[kPolicy].rows.size()) refuse(file, "an id stands there twice");
  refuse_circles(file, followers);
}

void compile_faq(const fs::path& file, const toml::table& root) {
  only_keys(file, root, {"question"});
  std::set<std::string> known, ids;
  for (const auto& [place, cells] : sections[kPolicy].rows) known.insert(cells.front());
  each_table(file, root, "question", [&](const toml::table& question, const std::string& place) {
    only_keys(file, question, {"id", "group", "ask", "words", "answer", "commands", "policies"});
    need(file, question, {"id", "group", "ask", "answer"});
    if (!ids.insert(text(question, "id")).second) refuse(file, "twice: " + text(question, "id"));
    for (const std::string& id : texts(question, "policies")) {
      if (!known.contains(id)) refuse(file, text(question, "id") + " names no policy: " + id);
    }
    for (const std::string& command : texts(question, "commands")) {
      if (!command.starts_with("bartizan ")) refuse(file, "no command: " + command);
    }
    add(file, kFaq, place,
        {text(question, "id"), text(question, "group"), text(question, "ask"),
         joined(question, "words"), text(question, "answer"), units(texts(question, "commands")),
         joined(question, "policies")});
  });
}

}  // namespace bartizan::catalog_sources
