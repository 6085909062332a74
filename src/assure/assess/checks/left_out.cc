#include "assure/assess/checks/left_out.h"

#include <algorithm>
#include <set>

#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr std::string_view kSources = "left-out-sources", kUnread = "unread-sources",
                           kModels = "left-out";

std::uint64_t count_of(const Evidence& piece, std::string_view key) {
  return number(piece, key).value_or(0);
}

// What discovery said of a system, or of a file of it.
bool is_reading(const Evidence& piece) {
  return piece.kind == EvidenceKind::discovery ||
         (piece.kind == EvidenceKind::configuration && piece.producer.starts_with("discover ") &&
          piece.fact("type") != kModels);
}

}  // namespace

Outcome as_far_as_read(const Material& material, std::string_view check, Outcome outcome) {
  if (outcome.holds != Holds::yes && outcome.holds != Holds::not_applicable) return outcome;
  // Of models that nobody looked at the rest says something, only nothing about models.
  const bool about_models = check.starts_with("model");
  Pieces excluded;
  std::set<std::string_view> systems;
  std::uint64_t sources = 0, unread = 0, models = 0;
  for (const Evidence* piece :
       with(pieces_of(material, EvidenceKind::configuration), "type", kModels)) {
    const std::uint64_t of_models = about_models ? count_of(*piece, kModels) : 0;
    const std::uint64_t of_sources = count_of(*piece, kSources), cut = count_of(*piece, kUnread);
    if (of_models + of_sources + cut == 0) continue;
    sources += of_sources;
    unread += cut;
    models += of_models;
    excluded.push_back(piece);
    systems.insert(piece->system);
  }
  if (excluded.empty()) return outcome;
  const bool rests_on_reading = std::ranges::any_of(material.evidence, [&](const Evidence& piece) {
    return is_reading(piece) && systems.contains(piece.system) &&
           std::ranges::binary_search(outcome.evidence, piece.id);
  });
  if (!rests_on_reading) return outcome;
  const std::string_view key = sources > 0 ? kSources : unread > 0 ? kUnread : kModels;
  const std::uint64_t count = sources > 0 ? sources : unread > 0 ? unread : models;
  const std::string files =
      counted(count, key == kModels ? "model file" : "file of code or configuration");
  const std::string were = count == 1 ? " was" : " were";
  const bool linked = std::ranges::all_of(
      excluded, [](const Evidence* piece) { return piece->fact("linked") == "yes"; });
  Outcome doubt = unknown(
      key == kUnread ? files + were + " not read to the end: bartizan discover PATH says why"
      : linked       ? files + " to which a link out of its folder leads" + were +
                     " not read there, or hold a key: bartizan discover TARGET"
               : files + were +
                     " left out when it was read: bartizan discover PATH, without "
                     "--exclude",
      excluded);
  for (const Evidence* piece : excluded) {
    for (std::string& name : names_of(piece->fact(std::string(key) + ":names"))) {
      if (doubt.against.size() < kMostAgainst) doubt.against.push_back(std::move(name));
    }
  }
  return doubt;
}

}  // namespace bartizan::assure::assess
