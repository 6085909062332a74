// Weigh: whether an answer of a person still counts, by the evidence that stood beside it.
//
// What it is: rule 3 of evaluate.h, for evaluate.cc. What it is not: what an answer does to a
// status. A Lookup views its Material, which outlives it; one thread.
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>

#include "assure/assess/evaluate.h"
#include "record/evidence.h"

namespace bartizan::assure::assess {

// The pieces of a Material by id and by what they are about, of several the first. Made when an
// answer asks for the first one: most assessments never do.
class Lookup {
 public:
  explicit Lookup(const Material& material) : material_(material) {}

  const Material& material() const { return material_; }

  const record::Evidence* by_id(std::string_view id) { return in(ids_, material_.evidence, id); }
  const record::Evidence* remembered(std::string_view id) {
    return in(remembered_, material_.remembered, id);
  }
  // The piece of now that is about the same.
  const record::Evidence* successor(const record::Evidence& was) {
    if (subjects_.empty()) {
      for (const record::Evidence& piece : material_.evidence)
        subjects_.emplace(piece.subject, &piece);
    }
    const record::Evidence* best = nullptr;
    const auto [first, last] = subjects_.equal_range(was.subject);
    for (auto at = first; at != last; ++at) {
      const record::Evidence& piece = *at->second;
      if (piece.kind != was.kind || piece.system != was.system) continue;
      if (best == nullptr || &piece < best) best = &piece;
    }
    return best;
  }

 private:
  using ById = std::unordered_map<std::string_view, const record::Evidence*>;

  static const record::Evidence* in(ById& index, std::span<const record::Evidence> pieces,
                                    std::string_view id) {
    if (index.empty()) {
      for (const record::Evidence& piece : pieces) index.emplace(piece.id, &piece);
    }
    const auto at = index.find(id);
    return at == index.end() ? nullptr : at->second;
  }

  const Material& material_;
  ById ids_, remembered_;
  std::unordered_multimap<std::string_view, const record::Evidence*> subjects_;
};

StandingAnswer weigh(const record::Answer& answer, Lookup& lookup);

}  // namespace bartizan::assure::assess
