// Findings: what stands against model files, one by one and grouped by what causes them.
#include <algorithm>
#include <array>
#include <map>

#include "base/escape.h"
#include "base/json_write.h"
#include "base/path.h"
#include "report/words.h"
#include "scan/catalog.h"
#include "server/routes/answer.h"
#include "server/routes/decisions.h"
#include "server/routes/facets.h"
#include "server/routes/files.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

struct Standing {
  const store::SeenFile* file = nullptr;
  const store::SeenFinding* finding = nullptr;
  const SystemLine* system = nullptr;
};

using StateCounts = std::map<std::string_view, std::uint64_t>;

// Of the files of a system, or of all; what the query leaves of them, worst first. `state`: where
// the query names none. `states`: how many there are in each state, whichever is asked for.
std::vector<Standing> standing(const Call& call, const AskedFiles& asked,
                               const Decisions& decisions, std::string_view state,
                               Facets& facets, StateCounts& states) {
  const Estate& estate = *asked.estate;
  const std::string_view wanted = call.text_or("state", state);
  std::vector<Standing> all;
  for (const Estate::FindingAt& at : estate.findings) {
    if (at.file < asked.first || at.file >= asked.last) continue;
    const store::SeenFile& file = *estate.files[at.file];
    const store::SeenFinding& finding = file.findings[at.finding];
    if (!fits(call, "rule", finding.rule)) continue;
    const std::string_view severity = record::name(finding.severity);
    const std::string_view verdict = record::name(file.verdict);
    const std::string_view here = decisions.state(file, finding);
    if (fits(call, "severity", severity) && fits(call, "verdict", verdict)) ++states[here];
    if (!Decisions::is_asked_for(wanted, here)) continue;
    if (facets.look({severity, verdict})) {
      all.push_back({&file, &finding, estate.system_of_file(at.file)});
    }
  }
  return all;
}

// Of a rule, with what the finding is about in its place; what else the title names stays open.
std::string title_of(std::string_view rule, std::string_view subject) {
  const auto known = scan::Catalog::embedded().rule(rule);
  if (!known) return std::string(rule);
  const std::string_view title = known->title;
  for (const std::string_view place : {"{subject}", "{call}"}) {
    const std::size_t at = subject.empty() ? title.npos : title.find(place);
    if (at == title.npos) continue;
    return report::general(title.substr(0, at)) + std::string(subject) +
           report::general(title.substr(at + place.size()));
  }
  return report::general(title);
}

void write_finding(base::JsonWriter& out, const Standing& one, const Decisions& decisions) {
  const store::SeenFinding& finding = *one.finding;
  out.field("id", finding_id(*one.file, finding));
  out.field("rule", finding.rule).field("title", title_of(finding.rule, finding.subject));
  out.field("severity", record::name(finding.severity));
  out.field("verdict", record::name(one.file->verdict));
  out.field("path", base::escape_name(one.file->path));
  out.field("artifact", artifact_id(one.file->path)).field("member", finding.member);
  out.field("offset", finding.offset).field("length", finding.length);
  time_field(out, "last_seen", one.file->seen);
  out.key("system");
  if (one.system != nullptr) {
    out.begin_object().field("id", base::escape_name(one.system->ref.id));
    out.field("name", base::escape_name(one.system->ref.name)).end_object();
  } else {
    out.null();
  }
  out.field("cause", cause_of(finding));
  decisions.write(out, *one.file, finding);
}

Response list_findings(const Call& call) {
  const auto asked = asked_files(call);
  if (!asked) return asked.error();
  const auto decisions = Decisions::read(call);
  if (!decisions) return decisions.error();
  Facets facets(call, {"severity", "verdict"});
  List list(call);
  StateCounts states;
  const bool searched = call.text("q").has_value();
  for (const Standing& one : standing(call, *asked, *decisions, "", facets, states)) {
    if (searched && !list.wanted(one.file->path + ' ' + one.finding->rule)) continue;
    if (!list.shown()) {
      list.pass();
      continue;
    }
    write_finding(list.item(), one, *decisions);
    list.end_item();
  }
  facets.write(list);
  list.set_facet("state", {states.begin(), states.end()});
  return list.finish();
}

struct Cause {
  std::vector<Standing> findings;
  std::vector<const store::SeenFile*> files;  // some of them several times
  std::vector<const SystemLine*> systems;
  base::Millis newest = 0;
};

// Findings stand by path, so that most of one file or system follow each other.
template <typename T>
void put(std::vector<const T*>& all, const T* one) {
  if (all.empty() || all.back() != one) all.push_back(one);
}

template <typename T>
std::size_t distinct(std::vector<const T*> all) {
  std::ranges::sort(all);
  return all.size() - std::ranges::unique(all).size();
}

