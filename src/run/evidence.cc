#include "run/evidence.h"

#include <algorithm>
#include <map>
#include <tuple>

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
      return text + " and " + std::to_string(names.size() - said) + " more";
    }
    text += (said++ == 0 ? "" : "; ") + name;
  }
  return text;
}

void put_names(record::Evidence& piece, std::string_view key, const std::set<std::string>& names) {
  put(piece, key, std::uint64_t{names.size()});
  put(piece, std::string(key) + ":names", joined(names));
}

void finish(record::Evidence& piece) {
  std::ranges::sort(piece.facts);
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

// Files that are not there any more: path, and since when that is known.
std::map<std::string, base::Millis, std::less<>> gone_files(
    std::span<const record::Evidence> left) {
  std::map<std::string, base::Millis, std::less<>> gone;
  for (const record::Evidence& piece : left) {
    if (piece.kind == EvidenceKind::scan && piece.fact("gone") == "yes") {
      gone.emplace(piece.subject, piece.at);
    }
  }
  return gone;
}

// Whether one of them lay at or below a path, and went after `since`.
bool went_below(const std::map<std::string, base::Millis, std::less<>>& gone,
                const std::string& path, base::Millis since) {
  for (auto at = gone.lower_bound(path); at != gone.end() && at->first.starts_with(path); ++at) {
    const bool inside = at->first.size() == path.size() || at->first[path.size()] == '/';
    if (inside && at->second > since) return true;
  }
  return false;
}

// What commands left, as it counts now.
base::Result<void> join(Source& source, const CollectOptions& options,
                        std::vector<record::Evidence> left, std::vector<record::Evidence>& out) {
  std::map<decltype(about(out.front())), std::size_t> derived;
  std::vector<record::Evidence> more;
  for (std::size_t i = 0; i < out.size(); ++i) derived.emplace(about(out[i]), i);
  const auto gone = gone_files(left);
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
    if (piece.kind == EvidenceKind::signature || piece.kind == EvidenceKind::gate) {
      piece.expires = std::min(piece.expires, piece.at + options.age);
    }
    const bool of_bytes = piece.kind == EvidenceKind::signature ||
                          piece.kind == EvidenceKind::gate || piece.kind == EvidenceKind::bom;
    // What a BOM describes is not the BOM.
    const std::string path(piece.kind == EvidenceKind::bom ? piece.fact("of")
                                                           : std::string_view(piece.subject));
    if (of_bytes && path.starts_with('/')) {
      const auto changed = source.changed_since(path, piece.at);
      if (!changed) return std::unexpected(changed.error());
      if (*changed || went_below(gone, path, piece.at)) {
        put_yes(piece, "changed-since", true);
        finish(piece);
      }
    }
    more.push_back(std::move(piece));
  }
  derived.clear();
  std::ranges::move(more, std::back_inserter(out));
  return {};
}

base::Result<void> collect_system(store::Store& store, Source& source, const SystemRef& system,
                                  const CollectOptions& options,
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
  if (system != nullptr) {
    evidence::StoreSource source(store);
    const auto done = evidence::collect_system(store, source, *system, options, out);
    if (!done) return std::unexpected(done.error());
  } else {
    auto left = store.evidence().latest_of_organisation();
    if (!left) return std::unexpected(left.error());
    const auto systems = all_systems(store);
    if (!systems) return std::unexpected(systems.error());
    evidence::StoreSource own(store);
    const evidence::Collector collector{store, own, options, out};
    if (auto done = evidence::add_feeds(collector); !done) return std::unexpected(done.error());
    if (auto done = evidence::add_estate(collector, *systems); !done) {
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
      for (const SystemRef& one : *systems) {
        done = evidence::collect_system(store, **source, one, options, out);
        if (!done) return std::unexpected(done.error());
      }
    }
  }
  std::ranges::stable_sort(out, {}, evidence::about);
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

void leave_evidence(store::Store& store, std::vector<record::Evidence> pieces) {
  for (record::Evidence& piece : pieces) evidence::finish(piece);
  (void)store.evidence().add(pieces);
}

}  // namespace bartizan::run
