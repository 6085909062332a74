#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "run/bom.h"
#include "run/cases.h"
#include "run/catalog.h"
#include "run/estate.h"
#include "run/gate.h"
#include "run/keys.h"
#include "run/policy.h"
#include "run/policy_facts.h"
#include "run/policy_signatures.h"
#include "run/policy_vulnerabilities.h"
#include "run/version.h"
#include "run/vuln.h"

namespace bartizan::run {
namespace {

namespace gate = assure::gate;
using gate::FactKind;
using record::Component;
using record::ComponentKind;

// As discovery names a file: with the root in front where several roots were read.
std::string shown(const std::vector<std::string>& roots, const record::Artifact& artifact) {
  if (roots.size() == 1) {
    return artifact.path == "." ? artifact.root.substr(artifact.root.rfind('/') + 1)
                                : artifact.path;
  }
  if (artifact.path == ".") return artifact.root;
  return artifact.root + (artifact.root.ends_with('/') ? "" : "/") + artifact.path;
}

class Gathering {
 public:
  Gathering(const EvidenceOptions& options, const ScanHooks& hooks, store::Store& store)
      : options_(options), hooks_(hooks), store_(store) {}

  std::expected<GateEvidence, EvidenceError> run() {
    out_.run.tool_version = kVersion;
    describe_catalog(out_.run);
    out_.run.started = now();
    if (!trust()) return std::unexpected(error_);
    if (!options_.roots.empty() && !tree()) return std::unexpected(error_);
    if (!options_.system.empty() && !system()) return std::unexpected(error_);
    if (!options_.bom.empty() && !bom_file()) return std::unexpected(error_);
    if (!weaknesses()) return std::unexpected(error_);
    if (out_.interrupted) unknown_to_all("interrupted before everything was read", "");
    out_.run.ended = now();
    return std::move(out_);
  }

 private:
  std::string now() const { return hooks_.now ? base::format_utc(hooks_.now()) : std::string(); }

  bool fail(std::string what, bool usage = false) {
    error_ = {std::move(what), usage};
    return false;
  }

  // Whether a rule in force asks for such facts.
  bool asked(FactKind kind) const {
    return std::ranges::any_of(options_.policy->rules, [&](const gate::Rule& rule) {
      return rule.facts == kind && rule.action != gate::Action::ignore;
    });
  }

  bool trust() {
    if (!asked(FactKind::signature)) return true;
    const std::string keys =
        store_.place().empty() ? std::string() : KeyFolder::beside(store_.place()).path();
    auto trust = read_trust(*options_.policy, options_.roots, keys, options_.limits, options_.now,
                            hooks_.cancelled);
    if (!trust) return fail(trust.error().text(), true);
    trust_ = std::move(*trust);
    std::ranges::move(trust_.notes, std::back_inserter(out_.notes));
    signatures_.emplace(trust_, options_.limits, options_.jobs, hooks_.cancelled);
    return true;
  }

  gate::Evidence& evidence() { return out_.evidence; }

  std::optional<record::ScanReport> scan_files(const std::vector<std::string>& roots) {
    ScanOptions options;
    options.roots = roots;
    options.exclude = options_.exclude;
    options.limits = options_.limits;
    options.jobs = options_.jobs;
    options.require_sandbox = options_.require_sandbox;
    options.cache = options_.cache;
    options.allow_table = options_.allow_table;
    options.config_files = options_.config_files;
    ScanHooks hooks = hooks_;
    hooks.on_artifact = [this](record::Artifact& artifact) {
      if (options_.exceptions != nullptr) apply_exceptions(artifact, *options_.exceptions);
      if (hooks_.on_artifact) hooks_.on_artifact(artifact);
    };
    auto report = scan(options, hooks);
    if (!report) {
      fail(std::string(report.error().what) + ". Nothing was judged.");
      return {};
    }
    out_.interrupted |= report->summary.interrupted;
    out_.run.isolation = report->run.isolation;
    out_.run.host = report->run.host;
    out_.run.jobs = report->run.jobs;
    for (const record::Artifact& artifact : report->artifacts) {
      ++out_.files;
      out_.bytes += artifact.size;
    }
    return std::move(*report);
  }

