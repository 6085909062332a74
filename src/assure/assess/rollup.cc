#include "assure/assess/rollup.h"

#include <algorithm>
#include <numeric>

#include "record/fact_list.h"

namespace bartizan::assure::assess {
namespace {

using record::Status;

// As many names stand in one sentence.
constexpr std::size_t kMostNamed = 5;
constexpr std::string_view kProducer = "assess";

std::string systems_of(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " system" : " systems");
}

bool holds_nothing_back(Status status) {
  return status == Status::met || status == Status::not_applicable;
}

}  // namespace

int severity_order(Status status) {
  switch (status) {
    case Status::unmet:
      return 0;
    case Status::unknown:
      return 1;
    case Status::partly:
      return 2;
    case Status::met:
      return 3;
    case Status::not_applicable:
      break;
  }
  return 4;
}

void RollUp::add(std::string_view id, std::string_view name, Status status, std::string_view why,
                 base::Millis expires, bool is_grave) {
  if (is_grave && grave_reason_.empty()) {
    grave_name_ = name;
    grave_reason_ = why;
  }
  const bool first = systems() == 0;
  const Status before = this->status();
  ++counts_[static_cast<std::size_t>(status)];
  if (expires != 0 && (expires_ == 0 || expires < expires_)) expires_ = expires;
  if (holds_nothing_back(status)) return;
  const bool same = !first && status == before;
  if (!same &&
      (first || holds_nothing_back(before) || severity_order(status) < severity_order(before))) {
    holders_.clear();
    reason_ = why;
  } else if (!same) {
    return;
  }
  if (holders_.size() < kMostHolders) {
    holders_.push_back({std::string(id), std::string(name), status});
  }
}

std::size_t RollUp::of(Status status) const { return counts_[static_cast<std::size_t>(status)]; }

std::size_t RollUp::systems() const {
  return std::accumulate(std::begin(counts_), std::end(counts_), std::size_t{0});
}

std::size_t RollUp::applicable() const { return systems() - of(Status::not_applicable); }

Status RollUp::status() const {
  if (systems() == 0) return Status::unknown;
  for (const Status status : {Status::unmet, Status::unknown, Status::partly, Status::met}) {
    if (of(status) > 0) return status;
  }
  return Status::not_applicable;
}

std::size_t RollUp::more_hold_back() const {
  return holders_.empty() ? 0 : of(status()) - holders_.size();
}

std::string RollUp::sentence() const {
  if (systems() == 0) return "no system is known";
  const Status all = status();
  if (all == Status::not_applicable) {
    return "not applicable to " +
           (systems() == 1 ? std::string("the one system") : "any of " + systems_of(systems()));
  }
  std::string text = std::string(record::name(all)) + " for " + std::to_string(of(all)) + " of " +
                     systems_of(applicable());
  for (std::size_t i = 0; i < holders_.size() && i < kMostNamed; ++i) {
    text += (i == 0 ? ": " : ", ") + holders_[i].name;
  }
  if (!holders_.empty() && of(all) > kMostNamed) {
    text += " and " + std::to_string(of(all) - kMostNamed) + " more";
  }
  return text;
}

std::string RollUp::sentence_with_reason() const {
  std::string text = sentence();
  if (!grave_reason_.empty()) return text + "; " + grave_name_ + ": " + grave_reason_;
  if (holders_.empty() || reason_.empty()) return text;
  if (of(status()) == 1) return text + ": " + reason_;
  return text + "; " + holders_.front().name + ": " + reason_;
}

RollUp RollUp::anonymous() const {
  RollUp said = *this;
  said.holders_.clear();
  said.reason_.clear();
  said.grave_name_.clear();
  said.grave_reason_.clear();
  return said;
}

record::Evidence RollUp::piece(std::string_view framework, std::string_view requirement,
                               base::Millis now) const {
  record::Evidence piece;
  piece.kind = record::EvidenceKind::standing;
  piece.subject = standing_subject(framework, requirement);
  piece.name = "how " + systems_of(systems()) + (systems() == 1 ? " stands in " : " stand in ") +
               std::string(framework) + " " + std::string(requirement);
  piece.producer = kProducer;
  piece.at = now;
  piece.expires = expires_;
  piece.facts.push_back({"status", std::string(record::name(status()))});
  piece.facts.push_back({"systems", std::to_string(systems())});
  for (std::size_t i = 0; i < record::kStatuses; ++i) {
    const auto one = static_cast<Status>(i);
    piece.facts.push_back({std::string(record::name(one)), std::to_string(of(one))});
  }
  std::string names;
  for (const Holder& holder : holders_) {
    if (!names.empty()) names += record::kBetweenNames;
    names += record::as_item(holder.name);
  }
  if (more_hold_back() > 0) names += record::and_more(more_hold_back());
  if (!names.empty()) piece.facts.push_back({"holds-back:names", std::move(names)});
  std::ranges::sort(piece.facts);
  piece.id = record::evidence_id(piece);
  return piece;
}

std::string standing_subject(std::string_view framework, std::string_view requirement) {
  return std::string(framework) + ":" + std::string(requirement);
}

}  // namespace bartizan::assure::assess
