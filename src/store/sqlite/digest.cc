// What was made of systems' components: kept beside them, and gone with them.
#include <algorithm>
#include <map>

#include "base/escape.h"
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

}  // namespace

Result<std::size_t> SqliteEstate::make_digests(std::string_view version, std::size_t most_places,
                                               const Digester& digester) {
  return guarded(mutex_, [&]() -> std::size_t {
    Transaction transaction(connection_);
    Statement old(connection_, "SELECT 1 FROM system_digest WHERE version <> ? LIMIT 1");
    if (old.bind(version).step()) {
      Statement(connection_, "DELETE FROM system_digest WHERE version <> ?").bind(version).run();
    }
    old.reset();
    std::vector<std::int64_t> places;
    {
      Statement rows(connection_,
                     "SELECT DISTINCT place FROM system s WHERE NOT EXISTS (SELECT 1 FROM "
                     "system_digest d WHERE d.system = s.id) LIMIT ?");
      rows.bind(static_cast<std::int64_t>(most_places));
      while (rows.step()) places.push_back(rows.number(0));
    }
    PlaceReader reader(connection_);
    Statement systems(connection_, "SELECT id FROM system WHERE place = ?");
    Statement parts(connection_, "SELECT component FROM system_component WHERE system = ?");
    Statement put(connection_,
                  "INSERT INTO system_digest(system, version, body) VALUES(?, ?, ?) ON "
                  "CONFLICT(system) DO UPDATE SET version = excluded.version, body = "
                  "excluded.body");
    for (const std::int64_t place : places) {
      const std::vector<Numbered> all = reader.read(place);
      std::multimap<std::string_view, const Numbered*> by_id;
      for (const Numbered& one : all) by_id.emplace(one.component.id, &one);
      std::vector<std::string> ids;
      systems.bind(place);
      while (systems.step()) ids.push_back(systems.text(0));
      systems.reset();
      for (const std::string& id : ids) {
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
        for (const Numbered* one : own) components.push_back(&one->component);
        const std::string body = digester(components);
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
