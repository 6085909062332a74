#include "assure/vuln/match.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "assure/vuln/fit.h"

namespace bartizan::assure::vuln {
namespace {

using record::Advisory;
using record::Affected;
using record::ComponentKind;
using record::EventKind;

// Fixed versions that are tried for an upgrade, smallest first; the answer is nearly always among
// the last few of a package's history.
constexpr std::size_t kMostTried = 512;

bool is_image(ComponentKind kind) {
  return kind == ComponentKind::runtime || kind == ComponentKind::vector_store;
}

// "0.1.30-rocm" is release 0.1.30 for ROCm, "v1.2.0-rc.1" comes before 1.2.0. A tag of one number
// ("2", "latest") moves.
std::string release_of_tag(std::string_view tag) {
  if (tag.starts_with('v')) tag.remove_prefix(1);
  const std::size_t dash = tag.find('-');
  std::string_view variant = dash == tag.npos ? std::string_view() : tag.substr(dash + 1);
  for (const std::string_view early : {"rc", "alpha", "beta", "dev", "pre", "nightly"}) {
    if (variant.starts_with(early)) return std::string(tag);
  }
  tag = tag.substr(0, dash);
  const bool numbers = tag.find_first_not_of("0123456789.") == tag.npos;
  return numbers && tag.find('.') != tag.npos ? std::string(tag) : std::string();
}

std::vector<text::VersionClause> clauses_of(std::string_view type, std::string_view constraint) {
  const std::string text = (type == "npm" ? "x@" : "x ") + std::string(constraint);
  auto requirement = text::parse_requirement(text);
  return requirement ? std::move(requirement->clauses) : std::vector<text::VersionClause>();
}

// The component, ready to be asked.
struct Subject {
  explicit Subject(const record::Component& c) : component(c), hash(hashes(c)) {
    for (Lookup& one : lookups(c)) looked_up.push_back(std::move(one));
    version = is_image(c.kind) ? release_of_tag(c.version) : c.version;
    if (c.kind == ComponentKind::model && version.empty()) version = c.attribute("revision");
    second = version_of_purl(c);
    if (version.empty() || (c.kind != ComponentKind::package && !second.empty() && !is_image(c.kind))) {
      if (!second.empty()) version = second;
    }
    // Without its epoch, as package URLs have it, it is the same version.
    if (version == second || version.ends_with(":" + second)) second.clear();
    if (c.kind == ComponentKind::package && version.empty()) {
      for (const record::Attribute& a : c.attributes) {
        if (a.key != "constraint") continue;
        auto clauses = clauses_of(c.provider, a.value);
        constraints.push_back({a.value, std::move(clauses)});
      }
    }
    for (const Lookup& one : looked_up) {
      if (one.type != "cve") {
        scale = Scale(one.type);
        break;
      }
    }
  }

  const Lookup* asked(const Affected& affected) const {
    const auto at = std::ranges::find_if(looked_up, [&](const Lookup& one) {
      return one.type == affected.type && one.name == affected.name;
    });
    return at == looked_up.end() ? nullptr : &*at;
  }
  // Of the affected of another distribution nothing is said here.
  bool elsewhere(const Affected& affected) const {
    const std::string_view own = component.attribute("distribution");
    return !affected.distribution.empty() && !own.empty() && own != affected.distribution;
  }

