#include "report/framework.h"

#include <algorithm>

#include "report/paint.h"
#include "report/text.h"
#include "text/nearest.h"

namespace bartizan::report {
namespace {

using assure::assess::CheckText;
using assure::assess::Crosswalk;
using assure::assess::Found;
using assure::assess::Framework;
using assure::assess::Group;
using assure::assess::Per;
using assure::assess::Proof;
using assure::assess::Relation;
using assure::assess::Requirement;
using assure::assess::Verified;

constexpr std::size_t kIndent = 2, kTextAt = 14;
// Behind the longest id of a requirement ("M25-21-iii").
constexpr std::size_t kTitleAt = 16;

// "", "wording from secondary sources", ...
std::string_view words(Verified verified) {
  switch (verified) {
    case Verified::primary:
      return "checked against the publisher's own text";
    case Verified::secondary:
      return "known from secondary sources, not checked against the document";
    case Verified::no:
      return "not verified: it never makes an answer met";
  }
  return "";
}

std::string_view words(Relation relation) {
  switch (relation) {
    case Relation::equal:
      return "the same as";
    case Relation::part:
      return "part of";
    case Relation::related:
      return "related to";
    case Relation::removed:
      return "removed in";
  }
  return "";
}

std::string edition(const Framework& framework) {
  return framework.title + (framework.version.empty() ? "" : ", " + framework.version);
}

std::string_view text_of(const ImportedTexts& texts, const Requirement& requirement) {
  const auto at = texts.find(requirement.framework);
  return at == texts.end() ? std::string_view() : at->second.of(requirement.id);
}

// "FIELD is one of ..." behind a check that takes a parameter.
std::string check_line(const std::string& name) {
  const CheckText* check = assure::assess::check_text(name);
  const auto parts = assure::assess::check_name(name);
  std::string line = check == nullptr ? parts.id : check->title;
  if (!parts.field.empty()) {
    line += ": " + parts.field + " is ";
    for (std::size_t i = 0; i < parts.values.size(); ++i) {
      line += (i == 0 ? "" : " or ");
      line += parts.values[i] == "*" ? std::string("filled in") : "\"" + parts.values[i] + "\"";
    }
  }
  return line + " (" + parts.id + ")";
}

std::string crosswalk_line(const Crosswalk& one) {
  const Framework* other = assure::assess::framework(one.framework);
  const Requirement* target = other == nullptr ? nullptr : other->find(one.requirement);
  std::string line(words(one.relation));
  line += " " + one.framework;
  if (!one.requirement.empty()) line += ":" + one.requirement;
  if (target != nullptr) line += " " + target->title;
  return line + (one.verified == Verified::no ? " (not verified)" : "");
}

void put_requirement(std::string& out, const Paint& paint, const Found& found,
                     const ImportedTexts& texts) {
  const Requirement& one = *found.requirement;
  out += paint.in(Ink::bold, one.id) + "  " + paint.plain(one.title) + "\n";
  const auto line = [&](std::string_view label, std::string_view text) {
    if (!text.empty()) out += paint.fact(kIndent, label, kTextAt, text);
  };
  std::string place = edition(*found.framework) + " (" + found.framework->id + ")";
  if (const Group* group = found.framework->group(one.group)) {
    place += " · " + group->title;
    if (const Group* above = found.framework->group(group->parent)) place += " · " + above->title;
  }
  line("", place);
  if (one.level > 0) line("level", std::to_string(one.level));
  line("asks", one.text);
  if (const std::string_view text = text_of(texts, one); !text.empty()) {
    line("asks", one_line(text));
    line("", found.framework->note);
  } else if (!found.framework->imports.empty()) {
    line("asks",
         "its text does not come with Bartizan: bartizan framework import FILE takes it from " +
             found.framework->imports);
  }
  if (!one.measure.empty()) line("measured", one.measure);
  for (std::size_t i = 0; i < one.checks.size(); ++i) {
    line(i == 0 ? "checks" : "", check_line(one.checks[i]));
  }
  if (!one.checks.empty()) {
    line("proof", one.proof == Proof::full ? "checks alone can meet it"
                                           : "checks alone meet it partly; people say the rest");
  }
  line("people", one.question);
  line("do", one.remedy);
  if (!one.efforts.empty()) {
    std::string efforts;
    for (const int effort : one.efforts) {
      efforts += (efforts.empty() ? "" : ", ") + std::to_string(effort);
    }
    line("serves", (one.efforts.size() > 1 ? "lines of effort " : "line of effort ") + efforts);
  }
  for (std::size_t i = 0; i < one.crosswalk.size(); ++i) {
    line(i == 0 ? "maps to" : "", crosswalk_line(one.crosswalk[i]));
  }
  line("source", (one.source.empty() ? found.framework->source : one.source) + " · looked at " +
                     found.framework->checked + " · " + std::string(words(one.verified)));
}

bool shown(const Requirement& one, const FrameworkOptions& options) {
  return options.level == 0 || one.level <= options.level;
}

void put_rows(std::string& out, const Paint& paint, const Framework& framework, const Group* group,
              const ImportedTexts& texts, const FrameworkOptions& options) {
  for (const Requirement& one : framework.requirements) {
    if (one.group != (group == nullptr ? "" : group->id) || !shown(one, options)) continue;
    const std::string_view text = text_of(texts, one);
    std::string title = one.title;
    // The title of a requirement of AISVS is that of its section, which stands above.
    if (!framework.imports.empty()) {
      title = "level " + std::to_string(one.level) + (text.empty() ? "" : " · " + one_line(text));
    }
    out += paint.fact(kIndent, one.id, kTitleAt, title);
    if (!options.verbose) continue;
    if (!one.text.empty()) out += paint.fact(kTitleAt, "", kTitleAt, one.text);
    if (!one.question.empty()) out += paint.fact(kTitleAt, "", kTitleAt, one.question);
    for (const std::string& check : one.checks) {
      out += paint.fact(kTitleAt, "-", kTitleAt + 2, check_line(check));
    }
  }
}

}  // namespace

std::string framework_list(const std::vector<Framework>& all, const FrameworkOptions& options) {
  constexpr std::size_t kListAt = 21;  // behind "atlas-mitigations"
  const Paint paint(options.style);
  std::string out;
  for (const bool assessed : {true, false}) {
    out += (out.empty() ? "" : "\n") +
           paint.in(Ink::bold, assessed ? "frameworks" : "to look things up in") + "\n";
    for (const Framework& one : all) {
      if (one.assessed() != assessed) continue;
      std::string text = edition(one) + " · " +
                         count_of(one.requirements.size(), "requirement", options.style.people);
      if (!one.superseded.empty()) text += " · superseded by " + one.superseded;
      if (options.verbose) {
        text += " · " + one.publisher + " · " + one.issued + " · of " +
                (one.per == Per::system ? "a system" : "the organisation") + " · " +
                std::string(words(one.verified));
      }
      out += paint.fact(kIndent, one.id, kListAt, text);
    }
  }
  return out;
}

std::string framework_page(const Framework& framework, const ImportedTexts& texts,
                           const FrameworkOptions& options) {
  const Paint paint(options.style);
  std::string out =
      paint.in(Ink::bold, framework.id) + "  " + paint.plain(edition(framework)) + "\n";
  const auto line = [&](std::string_view label, std::string_view text) {
    if (!text.empty()) out += paint.fact(kIndent, label, kTextAt, text);
  };
  line("from", framework.publisher + ", " + framework.issued);
  line("source", framework.source + " · looked at " + framework.checked + " · " +
                     std::string(words(framework.verified)));
  std::string about = framework.per == Per::system ? "of each system" : "of the organisation";
  if (framework.applies == "high-impact") about += " whose use is high-impact";
  if (framework.applies == "agents") about += " that has agents or tools";
  line("asked",
       framework.assessed() ? about : "not assessed; findings and other frameworks point to it");
  if (!framework.superseded.empty()) line("superseded", "by " + framework.superseded);
  line("note", framework.note);
  if (!framework.imports.empty()) {
    const auto at = texts.find(framework.id);
    const std::size_t have = at == texts.end() ? 0 : at->second.by_id.size();
    line("texts",
         have == 0
             ? "not here: bartizan framework import FILE takes them from " + framework.imports
             : number(have) + " of " + number(framework.requirements.size()) + " were imported");
  }
  out += "\n";
  put_rows(out, paint, framework, nullptr, texts, options);
  for (const Group& group : framework.groups) {
    const bool top = group.parent.empty();
    out += (top ? paint.in(Ink::bold, group.title)
                : "  " + paint.plain(group.id + " " + group.title)) +
           "\n";
    put_rows(out, paint, framework, &group, texts, options);
  }
  return out;
}

std::string requirement_page(const Found& found, const ImportedTexts& texts,
                             const TerminalStyle& style) {
  std::string out;
  put_requirement(out, Paint(style), found, texts);
  return out;
}

std::string check_page(const CheckText& check, const TerminalStyle& style) {
  const Paint paint(style);
  std::string out = paint.in(Ink::bold, check.id) + "  " + paint.plain(check.title) + "\n";
  out += paint.fact(
      kIndent, "", kTextAt,
      std::string("a check ") + (check.per == Per::system ? "of a system" : "of the organisation"));
  out += paint.fact(kIndent, "proves", kTextAt, check.proves);
  std::string kinds;
  for (const record::EvidenceKind kind : check.kinds) {
    kinds += (kinds.empty() ? "" : ", ") + std::string(record::name(kind));
  }
  out += paint.fact(kIndent, "evidence", kTextAt, kinds);
  if (!check.parameter.empty()) {
    out += paint.fact(kIndent, "written", kTextAt, check.id + ":" + check.parameter);
  }
  out += paint.fact(kIndent, "do", kTextAt, check.remedy);
  std::vector<std::string> users;
  for (const Framework& one : assure::assess::frameworks()) {
    for (const Requirement& requirement : one.requirements) {
      const bool uses = std::any_of(
          requirement.checks.begin(), requirement.checks.end(),
          [&](const std::string& name) { return name.substr(0, name.find(':')) == check.id; });
      if (uses) users.push_back(one.id + ":" + requirement.id);
    }
  }
  if (!users.empty()) out += paint.items(kIndent, "asked by", kTextAt, users);
  return out;
}

std::string explain_framework(std::string_view topic, const ImportedTexts& texts,
                              const TerminalStyle& style) {
  if (const Framework* known = assure::assess::framework(topic)) {
    return framework_page(*known, texts, {.style = style, .verbose = false, .level = 0});
  }
  const std::vector<Found> found = assure::assess::find_requirements(topic);
  if (!found.empty()) {
    std::string out = requirement_page(found.front(), texts, style);
    std::vector<std::string> others;
    for (std::size_t i = 1; i < found.size(); ++i) {
      others.push_back(found[i].framework->id + ":" + found[i].requirement->id);
    }
    if (!others.empty()) out += Paint(style).items(kIndent, "also", kTextAt, others);
    return out;
  }
  const CheckText* check = assure::assess::check_text(topic);
  return check == nullptr ? std::string() : check_page(*check, style);
}

std::string nearest_framework(std::string_view topic) {
  std::vector<std::string_view> names;
  for (const Framework& one : assure::assess::frameworks()) {
    names.push_back(one.id);
    names.insert(names.end(), one.aliases.begin(), one.aliases.end());
    for (const Requirement& requirement : one.requirements) names.push_back(requirement.id);
  }
  for (const CheckText& check : assure::assess::check_texts()) names.push_back(check.id);
  return std::string(text::nearest(topic, names));
}

}  // namespace bartizan::report
