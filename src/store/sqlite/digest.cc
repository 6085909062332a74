// What was made of systems' components: kept beside them, and gone with them. Local models are
// called by their path below the system's own folder, here and where a declaration is kept.
#include <algorithm>
#include <list>
#include <map>
#include <set>

#include "base/escape.h"
#include "record/local_name.h"
#include "store/sqlite/estate.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {
namespace {

struct Numbered {
  std::int64_t number = 0;
  record::Component component;
};

// The components of a place by their ids, in the order of the place.
class PlaceReader {
 public:
  explicit PlaceReader(Connection& connection)
      : components_(connection,
                    "SELECT number, id, kind, name, provider, version, provenance FROM component "
                    "WHERE place = ? ORDER BY number"),
        attributes_(connection,
                    "SELECT component, key, value, provenance, source FROM component_attribute "
                    "WHERE component BETWEEN ? AND ? ORDER BY component, ordinal") {}

  std::vector<Numbered> read(std::int64_t place) {
    std::vector<Numbered> all;
    components_.bind(place);
    while (components_.step()) {
      Numbered& one = all.emplace_back();
      one.number = components_.number(0);
      record::Component& c = one.component;
      c.id = components_.text(1);
      c.kind = record::component_kind(components_.text(2)).value_or(record::ComponentKind::package);
      c.name = base::unescape_name(components_.text(3));
      c.provider = base::unescape_name(components_.text(4));
      c.version = base::unescape_name(components_.text(5));
      c.provenance = provenance(components_.text(6));
    }
    components_.reset();
    if (!all.empty()) add_attributes(all);
    return all;
  }

 private:
  static record::Provenance provenance(const std::string& name) {
    return record::provenance(name).value_or(record::Provenance::unknown);
  }

  // A place is written at once, so its numbers lie together; what lies between is skipped.
  void add_attributes(std::vector<Numbered>& all) {
    attributes_.bind(all.front().number, all.back().number);
    auto at = all.begin();
    while (attributes_.step()) {
      const std::int64_t number = attributes_.number(0);
      while (at != all.end() && at->number < number) ++at;
      if (at == all.end()) break;
      if (at->number != number) continue;
      at->component.attributes.push_back(
          {attributes_.text(1), base::unescape_name(attributes_.text(2)),
           provenance(attributes_.text(3)), base::unescape_name(attributes_.text(4))});
    }
    attributes_.reset();
  }

  Statement components_, attributes_;
};

// Places of systems without a digest of that version, at most so many. Walks both lists once in the
// order of their keys: looking up 10,000 systems one by one takes 120 ms, and is asked before each
// comparison, most often for nothing.
std::vector<std::int64_t> undigested(Connection& connection, std::string_view version,
                                     std::size_t most) {
  Statement systems(connection, "SELECT id, place FROM system ORDER BY id");
  Statement digests(connection,
                    "SELECT system FROM system_digest WHERE version = ? ORDER BY system");
  digests.bind(version);
  std::set<std::int64_t> places;
  bool more = digests.step();
  while (places.size() < most && systems.step()) {
    const std::string id = systems.text(0);
    while (more && digests.text(0) < id) more = digests.step();
    if (!more || digests.text(0) != id) places.insert(systems.number(1));
  }
  return {places.begin(), places.end()};
}

Snapshot snapshot(const Statement& row) {
  return {record::component_kind(row.text(0)).value_or(record::ComponentKind::package),
          base::unescape_name(row.text(1)), base::unescape_name(row.text(2)),
          base::unescape_name(row.text(3))};
}

}  // namespace

Result<std::size_t> SqliteEstate::make_digests(std::string_view version, std::size_t most_places,
                                               const Digester& digester) {
  return guarded(mutex_, [&]() -> std::size_t {
    const std::vector<std::int64_t> places = undigested(connection_, version, most_places);
    if (places.empty()) return 0;
    Transaction transaction(connection_);
    PlaceReader reader(connection_);
    Statement systems(connection_, "SELECT id, path FROM system WHERE place = ?");
    Statement parts(connection_, "SELECT component FROM system_component WHERE system = ?");
    Statement assigned(connection_, "SELECT 1 FROM system_use_case WHERE system = ?");
    Statement declared(connection_,
                       "SELECT kind, name, provider, version FROM system_declared WHERE system = ? "
                       "ORDER BY ordinal");
    Statement put(connection_,
                  "INSERT INTO system_digest(system, version, body) VALUES(?, ?, ?) ON "
                  "CONFLICT(system) DO UPDATE SET version = excluded.version, body = "
                  "excluded.body");
    for (const std::int64_t place : places) {
      const std::vector<Numbered> all = reader.read(place);
      std::multimap<std::string_view, const Numbered*> by_id;
      for (const Numbered& one : all) by_id.emplace(one.component.id, &one);
      std::vector<std::pair<std::string, std::string>> found;
      systems.bind(place);
      while (systems.step()) {
        found.emplace_back(systems.text(0), base::unescape_name(systems.text(1)));
      }
      systems.reset();
      for (const auto& [id, folder] : found) {
        std::vector<const Numbered*> own;
        parts.bind(std::string_view(id));
        while (parts.step()) {
          const std::string part = parts.text(0);
          const auto [first, last] = by_id.equal_range(part);
          for (auto at = first; at != last; ++at) own.push_back(at->second);
        }
        parts.reset();
        std::ranges::sort(own, {}, &Numbered::number);
        std::vector<const record::Component*> components;
        std::list<record::Component> renamed;
        for (const Numbered* one : own) {
          const record::Component& c = one->component;
          const std::string_view name = record::name_below(c.kind, c.provider, c.name, folder);
          if (name.size() == c.name.size()) {
            components.push_back(&c);
            continue;
          }
          record::Component& copy = renamed.emplace_back(c);
          copy.name = std::string(name);
          components.push_back(&copy);
        }
        std::vector<Snapshot> snapshots;
        const bool is_assigned = assigned.bind(std::string_view(id)).step();
        assigned.reset();
        if (is_assigned) {
          declared.bind(std::string_view(id));
          while (declared.step()) snapshots.push_back(snapshot(declared));
          declared.reset();
        }
        const std::string body = digester({components, is_assigned ? &snapshots : nullptr});
        put.bind(std::string_view(id), version, std::string_view(body));
        put.run();
      }
    }
    transaction.commit();
    return places.size();
  });
}

Result<std::vector<Digest>> SqliteEstate::digests(std::string_view version) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT system, body FROM system_digest WHERE version = ? ORDER BY system");
    rows.bind(version);
    std::vector<Digest> all;
    while (rows.step()) all.push_back({rows.text(0), rows.text(1)});
    return all;
  });
}

}  // namespace bartizan::store::sqlite
