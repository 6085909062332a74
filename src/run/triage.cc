#include "run/triage.h"

#include <algorithm>

#include "base/json_write.h"
#include "run/exceptions.h"
#include "scan/catalog.h"

namespace bartizan::run {
namespace {

constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
// How long an expired entry is still named in reports.
constexpr base::Millis kNamedExpired = 30 * kDay;

std::unexpected<Refused> refuse(const char* field, std::string what) {
  return std::unexpected(Refused{Refused::Why::wrong, field, std::move(what)});
}
std::unexpected<Refused> store_says(const base::Error& error) {
  return std::unexpected(Refused{Refused::Why::store, "", std::string("the store: ") + error.what});
}

// The finding as an exception looks at it, in an artifact of its own.
bool accepts(const Exceptions& exceptions, const store::StoredFinding& stored, std::string& by) {
  record::Artifact artifact;
  artifact.sha256 = stored.sha256;
  record::Finding finding;
  finding.rule = stored.rule;
  finding.subject = stored.subject;
  finding.verdict = stored.verdict;
  artifact.findings.push_back(std::move(finding));
  if (apply_exceptions(artifact, exceptions) == 0) return false;
  by = artifact.findings.front().accepted_by.value_or("");
  return true;
}

bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

struct Fitting {
  Accepted accepted;
  std::vector<std::int64_t> findings;
};

std::expected<Fitting, Refused> fitting(store::Store& store, const AcceptRequest& asked,
                                        base::Millis now) {
  if (!scan::Catalog::embedded().rule(asked.rule)) {
    return refuse("rule", "there is no rule " + asked.rule);
  }
  if (asked.sha256.empty() == asked.callable.empty()) {
    return refuse("sha256", "say which: one file by its sha256, or a callable");
  }
  if (!asked.sha256.empty() && !is_hash(asked.sha256)) {
    return refuse("sha256", "must be 64 lower-case hexadecimal digits");
  }
  if (asked.reason.find_first_not_of(" \t\n") == std::string::npos) {
    return refuse("reason", "say why this is acceptable: it stands in every report");
  }
  if (asked.expires <= now) return refuse("expires", "must be a time to come");
  if (asked.expires > now + kLongestAcceptance) {
    return refuse("expires", "is more than a year away: take an earlier date");
  }
  if (const auto flushed = store.flush(); !flushed) return store_says(flushed.error());
  const auto findings = store.triage().findings(asked.rule);
  if (!findings) return store_says(findings.error());
  const auto is_meant = [&](const store::StoredFinding& one) {
    return asked.sha256.empty() ? one.subject == asked.callable : one.sha256 == asked.sha256;
  };
  Fitting fitting;
  record::Exception& e = fitting.accepted.exception;
  e.rule = asked.rule;
  e.sha256 = asked.sha256;
  e.owner = asked.owner;
  e.approver = asked.approver.empty() ? asked.owner : asked.approver;
  e.reason = asked.reason;
  e.granted = now;
  e.expires = asked.expires;
  if (!asked.callable.empty()) {
    const std::size_t dot = asked.callable.rfind('.');
    if (dot != std::string::npos) e.module = asked.callable.substr(0, dot);
    e.name = asked.callable.substr(dot == std::string::npos ? 0 : dot + 1);
  }
  const bool malicious = std::ranges::any_of(*findings, [&](const store::StoredFinding& one) {
    return is_meant(one) && one.verdict == record::Verdict::malicious;
  });
  if (malicious) {
    if (asked.sha256.empty()) {
      return refuse("callable",
                    "what is malicious is accepted for one file, never for a cause: send sha256");
    }
    if (asked.expires - now > kLongestWaiver) {
      return refuse("expires", "what is malicious is accepted for 30 days at most");
    }
    e.kind = record::ExceptionKind::waiver;
  }
  e.id = exception_id(e);
  const Exceptions alone({e}, now);
  for (const store::StoredFinding& one : *findings) {
    std::string by;
    if (!is_meant(one) || !accepts(alone, one, by)) continue;
    ++fitting.accepted.findings;
    // A renewed entry has the same id.
    if (one.accepted_by.empty()) fitting.findings.push_back(one.number);
  }
  if (fitting.accepted.findings == 0) {
    return std::unexpected(Refused{Refused::Why::missing,
                                   asked.sha256.empty() ? "callable" : "sha256",
                                   "no finding of this rule is there"});
  }
  return fitting;
}

}  // namespace

base::Result<std::vector<record::Exception>> with_granted(store::Store& store,
                                                          std::vector<record::Exception> configured,
                                                          base::Millis now) {
  auto granted = store.triage().acceptances();
  if (!granted) return std::unexpected(granted.error());
  for (store::Acceptance& one : *granted) {
    if (one.exception.expires + kNamedExpired <= now) continue;
    configured.push_back(std::move(one.exception));
  }
  return configured;
}

std::expected<Accepted, Refused> check_acceptance(store::Store& store, const AcceptRequest& request,
                                                  base::Millis now) {
  auto fits = fitting(store, request, now);
  if (!fits) return std::unexpected(std::move(fits.error()));
  return std::move(fits->accepted);
}

std::expected<Accepted, Refused> accept(store::Store& store, const AcceptRequest& request,
                                        base::Millis now) {
  auto fits = fitting(store, request, now);
  if (!fits) return std::unexpected(std::move(fits.error()));
  const auto number = store.triage().accept(fits->accepted.exception);
  if (!number) return store_says(number.error());
  fits->accepted.number = *number;
  const auto marked = store.triage().mark(fits->findings, fits->accepted.exception.id);
  if (!marked) return store_says(marked.error());
  const auto remembered = store.remember(fits->accepted.exception, now);
  if (!remembered) return store_says(remembered.error());
  if (const auto flushed = store.flush(); !flushed) return store_says(flushed.error());
  return std::move(fits->accepted);
}

base::Result<bool> withdraw_acceptance(store::Store& store, std::int64_t number,
                                       std::string_view by,
                                       const std::vector<record::Exception>& configured,
                                       base::Millis now) {
  const auto all = store.triage().acceptances(true);
  if (!all) return std::unexpected(all.error());
  const auto at = std::ranges::find(*all, number, &store::Acceptance::number);
  if (at == all->end()) return false;
  const auto withdrawn = store.triage().withdraw(number, by, now);
  if (!withdrawn) return std::unexpected(withdrawn.error());
  if (!*withdrawn) return false;
  auto standing = with_granted(store, configured, now);
  if (!standing) return std::unexpected(standing.error());
  const Exceptions exceptions(std::move(*standing), now);
  const auto findings = store.triage().findings(at->exception.rule);
  if (!findings) return std::unexpected(findings.error());
  for (const store::StoredFinding& one : *findings) {
    if (one.accepted_by != at->exception.id) continue;
    std::string otherwise;
    (void)accepts(exceptions, one, otherwise);
    if (otherwise == one.accepted_by) continue;
    const auto marked = store.triage().mark({one.number}, otherwise);
    if (!marked) return std::unexpected(marked.error());
  }
  return true;
}

std::string exceptions_toml(const std::vector<record::Exception>& exceptions) {
  std::string out;
  const auto line = [&](const char* key, const std::string& value) {
    if (value.empty()) return;
    out += std::string(key) + " = ";
    base::append_json_string(out, value);
    out += '\n';
  };
  for (const record::Exception& e : exceptions) {
    const bool waiver = e.kind == record::ExceptionKind::waiver;
    out += std::string(out.empty() ? "" : "\n") + (waiver ? "[[waiver]]\n" : "[[suppression]]\n");
    line("rule", e.rule);
    line("sha256", e.sha256);
    line("module", e.module);
    line("name", e.name);
    line("owner", e.owner);
    if (waiver) {
      line("approver", e.approver);
      line("granted", base::format_utc(e.granted));
    }
    line("reason", e.reason);
    line("expires", base::format_utc(e.expires));
  }
  return out;
}

}  // namespace bartizan::run
