#include "run/evidence.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "record/fact_list.h"
#include "run/bom.h"
#include "run/evidence_components.h"
#include "run/evidence_files.h"
#include "run/evidence_parts.h"
#include "run/version.h"

namespace bartizan::run {
namespace evidence {

std::string producer(std::string_view command, std::string_view version) {
  return std::string(command) + ' ' + std::string(version);
}

void put(record::Evidence& piece, std::string_view key, std::string value) {
  if (!value.empty()) piece.facts.push_back({std::string(key), std::move(value)});
}

void put(record::Evidence& piece, std::string_view key, std::uint64_t number) {
  piece.facts.push_back({std::string(key), std::to_string(number)});
}

void put_yes(record::Evidence& piece, std::string_view key, bool yes) {
  piece.facts.push_back({std::string(key), yes ? "yes" : "no"});
}

void put_time(record::Evidence& piece, std::string_view key, base::Millis at) {
  if (at != 0) put(piece, key, base::format_utc(at));
}

std::string joined(const std::set<std::string>& names) {
  std::string text;
  std::size_t said = 0;
  for (const std::string& name : names) {
    if (said == kMostNames) {
      return text + record::and_more(names.size() - said);
    }
    if (said++ > 0) text += record::kBetweenNames;
    text += record::as_item(name);
  }
  return text;
}

void put_names(record::Evidence& piece, std::string_view key, const std::set<std::string>& names) {
  put(piece, key, std::uint64_t{names.size()});
  put(piece, std::string(key) + ":names", joined(names));
}

void finish(record::Evidence& piece) {
  std::ranges::sort(piece.facts);
  // Of a large organisation there are a hundred thousand, and the server keeps them.
  piece.facts.shrink_to_fit();
  piece.id = record::evidence_id(piece);
}

namespace {

using record::EvidenceKind;

auto about(const record::Evidence& e) {
  return std::tuple(std::string_view(e.system), e.kind, std::string_view(e.subject));
}

// Kinds that follow from other tables alone: a kept piece of them is a copy, which counts only
// where the table cannot know what it says.
bool is_derived(EvidenceKind kind) {
  using enum EvidenceKind;
  return kind == scan || kind == discovery || kind == inventory || kind == exposure ||
         kind == feed || kind == file || kind == vulnerabilities || kind == readiness ||
         kind == posture;
}

// Of a left piece: whether it counts as long as other readings do. A BOM and a backup have times of
// their own.
bool is_read_from_bytes(const record::Evidence& piece) {
  const bool is_stated =
      piece.kind == EvidenceKind::configuration && piece.producer.starts_with("discover ");
  return is_stated || piece.kind == EvidenceKind::signature || piece.kind == EvidenceKind::gate;
}

constexpr std::string_view kWhichChanged = "changed-since:names";

// Files that are not there any more, by their path: since when that is known, and what they were.
struct GoneFile {
  base::Millis at = 0;
  std::string sha256;  // when they were scanned last; empty: not known
};
struct Gone : std::map<std::string, GoneFile, std::less<>> {
  std::set<std::string, std::less<>> here;  // SHA-256 of those that have not gone
};

Gone gone_files(std::span<const record::Evidence> left, std::span<const record::Evidence> derived) {
  Gone gone;
  for (const record::Evidence& piece : left) {
    if (piece.kind == EvidenceKind::scan && piece.fact("gone") == "yes") {
      gone.emplace(piece.subject, GoneFile{piece.at, {}});
    }
  }
  for (const record::Evidence& piece : derived) {
    if (gone.empty() || piece.kind != EvidenceKind::scan || piece.sha256.empty()) continue;
    if (!gone.contains(piece.subject)) gone.here.insert(piece.sha256);
  }
  if (gone.empty()) return gone;
  for (const record::Evidence& piece : derived) {
    if (piece.kind != EvidenceKind::scan) continue;
    const auto at = gone.find(piece.subject);
    if (at == gone.end()) continue;
    // What was read since then is there again.
    if (piece.at > at->second.at) {
      gone.erase(at);
    } else {
      at->second.sha256 = piece.sha256;
    }
  }
  return gone;
}

// Paths below its subject; none of what is no signature.
std::set<std::string> names_signed_by(const record::Evidence& piece) {
  std::set<std::string> names;
  if (piece.kind != EvidenceKind::signature) return names;
  std::forward_list<std::string> own;
  // "SHA256 PATH", "- PATH"
  record::each_name(piece.fact("signed:names"), own, [&](std::string_view one) {
    names.emplace(one.substr(std::min(one.find(' '), one.size() - 1) + 1));
  });
  return names;
}

// Whether one of them lay at or below a path, was among what the piece looked at, and went after
// that.
bool went_below(const Gone& gone, const std::string& path, const record::Evidence& piece) {
  const std::string_view looked_at = piece.fact("covers:sha256");
  if (piece.fact("covers") == "0") return false;
  std::optional<std::set<std::string>> signed_files;
  for (auto at = gone.lower_bound(path); at != gone.end() && at->first.starts_with(path); ++at) {
    const bool inside = at->first.size() == path.size() || at->first[path.size()] == '/';
    if (!inside || at->second.at <= piece.at) continue;
    const std::string& sha256 = at->second.sha256;
    // A signature is over names: a copy of a signed file that went was never one of them. What
    // judges bytes has judged them where they still are.
    if (!signed_files) signed_files = names_signed_by(piece);
    const bool names_files = !signed_files->empty();
    if (names_files && at->first.size() > path.size() &&
        !signed_files->contains(at->first.substr(path.size() + 1))) {
      continue;
    }
    if (!names_files && gone.here.contains(sha256)) continue;
    if (looked_at.empty() || sha256.empty() || looked_at.find(sha256) != looked_at.npos)
      return true;
  }
  return false;
}

// A bill of materials is the file that was written: another one, or none, is no account.
bool is_another_document(const record::Evidence& piece, const CollectOptions& options) {
  if (piece.kind != EvidenceKind::bom || !piece.subject.starts_with('/')) return false;
  if (!options.documents || options.as_it_was || piece.sha256.empty()) return false;
  return is_another_file(piece.subject, piece.sha256, kMostBom);
}

// What follows from the world as it is now stands in no kept piece: one that was kept beside an
// answer would say it for ever.
bool drop_what_follows(record::Evidence& piece) {
  return std::erase_if(piece.facts, [](const record::EvidenceFact& fact) {
           return fact.key == "changed-since" || fact.key == "differs";
         }) > 0;
}

// What commands left, as it counts now.
base::Result<void> join(Source& source, const CollectOptions& options,
                        std::vector<record::Evidence> left, std::vector<record::Evidence>& out) {
  std::map<decltype(about(out.front())), std::size_t> derived;
  std::vector<record::Evidence> more;
  for (std::size_t i = 0; i < out.size(); ++i) derived.emplace(about(out[i]), i);
  const auto gone = gone_files(left, out);
  for (record::Evidence& piece : left) {
    const auto at = derived.find(about(piece));
    if (is_derived(piece.kind) || at != derived.end()) {
      const bool is_gone = piece.fact("gone") == "yes";
      if (!is_gone || at == derived.end() || out[at->second].at > piece.at) continue;
      // The key of the map is a view of what is replaced.
      const std::size_t index = at->second;
      derived.erase(at);
      out[index] = std::move(piece);
      continue;
    }
    if (is_read_from_bytes(piece)) {
      piece.expires = std::min(piece.expires, piece.at + options.age);
    }
    const bool of_bytes = piece.kind == EvidenceKind::signature ||
                          piece.kind == EvidenceKind::gate || piece.kind == EvidenceKind::bom;
    // What a BOM describes is not the BOM.
    const std::string path(piece.kind == EvidenceKind::bom ? piece.fact("of")
                                                           : std::string_view(piece.subject));
    const bool was_otherwise = drop_what_follows(piece);
    bool changed = is_another_document(piece, options);
    if (of_bytes && path.starts_with('/')) {
      const auto below = others_below(source, path, piece);
      if (!below) return std::unexpected(below.error());
      changed = changed || !below->empty() || went_below(gone, path, piece);
      std::erase_if(piece.facts, [](const auto& fact) { return fact.key == kWhichChanged; });
      put(piece, kWhichChanged, joined(*below));
    }
    if (changed) put_yes(piece, "changed-since", true);
    std::string differs;
    if (piece.kind == EvidenceKind::signature && options.documents && !options.as_it_was) {
      differs = how_signature_differs(piece);
      put(piece, "differs", differs);
    }
    if (changed || was_otherwise || !differs.empty()) finish(piece);
    more.push_back(std::move(piece));
  }
  derived.clear();
  std::ranges::move(more, std::back_inserter(out));
  return {};
}

base::Result<void> collect_system(store::Store& store, Source& source, PresentParts& parts,
                                  const SystemRef& system, const CollectOptions& options,
                                  std::vector<record::Evidence>& out) {
  std::vector<record::Evidence> own;
  const Collector collector{store, source, options, own};
  auto left = source.left(system.id);
  if (!left) return std::unexpected(left.error());
  if (system.use_case != system.id && !system.use_case.empty()) {
    // What was left before the declared system was found.
    auto before = source.left(system.use_case);
    if (!before) return std::unexpected(before.error());
    std::ranges::move(*before, std::back_inserter(*left));
  }
  if (auto done = add_scans(collector, system); !done) return done;
  if (auto done = add_discovery(collector, system); !done) return done;
  if (auto done = add_inventory(collector, system); !done) return done;
  if (auto done = add_exposure(collector, system); !done) return done;
  if (auto done = add_vulnerabilities(collector, system, *left); !done) return done;
  if (auto done = add_readiness(collector, system.id); !done) return done;
  if (auto done = add_watched(collector, system); !done) return done;
  for (record::Evidence& piece : own) {
    piece.system = system.id;
    finish(piece);
  }
  if (auto done = join(source, options, std::move(*left), own); !done) return done;
  // What was known on a day that has passed is not compared with what is there now.
  if (!options.as_it_was) {
    if (auto done = compare_parts(parts, system, own); !done) return done;
  }
  std::ranges::stable_sort(own, {}, about);
  std::ranges::move(own, std::back_inserter(out));
  return {};
}

}  // namespace
}  // namespace evidence

base::Result<std::vector<record::Evidence>> collect(store::Store& store, const SystemRef* system,
                                                    const CollectOptions& asked) {
  std::vector<record::Evidence> out;
  CollectOptions options = asked;
  if (options.age == 0) {
    const auto age = evidence::age_in_force(store, options.now);
    if (!age) return std::unexpected(age.error());
    options.age = *age;
  }
  evidence::PresentParts parts(store);
  if (system != nullptr) {
    evidence::StoreSource source(store);
    const auto done = evidence::collect_system(store, source, parts, *system, options, out);
    if (!done) return std::unexpected(done.error());
  } else {
    auto left = store.evidence().latest_of_organisation();
    if (!left) return std::unexpected(left.error());
    base::Result<std::vector<SystemRef>> systems;
    if (!options.estate || options.with_systems) systems = all_systems(store);
    if (!systems) return std::unexpected(systems.error());
    evidence::StoreSource own(store);
    const evidence::Collector collector{store, own, options, out};
    if (auto done = evidence::add_feeds(collector); !done) return std::unexpected(done.error());
    if (options.estate) {
      out.push_back(*options.estate);
      out.back().expires = out.back().at + options.age;
    } else if (auto done = evidence::add_estate(collector, *systems); !done) {
      return std::unexpected(done.error());
    }
    if (auto done = evidence::add_readiness(collector, ""); !done) {
      return std::unexpected(done.error());
    }
    if (auto done = evidence::add_posture(collector); !done) return std::unexpected(done.error());
    for (record::Evidence& piece : out) evidence::finish(piece);
    auto done = evidence::join(own, options, std::move(*left), out);
    if (!done) return std::unexpected(done.error());
    if (options.with_systems) {
      const auto source = evidence::BulkSource::load(store);
      if (!source) return std::unexpected(source.error());
      // In the order of their ids, so that what comes out is in order.
      std::ranges::sort(*systems, {}, &SystemRef::id);
      for (const SystemRef& one : *systems) {
        done = evidence::collect_system(store, **source, parts, one, options, out);
        if (!done) return std::unexpected(done.error());
      }
    }
  }
  if (!std::ranges::is_sorted(out, {}, evidence::about)) {
    std::ranges::stable_sort(out, {}, evidence::about);
  }
  return out;
}

record::Evidence left_piece(store::Store& store, record::EvidenceKind kind, std::string subject,
                            std::string_view command, base::Millis now, base::Millis age) {
  record::Evidence piece;
  piece.kind = kind;
  piece.name = subject;
  if (subject.starts_with('/')) {
    if (auto system = system_at(store, subject)) piece.system = std::move(*system);
    piece.name = subject.substr(subject.rfind('/') + 1);
  }
  piece.subject = std::move(subject);
  piece.producer = evidence::producer(command, kVersion);
  piece.at = now;
  piece.expires = now + age;
  return piece;
}

base::Result<void> leave_evidence(store::Store& store, std::vector<record::Evidence> pieces) {
  for (record::Evidence& piece : pieces) evidence::finish(piece);
  return store.evidence().add(pieces);
}

}  // namespace bartizan::run
