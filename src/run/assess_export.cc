#include "run/assess_export.h"

#include <algorithm>
#include <iterator>

namespace bartizan::run {

FrameworkRecords records_of(const Gathered& gathered, const assure::assess::Framework& framework) {
  FrameworkRecords records;
  const auto is_of_it = [&](const auto& one) { return one.framework == framework.id; };
  std::ranges::copy_if(gathered.answers, std::back_inserter(records.answers), is_of_it);
  std::ranges::copy_if(gathered.actions, std::back_inserter(records.actions), is_of_it);
  return records;
}

std::string public_name(const Gathered& gathered) {
  const auto& system = gathered.system;
  if (!system || !system->declared) return {};
  for (const record::Evidence& piece : gathered.evidence) {
    if (piece.kind != record::EvidenceKind::inventory || piece.system != system->id) continue;
    if (piece.fact("field:is_withheld").starts_with("Y")) return {};
  }
  return system->name;
}

}  // namespace bartizan::run