Response list_causes(const Call& call) {
  constexpr std::size_t kSamples = 5;
  const auto asked = asked_files(call);
  if (!asked) return asked.error();
  const auto decisions = Decisions::read(call);
  if (!decisions) return decisions.error();
  Facets facets(call, {"severity", "verdict"});
  StateCounts states;
  // One decision settles what has the same rule and the same cause.
  std::map<std::pair<std::string_view, std::string_view>, Cause> causes;
  for (const Standing& one : standing(call, *asked, *decisions, "open", facets, states)) {
    Cause& cause = causes[{one.finding->rule, cause_of(*one.finding)}];
    cause.findings.push_back(one);
    put(cause.files, one.file);
    if (one.system != nullptr) put(cause.systems, one.system);
    cause.newest = std::max(cause.newest, one.file->seen);
  }
  std::vector<std::pair<const std::pair<std::string_view, std::string_view>*, const Cause*>> order;
  for (const auto& [key, cause] : causes) order.emplace_back(&key, &cause);
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) {
    const auto severity = [](const Cause& cause) {
      return cause.findings.front().finding->severity;
    };
    if (severity(*a.second) != severity(*b.second))
      return severity(*a.second) > severity(*b.second);
    return a.second->findings.size() > b.second->findings.size();
  });
  List list(call);
  const bool searched = call.text("q").has_value();
  for (const auto& [key, cause] : order) {
    const auto& [rule, what] = *key;
    const std::string_view about = what == rule ? std::string_view() : what;
    const std::string title = searched || list.shown() ? title_of(rule, about) : std::string();
    if (searched && !list.wanted(std::string(rule) + ' ' + title + ' ' + std::string(what))) continue;
    if (!list.shown()) {
      list.pass();
      continue;
    }
    const auto known = scan::Catalog::embedded().rule(rule);
    base::JsonWriter& out = list.item();
    out.field("rule", rule).field("title", title).field("cause", what);
    out.field("severity", record::name(cause->findings.front().finding->severity));
    out.field("verdict", record::name(cause->findings.front().file->verdict));
    out.field("count", cause->findings.size()).field("files", distinct(cause->files));
    out.field("systems", distinct(cause->systems));
    time_field(out, "newest", cause->newest);
    out.field("remedy", known ? report::general(known->remedy) : std::string());
    out.key("sample").begin_array();
    for (std::size_t i = 0; i < std::min(kSamples, cause->findings.size()); ++i) {
      out.begin_object();
      write_finding(out, cause->findings[i], *decisions);
      out.end_object();
    }
    out.end_array();
    list.end_item();
  }
  facets.write(list);
  list.set_facet("state", {states.begin(), states.end()});
  return list.finish();
}

constexpr std::string_view kSeverities = "info|low|medium|high|critical";
constexpr std::array kNameFields{Field{.name = "id", .required = true},
                                 Field{.name = "name", .required = true}};
constexpr Schema kSystemName{.name = "FindingSystem", .fields = kNameFields};
constexpr std::array kFindingAcceptedFields{
    Field{.name = "reason", .required = true}, Field{.name = "by", .required = true},
    Field{.name = "until", .type = Type::time, .required = true, .nullable = true}};
constexpr std::array kFindingFields{
    Field{.name = "id", .required = true},
    Field{.name = "rule", .required = true},
    Field{.name = "title", .required = true},
    Field{.name = "severity", .type = Type::word, .words = kSeverities, .required = true},
    Field{.name = "verdict", .type = Type::word, .words = kVerdictWords, .required = true},
    Field{.name = "path", .required = true},
    Field{.name = "artifact", .type = Type::id, .required = true},
    Field{.name = "member", .required = true},
    Field{.name = "offset", .type = Type::integer, .required = true},
    Field{.name = "length", .type = Type::integer, .required = true},
    Field{.name = "last_seen", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "system",
          .type = Type::object,
          .required = true,
          .nullable = true,
          .schema = &kSystemName},
    Field{.name = "cause", .summary = "the callable or key it is about", .required = true},
    Field{.name = "state", .type = Type::word, .words = kFindingStates, .required = true},
    Field{.name = "assigned", .summary = "to whom", .required = true, .nullable = true},
    Field{.name = "accepted",
          .type = Type::object,
          .required = true,
          .nullable = true,
          .fields = kFindingAcceptedFields}};
constexpr Schema kFinding{
    .name = "Finding", .summary = "What stands against a file", .fields = kFindingFields};
constexpr std::array kCauseFields{
    Field{.name = "rule", .required = true},
    Field{.name = "title", .required = true},
    Field{.name = "cause", .summary = "the callable or key, else the rule", .required = true},
    Field{.name = "severity", .type = Type::word, .words = kSeverities, .required = true},
    Field{.name = "verdict", .type = Type::word, .words = kVerdictWords, .required = true},
    Field{.name = "count", .type = Type::integer, .required = true},
    Field{.name = "files", .type = Type::integer, .required = true},
    Field{.name = "systems", .type = Type::integer, .required = true},
    Field{.name = "newest", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "remedy", .required = true},
    Field{.name = "sample", .type = Type::list, .required = true, .schema = &kFinding}};
constexpr Schema kCause{
    .name = "Cause", .summary = "Findings of one rule and cause", .fields = kCauseFields};
constexpr std::array kQuery{Field{.name = "system", .summary = "its id", .least = 1, .most = 200},
                            Field{.name = "rule", .type = Type::id, .summary = "BZ-PKL-001"},
                            Field{.name = "severity", .type = Type::word, .words = kSeverities},
                            Field{.name = "verdict", .type = Type::word, .words = kVerdictWords},
                            Field{.name = "state",
                                  .type = Type::word,
                                  .summary = "open ones may be assigned",
                                  .words = kFindingStates}};
constexpr std::array kMissing{404U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/findings",
          .room = "Findings",
          .id = "list_findings",
          .summary = "What stands against model files, worst first.",
          .query = kQuery,
          .is_list = true,
          .answer = &kFinding,
          .refusals = kMissing,
          .handler = list_findings},
    Route{.pattern = "/api/v1/findings/causes",
          .room = "Findings",
          .id = "list_causes",
          .summary = "The same by what causes them, worst first: what one decision settles; open "
                     "ones where no state is named.",
          .query = kQuery,
          .is_list = true,
          .answer = &kCause,
          .refusals = kMissing,
          .handler = list_causes}};

}  // namespace

std::span<const Route> finding_routes() { return kRoutes; }

}  // namespace bartizan::server