  bool tree() {
    out_.run.roots = options_.roots;
    const auto scanned = scan_files(options_.roots);
    if (!scanned) return false;
    out_.excluded = scanned->excluded;
    DiscoverOptions options;
    options.roots = options_.roots;
    options.exclude = options_.exclude;
    options.installed = options_.installed;
    options.depth = record::Depth::content;
    options.limits = options_.limits;
    options.jobs = options_.jobs;
    options.cache = options_.cache;
    options.scanned = &*scanned;
    ScanHooks hooks;
    hooks.now = hooks_.now;
    hooks.cancelled = hooks_.cancelled;
    hooks.on_progress = hooks_.on_progress;
    const auto report = discover(options, hooks);
    if (!report) return fail(std::string(report.error().what) + ". Nothing was judged.");
    out_.interrupted |= report->interrupted;
    const std::string root = options_.roots.size() == 1 ? root_of(options_.roots[0]) : "";
    add_components(report->discovery.components, root);
    add_components(report->discovery.software_components, root);
    add_projects(*report);
    for (const record::Artifact& artifact : scanned->artifacts) {
      add_artifact(artifact, shown(options_.roots, artifact));
    }
    for (const use::FileNote& note : report->discovery.notes) {
      if (note.note.level != record::NoteLevel::error && note.note.code != "limit:text") continue;
      add_unread_file(evidence(), root.empty() ? note.path : root + "/" + note.path, note.path,
                      note.note.message);
    }
    std::ranges::move(places_of(*report, options_.now), std::back_inserter(places_));
    root_ = root;
    if (options_.bom.empty() && !report->discovery.components.empty()) {
      add_bom(bom_of_tree(*report, {}, now()), "the BOM that these files give", "");
    }
    return true;
  }

  // What stands in front of a path that discovery shows.
  static std::string root_of(const std::string& root) {
    std::error_code error;
    if (root == "." || root == "./") return {};
    if (std::filesystem::is_directory(root, error)) {
      return root.ends_with('/') ? root.substr(0, root.size() - 1) : root;
    }
    const std::size_t slash = root.rfind('/');
    return slash == std::string::npos ? std::string() : root.substr(0, slash);
  }

  std::string add_subject(gate::Subject subject) {
    const auto [at, fresh] = subjects_.emplace(subject.id, evidence().subjects.size());
    if (fresh) evidence().subjects.push_back(std::move(subject));
    return at->first;
  }

  void add_components(const std::vector<Component>& components, const std::string& root) {
    for (const Component& component : components) {
      if (subjects_.contains(component.id)) continue;
      const std::string id = add_subject(subject_of(component));
      by_key_.emplace(assure::decide::component_key(component), id);
      if (component.kind == ComponentKind::model && component.provider == "local") {
        local_models_.emplace(component.name, id);
      }
      add_component_facts(evidence(), component, id, root);
    }
  }

  void add_projects(const DiscoverReport& report) {
    const auto places = places_of(report, 0);
    for (const use::Project& project : report.discovery.projects) {
      std::vector<std::string> names{project.path};
      if (project.name != project.path) names.push_back(project.name);
      if (!project.use_case.empty()) names.push_back(project.use_case);
      for (const store::Place& place : places) {
        for (const store::EstateSystem& system : place.systems) {
          if (places.size() == 1 && system.path == project.path) {
            names.push_back(system.name);
            names.push_back(system.id);
          }
        }
      }
      for (const std::string& id : project.components) {
        if (const auto at = subjects_.find(id); at != subjects_.end()) {
          auto& systems = evidence().subjects[at->second].systems;
          systems.insert(systems.end(), names.begin(), names.end());
        }
      }
      projects_.emplace_back(project.path, std::move(names));
    }
  }

  // Of the innermost project whose folder a file lies in.
  std::vector<std::string> systems_of(const std::string& path) const {
    const std::vector<std::string>* best = nullptr;
    std::size_t longest = 0;
    for (const auto& [folder, names] : projects_) {
      const bool within = folder == "." || path.starts_with(folder + "/");
      const std::size_t length = folder == "." ? 0 : folder.size();
      if (!within || (best != nullptr && length < longest)) continue;
      best = &names;
      longest = length;
    }
    return best == nullptr ? std::vector<std::string>() : *best;
  }

  void add_artifact(const record::Artifact& artifact, const std::string& path) {
    if (artifact.verdict == record::Verdict::not_a_model) {
      ++out_.not_models;
      return;
    }
    std::string id;
    if (const auto local = local_models_.find(path); local != local_models_.end()) {
      id = local->second;
      gate::Subject& subject = evidence().subjects[subjects_.at(id)];
      if (artifact.sha256) subject.sha256 = *artifact.sha256;
    } else {
      gate::Subject subject;
      subject.id = "file:" + path;
      // What was not wholly read, or is nothing that anybody knows, may be a model as well as not.
      const bool known = artifact.coverage.gaps.empty() && !artifact.format.empty() &&
                         artifact.coverage.state == record::CoverageState::complete;
      subject.kind = use::local_model(path, artifact) || !known ? "model-file" : "file";
      subject.name = path;
      subject.paths = {path};
      subject.sha256 = artifact.sha256.value_or("");
      subject.systems = systems_of(path);
      const bool unknown = !known && subject.kind == "model-file";
      id = add_subject(std::move(subject));
      if (unknown) add_unknown(artifact, path, id);
    }
    add_artifact_facts(evidence(), artifact, path, id);
    out_.waived_malicious += artifact.verdict == record::Verdict::malicious &&
                                     gate_verdict(artifact) != record::Verdict::malicious
                                 ? 1U
                                 : 0U;
    const bool model = evidence().subjects[subjects_.at(id)].kind == "model-file";
    if (model && signatures_) {
      signatures_->add(evidence(), file_of(artifact), artifact.root, path, id);
    }
  }

