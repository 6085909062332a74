// generate_estate: a store as a large organisation would have it, for measurements.
//
//   generate_estate STORE [SYSTEMS [COMPONENTS [FINDINGS]]]     10000 1000000 100000
//
// Everything goes in through the store's own interfaces, so that what is measured is what commands
// leave. The same numbers give the same store, but for ids that are random (ULIDs). Folders below
// /srv/estate do not exist; nothing here is anybody's data.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "base/hash.h"
#include "store/id.h"
#include "store/store.h"

namespace {

using namespace bartizan;

constexpr base::Millis kDay = 86'400'000;
constexpr std::uint64_t kSystemsInAPlace = 10;

// splitmix64 (Steele, Lea and Flood 2014).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  bool chance(unsigned percent) { return below(100) < percent; }

 private:
  std::uint64_t state_;
};

template <typename T>
T must(base::Result<T> result) {
  if (!result) {
    std::cerr << "generate_estate: " << result.error().what << "\n";
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::string sha256_of(const std::string& text) { return base::hex(base::sha256(text)); }

struct Sizes {
  std::uint64_t systems = 10'000, components = 1'000'000, findings = 100'000;
};

class Generator {
 public:
  Generator(store::Store& store, const Sizes& sizes, base::Millis now)
      : store_(store), sizes_(sizes), now_(now) {}

  void run() {
    inventory();
    step("inventory");
    places();
    step("estate");
    sightings();
    step("sightings");
    decisions();
    step("decisions");
    assessments();
    step("assessments");
    must(store_.flush());
  }

 private:
  static std::string number(std::uint64_t n) {
    const std::string text = std::to_string(n);
    return std::string(text.size() < 5 ? 5 - text.size() : 0, '0') + text;
  }
  static std::string place_of(std::uint64_t place) { return "/srv/estate/team-" + number(place); }
  static std::string folder_of(std::uint64_t system) {
    return place_of(system / kSystemsInAPlace) + "/service-" + number(system);
  }
  static std::string system_id(std::uint64_t system) {
    return store::natural_id(
        "found", place_of(system / kSystemsInAPlace) + '\0' + "service-" + number(system));
  }
  static std::string use_case_id(std::uint64_t system) {
    return store::natural_id("system", "use case " + number(system));
  }
  bool is_declared(std::uint64_t system) const { return system % 5 != 4; }

  void step(const char* what) const {
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start_);
    std::cerr << what << " done after " << spent.count() << " ms\n";
  }

  void inventory() {
    record::Import import;
    import.file = "generated-2025.csv";
    import.sha256 = sha256_of("generated");
    import.id = store::natural_id("import", import.sha256);
    import.schema = "omb-2025";
    import.imported = now_ - 40 * kDay;
    import.headers = {"Use Case ID", "Use Case Name"};
    import.field_of = {"id", "use_case_name"};
    import.bytes = "id,name\n";
    constexpr std::string_view kStages[]{"Pre-deployment", "Pilot", "Deployed", "Retired"};
    constexpr std::string_view kAnswers[]{"Yes", "No", ""};
    std::vector<record::UseCase> all;
    for (std::uint64_t i = 0; i < sizes_.systems; ++i) {
      if (!is_declared(i)) continue;
      record::UseCase use_case;
      use_case.id = use_case_id(i);
      use_case.import = import.id;
      use_case.row = i + 2;
      use_case.source = import.file;
      const auto add = [&](const char* field, std::string value) {
        use_case.fields.push_back({field, std::move(value), record::Treatment::kept, std::nullopt});
      };
      add("agency", "GEN");
      add("agency_name", "Generated Agency");
      add("id", "GEN-" + number(i));
      add("use_case_name", "Service " + number(i));
      add("agency_bureau", "Bureau " + std::to_string(i % 40));
      add("contact_email", "team-" + number(i / kSystemsInAPlace) + "@agency.invalid");
      add("development_stage", std::string(kStages[dice_.below(4)]));
      const bool high = dice_.chance(20);
      add("is_high_impact", high ? "High-impact" : "Not high-impact");
      add("topic_area", "Mission-Enabling");
      add("classification", "Classical/Predictive Machine Learning");
      add("problem_solved", "Reads what comes in and says what it is about, number " + number(i));
      add("benefits", "People see what matters first.");
      add("system_outputs", "A class and a score.");
      for (const char* field :
           {"have_ato", "has_pii", "has_custom_code", "hi_testing_conducted",
            "hi_assessment_completed", "hi_independent_review", "hi_ongoing_monitoring",
            "hi_training_established", "hi_failsafe_presence", "hi_appeal_process"}) {
        add(field, std::string(kAnswers[dice_.below(3)]));
      }
      all.push_back(std::move(use_case));
    }
    import.rows = all.size();
    must(store_.inventory().add_import(import, all));
  }

  record::Component component(std::uint64_t system, std::uint64_t i) {
    using enum record::ComponentKind;
    record::Component c;
    const std::uint64_t kind = i % 20;
    const std::string which = std::to_string(dice_.below(400));
    c.provenance = record::Provenance::observed;
    std::string file = "requirements.txt";
    if (i < models_of(system)) {
      c.kind = model;
      c.provider = "local";
      c.name = folder_of(system).substr(place_of(system / kSystemsInAPlace).size() + 1) +
               "/models/m" + std::to_string(i) + ".pt";
      c.attributes.push_back({"format", "torch-zip", record::Provenance::observed, c.name});
      file = c.name;
    } else if (kind == 1) {
      c.kind = model;
      c.provider = "huggingface";
      c.name = "org" + std::to_string(dice_.below(50)) + "/model-" + which;
      if (dice_.chance(50)) c.version = sha256_of(which).substr(0, 40);
    } else if (kind == 2) {
      c.kind = endpoint;
      c.name = "models-" + which + ".agency.invalid";
    } else if (kind == 3) {
      c.kind = mcp_server;
      c.name = "tools-" + which;
    } else if (kind == 4) {
      c.kind = credential;
      c.provider = "openai";
      c.name = "KEY_" + which;
    } else if (kind == 5) {
      c.kind = dataset;
      c.provider = "huggingface";
      c.name = "org/data-" + which;
    } else {
      c.kind = package;
      c.provider = dice_.chance(70) ? "pypi" : "npm";
      c.name = "package-" + std::to_string(dice_.below(5000));
      if (dice_.chance(90)) c.version = "1." + std::to_string(dice_.below(40)) + ".0";
    }
    if (dice_.chance(40)) {
      c.attributes.push_back({"licence", dice_.chance(70) ? "Apache-2.0" : "MIT",
                              record::Provenance::declared, "README.md:3"});
    }
    // Each place has its own, as if a folder name were part of what it found.
    c.id = store::natural_id("component", c.name + '\n' + c.version + '\n' +
                                              std::to_string(system) + '\n' + std::to_string(i));
    c.occurrences.push_back({"service-" + number(system) + "/" + file,
                             static_cast<std::uint32_t>(i % 300), "requirements",
                             record::Certainty::high, c.name + "==" + c.version});
    return c;
  }

  std::uint64_t models_of(std::uint64_t system) const { return 3 + system % 3; }

  void places() {
    const std::uint64_t each = sizes_.components / sizes_.systems;
    for (std::uint64_t first = 0; first < sizes_.systems; first += kSystemsInAPlace) {
      store::Place place;
      place.path = place_of(first / kSystemsInAPlace);
      place.read = now_ - static_cast<base::Millis>(dice_.below(10)) * kDay;
      for (std::uint64_t s = first; s < std::min(first + kSystemsInAPlace, sizes_.systems); ++s) {
        store::EstateSystem system;
        system.id = system_id(s);
        system.path = "service-" + number(s);
        system.name = "service-" + number(s);
        system.owner = "team-" + number(first / kSystemsInAPlace) + "@agency.invalid";
        if (is_declared(s) && s % 10 != 3) system.use_case = use_case_id(s);
        for (std::uint64_t i = 0; i < each; ++i) {
          place.components.push_back(component(s, i));
          system.components.push_back(place.components.back().id);
        }
        std::ranges::sort(system.components);
        place.systems.push_back(std::move(system));
      }
      must(store_.estate().replace(place));
    }
  }

  record::Artifact artifact(std::uint64_t system, std::uint64_t model, std::uint64_t& left) {
    record::Artifact a;
    a.sha256 = sha256_of(number(system) + "/" + std::to_string(model));
    a.size = 1000 + dice_.below(1'000'000'000);
    a.format = "torch-zip";
    a.verdict = record::Verdict::clean;
    a.coverage.bytes_read = a.size;
    a.members.push_back({0, "", a.size, std::nullopt, {"torch-zip"}, {}});
    a.members.push_back({0, "archive/data.pkl", 4000, std::nullopt, {"pickle"}, {}});
    const std::uint64_t count = std::min<std::uint64_t>(left, dice_.below(7));
    left -= count;
    for (std::uint64_t i = 0; i < count; ++i) {
      record::Finding f;
      const std::uint64_t kind = dice_.below(20);
      f.rule = kind == 0 ? "BZ-PKL-001" : kind < 5 ? "BZ-PKL-003" : "BZ-PKL-004";
      f.severity = kind == 0  ? record::Severity::critical
                   : kind < 5 ? record::Severity::high
                              : record::Severity::low;
      f.verdict = kind == 0  ? record::Verdict::malicious
                  : kind < 5 ? record::Verdict::suspicious
                             : record::Verdict::clean;
      f.title = "Something stands in a generated file";
      f.subject = "module" + std::to_string(dice_.below(500)) + ".name";
      f.member = 1;
      f.range = {dice_.below(3000), 1 + dice_.below(60)};
      a.verdict = std::max(a.verdict, f.verdict);
      a.findings.push_back(std::move(f));
    }
    return a;
  }

  void sightings() {
    std::uint64_t left = sizes_.findings;
    // Once whole, a month ago and as it is now, so that there is something to look back on.
    for (const base::Millis ago : {30 * kDay, 2 * kDay}) {
      record::Run run;
      run.roots = {"/srv/estate"};
      run.tool_version = "0.1.0";
      run.catalog_hash = sha256_of("catalogue");
      run.isolation = "generated";
      run.host = "generated";
      const std::string scan = must(store_.begin_scan(run, now_ - ago));
      record::Summary summary;
      const bool last = ago == 2 * kDay;
      std::uint64_t none = 0;
      for (std::uint64_t s = 0; s < sizes_.systems; ++s) {
        for (std::uint64_t m = 0; m < models_of(s); ++m) {
          const std::string path = folder_of(s) + "/models/m" + std::to_string(m) + ".pt";
          must(store_.record_sighting(scan, {path, now_ - 60 * kDay, now_ - ago},
                                      artifact(s, m, last ? left : none)));
          ++summary.artifacts;
        }
      }
      must(store_.finish_scan(scan, summary, now_ - ago));
    }
    std::cerr << sizes_.findings - left << " findings\n";
  }

  void decisions() {
    for (std::uint64_t s = 0; s < sizes_.systems; ++s) {
      if (s % 3 != 0) {
        must(store_.cases().put_exposure(
            {system_id(s), dice_.chance(30), "A. Person", "as its owner says", now_ - 20 * kDay}));
      }
    }
    // A thousand systems a transaction.
    for (std::uint64_t first = 0; first < sizes_.systems; first += 1000) {
      std::vector<record::Case> cases;
      for (std::uint64_t s = first; s < std::min(first + 1000, sizes_.systems); ++s) {
        for (std::uint64_t i = dice_.below(9); i > 0; --i) {
          record::Case c;
          c.system = system_id(s);
          c.system_name = "service-" + number(s);
          c.component = "pkg:pypi/package-" + std::to_string(dice_.below(5000)) + "@1.0.0";
          c.advisory = "CVE-2026-" + std::to_string(10'000 + dice_.below(20'000));
          c.id = store::natural_id("case", c.system + '\n' + c.component + '\n' + c.advisory);
          c.summary = "A generated weakness";
          c.fixed_in = "1.1.0";
          c.first_seen = now_ - static_cast<base::Millis>(dice_.below(60)) * kDay;
          c.table = "bod-26-04";
          c.kev_added = dice_.chance(10) ? c.first_seen : 0;
          c.outcome = c.kev_added != 0 ? "3 days & forensic investigation" : "14 days";
          c.forensic = c.kev_added != 0;
          c.inputs = R"({"inputs":[]})";
          c.start = c.first_seen;
          c.due = c.start + (c.kev_added != 0 ? 3 : 14) * kDay;
          cases.push_back(std::move(c));
        }
      }
      must(store_.cases().observe({}, cases, now_ - kDay));
    }
  }

  void assessments() {
    constexpr std::string_view kFrameworks[]{"secure-ai-guidelines", "cisa-roadmap"};
    std::vector<record::Evidence> left;
    std::vector<record::Standing> standings;
    for (std::uint64_t s = 0; s < sizes_.systems; ++s) {
      const std::string system = system_id(s);
      record::Evidence run;
      run.kind = record::EvidenceKind::vulnerabilities;
      run.system = system;
      run.subject = system;
      run.name = "service-" + number(s);
      run.producer = "vuln 0.1.0";
      run.at = now_ - kDay;
      run.expires = run.at + 7 * kDay;
      run.facts = {{"doubts", "0"}, {"matched", "100"}, {"unmatched", "3"}};
      run.id = record::evidence_id(run);
      record::Evidence gate = run;
      gate.kind = record::EvidenceKind::gate;
      gate.subject = folder_of(s);
      gate.producer = "gate 0.1.0";
      gate.facts = {{"failed", "0"}, {"outcome", "passed"}, {"policy", "preset default"}};
      gate.id = record::evidence_id(gate);
      if (dice_.chance(80)) left.push_back(run);
      if (dice_.chance(40)) left.push_back(gate);
      for (const std::string_view framework : kFrameworks) {
        for (int i = 0; i < 2; ++i) {
          const std::string requirement = std::to_string(1 + dice_.below(17));
          record::Answer answer;
          answer.framework = framework;
          answer.requirement = requirement;
          answer.system = system;
          answer.status = static_cast<record::Status>(dice_.below(record::kStatuses));
          answer.by = "A. Person";
          answer.reason = "Because that is how it is done here.";
          answer.at = now_ - static_cast<base::Millis>(dice_.below(100)) * kDay;
          answer.expires = answer.at + 180 * kDay;
          answer.evidence = {run.id};
          answer.id = store::natural_id(
              "answer", std::string(framework) + requirement + system + std::to_string(i));
          if (s % 5 == 0) must(store_.evidence().put_answer(answer, nullptr));
        }
        for (int requirement = 1; requirement <= 17; ++requirement) {
          standings.push_back({std::string(framework),
                               std::to_string(requirement),
                               system,
                               now_ - 7 * kDay,
                               static_cast<record::Status>(dice_.below(record::kStatuses)),
                               {run.id},
                               "as it was assessed"});
        }
      }
      if (s % 10 == 0) {
        record::Action action;
        action.id = store::natural_id("action", system);
        action.framework = kFrameworks[0];
        action.requirement = "3";
        action.system = system;
        action.what = "sign the models";
        action.owner = "team-" + number(s / kSystemsInAPlace) + "@agency.invalid";
        action.due = now_ + static_cast<base::Millis>(dice_.below(90)) * kDay - 20 * kDay;
        action.by = "A. Person";
        action.at = now_ - 30 * kDay;
        action.changed = action.at;
        must(store_.evidence().put_action(action));
      }
      if (left.size() > 2000 || s + 1 == sizes_.systems) {
        must(store_.evidence().add(left));
        must(store_.evidence().put_standings(standings));
        left.clear();
        standings.clear();
      }
    }
  }

  store::Store& store_;
  Sizes sizes_;
  base::Millis now_;
  Dice dice_{20261128};
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 5 || argv[1][0] == '-') {
    std::cerr << "usage: generate_estate STORE [SYSTEMS [COMPONENTS [FINDINGS]]]\n";
    return 2;
  }
  Sizes sizes;
  if (argc > 2) sizes.systems = std::strtoull(argv[2], nullptr, 10);
  if (argc > 3) sizes.components = std::strtoull(argv[3], nullptr, 10);
  if (argc > 4) sizes.findings = std::strtoull(argv[4], nullptr, 10);
  if (sizes.systems == 0 || sizes.components < sizes.systems) {
    std::cerr << "generate_estate: at least one system, and one component for each\n";
    return 2;
  }
  const base::Millis now = std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
  auto store = store::open({argv[1], false, now});
  if (!store) {
    std::cerr << "generate_estate: " << store.error().what << "\n";
    return 1;
  }
  Generator(**store, sizes, now).run();
  return 0;
}
