// Decisions: accepting and assigning findings, and taking changes back.
#include "server/routes/decisions.h"

#include <array>
#include <set>

#include "base/escape.h"
#include "run/undo.h"
#include "server/audit/event.h"
#include "server/events.h"
#include "server/routes/answer.h"
#include "server/routes/changes.h"
#include "server/routes/files.h"
#include "server/routes/routes.h"

namespace bartizan::server {

std::string finding_id(const store::SeenFile& file, const store::SeenFinding& finding) {
  return artifact_id(file.path) + "." + finding.rule + "." + std::to_string(finding.offset);
}

std::string_view cause_of(const store::SeenFinding& finding) {
  return finding.subject.empty() ? finding.rule : finding.subject;
}

std::expected<Decisions, Response> Decisions::read(const Call& call) {
  store::Triage& triage = call.context.store.triage();
  const auto used = triage.used_exceptions();
  auto granted = triage.acceptances();
  auto assigned = triage.assignments();
  if (!used || !granted || !assigned) return std::unexpected(internal_problem());
  Decisions all;
  all.now_ = call.context.now();
  for (const record::Exception& one : *used) all.exceptions_[one.id] = one;
  for (store::Acceptance& one : *granted) {
    const std::string id = one.exception.id;
    all.exceptions_[id] = std::move(one.exception);
  }
  for (store::Assignment& one : *assigned) {
    (one.of_cause ? all.of_causes_ : all.of_findings_)[one.key] = std::move(one.to);
  }
  return all;
}

bool Decisions::is_accepted(const store::SeenFinding& finding) const {
  if (!finding.accepted) return false;
  const auto known = exceptions_.find(finding.accepted_by);
  return known == exceptions_.end() || known->second.expires == 0 || known->second.expires > now_;
}

const std::string* Decisions::assigned_to(const store::SeenFile& file,
                                          const store::SeenFinding& finding) const {
  if (!of_findings_.empty()) {
    const auto own = of_findings_.find(finding_id(file, finding));
    if (own != of_findings_.end()) return &own->second;
  }
  const auto cause = of_causes_.find(cause_of(finding));
  return cause == of_causes_.end() ? nullptr : &cause->second;
}

std::string_view Decisions::state(const store::SeenFile& file,
                                  const store::SeenFinding& finding) const {
  if (is_accepted(finding)) return "accepted";
  return assigned_to(file, finding) != nullptr ? "assigned" : "open";
}

bool Decisions::is_asked_for(std::string_view wanted, std::string_view state) {
  return wanted.empty() || state == wanted || (wanted == "open" && state == "assigned");
}

void Decisions::write(base::JsonWriter& out, const store::SeenFile& file,
                      const store::SeenFinding& finding) const {
  out.field("state", state(file, finding));
  const std::string* to = assigned_to(file, finding);
  out.key("assigned");
  to == nullptr ? out.null() : out.value(base::encode_text(*to));
  out.key("accepted");
  const auto known = exceptions_.find(finding.accepted_by);
  if (!is_accepted(finding) || known == exceptions_.end()) {
    out.null();
    return;
  }
  const record::Exception& e = known->second;
  out.begin_object().field("reason", base::encode_text(e.reason));
  out.field("by", base::encode_text(e.approver.empty() ? e.owner : e.approver));
  time_field(out, "until", e.expires);
  out.end_object();
}

namespace {

Response accept(const Call& call) {
  run::AcceptRequest asked;
  asked.rule = call.body_text("rule");
  asked.sha256 = call.body_text("sha256");
  asked.callable = base::unescape_name(call.body_text("callable"));
  asked.reason = call.body_text("reason");
  asked.expires = call.body_time("expires").value_or(0);
  asked.owner = call.principal->name;
  asked.approver = call.principal->name;
  if (const std::string_view said = call.body_text("approver");
      !said.empty() && said != asked.approver) {
    return refusal(
        {run::Refused::Why::wrong, "approver",
         "whoever approves signs in and does it: leave it out, or say " + asked.approver});
  }
  store::Store& store = call.context.store;
  const base::Millis now = call.context.now();
  if (!store.flush()) return internal_problem();
  if (asked.callable == asked.rule && !asked.callable.empty()) {
    return refusal({run::Refused::Why::wrong, "callable",
                    "these findings are about no callable: send the sha256 of one file"});
  }
  const auto fits = run::check_acceptance(store, asked, now);
  if (!fits) return refusal(fits.error());
  store::AuditedChange change(
      store.audit(),
      change_event(call, "finding.accept", fits->exception.id,
                   asked.rule + " until " + base::format_utc(asked.expires) + ": " + asked.reason));
  const auto accepted = run::accept(store, asked, now);
  if (!accepted) return refusal(accepted.error());
  const auto audit = change.done();
  if (!audit) return internal_problem();
  keep_way_back(call, *audit, run::way_back_of_acceptance(*accepted));
  call.context.events.publish("finding", "{}");
  base::JsonWriter out;
  out.begin_object().field("id", accepted->exception.id);
  out.field("kind",
            accepted->exception.kind == record::ExceptionKind::waiver ? "waiver" : "suppression");
  out.field("accepted", accepted->findings);
  time_field(out, "until", accepted->exception.expires);
  out.field("audit", audit_id(*audit)).end_object();
  return json(out);
}

// The findings that are there of those that the body names.
std::expected<std::uint64_t, Response> count_named(const Call& call,
                                                   const std::vector<std::string>& ids) {
  std::set<std::string> wanted(ids.begin(), ids.end()), paths, known;
  for (const std::string& id : wanted) {
    if (const auto path = artifact_path(std::string_view(id).substr(0, id.find('.')))) {
      paths.insert(*path);
    }
  }
  for (const std::string& path : paths) {
    const auto seen = call.context.store.last_seen(path, false);
    if (!seen) return std::unexpected(internal_problem());
    for (const store::SeenFile& file : *seen) {
      for (const store::SeenFinding& finding : file.findings) {
        if (const std::string id = finding_id(file, finding); wanted.contains(id)) known.insert(id);
      }
    }
  }
  for (const std::string& id : wanted) {
    if (known.contains(id)) continue;
    return std::unexpected(
        problem(404, "There is no such finding.", {{"body", "ids", "there is no finding " + id}}));
  }
  return known.size();
}

std::expected<std::uint64_t, Response> count_caused(const Call& call, std::string_view cause) {
  store::Store& store = call.context.store;
  if (!store.flush()) return std::unexpected(internal_problem());
  const auto findings = store.triage().findings("");
  if (!findings) return std::unexpected(internal_problem());
  std::uint64_t count = 0;
  for (const store::StoredFinding& one : *findings) {
    const std::string own = one.subject.empty() ? one.rule : base::escape_name(one.subject);
    count += own == cause ? 1U : 0U;
  }
  if (count != 0) return count;
  return std::unexpected(problem(404, "There is no finding of that cause.",
                                 {{"body", "cause", "there is no finding of it"}}));
}

Response assign(const Call& call) {
  std::vector<std::string> ids;
  if (const text::Node* given = call.body.find("ids")) {
    for (const text::Node& id : given->items) ids.push_back(id.text);
  }
  const std::string cause(call.body_text("cause"));
  if (ids.empty() == cause.empty()) {
    const std::string why = "say which: ids, or a cause";
    return problem(400, "Which findings?", {{"body", "ids", why}});
  }
  const auto count = cause.empty() ? count_named(call, ids) : count_caused(call, cause);
  if (!count) return count.error();
  std::vector<store::Assignment> assignments;
  const auto add = [&](bool of_cause, const std::string& key) {
    assignments.push_back({0, of_cause, key, std::string(call.body_text("to")),
                           call.principal->name, call.context.now()});
  };
  if (!cause.empty()) add(true, cause);
  for (const std::string& id : ids) add(false, id);
  const std::string subject = cause.empty() ? ids.front() : cause;
  store::Store& store = call.context.store;
  const std::string to(call.body_text("to"));
  record::AuditEvent event =
      change_event(call, "finding.assign", subject, to.empty() ? "to nobody" : "to {0}");
  if (!to.empty()) event.people = {to};
  store::AuditedChange change(store.audit(), std::move(event));
  const auto rows = store.triage().assign(assignments);
  if (!rows) return internal_problem();
  const auto audit = change.done();
  if (!audit) return internal_problem();
  keep_way_back(call, *audit, run::way_back_of_assignment(*rows, subject));
  call.context.events.publish("finding", "{}");
  base::JsonWriter out;
  out.begin_object().field("assigned", *count).field("audit", audit_id(*audit)).end_object();
  return json(out);
}

Response undo(const Call& call) {
  std::string_view given = call.body_text("audit");
  if (given.starts_with("audit_")) given.remove_prefix(6);
  const auto number = parse_integer(given);
  store::Store& store = call.context.store;
  const auto change = number ? store.triage().reversible(*number)
                             : base::Result<std::optional<store::Reversible>>(std::nullopt);
  if (!change) return internal_problem();
  if (!*change) {
    return problem(404, "There is nothing to take back.",
                   {{"body", "audit", "is no change that can be taken back"}});
  }
  if ((*change)->undone != 0) return problem(409, "That was taken back before.");
  if (run::undo_needs_approver(**change) && call.principal->role < Role::approver) {
    return problem(403, "What an approver decided takes an approver to take back.");
  }
  store::AuditedChange log(
      store.audit(), change_event(call, "undo", (*change)->subject,
                                  "entry " + std::to_string(*number) + ", " + (*change)->what));
  const auto done = run::undo(store, **change, call.context.config.exceptions, call.principal->name,
                              call.context.now());
  if (!done) return refusal(done.error());
  const auto audit = log.done();
  if (!audit || !store.triage().mark_undone(*number, *audit)) return internal_problem();
  call.context.events.publish("finding", "{}");
  base::JsonWriter out;
  out.begin_object().field("undone", (*change)->what).field("subject", (*change)->subject);
  out.field("audit", audit_id(*audit)).end_object();
  return json(out);
}

constexpr std::array kAcceptBody{
    Field{.name = "rule", .type = Type::id, .summary = "BZ-PKL-001", .required = true},
    Field{.name = "sha256", .type = Type::sha256, .summary = "of one file"},
    Field{.name = "callable",
          .summary = "what the findings are about, as `cause` says it",
          .least = 1,
          .most = 1000},
    Field{.name = "reason", .least = 1, .most = 1000, .required = true},
    Field{.name = "expires",
          .type = Type::time,
          .summary = "within a year; 30 days for what is malicious",
          .required = true},
    Field{.name = "approver",
          .summary = "who is signed in, and nobody else; may be left out",
          .least = 1,
          .most = 200}};
constexpr std::array kAcceptedFields{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "kind", .type = Type::word, .words = "suppression|waiver", .required = true},
    Field{.name = "accepted", .type = Type::integer, .summary = "findings", .required = true},
    Field{.name = "until", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "audit", .type = Type::id, .required = true}};
constexpr Schema kAccepted{.name = "Accepted", .fields = kAcceptedFields};
constexpr std::array kId{Field{.name = "id", .type = Type::id}};
constexpr std::array kAssignBody{
    Field{.name = "ids", .type = Type::list, .least = 1, .most = 500, .fields = kId},
    Field{.name = "cause", .summary = "as /findings/causes says it", .least = 1, .most = 1000},
    Field{.name = "to",
          .summary = "who handles it; null: nobody any more",
          .least = 1,
          .most = 64,
          .required = true,
          .nullable = true}};
constexpr std::array kAssignedFields{
    Field{.name = "assigned", .type = Type::integer, .summary = "findings", .required = true},
    Field{.name = "audit", .type = Type::id, .required = true}};
constexpr Schema kAssigned{.name = "Assigned", .fields = kAssignedFields};
constexpr std::array kUndoBody{Field{
    .name = "audit", .type = Type::id, .summary = "of the answer to the change", .required = true}};
constexpr std::array kUndoneFields{Field{.name = "undone", .required = true},
                                   Field{.name = "subject", .required = true},
                                   Field{.name = "audit", .type = Type::id, .required = true}};
constexpr Schema kUndone{.name = "Undone", .fields = kUndoneFields};
constexpr std::array kMissing{404U};
constexpr std::array kMissingOrChanged{404U, 409U};

constexpr std::array kRoutes{
    Route{.method = Method::post,
          .pattern = "/api/v1/findings/accept",
          .role = Role::approver,
          .scope = Scope::write,
          .room = "Findings",
          .id = "accept_findings",
          .summary = "Accept findings of a rule until a date: in one file, or about one callable.",
          .body = {.kind = Body::Kind::json, .fields = kAcceptBody},
          .answer = &kAccepted,
          .refusals = kMissing,
          .handler = accept},
    Route{.method = Method::post,
          .pattern = "/api/v1/findings/assign",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Findings",
          .id = "assign_findings",
          .summary = "Say who handles findings: some of them, or all of one cause.",
          .body = {.kind = Body::Kind::json, .fields = kAssignBody},
          .answer = &kAssigned,
          .refusals = kMissing,
          .handler = assign},
    Route{.method = Method::post,
          .pattern = "/api/v1/findings/undo",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Findings",
          .id = "undo",
          .summary = "Take a change back, if nothing else happened to it since: an acceptance, an "
                     "assignment, an answer about exposure, the state of a case, an edit.",
          .body = {.kind = Body::Kind::json, .fields = kUndoBody},
          .answer = &kUndone,
          .refusals = kMissingOrChanged,
          .handler = undo}};

}  // namespace

std::span<const Route> decision_routes() { return kRoutes; }

}  // namespace bartizan::server
