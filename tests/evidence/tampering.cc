// One byte of one model: exactly the evidence about that file is another, and reading again finds
// it.
//
// With the real scanner in its real workers, over a copy of examples/clinic-triage; hence a program
// of its own, which is its own worker.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <string_view>

#include "run/assess.h"
#include "run/discover.h"
#include "run/estate.h"
#include "run/evidence.h"
#include "run/gate.h"
#include "run/reread.h"
#include "run/stored.h"
#include "run/worker.h"
#include "sandbox/zygote.h"
#include "support/temp_folder.h"

namespace bartizan::run {
namespace {

base::Millis now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

struct Clinic {
  tests::TempFolder folder;
  std::string root = folder.file("clinic-triage");
  std::unique_ptr<store::Store> store;
  SystemRef system;

  Clinic() {
    std::filesystem::copy(BARTIZAN_SOURCE_DIR "/examples/clinic-triage", root,
                          std::filesystem::copy_options::recursive);
    // Written long before it is read, as models are.
    for (const auto& file : std::filesystem::recursive_directory_iterator(root)) {
      if (!file.is_regular_file()) continue;
      std::filesystem::last_write_time(
          file, std::filesystem::file_time_type::clock::now() - std::chrono::hours(48));
    }
    store = std::move(*store::open({folder.file("store.db"), false, now()}));
    scan();
    DiscoverOptions options;
    options.roots = {root};
    ScanHooks hooks;
    hooks.now = now;
    const auto report = discover(options, hooks);
    REQUIRE(report.has_value());
    REQUIRE(remember(*store, *report, now()));
    const auto found = run::system(*store, root);
    REQUIRE(found.has_value());
    system = *found;
  }

  void scan() {
    ScanOptions options;
    options.roots = {root};
    StoredResults kept(*store, options, now);
    ScanHooks hooks;
    hooks.now = now;
    hooks.on_start = [&](record::Run& run) { kept.begin(run); };
    hooks.on_artifact = [&](record::Artifact& artifact) { kept.record(artifact); };
    auto report = run::scan(options, hooks);
    REQUIRE(report.has_value());
    apply_gate(*report, {});
    kept.finish(report->summary, "");
  }

  std::vector<record::Evidence> evidence(base::Millis at = now()) {
    CollectOptions options;
    options.now = at;
    auto pieces = collect(*store, &system, options);
    REQUIRE(pieces.has_value());
    return std::move(*pieces);
  }