  // Nobody can say what a file is that was not read to its end.
  void add_unknown(const record::Artifact& artifact, const std::string& path,
                   const std::string& subject) {
    gate::Examination examination;
    examination.subject = subject;
    examination.look = gate::Look::none;
    examination.why = "what it is could not be told";
    examination.place.path = path;
    std::set<std::string> reasons;
    for (const record::Gap& gap : artifact.coverage.gaps) reasons.insert(gap.reason);
    examination.reasons.assign(reasons.begin(), reasons.end());
    for (const FactKind kind :
         {FactKind::component, FactKind::licence, FactKind::vulnerability}) {
      examination.kind = kind;
      evidence().examinations.push_back(examination);
    }
  }

  void add_bom(const assure::bom::Bom& bom, const std::string& name, const std::string& path) {
    gate::Subject subject;
    subject.id = "bom:" + name;
    subject.kind = "bom";
    subject.name = name;
    if (!path.empty()) subject.paths = {path};
    add_bom_facts(evidence(), bom, add_subject(std::move(subject)), path);
  }

  bool bom_file() {
    const auto read = read_bom(options_.bom, options_.limits, hooks_.cancelled);
    if (!read) return fail(options_.bom + " cannot be read: " + read.error());
    if (!read->imported.bom) return fail(options_.bom + " is no BOM of a known format");
    const assure::bom::Bom& bom = *read->imported.bom;
    add_bom(bom, options_.bom, options_.bom);
    gate::Subject& subject = evidence().subjects[subjects_.at("bom:" + options_.bom)];
    subject.sha256 = read->sha256;
    if (!read->imported.valid()) {
      invalid_bom(subject.id);
    }
    if (std::ranges::none_of(bom.components, [&](const assure::bom::Component& listed) {
          return listed.id != bom.metadata.subject;
        })) {
      unknown_to_all("the BOM lists no component: there is nothing to judge in it",
                     "ask its maker for a BOM with components");
    }
    // With a tree, its components are judged as they were found, not as a document has them.
    if (!options_.roots.empty()) return true;
    for (const assure::bom::Component& listed : bom.components) {
      Component component = listed;
      if (component.id == bom.metadata.subject) continue;
      // A file that a BOM names is not here to be looked at.
      component.id = options_.bom + "#" + component.id;
      component.occurrences = {{options_.bom, 0, "bom", record::Certainty::high, ""}};
      gate::Subject about = subject_of(component);
      if (about.kind == "model-file") about.kind = "model";
      const std::string id = add_subject(std::move(about));
      by_key_.emplace(assure::decide::component_key(listed), id);
      add_component_facts(evidence(), component, id, "");
    }
    // No VEX of its own: what is judged must not say how.
    places_.push_back(place_of(bom, read->sha256, options_.now));
    return true;
  }

  bool weaknesses() {
    const bool wanted = asked(FactKind::vulnerability);
    if (!wanted && !asked(FactKind::feed)) return true;
    const auto advisories = store::open_advisories(store::feeds_folder(store_.place()));
    if (!advisories) {
      return fail(std::string("the advisories cannot be read: ") + advisories.error().what);
    }
    if (!wanted) (*advisories)->check();
    add_feed_facts(evidence(), (*advisories)->feeds(), (*advisories)->broken(), options_.now);
    if (!wanted) return true;
    VulnOptions options;
    options.now = options_.now;
    options.doubts = doubts_about(**advisories, options_.now);
    options.exposure = [this](const assure::vuln::System& system)
        -> base::Result<std::optional<record::Exposure>> {
      // What was said before counts; a gate asks nobody.
      ExposureAsk nobody;
      return exposure_of(store_, {system.id, system.name, system.place, system.path, system.use_case},
                         nobody, options_.now);
    };
    auto assessment = assess(places_, **advisories, &store_.cases(), options);
    if (!assessment) {
      return fail(std::string("the advisories or the store cannot be read: ") +
                  assessment.error().what);
    }
    const auto subject = [this](const Component& component) {
      if (subjects_.contains(component.id)) return component.id;
      const auto at = by_key_.find(assure::decide::component_key(component));
      if (at != by_key_.end()) return at->second;
      // Known to the assessment only: judged all the same.
      return add_subject(subject_of(component));
    };
    add_unknown_to_advisories(evidence(), places_, **advisories, subject);
    add_vulnerability_facts(evidence(), *assessment, subject, root_);
    return true;
  }

