// Artifacts: model files as they were last seen, what is in one, and its bytes.
//
// A file is opened again only below the roots, and what is shown of its bytes says whether they are
// still those that were judged.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "base/escape.h"
#include "base/json_write.h"
#include "base/path.h"
#include "io/file.h"
#include "report/words.h"
#include "run/inspect.h"
#include "run/stored.h"
#include "server/roots.h"
#include "server/routes/answer.h"
#include "server/routes/facets.h"
#include "server/routes/files.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

constexpr std::int64_t kFirstHex = 512;
constexpr std::int64_t kMostHex = 4096;

const report::Words& words() {
  static const report::Words kWords(scan::Catalog::embedded(), false, true);
  return kWords;
}

void write_row(base::JsonWriter& out, const store::SeenFile& file) {
  out.field("id", artifact_id(file.path));
  out.key("sha256");
  file.sha256 ? out.value(*file.sha256) : out.null();
  out.field("path", base::escape_name(file.path));
  out.field("name", base::escape_name(base::last_part(file.path)));
  out.field("format", file.format).field("format_name", words().format(file.format));
  out.field("size", file.size);
  out.field("verdict", record::name(file.verdict));
  out.field("coverage", record::name(file.coverage));
  out.field("depth", record::name(file.depth));
  time_field(out, "seen", file.seen);
  time_field(out, "modified", file.modified.value_or(0));
}

void write_systems(base::JsonWriter& out, const SystemLine* line) {
  out.key("systems").begin_array();
  if (line != nullptr) {
    out.begin_object().field("id", base::escape_name(line->ref.id));
    out.field("name", base::escape_name(line->ref.name)).end_object();
  }
  out.end_array();
}

Response list_artifacts(const Call& call) {
  const auto asked = asked_files(call);
  if (!asked) return asked.error();
  const Estate& estate = *asked->estate;
  std::vector<std::size_t> order(asked->last - asked->first);
  std::iota(order.begin(), order.end(), asked->first);
  const auto by = [&](auto what) {
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return what(*estate.files[i]); });
  };
  const std::string_view sort = call.sort();
  if (sort == "seen") by([](const store::SeenFile& file) { return file.seen; });
  if (sort == "size") by([](const store::SeenFile& file) { return file.size; });
  if (sort == "verdict") by([](const store::SeenFile& file) { return file.verdict; });
  if (call.descending()) std::ranges::reverse(order);

  Facets facets(call, {"verdict", "format", "coverage"});
  List list(call);
  for (const std::size_t index : order) {
    const store::SeenFile& file = *estate.files[index];
    // By path or hash.
    if (!list.wanted(file.path) && !(file.sha256 && list.wanted(*file.sha256))) continue;
    if (!facets.look({record::name(file.verdict), file.format, record::name(file.coverage)}))
      continue;
    if (!list.shown()) {
      list.pass();
      continue;
    }
    base::JsonWriter& out = list.item();
    write_row(out, file);
    out.field("findings", file.findings.size());
    write_systems(out, estate.system_of_file(index));
    list.end_item();
  }
  facets.write(list);
  return list.finish();
}

// The file of the path as it was last seen.
std::expected<store::SeenFile, Response> seen_file(const Call& call) {
  const auto path = artifact_path(call.path("id"));
  if (!path) return std::unexpected(not_found("such artifact"));
  auto seen = call.context.store.last_seen(*path, false);
  if (!seen) return std::unexpected(internal_problem());
  const auto at = std::ranges::find(*seen, *path, &store::SeenFile::path);
  if (at == seen->end()) return std::unexpected(not_found("such artifact"));
  return std::move(*at);
}

void write_spans(base::JsonWriter& out, const record::Artifact& artifact) {
  out.key("spans").begin_array();
  for (std::size_t member = 0; member < artifact.members.size(); ++member) {
    for (const base::Span& span : artifact.members[member].spans) {
      out.begin_object().field("offset", span.range.offset).field("length", span.range.length);
      out.field("label", base::name(span.label)).field("read", span.read);
      out.field("member", member).end_object();
    }
  }
  out.end_array();
}

