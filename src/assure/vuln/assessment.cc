#include "assure/vuln/assessment.h"

#include <algorithm>
#include <tuple>

#include "scan/catalog.h"

namespace bartizan::assure::vuln {
namespace {

Nearness nearness_of(const record::Occurrence& seen) {
  if (seen.signal.ends_with("-import") || seen.signal.ends_with("-call")) return Nearness::imported;
  const bool is_installed = seen.path.find("site-packages/") != seen.path.npos ||
                            seen.path.find("dist-packages/") != seen.path.npos ||
                            seen.path.find("node_modules/") != seen.path.npos ||
                            seen.signal == "dist-info";
  return is_installed ? Nearness::installed : Nearness::declared;
}

bool is_kev(const Weakness& weakness) { return weakness.kev.has_value(); }

int severity_rank(std::string_view rule) {
  const auto text = scan::Catalog::embedded().rule(rule);
  const auto severity = text ? record::parse_severity(text->severity) : std::nullopt;
  return severity ? static_cast<int>(*severity) : 0;
}

}  // namespace

std::string_view name(Nearness nearness) {
  constexpr std::string_view kNames[] = {"unknown", "declared", "installed", "imported"};
  return kNames[static_cast<std::size_t>(nearness)];
}

std::string_view name(Standing standing) {
  constexpr std::string_view kNames[] = {"counts", "possible", "excused", "accepted"};
  return kNames[static_cast<std::size_t>(standing)];
}

Reach reach_of(const record::Component& component,
               const std::vector<const record::Component*>& siblings) {
  Reach reach;
  const auto look = [&](const record::Component& one) {
    reach.looked_for |= !one.attribute("category").empty();
    for (const record::Occurrence& seen : one.occurrences) {
      const Nearness nearness = nearness_of(seen);
      if (nearness <= reach.nearness) continue;
      reach.nearness = nearness;
      reach.path = seen.path;
      reach.line = seen.line;
    }
  };
  look(component);
  for (const record::Component* sibling : siblings) look(*sibling);
  return reach;
}

const record::Occurrence* declaration_of(const record::Component& component) {
  const record::Occurrence* best = nullptr;
  Nearness best_nearness = Nearness::unknown;
  // A line that asks for it can be changed; installed files and imports follow from it.
  const auto rank = [](Nearness n) {
    return n == Nearness::declared ? 3 : n == Nearness::installed ? 2 : 1;
  };
  for (const record::Occurrence& seen : component.occurrences) {
    const Nearness nearness = nearness_of(seen);
    if (best != nullptr && rank(nearness) <= rank(best_nearness)) continue;
    best = &seen;
    best_nearness = nearness;
  }
  return best;
}

std::size_t Block::count(Standing standing) const {
  return static_cast<std::size_t>(std::ranges::count(weaknesses, standing, &Weakness::standing));
}

bool is_overdue(const Weakness& weakness, base::Millis now) {
  return weakness.standing == Standing::counts && weakness.decided.due != 0 &&
         weakness.decided.due < now;
}

bool worse(const Weakness& a, const Weakness& b, base::Millis now) {
  const auto key = [&](const Weakness& w) {
    const bool counts = w.standing == Standing::counts;
    const base::Millis due = w.decided.due != 0 ? w.decided.due : base::Millis{1} << 62;
    return std::tuple(!counts, !(counts && w.match.malicious), !is_overdue(w, now), due,
                      !w.decided.forensic, !is_kev(w), -w.cvss, w.epss ? -w.epss->probability : 0.0);
  };
  const auto first = key(a), second = key(b);
  return first != second ? first < second : a.match.id < b.match.id;
}

void sort_worst_first(Assessment& assessment) {
  const auto before = [&](const Weakness& a, const Weakness& b) {
    return worse(a, b, assessment.now);
  };
  for (System& system : assessment.systems) {
    for (Block& block : system.blocks) std::ranges::sort(block.weaknesses, before);
    std::ranges::stable_sort(system.blocks, [&](const Block& a, const Block& b) {
      if (a.weaknesses.empty() || b.weaknesses.empty()) {
        return b.weaknesses.empty() && !a.weaknesses.empty();
      }
      return before(a.weaknesses.front(), b.weaknesses.front());
    });
    std::ranges::stable_sort(system.facts, [](const Fact& a, const Fact& b) {
      return std::tuple(-severity_rank(a.rule), std::string_view(a.rule),
                        std::string_view(a.subject)) <
             std::tuple(-severity_rank(b.rule), std::string_view(b.rule),
                        std::string_view(b.subject));
    });
  }
  std::ranges::stable_sort(assessment.systems, [&](const System& a, const System& b) {
    const auto worst = [](const System& s) -> const Weakness* {
      return s.blocks.empty() || s.blocks.front().weaknesses.empty()
                 ? nullptr
                 : &s.blocks.front().weaknesses.front();
    };
    const Weakness* first = worst(a);
    const Weakness* second = worst(b);
    if (first == nullptr || second == nullptr) return first != nullptr && second == nullptr;
    return before(*first, *second);
  });
}

namespace {

std::uint64_t judged(const Assessment& assessment, std::string_view verdict) {
  std::uint64_t n = 0;
  for (const System& system : assessment.systems) {
    for (const Fact& fact : system.facts) {
      n += fact.rule == kUnsafeModel.id && fact.subject == verdict ? 1U : 0U;
    }
  }
  return n;
}

}  // namespace

std::uint64_t suspicious(const Assessment& assessment) { return judged(assessment, "suspicious"); }

Stops stops(const Assessment& assessment) {
  Stops all;
  all.malicious = judged(assessment, "malicious");
  for (const System& system : assessment.systems) {
    for (const Block& block : system.blocks) {
      for (const Weakness& weakness : block.weaknesses) {
        if (weakness.standing != Standing::counts) continue;
        if (weakness.match.malicious) {
          ++all.malicious;
        } else if (is_overdue(weakness, assessment.now)) {
          ++all.overdue;
        } else if (weakness.decided.due != 0) {
          ++all.with_clock;
        }
      }
    }
  }
  return all;
}

}  // namespace bartizan::assure::vuln