  void invalid_bom(const std::string& subject) {
    for (gate::Examination& examination : evidence().examinations) {
      if (examination.kind != FactKind::bom || examination.subject != subject) continue;
      examination.look = gate::Look::part;
      examination.why = "the document is not valid";
      examination.remedy = "bartizan bom validate " + options_.bom;
      examination.place.path = options_.bom;
    }
  }

  bool system() {
    const auto places = store_.estate().places();
    if (!places) return fail(std::string("the store cannot be read: ") + places.error().what);
    bool found = false;
    std::vector<std::string> files;
    for (const store::Place& listed : *places) {
      const auto place = store_.estate().place(listed.path);
      if (!place) return fail(std::string("the store cannot be read: ") + place.error().what);
      for (const store::EstateSystem& s : place->systems) {
        if (s.id != options_.system && s.name != options_.system && s.use_case != options_.system) {
          continue;
        }
        found = true;
        add_found_system(*place, s, files);
      }
    }
    if (!found) {
      return fail("no system is called " + options_.system +
                      ". Look: bartizan reconcile --all, or read its folder: bartizan discover PATH",
                  true);
    }
    if (asked(FactKind::vulnerability)) {
      auto read = places_of_store(store_, options_.system);
      if (!read) return fail(read.error());
      places_ = std::move(*read);
    }
    const auto made = bom_of_store(store_, options_.system, {}, now());
    if (options_.bom.empty() && made) {
      add_bom(*made, "the BOM of " + options_.system, "");
    }
    if (files.empty()) return true;
    const auto scanned = scan_files(files);
    if (!scanned) return false;
    for (const record::Artifact& artifact : scanned->artifacts) {
      add_artifact(artifact, artifact.root);
    }
    return true;
  }

  void add_found_system(const store::Place& place, const store::EstateSystem& system,
                        std::vector<std::string>& files) {
    const bool on_disk = !place.path.starts_with("bom:");
    out_.notes.push_back("components of " + system.name + " as they were found in " + place.path +
                         " at " + base::format_utc(place.read));
    for (const Component& component : place.components) {
      if (!std::ranges::binary_search(system.components, component.id)) continue;
      if (subjects_.contains(component.id)) continue;
      gate::Subject subject = subject_of(component);
      subject.systems = {system.id, system.name};
      if (!system.use_case.empty()) subject.systems.push_back(system.use_case);
      const bool file = subject.kind == "model-file";
      if (file && !on_disk) subject.kind = "model";
      const std::string id = add_subject(std::move(subject));
      by_key_.emplace(assure::decide::component_key(component), id);
      if (file && on_disk) {
        files.push_back(place.path + "/" + component.name);
        local_models_.emplace(files.back(), id);
      }
      add_component_facts(evidence(), component, id, on_disk ? place.path : "");
    }
  }

  void unknown_to_all(const std::string& why, const std::string& remedy) {
    for (std::size_t i = 0; i < gate::kFactKinds; ++i) {
      gate::Examination examination;
      examination.kind = static_cast<FactKind>(i);
      examination.look = gate::Look::none;
      examination.why = why;
      examination.remedy = remedy;
      evidence().examinations.push_back(std::move(examination));
    }
  }

  const EvidenceOptions& options_;
  const ScanHooks& hooks_;
  store::Store& store_;
  PolicyTrust trust_;
  std::optional<PolicySignatures> signatures_;
  GateEvidence out_;
  EvidenceError error_;
  std::vector<store::Place> places_;          // to be looked up among advisories
  std::string root_;                          // in front of paths
  std::map<std::string, std::string> by_key_;  // what a component is -> id
  std::map<std::string, std::size_t> subjects_;        // id -> index
  std::map<std::string, std::string> local_models_;    // path as shown -> id
  std::vector<std::pair<std::string, std::vector<std::string>>> projects_;  // folder, names
};

}  // namespace

std::expected<GateEvidence, EvidenceError> gather_evidence(const EvidenceOptions& options,
                                                           const ScanHooks& hooks,
                                                           store::Store& store) {
  return Gathering(options, hooks, store).run();
}

}  // namespace bartizan::run