void write_members(base::JsonWriter& out, const record::Artifact& artifact) {
  out.key("members").begin_array();
  for (std::size_t index = 0; index < artifact.members.size(); ++index) {
    const record::Member& member = artifact.members[index];
    out.begin_object().field("index", index).field("parent", member.parent);
    out.field("name", base::escape_name(member.name)).key("offset");
    member.file_range ? out.value(member.file_range->offset) : out.null();
    out.field("size", member.size).key("format");
    member.formats.empty() ? out.null() : out.value(member.formats.front());
    out.end_object();
  }
  out.end_array();
}

void write_findings(base::JsonWriter& out, const record::Artifact& artifact) {
  const report::Words words(scan::Catalog::embedded(), false, false);
  out.key("findings").begin_array();
  for (std::size_t index = 0; index < artifact.findings.size(); ++index) {
    const record::Finding& finding = artifact.findings[index];
    const report::Phrases phrases = words.phrases(artifact, finding);
    out.begin_object().field("id", std::to_string(index)).field("rule", finding.rule);
    out.field("title", phrases.title).field("severity", record::name(finding.severity));
    out.field("confidence", record::name(finding.confidence));
    out.field("verdict", record::name(finding.verdict));
    out.field("why", phrases.why).field("when", phrases.when).field("remedy", phrases.remedy);
    out.field("where", phrases.place).field("member", finding.member);
    out.field("offset", finding.range.offset).field("length", finding.range.length);
    out.key("file_offset");
    finding.file_range ? out.value(finding.file_range->offset) : out.null();
    out.field("accepted", finding.accepted_by.has_value()).key("ids").begin_array();
    for (const std::string& id : phrases.ids()) out.value(id);
    out.end_array().end_object();
  }
  out.end_array();
}

// Why bytes were not read, each reason once, in the words of `bartizan scan`.
void write_gaps(base::JsonWriter& out, const record::Artifact& artifact) {
  constexpr std::size_t kMostPlaces = 8;
  out.key("gaps").begin_array();
  for (const std::string& id : report::reasons(artifact)) {
    const report::Reason& reason = report::explain_reason(id);
    out.begin_object().field("reason", base::encode_text(id)).field("meaning", reason.meaning);
    out.field("remedy", reason.remedy).key("places").begin_array();
    std::size_t count = 0;
    for (const record::Gap& gap : artifact.coverage.gaps) {
      if (gap.reason != id) continue;
      const std::string place = words().gap(artifact, gap);
      if (++count <= kMostPlaces && !place.empty()) out.value(place);
    }
    out.end_array().field("count", count).end_object();
  }
  out.end_array();
}

void write_facts(base::JsonWriter& out, const record::Artifact& artifact) {
  constexpr std::size_t kMost = 2000;
  out.key("facts").begin_array();
  std::size_t written = 0;
  for (const record::Fact& fact : artifact.facts) {
    if (++written > kMost) break;
    out.begin_object().field("kind", fact.kind).field("key", base::encode_text(fact.key));
    out.field("value", base::encode_text(fact.value)).field("member", fact.member);
    out.field("offset", fact.range.offset).field("length", fact.range.length).end_object();
  }
  out.end_array();
}

Response write_history(const Call& call, base::JsonWriter& out, const store::SeenFile& file) {
  store::Store& store = call.context.store;
  const auto history = store.history(file.path);
  if (!history) return internal_problem();
  out.key("history").begin_array();
  for (auto row = history->rbegin(); row != history->rend(); ++row) {
    out.begin_object();
    time_field(out, "seen", row->seen);
    out.field("verdict", record::name(row->verdict)).field("sha256", row->sha256);
    out.key("changes").begin_array();
    for (const std::string& change : row->changes) out.value(change);
    out.end_array().end_object();
  }
  out.end_array().key("elsewhere").begin_array();
  if (file.sha256) {
    const auto copies = store.history(*file.sha256);
    if (!copies) return internal_problem();
    std::map<std::string, base::Millis> places;
    for (const store::HistoryRow& row : *copies) places[row.path] = row.seen;
    places.erase(file.path);
    for (const auto& [path, seen] : places) {
      out.begin_object().field("path", base::escape_name(path));
      time_field(out, "seen", seen);
      out.end_object();
    }
  }
  out.end_array();
  return {};
}

