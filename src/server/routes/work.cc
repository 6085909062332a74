// Work: where may be looked, scans, uploads, jobs, and the events that tell of them.
#include <array>

#include "base/escape.h"
#include "base/json_write.h"
#include "server/events.h"
#include "server/jobs.h"
#include "server/roots.h"
#include "server/routes/answer.h"
#include "server/routes/files.h"
#include "server/routes/routes.h"
#include "server/scan_job.h"
#include "server/uploads.h"

namespace bartizan::server {
namespace {

constexpr std::array kNotFound{404U};
constexpr std::array kBusy{404U, 503U};
constexpr std::array kTooMany{503U};

constexpr std::array kJobFields{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "kind",
          .type = Type::word,
          .words = "scan|discover|import|reread|backup",
          .required = true},
    Field{.name = "state",
          .type = Type::word,
          .words = "queued|running|done|failed|cancelled",
          .required = true},
    Field{.name = "what", .summary = "a path or a name", .required = true},
    Field{.name = "by", .summary = "who asked for it", .required = true},
    Field{.name = "done", .type = Type::integer, .summary = "files", .required = true},
    Field{.name = "of", .type = Type::integer, .required = true},
    Field{.name = "bytes", .type = Type::integer, .required = true},
    Field{.name = "bytes_of", .type = Type::integer, .required = true},
    Field{.name = "rate", .type = Type::integer, .summary = "bytes a second", .required = true},
    Field{.name = "eta_s", .type = Type::integer, .required = true, .nullable = true},
    Field{.name = "queued", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "started", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "ended", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "summary", .type = Type::any, .required = true, .nullable = true},
    Field{.name = "error", .required = true, .nullable = true}};
constexpr Schema kJob{.name = "Job", .summary = "Long work", .fields = kJobFields};
constexpr std::array kJobAnswerFields{
    Field{.name = "job", .type = Type::object, .required = true, .schema = &kJob},
    Field{.name = "audit", .type = Type::id, .nullable = true}};
constexpr Schema kJobAnswer{.name = "JobAnswer", .fields = kJobAnswerFields};

constexpr std::array kRootFields{Field{.name = "path", .required = true}};
constexpr Schema kRoot{
    .name = "Root", .summary = "A folder that may be read", .fields = kRootFields};
constexpr std::array kChildFields{
    Field{.name = "name", .required = true}, Field{.name = "path", .required = true},
    Field{.name = "directory", .type = Type::boolean, .required = true},
    Field{.name = "size", .type = Type::integer, .required = true}};
constexpr Schema kChild{
    .name = "Child", .summary = "Something in a folder", .fields = kChildFields};

Response roots(const Call& call) {
  List list(call);
  for (const std::string& path : call.context.roots.paths()) {
    if (!list.wanted(path)) continue;
    list.item().field("path", base::escape_name(path));
    list.end_item();
  }
  return list.finish();
}

Response browse(const Call& call) {
  const std::string path = base::unescape_name(call.text_or("path", call.text_or("root", "")));
  bool more = false;
  const auto children = call.context.roots.list(path, more);
  if (!children) return problem(404, children.error(), {{"query", "path", children.error()}});
  List list(call);
  for (const Child& child : *children) {
    if (!list.wanted(child.name)) continue;
    base::JsonWriter& out = list.item();
    out.field("name", base::escape_name(child.name));
    out.field("path", base::escape_name(path + (path.ends_with('/') ? "" : "/") + child.name));
    out.field("directory", child.directory);
    out.field("size", child.size);
    list.end_item();
  }
  if (more) list.unknown_total();
  return list.finish();
}

Response accepted(const Call& call, const Job& job, std::string_view audit) {
  base::JsonWriter out;
  out.begin_object().key("job");
  write(out, job, call.context.now());
  if (!audit.empty()) out.field("audit", audit);
  out.end_object();
  Response response;
  response.status = 202;
  response.headers.push_back({"Location", "/api/v1/jobs/" + job.id});
  response.body = out.take();
  return response;
}

Response submit(const Call& call, std::string what, ScanJob scan) {
  const auto audit = note_change(call, "scan.start", what, "");
  if (!audit) return internal_problem();
  JobRequest request;
  request.kind = "scan";
  request.what = std::move(what);
  request.account = call.principal->account;
  request.by = call.principal->name;
  request.keep = kept_form(scan);
  request.work = [&context = call.context, scan = std::move(scan)](JobControl& control) {
    return run_scan(context, scan, control);
  };
  const auto job = call.context.jobs.submit(std::move(request));
  if (!job) return problem(503, "Too much work is waiting already. Try again later.");
  return accepted(call, *job, *audit);
}

Response start_scan(const Call& call) {
  const std::string given = base::unescape_name(call.body_text("path"));
  auto path = call.context.roots.resolve(given);
  if (!path) return problem(404, path.error(), {{"body", "path", path.error()}});
  ScanJob scan;
  scan.path = *path;
  scan.use_cache = !call.body_boolean("again").value_or(false);
  return submit(call, std::move(*path), std::move(scan));
}

Response take_upload(const Call& call) {
  const auto upload = std::dynamic_pointer_cast<Upload>(call.request.sink);
  if (!upload) return internal_problem();
  if (upload->size() == 0)
    return problem(400, "The file is empty.", {{"body", "", "must not be empty"}});
  // What is accepted is read, also after this server was killed.
  if (!upload->keep()) return problem(503, "There is no room for this here.");
  ScanJob scan;
  scan.path = upload->path();
  scan.shown_as = "upload:" + upload->name();
  scan.keeps = upload;
  const std::string what = scan.shown_as;
  return submit(call, what, std::move(scan));
}

Response list_jobs(const Call& call) {
  const std::string_view state = call.text_or("state", "");
  List list(call);
  for (const Job& job : call.context.jobs.list()) {
    if (!state.empty() && name(job.state) != state) continue;
    if (!list.wanted(job.what)) continue;
    write(list.raw_item(), job, call.context.now());
  }
  return list.finish();
}

Response show_job(const Call& call) {
  const auto job = call.context.jobs.find(call.path("id"));
  if (!job) return not_found("such job");
  base::JsonWriter out;
  write(out, *job, call.context.now());
  return json(out);
}

Response cancel_job(const Call& call) {
  const auto job = call.context.jobs.find(call.path("id"));
  if (!job) return not_found("such job");
  if (job->ended != 0) return problem(409, "That job has ended already.");
  if (job->account != call.principal->account && call.principal->role < Role::approver) {
    return problem(403, "Another person's job can be cancelled by an approver.");
  }
  const auto audit = note_change(call, "job.cancel", job->id, "");
  if (!audit) return internal_problem();
  (void)call.context.jobs.cancel(job->id);
  return accepted(call, call.context.jobs.find(job->id).value_or(*job), *audit);
}

// A stream tells its hearer nothing more once the session or token that opened it has ended, or may
// less than it did.
Hearer hearer(const Call& call) {
  const Principal& who = *call.principal;
  Hearer hears{who.role, who.account, {}};
  Gatekeeper* const gatekeeper = call.context.gatekeeper;
  if (gatekeeper == nullptr) return hears;
  Request credentials;
  credentials.headers = call.request.headers;
  credentials.peer = call.request.peer;
  hears.may_still = [gatekeeper, credentials = std::move(credentials), role = who.role,
                     account = who.account] {
    const auto now = gatekeeper->principal(credentials);
    return now && *now && (*now)->account == account && (*now)->role >= role;
  };
  return hears;
}

Response events(const Call& call) {
  std::optional<std::uint64_t> last;
  std::string_view given = call.request.header("last-event-id");
  if (given.empty()) given = call.text_or("last", "");
  if (const auto id = parse_integer(given); id && *id >= 0) last = static_cast<std::uint64_t>(*id);
  Response response;
  response.content_type = "text/event-stream";
  response.stream = call.context.events.listen(hearer(call), last);
  if (!response.stream) return problem(503, "Too many listen already.");
  // Proxies that collect answers would hold events back.
  response.headers.push_back({"X-Accel-Buffering", "no"});
  return response;
}

constexpr std::array kBrowseQuery{Field{.name = "root", .summary = "a folder of /roots"},
                                  Field{.name = "path", .summary = "a folder beneath one of them"}};
constexpr std::array kScanBody{
    Field{
        .name = "path", .summary = "absolute, beneath one of /roots", .least = 1, .required = true},
    Field{
        .name = "again", .type = Type::boolean, .summary = "read every byte, use no kept result"}};
constexpr std::array kUploadQuery{
    Field{.name = "name", .summary = "of the file", .least = 1, .most = 200, .required = true}};
constexpr std::array kJobsQuery{
    Field{.name = "state", .type = Type::word, .words = "queued|running|done|failed|cancelled"}};
constexpr std::array kEventsQuery{
    Field{.name = "last", .type = Type::integer, .summary = "as Last-Event-ID"}};
constexpr std::array kCancelRefusals{409U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/roots",
          .room = "Work",
          .id = "list_roots",
          .summary = "The folders that this server may read.",
          .is_list = true,
          .answer = &kRoot,
          .handler = roots},
    Route{.pattern = "/api/v1/browse",
          .role = Role::analyst,
          .room = "Work",
          .id = "browse",
          .summary = "What is in a folder beneath the roots.",
          .query = kBrowseQuery,
          .is_list = true,
          .answer = &kChild,
          .refusals = kNotFound,
          .handler = browse},
    Route{.method = Method::post,
          .pattern = "/api/v1/scans",
          .role = Role::analyst,
          .scope = Scope::scan,
          .room = "Work",
          .id = "start_scan",
          .summary = "Scan a file or a folder beneath the roots.",
          .body = {.kind = Body::Kind::json, .fields = kScanBody},
          .answer = &kJobAnswer,
          .success = 202,
          .refusals = kBusy,
          .handler = start_scan},
    Route{.method = Method::post,
          .pattern = "/api/v1/uploads",
          .role = Role::analyst,
          .scope = Scope::scan,
          .room = "Work",
          .id = "upload",
          .summary = "Scan a file that is sent; it is deleted when it has been read.",
          .query = kUploadQuery,
          .body = {.kind = Body::Kind::raw, .most = Uploads::kMostEach},
          .answer = &kJobAnswer,
          .success = 202,
          .refusals = kTooMany,
          .handler = take_upload,
          .sink = begin_upload},
    Route{.pattern = "/api/v1/jobs",
          .room = "Work",
          .id = "list_jobs",
          .summary = "Long work of this run of the server, newest first.",
          .query = kJobsQuery,
          .is_list = true,
          .answer = &kJob,
          .handler = list_jobs},
    Route{.pattern = "/api/v1/jobs/{id}",
          .room = "Work",
          .id = "show_job",
          .summary = "One piece of long work.",
          .answer = &kJob,
          .handler = show_job},
    Route{.method = Method::remove,
          .pattern = "/api/v1/jobs/{id}",
          .role = Role::analyst,
          .scope = Scope::scan,
          .room = "Work",
          .id = "cancel_job",
          .summary = "Cancel it.",
          .answer = &kJobAnswer,
          .success = 202,
          .refusals = kCancelRefusals,
          .handler = cancel_job},
    Route{.pattern = "/api/v1/events",
          .room = "Work",
          .id = "events",
          .summary = "What happens, as server-sent events: job, finding, scan, posture, notice.",
          .query = kEventsQuery,
          .content_type = "text/event-stream",
          .refusals = kTooMany,
          .handler = events}};

}  // namespace

std::span<const Route> work_routes() { return kRoutes; }

}  // namespace bartizan::server
