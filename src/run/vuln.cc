#include "run/vuln.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "assure/api.h"
#include "run/bom.h"
#include "run/estate.h"
#include "run/health.h"

namespace bartizan::run {
namespace {

namespace vuln = assure::vuln;
namespace decide = assure::decide;
using record::Advisory;
using record::Component;
using record::ComponentKind;

bool is_below(std::string_view path, std::string_view folder) {
  return folder == "." || folder.empty() || path == folder ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

// Which system of a place an occurrence belongs to: the one with the deepest folder.
const store::EstateSystem* owner_of(const store::Place& place, std::string_view path) {
  const store::EstateSystem* best = nullptr;
  for (const store::EstateSystem& system : place.systems) {
    if (!is_below(path, system.path)) continue;
    if (best == nullptr || system.path.size() > best->path.size() || best->path == ".") best = &system;
  }
  return best;
}

// The components of each system, with those of its occurrences that are its own. Packages that are
// no AI stand in no system's list: where they were seen decides.
struct Share {
  const store::EstateSystem* system = nullptr;  // nullptr: of the place
  std::vector<Component> components;
};
std::vector<Share> shares_of(const store::Place& place) {
  std::map<const store::EstateSystem*, std::vector<Component>> all;
  for (const Component& component : place.components) {
    std::map<const store::EstateSystem*, std::vector<record::Occurrence>> seen;
    for (const record::Occurrence& occurrence : component.occurrences) {
      seen[owner_of(place, occurrence.path)].push_back(occurrence);
    }
    if (component.occurrences.empty()) {
      // A BOM names no places; its systems list their components.
      const auto holds = [&](const store::EstateSystem& s) {
        return std::ranges::binary_search(s.components, component.id);
      };
      const auto at = std::ranges::find_if(place.systems, holds);
      seen[at == place.systems.end() ? nullptr : &*at] = {};
    }
    for (auto& [system, occurrences] : seen) {
      Component own = component;
      own.occurrences = std::move(occurrences);
      all[system].push_back(std::move(own));
    }
  }
  std::vector<Share> shares;
  for (const store::EstateSystem& system : place.systems) {
    if (const auto at = all.find(&system); at != all.end()) {
      shares.push_back({&system, std::move(at->second)});
    }
  }
  if (const auto at = all.find(nullptr); at != all.end()) {
    shares.push_back({nullptr, std::move(at->second)});
  }
  return shares;
}

// The package that the manifest itself describes: its name is its own business, and a malicious
// package of the same name in a registry is another one.
bool is_the_project(const Component& component) { return component.attribute("scope") == "project"; }

std::string first_summary(const vuln::Match& match) {
  for (const Advisory& a : match.advisories) {
    if (!a.summary.empty()) return a.summary;
  }
  return {};
}

// CVSS 3.1 and 4.0, "Qualitative severity rating scale".
std::string word_of(double cvss) {
  if (cvss >= 9.0) return "critical";
  if (cvss >= 7.0) return "high";
  if (cvss >= 4.0) return "medium";
  return cvss > 0 ? "low" : "";
}

class Assessor {
 public:
  Assessor(store::Advisories& advisories, store::Cases* cases, const VulnOptions& options)
      : advisories_(advisories), cases_(cases), options_(options) {}

  base::Result<void> start() {
    out.now = options_.now;
    out.feeds = advisories_.feeds();
    out.doubts = options_.doubts;
    statements_ = options_.vex;
    for (const record::Feed& feed : out.feeds) kev_known_ |= feed.kind == record::FeedKind::kev;
    if (cases_ != nullptr) {
      auto kept = cases_->vex();
      if (!kept) return std::unexpected(kept.error());
      std::ranges::move(*kept, std::back_inserter(statements_));
    }
    std::erase_if(statements_, [&](const record::VexStatement& s) { return is_later(s.at); });
    return {};
  }

  base::Result<void> add(const store::Place& place) {
    for (Share& share : shares_of(place)) {
      vuln::System system;
      system.place = place.path;
      system.id = share.system != nullptr ? share.system->id : "place:" + place.path;
      system.name = share.system != nullptr ? share.system->name
                                            : place.path.substr(place.path.rfind('/') + 1);
      system.path = share.system != nullptr ? share.system->path : "";
      if (share.system != nullptr) system.use_case = share.system->use_case;
      if (const auto done = add(system, share.components); !done) return done;
      for (const VulnOptions::Harmful& file : options_.harmful) {
        if (file.place != place.path || owner_of(place, file.path) != share.system) continue;
        system.facts.push_back(
            {std::string(vuln::kUnsafeModel.id), file.path, file.verdict, file.path, 0});
      }
      if (options_.look_beside_models) {
        const std::string own = share.system == nullptr ? "." : share.system->path;
        system.health = health_of(place.path, own, share.components);
      }
      out.components += system.components;
      out.systems.push_back(std::move(system));
    }
    return {};
  }

  vuln::Assessment out;

 private:
  bool is_later(base::Millis at) const { return options_.in_the_past && at > options_.now; }

  base::Result<void> add(vuln::System& system, const std::vector<Component>& components) {
    if (const auto done = remembered(system); !done) return done;
    std::map<std::pair<std::string, std::string>, std::vector<const Component*>> by_name;
    for (const Component& c : components) {
      if (c.kind == ComponentKind::package) by_name[{c.provider, c.name}].push_back(&c);
    }
    for (const Component& component : components) {
      if (component.kind == ComponentKind::model) add_facts(system, component);
      const bool has_names = !vuln::lookups(component).empty();
      if (!has_names && vuln::hashes(component).empty()) {
        ++out.nameless;
        continue;
      }
      std::vector<const Component*> siblings;
      bool stands_for_other = false;
      if (component.kind == ComponentKind::package) {
        for (const Component* other : by_name[{component.provider, component.name}]) {
          if (other == &component) continue;
          if (other->version.empty()) {
            siblings.push_back(other);
          } else {
            // An import without a version is of the version that a manifest of the system says.
            stands_for_other |= component.version.empty();
          }
        }
      }
      ++system.components;
      if (stands_for_other) continue;
      if (const auto done = add(system, component, siblings); !done) return done;
    }
    return {};
  }

  base::Result<void> remembered(const vuln::System& system) {
    known_.clear();
    asked_ = false;
    if (cases_ == nullptr) return {};
    auto known = cases_->cases(system.id);
    if (!known) return std::unexpected(known.error());
    for (record::Case& one : *known) {
      if (is_later(one.first_seen)) continue;
      if (options_.in_the_past) {
        if (const auto done = as_it_was(one); !done) return done;
      }
      std::string id = one.id;
      known_.emplace(std::move(id), std::move(one));
    }
    return {};
  }

  // Its state at options_.now.
  base::Result<void> as_it_was(record::Case& one) {
    const auto history = cases_->history(one.id);
    if (!history) return std::unexpected(history.error());
    auto state = record::CaseState::open;
    for (const record::CaseChange& change : *history) {
      if (change.what != "state" || is_later(change.at)) continue;
      state = record::case_state(change.after).value_or(state);
    }
    // Until when something was accepted that is no longer, nobody knows.
    if (state != one.state && state == record::CaseState::accepted) {
      state = record::CaseState::open;
    }
    if (state != one.state) one.until = 0;
    one.state = state;
    return {};
  }

  base::Result<std::vector<Advisory>> candidates(const Component& component) {
    std::vector<Advisory> all;
    const auto take = [&](base::Result<std::vector<Advisory>> found) -> base::Result<void> {
      if (!found) return std::unexpected(found.error());
      for (Advisory& a : *found) {
        if (is_later(a.published)) continue;
        // Until then it stands.
        if (a.withdrawn > options_.now) a.withdrawn = 0;
        // The same record by two names: one with what each name brought.
        const auto same = std::ranges::find_if(all, [&](const Advisory& b) {
          return a.feed == b.feed && a.id == b.id;
        });
        if (same == all.end()) {
          all.push_back(std::move(a));
        } else {
          std::ranges::move(a.affected, std::back_inserter(same->affected));
        }
      }
      return {};
    };
    for (const vuln::Lookup& one : vuln::lookups(component)) {
      if (const auto done = take(advisories_.about(one.type, one.name)); !done) {
        return std::unexpected(done.error());
      }
    }
    for (const std::string& hash : vuln::hashes(component)) {
      if (const auto done = take(advisories_.about_hash(hash)); !done) {
        return std::unexpected(done.error());
      }
    }
    if (is_the_project(component)) std::erase_if(all, [](const Advisory& a) { return a.malicious; });
    return all;
  }

  base::Result<void> add(vuln::System& system, const Component& component,
                         const std::vector<const Component*>& siblings) {
    auto found = candidates(component);
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return {};
    vuln::Matches matches = vuln::match(component, std::move(*found));
    if (matches.matches.empty() && matches.withdrawn.empty()) return {};
    vuln::Block block;
    block.component = component;
    block.key = decide::component_key(component);
    block.reach = vuln::reach_of(component, siblings);
    block.upgrade_to = std::move(matches.upgrade_to);
    block.withdrawn = std::move(matches.withdrawn);
    for (vuln::Match& match : matches.matches) {
      auto weakness = weigh(system, block, std::move(match));
      if (!weakness) return std::unexpected(weakness.error());
      block.weaknesses.push_back(std::move(*weakness));
    }
    system.blocks.push_back(std::move(block));
    return {};
  }

  // What CISA and FIRST add: by any of its CVE names, the first that is known.
  base::Result<void> join(vuln::Weakness& w) {
    std::vector<std::string> names{w.match.id};
    names.insert(names.end(), w.match.aliases.begin(), w.match.aliases.end());
    for (const std::string& name : names) {
      if (!name.starts_with("CVE-")) continue;
      auto kev = advisories_.kev(name);
      if (!kev) return std::unexpected(kev.error());
      if (*kev && !w.kev && !is_later((*kev)->added)) w.kev = std::move(*kev);
      auto ssvc = advisories_.ssvc(name);
      if (!ssvc) return std::unexpected(ssvc.error());
      if (*ssvc && !w.ssvc && !is_later((*ssvc)->at)) w.ssvc = std::move(*ssvc);
      auto epss = advisories_.epss(name);
      if (!epss) return std::unexpected(epss.error());
      if (*epss && !w.epss && !is_later(base::parse_utc((*epss)->date).value_or(0))) {
        w.epss = std::move(*epss);
      }
    }
    return {};
  }

  base::Result<void> ask_about(vuln::System& system) {
    if (asked_ || !options_.exposure) return {};
    asked_ = true;
    auto exposure = options_.exposure(system);
    if (!exposure) return std::unexpected(exposure.error());
    system.exposure = std::move(*exposure);
    return {};
  }

  base::Result<vuln::Weakness> weigh(vuln::System& system, const vuln::Block& block,
                                     vuln::Match match) {
    vuln::Weakness w;
    w.match = std::move(match);
    w.summary = first_summary(w.match);
    std::set<std::string> cwes;
    for (const Advisory& a : w.match.advisories) {
      w.cvss = std::max(w.cvss, a.cvss);
      if (w.severity.empty()) w.severity = a.severity_word;
      if (w.url.empty() && !a.urls.empty()) w.url = a.urls.front();
      cwes.insert(a.cwes.begin(), a.cwes.end());
    }
    if (w.cvss > 0) w.severity = word_of(w.cvss);
    w.cwes.assign(cwes.begin(), cwes.end());
    if (const auto done = join(w); !done) return std::unexpected(done.error());
    std::vector<std::string> names{w.match.id};
    names.insert(names.end(), w.match.aliases.begin(), w.match.aliases.end());
    const record::VexStatement* said =
        assure::vex::speaks_of(statements_, {names, &block.component, system.id});
    if (said != nullptr) w.vex = *said;
    if (w.match.fit != vuln::Fit::yes) {
      w.standing = vuln::Standing::possible;
      if (excuses(w.vex)) w.standing = vuln::Standing::excused;
      return w;
    }
    if (const auto done = ask_about(system); !done) return std::unexpected(done.error());
    decide::Weakness asked;
    asked.system = system.id;
    asked.system_name = system.name;
    asked.component = block.key;
    asked.advisory = w.match.id;
    asked.summary = w.summary;
    asked.fixed_in = w.match.fixed_in;
    asked.kev = w.kev;
    asked.ssvc = w.ssvc;
    asked.kev_known = kev_known_;
    const auto known =
        known_.find(decide::case_id(asked.system, asked.component, asked.advisory));
    w.decided = decide::case_of(asked, system.exposure,
                                known == known_.end() ? nullptr : &known->second, options_.now);
    settle(w);
    return w;
  }

  static bool excuses(const std::optional<record::VexStatement>& vex) {
    return vex && (vex->status == record::VexStatus::not_affected ||
                   vex->status == record::VexStatus::fixed);
  }

  // Its state, as it is seen now: people's word about an acceptance or an investigation stays,
  // "fixed" does not outlive its being seen.
  void settle(vuln::Weakness& w) const {
    record::Case& made = w.decided;
    if (excuses(w.vex)) {
      w.standing = vuln::Standing::excused;
      made.state = w.vex->status == record::VexStatus::fixed ? record::CaseState::fixed
                                                             : record::CaseState::not_affected;
      return;
    }
    const bool runs = made.until == 0 || made.until > options_.now;
    if (made.state == record::CaseState::accepted && runs) {
      w.standing = vuln::Standing::accepted;
    } else if (made.state != record::CaseState::investigating) {
      made.state = record::CaseState::open;
      made.until = 0;
    }
  }

  void add_facts(vuln::System& system, const Component& component) const {
    std::optional<bool> is_signed;
    if (options_.look_beside_models && component.provider == "local" &&
        !component.occurrences.empty()) {
      is_signed = has_signature(system.place, component.occurrences.front().path);
    }
    std::ranges::move(vuln::facts_of(component, is_signed), std::back_inserter(system.facts));
  }

  store::Advisories& advisories_;
  store::Cases* cases_;
  const VulnOptions& options_;
  std::vector<record::VexStatement> statements_;
  std::map<std::string, record::Case> known_;
  bool kev_known_ = false;
  bool asked_ = false;  // about the exposure of the system at work
};

}  // namespace

std::vector<std::string> doubts_about(const store::Advisories& advisories, base::Millis now,
                                      bool in_the_past) {
  std::vector<std::string> doubts;
  std::vector<std::string> stale;  // "osv (its data are of ...)"
  std::string only;
  bool affected = false;
  bool kev = false;
  for (const record::Feed& feed : advisories.feeds()) {
    affected |= feed.kind == record::FeedKind::osv || feed.kind == record::FeedKind::cve;
    kev |= feed.kind == record::FeedKind::kev;
    const assure::feeds::Age age = assure::feeds::age_of(feed, now);
    // What is newer than the time that is asked about is left out, not wrong.
    if (age.stale && !(in_the_past && age.future)) {
      stale.push_back(feed.id + " (" + age.reason + ")");
      only = "feed " + feed.id + " is stale: " + age.sentence;
    }
    if (feed.refused > 0) {
      doubts.push_back("feed " + feed.id + " is not whole: " + std::to_string(feed.refused) + " of " +
                       std::to_string(feed.records + feed.refused) +
                       " records were refused. Import it again: bartizan feeds update --name " +
                       feed.id);
    }
  }
  if (stale.size() == 1) doubts.insert(doubts.begin(), only);
  if (stale.size() > 1) {
    std::string all;
    for (const std::string& one : stale) all += (all.empty() ? "" : ", ") + one;
    doubts.insert(doubts.begin(), std::to_string(stale.size()) + " feeds are stale: " + all +
                                      ": bartizan feeds list says what to do about each");
  }
  if (!affected) {
    doubts.push_back("there are no advisories to look anything up in: bartizan feeds update SOURCE");
  }
  if (!kev) {
    doubts.push_back("nobody knows what is exploited: CISA's KEV is missing: bartizan feeds update SOURCE");
  }
  return doubts;
}

std::expected<std::vector<store::Place>, std::string> places_of_store(store::Store& store,
                                                                      const std::string& system) {
  const auto listed = store.estate().places();
  if (!listed) return std::unexpected(std::string(listed.error().what));
  if (listed->empty()) return std::unexpected("nothing was read yet: bartizan discover PATH");
  std::vector<store::Place> places;
  for (const store::Place& one : *listed) {
    auto place = store.estate().place(one.path);
    if (!place) return std::unexpected(std::string(place.error().what));
    if (system.empty()) {
      places.push_back(std::move(*place));
      continue;
    }
    const bool whole = system == "place:" + place->path;
    const auto wanted = [&](const store::EstateSystem& s) {
      return whole || s.id == system || s.name == system || s.use_case == system;
    };
    if (!whole && std::ranges::none_of(place->systems, wanted)) continue;
    // Components of other systems of the place must not be counted as this one's.
    const auto is_here = [&](const record::Occurrence& o) {
      const store::EstateSystem* owner = owner_of(*place, o.path);
      return owner == nullptr ? whole : wanted(*owner);
    };
    for (Component& c : place->components) {
      if (c.occurrences.empty()) continue;
      std::erase_if(c.occurrences, [&](const auto& o) { return !is_here(o); });
      if (c.occurrences.empty()) c.id.clear();
    }
    std::erase_if(place->components, [](const Component& c) { return c.id.empty(); });
    places.push_back(std::move(*place));
  }
  if (places.empty()) {
    return std::unexpected("no system is called " + system +
                           ". Look: bartizan reconcile --all, or bartizan inventory list");
  }
  return places;
}

base::Result<vuln::Assessment> assess(const std::vector<store::Place>& places,
                                      store::Advisories& advisories, store::Cases* cases,
                                      const VulnOptions& options) {
  Assessor assessor(advisories, cases, options);
  if (const auto done = assessor.start(); !done) return std::unexpected(done.error());
  for (const store::Place& place : places) {
    if (const auto done = assessor.add(place); !done) return std::unexpected(done.error());
  }
  // Some damage shows only when it is asked.
  const std::vector<std::string> broken = advisories.broken();
  assessor.out.feeds_damaged = !broken.empty();
  std::ranges::copy(broken, std::back_inserter(assessor.out.doubts));
  vuln::sort_worst_first(assessor.out);
  return std::move(assessor.out);
}

base::Result<void> remember(store::Cases& cases, const vuln::Assessment& assessment) {
  const bool looked = std::ranges::any_of(assessment.feeds, [](const record::Feed& feed) {
    return feed.kind == record::FeedKind::osv || feed.kind == record::FeedKind::cve;
  });
  if (!looked) return {};
  std::vector<std::string> systems;
  std::vector<record::Case> seen;
  for (const vuln::System& system : assessment.systems) {
    systems.push_back(system.id);
    for (const vuln::Block& block : system.blocks) {
      for (const vuln::Weakness& w : block.weaknesses) {
        if (!w.decided.id.empty()) seen.push_back(w.decided);
      }
    }
  }
  // What a damaged feed no longer says is not mended.
  if (assessment.feeds_damaged) systems.clear();
  return cases.observe(systems, seen, assessment.now);
}

}  // namespace bartizan::run