Response show_artifact(const Call& call) {
  const auto file = seen_file(call);
  if (!file) return file.error();
  const auto estate = call.context.estate.look();
  if (!estate) return internal_problem();
  base::JsonWriter out;
  out.begin_object();
  write_row(out, *file);
  const auto& files = (*estate)->files;
  const auto at =
      std::ranges::lower_bound(files, std::string_view(file->path), {},
                               [](const Estate::File& one) { return std::string_view(one->path); });
  const bool is_known = at != files.end() && (*at)->path == file->path;
  write_systems(out, is_known
                         ? (*estate)->system_of_file(static_cast<std::size_t>(at - files.begin()))
                         : (*estate)->system_around(file->path));
  const auto readable = call.context.roots.resolve(file->path);
  const auto inspected = readable ? run::inspect(*readable, call.context.config.limits, "", {})
                                  : std::expected<run::Inspection, std::string>(
                                        std::unexpect, "it lies below none of the roots");
  out.field("readable", inspected.has_value());
  out.field("unread", inspected ? std::string() : inspected.error());
  const record::Artifact artifact = inspected ? inspected->artifact : record::Artifact();
  write_spans(out, artifact);
  write_members(out, artifact);
  write_gaps(out, artifact);
  write_findings(out, artifact);
  write_facts(out, artifact);
  if (const Response trouble = write_history(call, out, *file); trouble.status >= 400) {
    return trouble;
  }
  time_field(out, "as_of", call.context.now());
  out.end_object();
  return json(out);
}

Response show_opcodes(const Call& call) {
  const auto file = seen_file(call);
  if (!file) return file.error();
  const auto readable = call.context.roots.resolve(file->path);
  if (!readable) return problem(404, readable.error());
  const auto inspected = run::inspect(*readable, call.context.config.limits, "", {});
  if (!inspected) return problem(409, inspected.error());
  const std::int64_t member = call.integer_or("member", -1);
  List list(call);
  for (const run::Collector::Line& line : inspected->listing) {
    if (member >= 0 && line.member != static_cast<std::uint64_t>(member)) continue;
    if (!list.wanted(line.text)) continue;
    base::JsonWriter& out = list.item();
    out.field("member", line.member).field("offset", line.range.offset);
    out.field("length", line.range.length).field("text", base::encode_text(line.text));
    list.end_item();
  }
  return list.finish();
}

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

// As `reread` looks first: what is shown is a window, and nothing is hashed.
bool is_unchanged(const io::InputFile& opened, const store::SeenFile& file) {
  struct stat now{};
  return fstat(opened.fd(), &now) == 0 && run::is_as_seen(now, file);
}

Response show_hex(const Call& call) {
  const auto file = seen_file(call);
  if (!file) return file.error();
  const auto readable = call.context.roots.resolve(file->path);
  if (!readable) return problem(404, readable.error());
  std::string error;
  const auto opened = io::InputFile::open(*readable, error, &call.context.roots.beneath());
  if (!opened) return problem(409, "The file cannot be opened: " + error + ".");
  const std::int64_t offset = call.integer_or("offset", 0);
  std::string bytes(static_cast<std::size_t>(call.integer_or("length", kFirstHex)), '\0');
  const ssize_t got = pread(opened->fd(), bytes.data(), bytes.size(), offset);
  if (got < 0) return problem(409, "The file could not be read there.");
  bytes.resize(static_cast<std::size_t>(got));
  base::JsonWriter out;
  out.begin_object().field("offset", offset).field("bytes", hexadecimal(bytes));
  out.field("size", opened->size()).field("sha256", file->sha256);
  out.field("matches", is_unchanged(*opened, *file));
  time_field(out, "as_of", call.context.now());
  out.end_object();
  return json(out);
}

