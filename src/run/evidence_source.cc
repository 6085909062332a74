#include "run/evidence_source.h"

#include <algorithm>
#include <tuple>

#include "base/escape.h"
#include "record/local_name.h"
#include "run/evidence_covers.h"
#include "run/version.h"
#include "scan/catalog.h"

namespace bartizan::run::evidence {
namespace {

// How many places are looked at in one transaction: others wait for so long to write.
constexpr std::size_t kPlacesAtOnce = 16;
// Of the body of a digest.
constexpr std::string_view kForm = "4";

template <typename Map>
auto found_in(const Map& map, const std::string& key) -> std::optional<typename Map::mapped_type> {
  const auto at = map.find(key);
  if (at == map.end()) return std::nullopt;
  return at->second;
}

template <typename Map>
auto listed_in(const Map& map, const std::string& key) -> typename Map::mapped_type {
  const auto at = map.find(key);
  return at == map.end() ? typename Map::mapped_type() : at->second;
}

base::Result<Made> read_made(store::Store& store, const std::string& system) {
  auto components = store.estate().components_of(system);
  if (!components) return std::unexpected(components.error());
  const auto row = store.estate().system(system);
  if (!row) return std::unexpected(row.error());
  std::vector<const record::Component*> all;
  for (record::Component& c : *components) {
    if (*row) {
      c.name = std::string(record::name_below(c.kind, c.provider, c.name, (*row)->system.path));
    }
    all.push_back(&c);
  }
  return made_of(all);
}

base::Result<std::vector<ChangedFile>> read_changed(store::Store& store, const std::string& path,
                                                    base::Millis since) {
  std::vector<ChangedFile> changed;
  // Nearly always nothing has, and that takes microseconds.
  const auto any = store.changed_since(path, since);
  if (!any) return std::unexpected(any.error());
  if (!*any) return changed;
  const auto seen = store.last_seen(path, false);
  if (!seen) return std::unexpected(seen.error());
  for (const store::SeenFile& file : *seen) {
    if (file.seen <= since) continue;
    const auto has = store.changed_since(file.path, since);
    if (!has) return std::unexpected(has.error());
    if (!*has) continue;
    const auto sightings = store.history(file.path);
    if (!sightings) return std::unexpected(sightings.error());
    changed.push_back({file.path, {}});
    for (const store::HistoryRow& row : *sightings) {
      const bool then = row.path == file.path && row.seen <= since && row.sha256;
      if (then) changed.back().sha256 = *row.sha256;
    }
  }
  return changed;
}

}  // namespace

std::string digest_version() {
  return std::string(kVersion) + ' ' + std::string(kForm) + ' ' +
         std::string(scan::Catalog::embedded().hash());
}

base::Result<void> keep_digests(store::Store& store) {
  const std::string version = digest_version();
  const auto digester = [](const store::DigestOf& of) {
    return body_of(made_of(of.components), holding_of(of));
  };
  for (;;) {
    const auto made = store.estate().make_digests(version, kPlacesAtOnce, digester);
    if (!made) return std::unexpected(made.error());
    if (*made == 0) return {};
  }
}

// "key<TAB>value" a line; a model file has no key, and what only names one begins with a tab more.
// After an empty line the holding.
std::string body_of(const Made& made, const use::Holding& holding) {
  std::string body;
  for (const record::EvidenceFact& fact : made.facts) {
    body += fact.key + '\t' + base::escape_name(fact.value) + '\n';
  }
  for (const std::string& model : made.local_models) body += '\t' + base::escape_name(model) + '\n';
  for (const std::string& model : made.named_models) {
    body += "\t\t" + base::escape_name(model) + '\n';
  }
  return body + '\n' + holding.text();
}

Made made_from(std::string_view body) {
  Made made;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    const std::string_view line = body.substr(0, end);
    if (line.empty()) break;
    body.remove_prefix(std::min(end + 1, body.size()));
    const std::size_t tab = std::min(line.find('\t'), line.size());
    const bool is_named = line.starts_with("\t\t");
    std::string value = base::unescape_name(
        std::string(line.substr(std::min(tab + (is_named ? 2 : 1), line.size()))));
    if (is_named) {
      made.named_models.insert(std::move(value));
    } else if (tab == 0) {
      made.local_models.insert(std::move(value));
    } else {
      made.facts.push_back({std::string(line.substr(0, tab)), std::move(value)});
    }
  }
  return made;
}

use::Holding holding_from(std::string_view body) {
  if (body.starts_with('\n')) return use::Holding::from(std::string(body.substr(1)));
  const std::size_t at = body.find("\n\n");
  return at == body.npos ? use::Holding() : use::Holding::from(std::string(body.substr(at + 2)));
}