  const record::Component& component;
  std::vector<std::string> hash;
  std::vector<Lookup> looked_up;
  std::string version;
  std::string second;  // another one, which its package URL names
  struct Constraint {
    std::string text;
    std::vector<text::VersionClause> clauses;
  };
  std::vector<Constraint> constraints;
  Scale scale{component.provider};
};

struct Said {
  Fit fit = Fit::no;
  bool by_product = false;
  std::string why;
};

bool is_open(const Affected& affected) {
  return std::ranges::any_of(affected.ranges, [](const record::AffectedRange& range) {
    return !range.events.empty() && std::ranges::all_of(range.events, [](const auto& event) {
      return event.kind == EventKind::introduced;
    });
  });
}

Said said_of(const Subject& subject, const Affected& affected) {
  Said said;
  for (const std::string& hash : subject.hash) {
    if (std::ranges::find(affected.sha256, hash) != affected.sha256.end()) {
      return {Fit::yes, false, "its content is named by SHA-256"};
    }
  }
  const Lookup* asked = subject.asked(affected);
  if (asked == nullptr || subject.elsewhere(affected)) return said;
  said.by_product = asked->type == "cve";
  if (subject.version.empty() && !subject.constraints.empty() && !affected.every_version) {
    for (const Subject::Constraint& constraint : subject.constraints) {
      std::string why;
      const Fit fit = may_fit(affected, subject.scale, constraint.clauses, why);
      if (fit > said.fit) said = {fit, said.by_product, constraint.text + ": " + why};
    }
  } else if (affected.type == "huggingface") {
    // Revisions are commits: they are equal or they are not.
    const bool listed = std::ranges::find(affected.versions, subject.version) != affected.versions.end();
    if (affected.every_version) {
      said = {Fit::yes, false, "every revision"};
    } else if (subject.version.empty()) {
      said = {Fit::possible, false, "its revision is not pinned"};
    } else if (listed) {
      said = {Fit::yes, false, "revision " + subject.version + " is listed"};
    } else if (!affected.ranges.empty()) {
      said = {Fit::possible, false, "revisions have no order"};
    }
  } else {
    said.fit = fits(affected, subject.scale, subject.version, said.why);
    if (!subject.second.empty() && said.fit != Fit::yes) {
      std::string why;
      const Fit fit = fits(affected, subject.scale, subject.second, why);
      if (fit > said.fit) said = {fit, said.by_product, "its package URL: " + why};
    }
  }
  // A version that nobody knows against a record that names none says nothing at all.
  const bool guess = said.by_product && said.fit == Fit::possible && subject.version.empty();
  if (guess && is_open(affected)) return {};
  // "Up to the latest" of a CVE record is up to the latest of its day.
  if (said.fit == Fit::yes && said.by_product && (affected.every_version || is_open(affected)) &&
      !said.why.ends_with(" is listed")) {
    said.fit = Fit::possible;
    said.why += "; the record names no version that is fixed";
  }
  if (said.fit != Fit::no && asked->how == "unverified product") {
    said.why += " (nobody has verified that this is its product)";
  }
  return said;
}

// The weightiest of an advisory's affected; its registry's word before that of a product.
Said said_of(const Subject& subject, const Advisory& advisory, bool& by_package) {
  Said best;
  for (const Affected& affected : advisory.affected) {
    if (subject.asked(affected) != nullptr && affected.type != "cve") by_package = true;
    Said said = said_of(subject, affected);
    if (said.fit > best.fit || (said.fit == best.fit && best.by_product && !said.by_product)) {
      best = std::move(said);
    }
  }
  return best;
}

bool is_cve(std::string_view id) { return id.starts_with("CVE-"); }

// Numbers, not letters: CVE-2024-9999 comes before CVE-2024-10000.
bool earlier_id(std::string_view a, std::string_view b) {
  if (is_cve(a) && is_cve(b) && a.size() != b.size() && a.substr(0, 9) == b.substr(0, 9)) {
    return a.size() < b.size();
  }
  return a < b;
}

// Which candidates are the same weakness: those that share a name.
class Groups {
 public:
  explicit Groups(const std::vector<Advisory>& candidates) : leader_(candidates.size()) {
    std::iota(leader_.begin(), leader_.end(), std::size_t{0});
    std::map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const Advisory& a = candidates[i];
      // What was taken back says nothing about what is the same, either.
      if (a.withdrawn != 0) continue;
      join(first, a.id, i);
      for (const std::string& alias : a.aliases) join(first, alias, i);
      // A distribution's advisory about several weaknesses is none of them.
      if (a.upstream.size() == 1) join(first, a.upstream[0], i);
    }
  }
  std::size_t of(std::size_t i) {
    while (leader_[i] != i) i = leader_[i] = leader_[leader_[i]];
    return i;
  }

