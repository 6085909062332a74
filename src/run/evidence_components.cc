#include "run/evidence_components.h"

#include <algorithm>
#include <optional>

#include "assure/api.h"
#include "base/escape.h"
#include "base/hash.h"
#include "record/fact_list.h"
#include "run/evidence_covers.h"
#include "run/evidence_parts.h"
#include "scan/format.h"

namespace bartizan::run::evidence {
namespace {

using record::Component;
using record::ComponentKind;
using record::Evidence;
using record::EvidenceKind;

using ByFolder = std::map<std::string_view, const store::EstateSystem*>;

// The innermost system around a path; nullptr: none.
const store::EstateSystem* owner_of(const ByFolder& systems, std::string_view path) {
  for (;;) {
    if (const auto at = systems.find(path); at != systems.end()) return at->second;
    const std::size_t slash = path.rfind('/');
    if (slash == path.npos) break;
    path = path.substr(0, slash);
  }
  const auto whole = systems.find(".");
  return whole == systems.end() ? nullptr : whole->second;
}

// What ends a line of what is hashed is in none of them.
std::string as_part(std::string_view name) { return base::escape_name(name); }

std::string sha256_of(const Parts& parts) {
  std::string all;
  for (const std::string& one : parts) all += one + '\n';
  return base::hex(base::sha256(all));
}

// Kinds that documents of others have the same names for.
bool is_common(std::string_view part) {
  return part.starts_with("package ") || part.starts_with("model ") || part.starts_with("dataset ");
}
bool is_looked_up(std::string_view part) {
  return part.starts_with("package ") || part.starts_with("model ") ||
         part.starts_with("runtime ") || part.starts_with("vector-store ");
}

bool is_nameless(const Component& component) {
  const bool may_be =
      component.kind == ComponentKind::model || component.kind == ComponentKind::vector_store;
  return may_be && assure::vuln::lookups(component).empty();
}

Parts listed_in(const Evidence& piece, std::string_view key) {
  Parts parts;
  std::forward_list<std::string> own;
  record::each_name(piece.fact(key), own, [&](std::string_view one) { parts.emplace(one); });
  return parts;
}

Parts both(const SystemParts& parts) {
  Parts all = parts.listed;
  all.insert(parts.others.begin(), parts.others.end());
  return all;
}

// As people read it: a file by its path in the system.
std::string shown(const std::string& part, const SystemRef& system) {
  const std::string folder = " " + system.path + "/";
  const std::size_t at = system.path.empty() ? part.npos : part.find(folder);
  if (at == part.npos) return part;
  return part.substr(0, at + 1) + part.substr(at + folder.size());
}

std::optional<std::string> first_missing(const Parts& from, const Parts& wanted) {
  for (const std::string& one : wanted) {
    if (!from.contains(one)) return one;
  }
  return {};
}

// Whether what a scan says makes a file a model, as discovery decides it.
bool is_model_file(const Evidence& scan) {
  if (scan.fact("pickle") == "yes") return true;
  const std::string_view format = scan.fact("format");
  if (format == "npy" || format == "numpy-zip" || format == "npz" || format == "json") return false;
  const scan::Format* known = scan::find_format(format);
  if (known == nullptr) return !format.empty();  // a refinement: "torch-zip"
  return known->kind == scan::Kind::model || known->kind == scan::Kind::recognised;
}

// What a bill of materials says of the bytes of files, against those that were scanned last.
std::string differs_from_scans(const Evidence& bom, const Parts& held, const SystemRef& system,
                               const std::vector<Evidence>& pieces) {
  FileHashes known;
  for (const std::string& one : listed_in(bom, "files:names")) {
    const std::size_t blank = std::min(one.find(' '), one.size() - 1);
    known.emplace(one.substr(blank + 1), one.substr(0, blank));
  }
  for (const Evidence& scan : pieces) {
    if (scan.kind != EvidenceKind::scan || scan.fact("gone") == "yes") continue;
    const std::string part = as_part("model " + scan.subject);
    if (const auto at = known.find(part); at != known.end() && at->second != scan.sha256) {
      return scan.sha256.empty()
                 ? "the bytes of " + shown(part, system) + " were not hashed by the last scan"
                 : "the bytes of " + shown(part, system) + " are not those that it names";
    }
    if (!held.contains(part) && is_model_file(scan)) return shown(part, system) + " is not in it";
  }
  return {};
}

bool is_scanned(std::string_view part, const std::vector<Evidence>& pieces) {
  return std::ranges::any_of(pieces, [&](const Evidence& piece) {
    return piece.kind == EvidenceKind::scan && piece.fact("gone") != "yes" &&
           part == as_part("model " + piece.subject);
  });
}

std::string how_bom_differs(const Evidence& bom, const SystemParts& now, const PresentParts& place,
                            const SystemRef& system, const std::vector<Evidence>& pieces) {
  Parts held = listed_in(bom, "holds:names");
  const bool here = bom.fact("action") == "create";
  Parts present = bom.fact("software") == "no" ? now.listed : both(now);
  if (!here) {
    std::erase_if(present, [](const std::string& part) { return !is_common(part); });
    std::erase_if(held, [](const std::string& part) { return !is_common(part); });
  }
  const bool same = here && bom.fact("holds:sha256") == sha256_of(present);
  if (!same) {
    if (const auto fresh = first_missing(held, present)) {
      return shown(*fresh, system) + " is not in it";
    }
    const bool of_system = bom.fact("of").empty() || bom.fact("of") == system.path;
    for (const std::string& one : held) {
      if (bom.fact("whole") != "yes" || !of_system) break;
      // A reading of structure alone may not see what a file holds that a scan has read.
      if (place.is_in_place(system, one) || is_scanned(one, pieces)) continue;
      return shown(one, system) + ", which it names, is not there any more";
    }
  }
  return here ? differs_from_scans(bom, held, system, pieces) : std::string();
}

std::string how_look_up_differs(const Evidence& run, const SystemParts& now,
                                const SystemRef& system) {
  const Parts present = looked_up(now);
  if (run.fact("holds:sha256") == sha256_of(present)) return {};
  // What has gone makes a look-up too long, not too short.
  const auto fresh = first_missing(listed_in(run, "holds:names"), present);
  return fresh ? shown(*fresh, system) : std::string();
}

}  // namespace

std::string part_name(const Component& component, std::string_view folder) {
  std::string out(record::name(component.kind));
  const bool is_file = component.provider == "local" && !component.name.starts_with('/');
  out += is_file && !folder.empty() ? " " + std::string(folder) + "/" : " ";
  out += component.name;
  if (!component.version.empty()) out += " " + component.version;
  if (component.kind == ComponentKind::package && !component.provider.empty()) {
    out += " (" + component.provider + ")";
  }
  return as_part(out);
}

std::map<std::string, SystemParts> parts_by_system(const store::Place& place) {
  std::map<std::string, SystemParts> all;
  const std::string folder = place.path.starts_with('/') ? place.path : std::string();
  std::map<std::string_view, std::vector<const store::EstateSystem*>> listed;
  ByFolder by_folder;
  for (const store::EstateSystem& system : place.systems) {
    all[system.id];
    by_folder.emplace(system.path, &system);
    for (const std::string& id : system.components) listed[id].push_back(&system);
  }
  for (const Component& component : place.components) {
    const std::string name = part_name(component, folder);
    const bool nameless = is_nameless(component);
    const auto add = [&](const store::EstateSystem& system, Parts SystemParts::* which) {
      SystemParts& parts = all[system.id];
      (parts.*which).insert(name);
      if (nameless) parts.nameless.insert(name);
    };
    if (const auto at = listed.find(component.id); at != listed.end()) {
      for (const store::EstateSystem* system : at->second) add(*system, &SystemParts::listed);
      continue;
    }
    // Of the only system of a place everything is, also where nobody says where it was seen.
    if (component.occurrences.empty() && place.systems.size() == 1) {
      add(place.systems.front(), &SystemParts::others);
    }
    for (const record::Occurrence& seen : component.occurrences) {
      const store::EstateSystem* owner = owner_of(by_folder, seen.path);
      if (owner != nullptr) add(*owner, &SystemParts::others);
    }
  }
  return all;
}

Parts looked_up(const SystemParts& parts) {
  Parts all = both(parts);
  std::erase_if(all, [&](const std::string& part) {
    return !is_looked_up(part) || parts.nameless.contains(part);
  });
  return all;
}

void put_parts(Evidence& piece, const Parts& parts) {
  put(piece, "holds", std::uint64_t{parts.size()});
  put(piece, "holds:sha256", sha256_of(parts));
  put(piece, "holds:names", listed(parts));
}

void put_files(Evidence& piece, const FileHashes& files) {
  Parts all;
  for (const auto& [part, sha256] : files) all.insert(sha256 + ' ' + part);
  put(piece, "files:names", listed(all));
}

base::Result<const SystemParts*> PresentParts::of(const SystemRef& system) {
  if (!system.found || system.place.empty()) return nullptr;
  const auto known = places_.find(system.place);
  if (known != places_.end()) {
    const auto own = known->second.find(system.id);
    return own == known->second.end() ? nullptr : &own->second;
  }
  auto place = store_.estate().outline(system.place);
  if (!place) return std::unexpected(place.error());
  if (place->systems.size() == 1 && place->systems.front().path == ".") {
    // Everything of the place is its: occurrences, which are most of it, need not be read.
    if (place->systems.front().id != system.id) return nullptr;
    alone_ = std::move(parts_by_system(*place)[system.id]);
    return &alone_;
  }
  place = store_.estate().place(system.place);
  if (!place) return std::unexpected(place.error());
  const auto& made = places_[system.place] = parts_by_system(*place);
  const auto own = made.find(system.id);
  return own == made.end() ? nullptr : &own->second;
}

bool PresentParts::is_in_place(const SystemRef& system, const std::string& part) const {
  const auto has = [&](const SystemParts& one) {
    return one.listed.contains(part) || one.others.contains(part);
  };
  const auto known = places_.find(system.place);
  if (known == places_.end()) return has(alone_);
  return std::ranges::any_of(known->second, [&](const auto& one) { return has(one.second); });
}

base::Result<void> compare_parts(PresentParts& present, const SystemRef& system,
                                 std::vector<Evidence>& pieces) {
  // A BOM's place is what the BOM says.
  const bool is_document = system.place.starts_with("bom:");
  for (Evidence& piece : pieces) {
    const bool is_bom = piece.kind == EvidenceKind::bom;
    if (!is_bom && piece.kind != EvidenceKind::vulnerabilities) continue;
    if (piece.fact("holds").empty() || (is_bom && is_document)) continue;
    // What was looked up was kept as it was read.
    if (!is_bom && system.read <= piece.at) continue;
    const auto now = present.of(system);
    if (!now) return std::unexpected(now.error());
    if (*now == nullptr) continue;
    std::string differs = is_bom ? how_bom_differs(piece, **now, present, system, pieces)
                                 : how_look_up_differs(piece, **now, system);
    if (differs.empty()) continue;
    put(piece, "differs", std::move(differs));
    finish(piece);
  }
  return {};
}

}  // namespace bartizan::run::evidence