use::Holding holding_of(const store::DigestOf& of) {
  // By their ids, of each the last one: the order in which a system names them.
  std::map<std::string_view, const record::Component*> by_id;
  for (const record::Component* component : of.components) by_id[component->id] = component;
  std::vector<const record::Component*> components;
  std::set<std::tuple<record::ComponentKind, std::string_view, std::string_view, std::string_view>>
      parts;
  for (const auto& [id, c] : by_id) {
    // A file that code names is one part.
    if (parts.emplace(c->kind, c->provider, c->name, c->version).second) components.push_back(c);
  }
  if (of.declared == nullptr) return use::Holding(components, nullptr);
  std::vector<use::DeclaredPart> declared;
  for (const store::Snapshot& part : *of.declared) {
    declared.push_back({part.kind, part.name, part.provider, part.version});
  }
  return use::Holding(components, &declared);
}

base::Result<std::set<std::string>> others_below(Source& source, const std::string& path,
                                                 const record::Evidence& piece) {
  const auto changed = source.changed_since(path, piece.at);
  if (!changed) return std::unexpected(changed.error());
  std::set<std::string> names;
  for (const ChangedFile& file : *changed) {
    const std::string name =
        file.path == path ? "." : file.path.substr(path.size() + (path.ends_with('/') ? 0 : 1));
    if (looked_at(piece, name, file.sha256)) names.insert(name == "." ? piece.name : name);
  }
  return names;
}

base::Result<std::vector<record::Evidence>> StoreSource::left(const std::string& system) {
  return store_.evidence().latest(system);
}

base::Result<std::vector<store::SeenFile>> StoreSource::files(const std::string& path) {
  return store_.last_seen(path, true);
}

base::Result<bool> StoreSource::was_seen(const std::string& path) {
  const auto seen = store_.last_seen(path, true);
  if (!seen) return std::unexpected(seen.error());
  return !seen->empty();
}

base::Result<std::vector<ChangedFile>> StoreSource::changed_since(const std::string& path,
                                                                  base::Millis since) {
  return read_changed(store_, path, since);
}

base::Result<std::vector<store::SystemRow>> StoreSource::systems_in(const std::string& place) {
  return store_.estate().systems_in(place);
}

base::Result<Made> StoreSource::made(const std::string& system) {
  return read_made(store_, system);
}

base::Result<std::optional<record::UseCase>> StoreSource::use_case(const std::string& id) {
  auto found = store_.inventory().find_use_cases(id);
  if (!found) return std::unexpected(found.error());
  const auto own = std::ranges::find(*found, id, &record::UseCase::id);
  if (own == found->end()) return std::nullopt;
  return std::move(*own);
}

base::Result<std::optional<store::ImportRow>> StoreSource::import(const std::string& id) {
  auto imports = store_.inventory().imports();
  if (!imports) return std::unexpected(imports.error());
  const auto own = std::ranges::find(*imports, id, &store::ImportRow::id);
  if (own == imports->end()) return std::nullopt;
  return std::move(*own);
}

base::Result<std::vector<store::ReviewAnswer>> StoreSource::review(const std::string& use_case) {
  return store_.inventory().review(use_case);
}

base::Result<std::optional<record::Exposure>> StoreSource::exposure(const std::string& system) {
  return store_.cases().exposure(system);
}

base::Result<std::vector<record::Case>> StoreSource::cases(const std::string& system) {
  return store_.cases().cases(system);
}

base::Result<std::vector<record::Readiness>> StoreSource::readiness(const std::string& system) {
  return store_.posture().readiness(system);
}

base::Result<std::vector<record::Watched>> StoreSource::watched() {
  return store_.watch().places();
}

base::Result<std::unique_ptr<BulkSource>> BulkSource::load(store::Store& store) {
  std::unique_ptr<BulkSource> source(new BulkSource(store));
  auto files = store.last_seen("/", true);
  if (!files) return std::unexpected(files.error());
  source->files_ = std::move(*files);
  // The store has them in the order of their escaped names.
  std::ranges::sort(source->files_, {}, &store::SeenFile::path);
  if (const auto done = source->load_said(); !done) return std::unexpected(done.error());
  if (const auto done = source->load_estate(); !done) return std::unexpected(done.error());
  return source;
}