 private:
  void join(std::map<std::string_view, std::size_t>& first, std::string_view name, std::size_t i) {
    const auto [at, fresh] = first.emplace(name, i);
    if (!fresh) leader_[of(i)] = of(at->second);
  }
  std::vector<std::size_t> leader_;
};

bool is_above(const Subject& subject, const std::string& fixed) {
  if (subject.version.empty()) return true;
  return subject.scale.compare(fixed, subject.version) > 0;
}

// Fixed versions above the component's, ascending, releases before pre-releases are not preferred:
// what a record calls fixed is fixed.
std::vector<std::string> fixes(const Subject& subject, std::span<const Advisory* const> advisories) {
  std::vector<std::string> all;
  std::set<std::string_view> seen;
  for (const Advisory* advisory : advisories) {
    for (const Affected& affected : advisory->affected) {
      if (subject.asked(affected) == nullptr) continue;
      for (const record::AffectedRange& range : affected.ranges) {
        if (range.type == record::RangeType::git) continue;
        for (const record::RangeEvent& event : range.events) {
          if (event.kind != EventKind::fixed || !subject.scale.is_version(event.version)) continue;
          if (!seen.insert(event.version).second || !is_above(subject, event.version)) continue;
          all.push_back(event.version);
        }
      }
    }
  }
  std::ranges::sort(all, [&](const std::string& a, const std::string& b) {
    return subject.scale.compare(a, b) < 0;
  });
  return all;
}

bool covers(const Subject& subject, const Advisory& advisory, const std::string& version) {
  return std::ranges::any_of(advisory.affected, [&](const Affected& affected) {
    const Lookup* asked = subject.asked(affected);
    if (asked == nullptr || affected.type == "huggingface") return false;
    std::string ignored;
    return fits(affected, subject.scale, version, ignored) == Fit::yes &&
           !(asked->type == "cve" && is_open(affected));
  });
}

// The smallest that none covers; of a component whose version nobody knows the largest, which is
// an answer whatever it is.
std::string free_version(const Subject& subject, std::span<const Advisory* const> advisories) {
  std::vector<std::string> tried = fixes(subject, advisories);
  if (subject.version.empty()) std::ranges::reverse(tried);
  if (tried.size() > kMostTried) tried.resize(kMostTried);
  for (std::string& version : tried) {
    const bool covered = std::ranges::any_of(advisories, [&](const Advisory* advisory) {
      return covers(subject, *advisory, version);
    });
    if (!covered) return std::move(version);
  }
  return {};
}

struct Member {
  std::size_t at = 0;
  Said said;
  bool by_package = false;
};

// What all members of a group say together.
Fit weigh(std::span<const Member> members, std::string& why) {
  const Member* best = nullptr;
  bool package_denies = false;
  bool package_says = false;
  for (const Member& m : members) {
    if (m.by_package && m.said.fit == Fit::no) package_denies = true;
    if (m.by_package && m.said.fit == Fit::yes && !m.said.by_product) package_says = true;
    if (best == nullptr || m.said.fit > best->said.fit ||
        (m.said.fit == best->said.fit && best->said.by_product && !m.said.by_product)) {
      best = &m;
    }
  }
  why = best->said.why;
  Fit fit = best->said.fit;
  if (fit == Fit::no || package_says || !package_denies || !best->said.by_product) return fit;
  // Who publishes the package says that it is not: a guess of a product does not count against
  // that, and a range of a product is a contradiction that somebody has to look at.
  if (fit == Fit::possible) return Fit::no;
  why += "; the advisory about the package says that this version is not";
  return Fit::possible;
}

}  // namespace

std::string_view name(Fit fit) {
  constexpr std::string_view kNames[] = {"no", "possible", "yes"};
  return kNames[static_cast<std::size_t>(fit)];
}

Matches match(const record::Component& component, std::vector<Advisory> candidates) {
  const Subject subject(component);
  Matches out;
  std::vector<const Advisory*> standing;
  Groups groups(candidates);
  std::map<std::size_t, std::vector<Member>> members;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    Member member{i, {}, false};
    member.said = said_of(subject, candidates[i], member.by_package);
    if (candidates[i].withdrawn != 0) {
      if (member.said.fit == Fit::yes) out.withdrawn.push_back(candidates[i].id);
      continue;
    }
    standing.push_back(&candidates[i]);
    members[groups.of(i)].push_back(std::move(member));
  }
  std::vector<std::vector<std::size_t>> speaking;  // candidates, of each match
  for (const auto& [leader, all] : members) {
    Match match;
    match.fit = weigh(all, match.why);
    if (match.fit == Fit::no) continue;
    std::vector<const Advisory*> of_group;
    std::set<std::string> names;
    for (const Member& m : all) {
      const Advisory& a = candidates[m.at];
      of_group.push_back(&a);
      names.insert(a.id);
      names.insert(a.aliases.begin(), a.aliases.end());
      if (a.upstream.size() == 1) names.insert(a.upstream[0]);
      if (m.said.fit != Fit::no) match.malicious |= a.malicious;
    }
    match.fixed_in = free_version(subject, of_group);
    const auto cves = [&](const std::string& id) { return is_cve(id); };
    if (std::ranges::any_of(names, cves)) {
      for (const std::string& id : names) {
        if (is_cve(id) && (match.id.empty() || earlier_id(id, match.id))) match.id = id;
      }
    } else {
      match.id = candidates[all.front().at].id;
    }
    names.erase(match.id);
    match.aliases.assign(names.begin(), names.end());
    out.matches.push_back(std::move(match));
    speaking.emplace_back();
    for (const Member& m : all) {
      if (m.said.fit != Fit::no) speaking.back().push_back(m.at);
    }
  }
  if (!out.matches.empty()) out.upgrade_to = free_version(subject, standing);
  for (std::size_t i = 0; i < out.matches.size(); ++i) {
    Match& match = out.matches[i];
    for (const std::size_t at : speaking[i]) {
      candidates[at].affected.clear();
      match.advisories.push_back(std::move(candidates[at]));
    }
    std::ranges::sort(match.advisories, {}, [](const Advisory& a) { return std::tie(a.feed, a.id); });
  }
  std::ranges::sort(out.matches, [](const Match& a, const Match& b) { return earlier_id(a.id, b.id); });
  std::ranges::sort(out.withdrawn);
  return out;
}

}  // namespace bartizan::assure::vuln
