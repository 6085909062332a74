#include "assure/decide/case.h"

#include <algorithm>

#include "assure/vex/purl.h"
#include "base/escape.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "text/tree.h"

namespace bartizan::assure::decide {
namespace {

constexpr std::string_view kTable = "bod-26-04";
// Clocks of two machines differ by this much without anybody noticing.
constexpr base::Millis kTolerance = 5 * 60'000;

std::string written(const Decision& decision) {
  base::JsonWriter out;
  out.begin_object()
      .field("table", decision.table)
      .field("version", decision.version)
      .field("verified", decision.verified)
      .field("row", decision.row)
      .field("outcome", decision.outcome);
  out.key("inputs").begin_array();
  for (const Input& input : decision.inputs) {
    out.begin_object()
        .field("key", input.key)
        .field("value", input.value)
        .field("source", base::encode_text(input.source))
        .field("assumed", input.assumed);
    if (!input.why.empty()) out.field("why", input.why);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take();
}

// Decides anew and sets outcome, inputs and clock.
void decide_anew(record::Case& made, std::span<const Input> inputs) {
  const Table* bod = table(kTable);
  const auto decision = bod == nullptr ? std::nullopt : decide(*bod, inputs);
  if (!decision) return;
  made.table = decision->table;
  made.outcome = decision->outcome;
  made.inputs = written(*decision);
  const Clock clock =
      clock_of(remedy(made.outcome).value_or(Remedy{}), made.first_seen, made.kev_added);
  const base::Millis start = made.start == 0 ? clock.start : std::min(made.start, clock.start);
  made.due = clock.due ? *clock.due - (clock.start - start) : 0;
  made.start = start;
  made.forensic = remedy(made.outcome).value_or(Remedy{}).forensic;
}

}  // namespace

std::string component_key(const record::Component& component) {
  std::string purl =
      record::purl_of(component.kind, component.provider, component.name, component.version);
  if (!purl.empty()) return purl;
  std::string key(record::name(component.kind));
  key += ":";
  // The registry of an image begins its name as well.
  if (!component.provider.empty() && !component.name.starts_with(component.provider + "/")) {
    key += component.provider + "/";
  }
  key += component.name;
  if (!component.version.empty()) key += "@" + component.version;
  return key;
}

std::string component_title(std::string_view key) {
  if (const auto purl = vex::parse_purl(key)) {
    return purl->name + (purl->version.empty() ? "" : " " + purl->version);
  }
  // "runtime:ghcr.io/berriai/litellm@v1.82.0"
  std::string title(key.substr(key.find(':') + 1));
  const std::size_t at = title.rfind('@');
  if (at != title.npos && at != 0) title[at] = ' ';
  return title;
}

std::string case_id(std::string_view system, std::string_view component,
                    std::string_view advisory) {
  std::string key(system);
  key += '\n';
  key += component;
  key += '\n';
  key += advisory;
  return "case_" + base::base32(base::sha256(key));
}

record::Case case_of(const Weakness& weakness, const std::optional<record::Exposure>& exposure,
                     const record::Case* known, base::Millis now) {
  record::Case made;
  if (known != nullptr) made = *known;
  made.id = case_id(weakness.system, weakness.component, weakness.advisory);
  made.system = weakness.system;
  made.system_name = weakness.system_name;
  made.component = weakness.component;
  made.advisory = weakness.advisory;
  made.summary = weakness.summary;
  made.fixed_in = weakness.fixed_in;
  // A clock that ran ahead once must not give more time now.
  made.first_seen = made.first_seen == 0 ? now : std::min(made.first_seen, now);
  made.last_seen = now;
  made.kev_added = weakness.kev ? weakness.kev->added : 0;
  decide_anew(made, bod_inputs(weakness.kev, weakness.ssvc, exposure, weakness.kev_known));
  return made;
}

record::Case with_exposure(const record::Case& known,
                           const std::optional<record::Exposure>& exposure) {
  record::Case made = known;
  const auto decision = decision_of(known);
  if (!decision) return made;
  std::vector<Input> inputs = decision->inputs;
  const auto fresh = bod_inputs(std::nullopt, std::nullopt, exposure);
  for (Input& input : inputs) {
    const auto at = std::ranges::find(fresh, input.key, &Input::key);
    if (input.key == "publicly-exposed" && at != fresh.end()) input = *at;
  }
  decide_anew(made, inputs);
  return made;
}

std::optional<Decision> decision_of(const record::Case& known) {
  base::Limits limits;
  base::Budget budget(limits);
  const auto tree = text::parse_json(known.inputs, budget);
  if (!tree || !tree->is_object()) return std::nullopt;
  const text::Node* inputs = tree->find("inputs");
  const Table* used = table(tree->string("table"));
  if (inputs == nullptr || !inputs->is_array() || used == nullptr) return std::nullopt;
  std::vector<Input> read;
  for (const text::Node& node : inputs->items) {
    const text::Node* assumed = node.find("assumed");
    read.push_back({std::string(node.string("key")), std::string(node.string("value")),
                    std::string(node.string("source")),
                    assumed != nullptr && assumed->text == "true",
                    std::string(node.string("why"))});
  }
  return decide(*used, read);
}

Clock clock_of(const record::Case& known) {
  Clock clock =
      clock_of(remedy(known.outcome).value_or(Remedy{}), known.first_seen, known.kev_added);
  if (known.start == 0 || known.start >= clock.start) return clock;
  // KEV's date was corrected since: the clock keeps the start that it had.
  const base::Millis earlier = clock.start - known.start;
  clock.start = known.start;
  clock.start_reason = "as it was first decided";
  if (clock.due) *clock.due -= earlier;
  for (Step& step : clock.steps) {
    if (step.what == "remediate") step.due -= earlier;
  }
  std::ranges::stable_sort(clock.steps, {}, &Step::due);
  return clock;
}

std::vector<std::string> clock_doubts(const record::Case& known, base::Millis now) {
  std::vector<std::string> doubts;
  const base::Millis latest = now + kTolerance;
  if (known.kev_added > latest) {
    doubts.push_back("KEV lists it on " + base::format_date(known.kev_added) +
                     ", which is in the future: the feed or this machine's clock is wrong. The "
                     "clock counts from the detection here");
  }
  if (known.first_seen > latest) {
    doubts.push_back("it was first seen on " + base::format_date(known.first_seen) +
                     ", which is in the future: a clock was or is wrong. The next run of vuln "
                     "corrects it");
  }
  return doubts;
}

}  // namespace bartizan::assure::decide
