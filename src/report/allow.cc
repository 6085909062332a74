#include "report/allow.h"

#include "base/escape.h"
#include "base/json_write.h"

namespace bartizan::report {
namespace {

using record::Exception;
using record::ExceptionKind;

std::string line(std::string_view text) { return base::escape_name(text); }

std::string_view kind_of(const Exception& e) {
  switch (e.kind) {
    case ExceptionKind::suppression:
      return "suppression";
    case ExceptionKind::waiver:
      return "waiver";
    case ExceptionKind::allow:
      return "allow";
    case ExceptionKind::baseline:
      return "baseline";
  }
  return "suppression";
}

std::string callable(const Exception& e) {
  return e.module.empty() ? e.name : e.module + '.' + e.name;
}

std::string what(const Exception& e) {
  std::string out = e.rule;
  if (!e.name.empty()) {
    out += (out.empty() ? "" : " about ") + callable(e) + (e.role.empty() ? "" : " as " + e.role);
  }
  if (!e.sha256.empty()) out += (out.empty() ? "everything in " : " in ") + e.sha256;
  return out;
}

std::string_view state(const AcceptedLine& one, base::Millis now) {
  if (one.withdrawn != 0) return "withdrawn";
  return one.exception.expires != 0 && one.exception.expires <= now ? "expired" : "in-force";
}

}  // namespace

std::string accepted(std::span<const AcceptedLine> lines, base::Millis now) {
  if (lines.empty()) return "nothing is accepted\n";
  std::string out;
  for (const AcceptedLine& one : lines) {
    const Exception& e = one.exception;
    out += std::string(kind_of(e)) + "  " + line(what(e)) + "\n";
    out += "  until     " +
           (e.expires == 0 ? std::string("always") : base::format_utc(e.expires).substr(0, 10));
    if (state(one, now) == "expired") out += " (over)";
    out += "\n  by        " + line(e.owner);
    if (!e.approver.empty() && e.approver != e.owner) out += ", approved by " + line(e.approver);
    out += "\n  because   " + line(e.reason) + "\n";
    if (one.withdrawn != 0) {
      out += "  withdrawn " + base::format_utc(one.withdrawn).substr(0, 10) + " by " +
             line(one.withdrawn_by) + "\n";
    }
    out += "  from      " + (one.from_file ? std::string("a configuration file") : e.id) + "\n";
  }
  return out;
}

std::string accepted_json(std::span<const AcceptedLine> lines, base::Millis now,
                          const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.accepted/1").key("accepted").begin_array();
  for (const AcceptedLine& one : lines) {
    const Exception& e = one.exception;
    out.begin_object().field("id", e.id).field("kind", kind_of(e));
    out.field("from", one.from_file ? "configuration" : "store").field("state", state(one, now));
    out.field("rule", e.rule).field("sha256", e.sha256).field("callable", line(callable(e)));
    out.field("role", e.role).field("owner", base::encode_text(e.owner));
    out.field("approver", base::encode_text(e.approver));
    out.field("reason", base::encode_text(e.reason));
    const auto time = [&](std::string_view key, base::Millis at) {
      out.key(key);
      at == 0 ? out.null() : out.value(base::format_utc(at));
    };
    time("granted", e.granted);
    time("expires", e.expires);
    time("withdrawn", one.withdrawn);
    out.field("withdrawn_by", base::encode_text(one.withdrawn_by)).end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