constexpr std::string_view kCoverages = "complete|partial|refused";
constexpr std::array kNameFields{Field{.name = "id", .required = true},
                                 Field{.name = "name", .required = true}};
constexpr Schema kSystemName{.name = "ArtifactSystem", .fields = kNameFields};
constexpr std::array kRowFields{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "sha256", .type = Type::sha256, .required = true, .nullable = true},
    Field{.name = "path", .required = true},
    Field{.name = "name", .required = true},
    Field{.name = "format", .required = true},
    Field{.name = "format_name", .summary = "as reports call it", .required = true},
    Field{.name = "size", .type = Type::integer, .required = true},
    Field{.name = "verdict", .type = Type::word, .words = kVerdictWords, .required = true},
    Field{.name = "coverage", .type = Type::word, .words = kCoverages, .required = true},
    Field{.name = "depth", .required = true},
    Field{.name = "seen", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "modified", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "findings", .type = Type::integer, .required = true},
    Field{.name = "systems",
          .type = Type::list,
          .summary = "whose it is",
          .required = true,
          .schema = &kSystemName}};
constexpr Schema kRow{
    .name = "Artifact", .summary = "A model file as it was last seen", .fields = kRowFields};
constexpr std::array kLineFields{Field{.name = "member", .type = Type::integer, .required = true},
                                 Field{.name = "offset", .type = Type::integer, .required = true},
                                 Field{.name = "length", .type = Type::integer, .required = true},
                                 Field{.name = "text", .required = true}};
constexpr Schema kLine{.name = "Line", .summary = "One instruction", .fields = kLineFields};
constexpr std::array kListQuery{
    Field{.name = "system", .summary = "its id", .least = 1, .most = 200},
    Field{.name = "format", .least = 1, .most = 60},
    Field{.name = "verdict", .type = Type::word, .words = kVerdictWords},
    Field{.name = "coverage", .type = Type::word, .words = kCoverages}};
constexpr std::array kHexQuery{
    Field{.name = "offset", .type = Type::integer, .least = 0, .most = INT64_MAX},
    Field{.name = "length", .type = Type::integer, .least = 1, .most = kMostHex}};
constexpr std::array kOpcodesQuery{
    Field{.name = "member", .type = Type::integer, .least = 0, .most = UINT32_MAX}};
constexpr std::array kId{Field{.name = "id", .type = Type::id, .most = 8192}};
constexpr std::array kMissing{404U};
constexpr std::array kGone{404U, 409U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/artifacts",
          .room = "Artifacts",
          .id = "list_artifacts",
          .summary = "Model files as they were last seen.",
          .query = kListQuery,
          .is_list = true,
          .sortable = "path|seen|size|verdict",
          .answer = &kRow,
          .refusals = kMissing,
          .handler = list_artifacts},
    Route{.pattern = "/api/v1/artifacts/{id}",
          .room = "Artifacts",
          .id = "show_artifact",
          .summary = "What is in one file: every byte labelled, members, findings, facts.",
          .path = kId,
          .refusals = kMissing,
          .handler = show_artifact},
    Route{.pattern = "/api/v1/artifacts/{id}/hex",
          .room = "Artifacts",
          .id = "show_bytes",
          .summary = "Bytes of a file below the roots, as hexadecimal digits.",
          .path = kId,
          .query = kHexQuery,
          .refusals = kGone,
          .handler = show_hex},
    Route{.pattern = "/api/v1/artifacts/{id}/opcodes",
          .room = "Artifacts",
          .id = "list_opcodes",
          .summary = "The instructions of pickles in a file below the roots.",
          .path = kId,
          .query = kOpcodesQuery,
          .is_list = true,
          .answer = &kLine,
          .refusals = kGone,
          .handler = show_opcodes}};

}  // namespace

std::span<const Route> artifact_routes() { return kRoutes; }

}  // namespace bartizan::server