base::Result<void> BulkSource::load_said() {
  auto left = store_.evidence().latest("");
  if (!left) return std::unexpected(left.error());
  for (record::Evidence& piece : *left) left_[piece.system].push_back(std::move(piece));
  auto use_cases = store_.inventory().records();
  if (!use_cases) return std::unexpected(use_cases.error());
  for (record::UseCase& use_case : *use_cases) {
    std::string id = use_case.id;
    use_cases_.insert_or_assign(std::move(id), std::move(use_case));
  }
  auto imports = store_.inventory().imports();
  if (!imports) return std::unexpected(imports.error());
  for (store::ImportRow& import : *imports) imports_.emplace(import.id, import);
  auto reviews = store_.inventory().reviews();
  if (!reviews) return std::unexpected(reviews.error());
  reviews_ = std::move(*reviews);
  auto exposures = store_.cases().exposures();
  if (!exposures) return std::unexpected(exposures.error());
  for (record::Exposure& one : *exposures) exposures_.emplace(one.system, one);
  auto cases = store_.cases().cases("");
  if (!cases) return std::unexpected(cases.error());
  for (record::Case& one : *cases) cases_[one.system].push_back(std::move(one));
  auto readiness = store_.posture().readiness("");
  if (!readiness) return std::unexpected(readiness.error());
  for (record::Readiness& one : *readiness) readiness_[one.system].push_back(std::move(one));
  auto watched = store_.watch().places();
  if (!watched) return std::unexpected(watched.error());
  watched_ = std::move(*watched);
  return {};
}

base::Result<void> BulkSource::load_estate() {
  auto rows = store_.estate().systems();
  if (!rows) return std::unexpected(rows.error());
  for (store::SystemRow& row : *rows) systems_[row.place].push_back(std::move(row));
  // A store that cannot be written to is asked system by system (made() below).
  (void)keep_digests(store_);
  auto digests = store_.estate().digests(digest_version());
  if (!digests) return std::unexpected(digests.error());
  for (store::Digest& digest : *digests) {
    digests_.emplace(std::move(digest.system), std::move(digest.body));
  }
  return {};
}

base::Result<std::vector<record::Evidence>> BulkSource::left(const std::string& system) {
  return listed_in(left_, system);
}

std::pair<std::size_t, std::size_t> BulkSource::below(std::string_view folder) const {
  std::string first(folder);
  if (!first.ends_with('/')) first += '/';
  std::string last = first;
  last.back() = '0';  // the character after '/'
  const auto begin = std::ranges::lower_bound(files_, first, {}, &store::SeenFile::path);
  const auto end = std::ranges::lower_bound(files_, last, {}, &store::SeenFile::path);
  return {static_cast<std::size_t>(begin - files_.begin()),
          static_cast<std::size_t>(end - files_.begin())};
}

std::optional<std::size_t> BulkSource::at(std::string_view path) const {
  const auto own = std::ranges::lower_bound(files_, path, {}, &store::SeenFile::path);
  if (own == files_.end() || own->path != path) return std::nullopt;
  return static_cast<std::size_t>(own - files_.begin());
}

base::Result<std::vector<store::SeenFile>> BulkSource::files(const std::string& path) {
  std::vector<store::SeenFile> all;
  if (const auto own = at(path)) all.push_back(files_[*own]);
  const auto [first, last] = below(path);
  for (std::size_t i = first; i < last; ++i) all.push_back(files_[i]);
  return all;
}

base::Result<bool> BulkSource::was_seen(const std::string& path) {
  const auto [first, last] = below(path);
  return first < last || at(path).has_value();
}

// By the store: what is not a model is not among these files, and changes, too.
base::Result<std::vector<ChangedFile>> BulkSource::changed_since(const std::string& path,
                                                                 base::Millis since) {
  return read_changed(store_, path, since);
}

base::Result<std::vector<store::SystemRow>> BulkSource::systems_in(const std::string& place) {
  return listed_in(systems_, place);
}

base::Result<Made> BulkSource::made(const std::string& system) {
  const auto digest = digests_.find(system);
  if (digest == digests_.end()) return read_made(store_, system);
  return made_from(digest->second);
}

base::Result<std::optional<record::UseCase>> BulkSource::use_case(const std::string& id) {
  return found_in(use_cases_, id);
}

base::Result<std::optional<store::ImportRow>> BulkSource::import(const std::string& id) {
  return found_in(imports_, id);
}

base::Result<std::vector<store::ReviewAnswer>> BulkSource::review(const std::string& use_case) {
  return listed_in(reviews_, use_case);
}

base::Result<std::optional<record::Exposure>> BulkSource::exposure(const std::string& system) {
  return found_in(exposures_, system);
}

base::Result<std::vector<record::Case>> BulkSource::cases(const std::string& system) {
  return listed_in(cases_, system);
}

base::Result<std::vector<record::Readiness>> BulkSource::readiness(const std::string& system) {
  return listed_in(readiness_, system);
}

base::Result<std::vector<record::Watched>> BulkSource::watched() { return watched_; }

}  // namespace bartizan::run::evidence
