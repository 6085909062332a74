// CISA BOD 26-04: its inputs and its clock. Numbers: catalogs/lists/ssvc-bod-26-04-clock.toml.
#include <algorithm>
#include <charconv>

#include "assure/decide/decide.h"
#include "scan/catalog.h"

namespace bartizan::assure::decide {
namespace {

constexpr std::string_view kList = "ssvc-bod-26-04-clock";
constexpr base::Millis kHour = 3'600'000;
constexpr base::Millis kDay = 24 * kHour;

// "no|24|words": how well it is known, the value, words.
struct Fact {
  std::string_view verified = "no", value, words;
};
Fact fact_of(std::string_view text) {
  Fact fact;
  const std::size_t first = text.find('|');
  if (first == text.npos) return fact;
  fact.verified = text.substr(0, first);
  text.remove_prefix(first + 1);
  const std::size_t second = text.find('|');
  fact.value = text.substr(0, second);
  if (second != text.npos) fact.words = text.substr(second + 1);
  return fact;
}

Input point_of(std::string_view key, const std::string& value,
               const std::optional<record::SsvcPoints>& ssvc, bool in_kev,
               std::string_view careful) {
  Input input;
  input.key = key;
  if (!value.empty()) {
    input.value = value;
    input.source = "SSVC of CISA" + (ssvc->at == 0 ? "" : ", " + base::format_date(ssvc->at));
    return input;
  }
  input.assumed = true;
  if (in_kev) {
    input.value = careful;
    input.source = "nobody set it";
    input.why = "it is exploited: the careful answer";
    return input;
  }
  const std::string entry = "missing " + std::string(key);
  const auto rule = scan::Catalog::embedded().list(kList, entry);
  const Fact fact = rule ? fact_of(*rule) : Fact{"no", careful, {}};
  input.value = fact.value;
  input.source = "nobody set it";
  input.why = "what the guidance of BOD 26-04 takes for a weakness that is not in KEV";
  if (fact.verified == "no") input.why += " (not verified in the primary text)";
  return input;
}

}  // namespace

std::vector<Input> bod_inputs(const std::optional<record::KevEntry>& kev,
                              const std::optional<record::SsvcPoints>& ssvc,
                              const std::optional<record::Exposure>& exposure, bool kev_known) {
  std::vector<Input> inputs;
  Input listed;
  listed.key = "in-kev";
  listed.value = kev ? "yes" : "no";
  if (kev) {
    listed.source = kev->added == 0 ? "KEV, its record does not say since when"
                                    : "KEV " + base::format_date(kev->added);
  } else {
    listed.source = kev_known ? "not listed in the KEV feeds that were imported" : "no KEV feed";
    listed.assumed = !kev_known;
    if (!kev_known) listed.why = "nobody knows until it is imported (bartizan feeds update)";
  }
  inputs.push_back(std::move(listed));

  Input exposed;
  exposed.key = "publicly-exposed";
  if (exposure) {
    exposed.value = exposure->exposed ? "yes" : "no";
    exposed.source = exposure->by + ", " + base::format_date(exposure->at);
  } else {
    exposed.value = "yes";
    exposed.source = "nobody was asked";
    exposed.assumed = true;
    exposed.why = "the careful answer until somebody says otherwise";
  }
  inputs.push_back(std::move(exposed));

  const bool in_kev = kev.has_value();
  inputs.push_back(
      point_of("automatable", ssvc ? ssvc->automatable : std::string(), ssvc, in_kev, "yes"));
  inputs.push_back(point_of("technical-impact", ssvc ? ssvc->technical_impact : std::string(), ssvc,
                            in_kev, "total"));
  return inputs;
}

Clock clock_of(const Remedy& remedy, base::Millis detected, base::Millis kev_added) {
  Clock clock;
  const bool listed_first = kev_added > 0 && kev_added < detected;
  clock.start = listed_first ? kev_added : detected;
  clock.start_reason = listed_first ? "listed in KEV" : "detected here";
  if (!remedy.days) return clock;
  clock.due = clock.start + kDay * base::Millis{*remedy.days};
  if (remedy.forensic) {
    const base::Millis listed = kev_added > 0 ? kev_added : clock.start;
    scan::Catalog::embedded().list_each(kList, [&](const scan::Catalog::Entry& entry) {
      constexpr std::string_view kStep = "step ";
      if (!entry.key.starts_with(kStep)) return true;
      const Fact fact = fact_of(entry.value);
      unsigned hours = 0;
      std::from_chars(fact.value.begin(), fact.value.end(), hours);
      clock.steps.push_back({std::string(entry.key.substr(kStep.size())), std::string(fact.words),
                             listed + kHour * base::Millis{hours}, std::string(fact.verified)});
      return true;
    });
  }
  const Table* bod = table("bod-26-04");
  clock.steps.push_back({"remediate", {}, *clock.due, bod == nullptr ? "no" : bod->verified});
  std::ranges::stable_sort(clock.steps, {}, &Step::due);
  return clock;
}

}  // namespace bartizan::assure::decide