  RereadResult look(RereadMode mode, base::Millis later = 0) {
    RereadOptions options;
    options.mode = mode;
    options.now = [later] { return now() + later; };
    auto result = reread(*store, evidence(), options);
    REQUIRE(result.has_value());
    return std::move(*result);
  }
};

std::map<std::string, std::string> ids(const std::vector<record::Evidence>& pieces) {
  std::map<std::string, std::string> by_subject;
  for (const record::Evidence& piece : pieces) {
    by_subject[std::string(record::name(piece.kind)) + " " + piece.subject] = piece.id;
  }
  CHECK(by_subject.size() == pieces.size());
  return by_subject;
}

void flip(const std::string& path, std::streamoff at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(at);
  const char was = static_cast<char>(file.get());
  file.seekp(at);
  file.put(static_cast<char>(was ^ 1));
  REQUIRE(file.good());
}

std::vector<std::string> differences(const std::map<std::string, std::string>& before,
                                     const std::map<std::string, std::string>& after) {
  std::vector<std::string> out;
  for (const auto& [subject, id] : before) {
    const auto same = after.find(subject);
    if (same == after.end() || same->second != id) out.push_back(subject);
  }
  for (const auto& [subject, id] : after) {
    if (!before.contains(subject)) out.push_back("new " + subject);
  }
  return out;
}

TEST_CASE("a byte flipped in one model changes the evidence of that file and no other") {
  Clinic clinic;
  const auto pieces = clinic.evidence();
  const auto before = ids(pieces);
  const auto scans =
      std::ranges::count(pieces, record::EvidenceKind::scan, &record::Evidence::kind);
  CHECK(scans == 6);
  for (const record::Evidence& piece : pieces) {
    CAPTURE(piece.subject);
    CHECK(piece.system == clinic.system.id);
    if (piece.kind == record::EvidenceKind::discovery) {
      CHECK(piece.fact("unscanned-models") == "0");
      CHECK(piece.fact("local-models") == "5");
      CHECK(piece.fact("undocumented-models") == "4");
      CHECK(piece.fact("documents") != "");
    }
  }

  const RereadResult calm = clinic.look(RereadMode::changed);
  CHECK(calm.files == 6);
  CHECK(calm.unchanged == 6);
  CHECK(calm.read.empty());
  CHECK(calm.sentence().ends_with("6 files looked at, none left unread"));

  const std::string model = clinic.root + "/models/note-embedder/model.safetensors";
  flip(model, 440);  // a weight, which no verdict depends on
  const RereadResult seen = clinic.look(RereadMode::none);
  REQUIRE(seen.unread.size() == 1);
  CHECK(seen.unread[0].path == model);
  CHECK(seen.unread[0].why.starts_with("changed since"));
  CHECK(seen.sentence().ends_with("1 of 6 files was not read again"));
  CHECK(differences(before, ids(clinic.evidence())).empty());

  const RereadResult read = clinic.look(RereadMode::changed);
  CHECK(read.read == std::vector{model});
  CHECK(read.changed == std::vector{model});
  CHECK(read.unread.empty());
  CHECK(differences(before, ids(clinic.evidence())) == std::vector{"scan " + model});
}

Gathered gathered(Clinic& clinic, const SystemRef* system) {
  CollectOptions options;
  options.now = now();
  auto all = gather(*clinic.store, system, options);
  REQUIRE(all.has_value());
  return std::move(*all);
}

// One requirement that only people can answer for good, beside the hashes of models.
assure::assess::Framework asked_of_systems() {
  assure::assess::Framework framework;
  framework.id = "tampering";
  framework.per = assure::assess::Per::system;
  framework.verified = assure::assess::Verified::primary;
  assure::assess::Requirement requirement;
  requirement.framework = framework.id;
  requirement.id = "R1";
  requirement.checks = {"models-hashed"};
  requirement.question = "Are these the right ones?";
  requirement.verified = assure::assess::Verified::primary;
  framework.requirements = {requirement};
  return framework;
}

TEST_CASE("a byte flipped in one model takes back what its system answered for the organisation") {
  Clinic clinic;
  const assure::assess::Framework framework = asked_of_systems();
  const assure::assess::Requirement& requirement = framework.requirements.front();
  const auto organisation = [&] {
    Gathered all = gathered(clinic, nullptr);
    return assess_one(framework, requirement, all);
  };
  CHECK(organisation().status == record::Status::partly);
  Gathered own = gathered(clinic, &clinic.system);
  NewAnswer said;
  said.status = record::Status::met;
  said.by = "A. Person";
  said.reason = "compared with the publisher's";
  said.expires = now() + 30 * kDay;
  REQUIRE(answer(*clinic.store, own, framework, requirement, said).has_value());
  const auto before = organisation();
  CHECK(before.status == record::Status::met);
  CHECK(before.why == "met for 1 of 1 system");

  const std::string model = clinic.root + "/models/note-embedder/model.safetensors";
  flip(model, 440);
  CHECK(clinic.look(RereadMode::changed).changed == std::vector{model});
  const auto after = organisation();
  CHECK(after.status == record::Status::partly);
  CHECK(after.why.find("the answer of A. Person no longer counts") != std::string::npos);
  CHECK_FALSE(after.evidence == before.evidence);
  REQUIRE(after.systems.has_value());
  CHECK(after.systems->holds_back().front().id == clinic.system.id);

  flip(model, 440);
  CHECK(clinic.look(RereadMode::changed).changed == std::vector{model});
  CHECK(organisation().status == record::Status::met);
}

TEST_CASE("the table of systems says of each what an assessment of it says") {
  Clinic clinic;
  const std::string other = clinic.folder.file("llm-gateway");
  std::filesystem::copy(BARTIZAN_SOURCE_DIR "/examples/llm-gateway", other,
                        std::filesystem::copy_options::recursive);
  DiscoverOptions options;
  options.roots = {other};
  ScanHooks hooks;
  hooks.now = now;
  REQUIRE(remember(*clinic.store, *discover(options, hooks), now()));
  Gathered own = gathered(clinic, &clinic.system);
  const assure::assess::Framework& guidelines = *assure::assess::framework("guidelines");
  NewAnswer said;
  said.status = record::Status::met;
  said.by = "A. Person";
  said.reason = "learned in May";
  said.expires = now() + 30 * kDay;
  REQUIRE(answer(*clinic.store, own, guidelines, *guidelines.find("D1"), said).has_value());
  record::Action planned;
  planned.id = "action_1";
  planned.system = clinic.system.id;
  planned.what = "sign";
  planned.owner = "A. Person";
  planned.due = now() + kDay;
  planned.by = "A. Person";
  planned.at = planned.changed = now();
  REQUIRE(clinic.store->evidence().put_action(planned).has_value());

  Gathered all = gathered(clinic, nullptr);
  for (const assure::assess::Framework& framework : assure::assess::frameworks()) {
    if (!framework.assessed() || framework.per != assure::assess::Per::system) continue;
    CAPTURE(framework.id);
    const auto table = systems_table(framework, all);
    REQUIRE(table);
    REQUIRE(table->systems->size() == 2);
    for (std::size_t i = 0; i < table->systems->size(); ++i) {
      const SystemRef& system = (*table->systems)[i];
      Gathered one = gathered(clinic, &system);
      const auto assessed = assess(framework, one);
      for (std::size_t k = 0; k < framework.requirements.size(); ++k) {
        CAPTURE(framework.requirements[k].id);
        CHECK(table->row(i)[k].status == assessed.requirements[k].status);
        CHECK(table->reasons[table->row(i)[k].why] == assessed.requirements[k].why);
      }
    }
    const auto whole = assess(framework, all);
    for (std::size_t k = 0; k < framework.requirements.size(); ++k) {
      CHECK(whole.requirements[k].status == table->requirements[k].status());
    }
  }
  // What is said anew of one system changes its row alone.
  const auto before = systems_table(guidelines, all);
  said.status = record::Status::partly;
  REQUIRE(answer(*clinic.store, own, guidelines, *guidelines.find("D2"), said).has_value());
  REQUIRE(renew_answers(*clinic.store, all).has_value());
  const auto after = systems_table(guidelines, all);
  std::size_t differ = 0;
  for (std::size_t i = 0; i < after->cells.size(); ++i) {
    differ += after->cells[i].status != before->cells[i].status ||
              after->reasons[after->cells[i].why] != before->reasons[before->cells[i].why];
  }
  CHECK(differ == 1);
}

TEST_CASE("a system that only calls hosted models has nothing to scan, and is read for good") {
  Clinic clinic;
  const std::string root = clinic.folder.file("llm-gateway");
  std::filesystem::copy(BARTIZAN_SOURCE_DIR "/examples/llm-gateway", root,
                        std::filesystem::copy_options::recursive);
  DiscoverOptions options;
  options.roots = {root};
  ScanHooks hooks;
  hooks.now = now;
  REQUIRE(remember(*clinic.store, *discover(options, hooks), now()));
  const auto system = run::system(*clinic.store, root);
  REQUIRE(system.has_value());
  Gathered known = gathered(clinic, &*system);
  RereadOptions look;
  look.now = now;
  CHECK(reread(*clinic.store, known.evidence, look)->was_read);
  using assure::assess::Holds;
  for (const char* id : {"models-scanned", "models-clean", "models-complete", "models-hashed",
                         "models-signed", "models-unchanged", "models-safe-format",
                         "models-licensed", "models-documented", "models-pinned"}) {
    CAPTURE(id);
    const auto outcome = assure::assess::run_check(id, known.material());
    CHECK(outcome.holds == Holds::not_applicable);
    CHECK(outcome.why.find("it only calls hosted models") != std::string::npos);
  }
  CHECK(assure::assess::run_check("model-provenance", known.material()).holds == Holds::unknown);
}

TEST_CASE("what kept its size and time is found all the same, and everything due is read") {
  Clinic clinic;
  const auto before = ids(clinic.evidence());
  const std::string model = clinic.root + "/models/note-embedder/model.safetensors";
  const auto time = std::filesystem::last_write_time(model);
  flip(model, 440);
  std::filesystem::last_write_time(model, time);
  const RereadResult changed = clinic.look(RereadMode::changed);
  CHECK(changed.changed == std::vector{model});
  CHECK(changed.unchanged == 5);
  const base::Millis week = 8 * kDay;
  const RereadResult due = clinic.look(RereadMode::changed, week);
  CHECK(due.unread.size() == 6);
  CHECK(due.sentence().ends_with("6 of 6 files were not read again"));
  const RereadResult all = clinic.look(RereadMode::all, week);
  CHECK(all.read.size() == 6);
  CHECK(all.changed.empty());
  CHECK(differences(before, ids(clinic.evidence(now() + week))) == std::vector{"scan " + model});
}

TEST_CASE("what has gone is said to be gone, and comes back with its bytes") {
  Clinic clinic;
  const auto before = ids(clinic.evidence());
  const std::string model = clinic.root + "/models/risk_forest.pkl";
  std::filesystem::rename(model, clinic.root + "/away");
  const RereadResult gone = clinic.look(RereadMode::changed);
  CHECK(gone.gone == std::vector{model});
  CHECK(gone.sentence().ends_with("1 gone"));
  CHECK(differences(before, ids(clinic.evidence())) == std::vector{"scan " + model});
  CHECK(clinic.look(RereadMode::changed).gone.empty());  // that was said
  std::filesystem::rename(clinic.root + "/away", model);
  CHECK(clinic.look(RereadMode::changed).read == std::vector{model});
  CHECK(differences(before, ids(clinic.evidence())).empty());
}

TEST_CASE("reading again keeps to its rate and stops when it is told to") {
  Clinic clinic;
  RereadOptions options;
  options.mode = RereadMode::all;
  options.now = [] { return now() + 8 * kDay; };
  std::uint64_t bytes = 0;
  const auto pieces = clinic.evidence();
  for (const record::Evidence& piece : pieces) {
    if (piece.kind == record::EvidenceKind::scan)
      bytes += std::stoull(std::string(piece.fact("size")));
  }
  options.rate = bytes / 2;
  const auto start = std::chrono::steady_clock::now();
  CHECK(reread(*clinic.store, pieces, options)->read.size() == 6);
  CHECK(std::chrono::steady_clock::now() - start > std::chrono::milliseconds(200));
  options.cancelled = [] { return true; };
  options.now = [] { return now() + 16 * kDay; };
  const auto stopped = reread(*clinic.store, pieces, options);
  CHECK(stopped->unread.size() == 6);
  CHECK(stopped->unread.front().why == "interrupted");
}

}  // namespace
}  // namespace bartizan::run

int main(int argc, char** argv) {
  if (argc >= 2 && std::string_view(argv[1]) == bartizan::sandbox::kZygoteVerb) {
    const std::span<char* const> arguments(argv + 2, static_cast<std::size_t>(argc - 2));
    return bartizan::sandbox::zygote_main(arguments, bartizan::run::worker_setup,
                                          bartizan::run::worker_job);
  }
  return doctest::Context(argc, argv).run();
}
