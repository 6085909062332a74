#include "report/vex.h"

#include <algorithm>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/clock.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using record::VexStatement;
using record::VexStatus;

constexpr std::size_t kMostShown = 40;  // statements on a terminal
constexpr std::size_t kMostProducts = 4;

std::string_view words(VexStatus status) {
  switch (status) {
    case VexStatus::not_affected:
      return "not affected";
    case VexStatus::affected:
      return "affected";
    case VexStatus::fixed:
      return "fixed";
    case VexStatus::under_investigation:
      return "under investigation";
  }
  return "";
}

Ink ink_of(VexStatus status) {
  switch (status) {
    case VexStatus::not_affected:
    case VexStatus::fixed:
      return Ink::good;
    case VexStatus::affected:
      return Ink::warn;
    case VexStatus::under_investigation:
      return Ink::unsure;
  }
  return Ink::plain;
}

std::vector<std::string> some(const std::vector<std::string>& list, bool all) {
  std::vector<std::string> out;
  for (const std::string& one : list) {
    if (!all && out.size() == kMostProducts) break;
    out.push_back(one_line(one));
  }
  if (out.size() < list.size())
    out.push_back("and " + std::to_string(list.size() - out.size()) + " more");
  return out;
}

void array(base::JsonWriter& out, std::string_view name, const std::vector<std::string>& list) {
  out.key(name).begin_array();
  for (const std::string& one : list) out.value(base::encode_text(one));
  out.end_array();
}

}  // namespace

std::string vex_statements(std::span<const VexStatement> statements, const TerminalStyle& style,
                           bool all) {
  constexpr std::size_t kAt = 12;
  const Paint paint(style);
  std::string out;
  std::size_t shown = 0;
  for (const VexStatement& s : statements) {
    if (!all && style.people && shown == kMostShown) {
      out += paint.in(Ink::dim,
                      "and " + number(statements.size() - shown) + " more (--all lists them)") +
             "\n\n";
      break;
    }
    ++shown;
    out += paint.in(ink_of(s.status), words(s.status)) + "  " +
           paint.in(Ink::bold, one_line(s.vulnerability)) + "\n";
    if (!s.aliases.empty()) out += paint.items(2, "also", kAt, some(s.aliases, all));
    if (!s.system.empty()) out += paint.fact(2, "system", kAt, one_line(s.system));
    if (!s.products.empty()) out += paint.items(2, "product", kAt, some(s.products, all));
    if (!s.subcomponents.empty()) out += paint.items(2, "part", kAt, some(s.subcomponents, all));
    if (s.products.empty() && s.subcomponents.empty()) {
      out += paint.fact(2, "product", kAt, "all of the system");
    }
    std::string why = s.justification;
    if (!s.impact.empty()) why += (why.empty() ? "" : ": ") + one_line(s.impact);
    if (!why.empty()) out += paint.fact(2, "because", kAt, why);
    if (!s.action.empty()) out += paint.fact(2, "action", kAt, one_line(s.action));
    out += paint.fact(
        2, "said", kAt,
        (s.author.empty() ? "nobody is named" : one_line(s.author)) + ", " +
            (s.at == 0 ? "no time is given" : minute(s.at)) + ", " +
            one_line(s.source == "here" ? "here" : s.source.substr(0, s.source.find(", sha256:"))));
    out += paint.fact(2, "id", kAt, s.id) + "\n";
  }
  return out + count_of(statements.size(), "statement", paint.people()) + "\n";
}

std::string vex_statements_json(std::span<const VexStatement> statements,
                                const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.vex/1").key("statements").begin_array();
  for (const VexStatement& s : statements) {
    out.begin_object()
        .field("id", s.id)
        .field("vulnerability", base::encode_text(s.vulnerability))
        .field("status", record::name(s.status))
        .field("justification", s.justification)
        .field("impact", base::encode_text(s.impact))
        .field("action", base::encode_text(s.action))
        .field("author", base::encode_text(s.author));
    out.key("at");
    if (s.at == 0) {
      out.null();
    } else {
      out.value(base::format_utc(s.at));
    }
    out.field("source", base::encode_text(s.source)).field("system", base::encode_text(s.system));
    array(out, "aliases", s.aliases);
    array(out, "products", s.products);
    array(out, "subcomponents", s.subcomponents);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
