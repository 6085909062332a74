#include "store/sqlite/estate.h"

#include <set>

#include "base/escape.h"
#include "record/local_name.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store {

std::string name_key(record::ComponentKind kind, std::string_view name) {
  const bool package = kind == record::ComponentKind::package;
  std::string key;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    // PEP 503's normalisation; other registries do not tell such names apart either.
    if (package && (c == '_' || c == '.')) c = '-';
    if (package && c == '-' && key.ends_with('-')) continue;
    key += c;
  }
  return key;
}

namespace sqlite {
namespace {

std::string lower(std::string_view text) { return name_key(record::ComponentKind::model, text); }

// Names from files in the form in which they are kept.
std::string kept(std::string_view name) { return base::escape_name(name); }
std::string kept_text(std::string_view text) { return base::encode_text(text); }
std::string given(const std::string& text) { return base::unescape_name(text); }

class ComponentWriter {
 public:
  explicit ComponentWriter(Connection& connection)
      : connection_(connection),
        component_(connection,
                   "INSERT INTO component(place, id, kind, name, name_key, tail_key, provider, "
                   "version, provenance) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        attribute_(connection, "INSERT INTO component_attribute VALUES(?, ?, ?, ?, ?, ?)"),
        occurrence_(connection, "INSERT INTO occurrence VALUES(?, ?, ?, ?, ?, ?, ?)") {}

  void write(std::int64_t place, const record::Component& component) {
    const std::string name = kept(component.name);
    const std::string key = name_key(component.kind, name);
    const std::size_t slash = key.rfind('/');
    const MaybeText tail =
        slash == key.npos ? MaybeText() : MaybeText(std::string_view(key).substr(slash + 1));
    const std::string version = kept(component.version), provider = kept(component.provider);
    component_.bind(place, std::string_view(component.id), record::name(component.kind),
                    std::string_view(name), std::string_view(key), tail, std::string_view(provider),
                    std::string_view(version), record::name(component.provenance));
    component_.run();
    const std::int64_t number = connection_.last_number();
    std::int64_t ordinal = 0;
    for (const record::Attribute& a : component.attributes) {
      const std::string value = kept_text(a.value), source = kept(a.source);
      attribute_.bind(number, ordinal++, std::string_view(a.key), std::string_view(value),
                      record::name(a.provenance), std::string_view(source));
      attribute_.run();
    }
    ordinal = 0;
    for (const record::Occurrence& o : component.occurrences) {
      const std::string path = kept(o.path), evidence = kept_text(o.evidence);
      occurrence_.bind(number, ordinal++, std::string_view(path), std::int64_t{o.line},
                       std::string_view(o.signal), record::name(o.certainty),
                       std::string_view(evidence));
      occurrence_.run();
    }
  }

 private:
  Connection& connection_;
  Statement component_, attribute_, occurrence_;
};

class ComponentReader {
 public:
  explicit ComponentReader(Connection& connection)
      : attribute_(connection,
                   "SELECT key, value, provenance, source FROM component_attribute "
                   "WHERE component = ? ORDER BY ordinal"),
        occurrence_(connection,
                    "SELECT path, line, signal, certainty, evidence FROM occurrence "
                    "WHERE component = ? ORDER BY ordinal") {}

  // `row`: number, id, kind, name, provider, version, provenance.
  record::Component read(const Statement& row, bool whole = true) {
    record::Component component;
    const std::int64_t number = row.number(0);
    component.id = row.text(1);
    component.kind = record::component_kind(row.text(2)).value_or(record::ComponentKind::package);
    component.name = given(row.text(3));
    component.provider = given(row.text(4));
    component.version = given(row.text(5));
    component.provenance = provenance(row.text(6));
    if (!whole) return component;
    attribute_.bind(number);
    while (attribute_.step()) {
      component.attributes.push_back({attribute_.text(0), given(attribute_.text(1)),
                                      provenance(attribute_.text(2)), given(attribute_.text(3))});
    }
    attribute_.reset();
    occurrence_.bind(number);
    while (occurrence_.step()) {
      record::Occurrence o;
      o.path = given(occurrence_.text(0));
      o.line = static_cast<std::uint32_t>(occurrence_.number(1));
      o.signal = occurrence_.text(2);
      o.certainty = record::certainty(occurrence_.text(3)).value_or(record::Certainty::low);
      o.evidence = given(occurrence_.text(4));
      component.occurrences.push_back(std::move(o));
    }
    occurrence_.reset();
    return component;
  }

 private:
  static record::Provenance provenance(const std::string& name) {
    return record::provenance(name).value_or(record::Provenance::unknown);
  }

  Statement attribute_, occurrence_;
};

// Columns of ComponentReader::read, then the place's path and id.
constexpr const char* kByName =
    "SELECT c.number, c.id, c.kind, c.name, c.provider, c.version, c.provenance, p.path, p.id "
    "FROM component c JOIN place p ON p.id = c.place WHERE c.number IN "
    "(SELECT number FROM component WHERE name_key = ?1 UNION "
    "SELECT number FROM component WHERE tail_key = ?1) ORDER BY p.path, c.name, c.number";
constexpr const char* kByAttribute =
    "SELECT c.number, c.id, c.kind, c.name, c.provider, c.version, c.provenance, p.path, p.id "
    "FROM component c JOIN place p ON p.id = c.place WHERE c.number IN "
    "(SELECT component FROM component_attribute WHERE key = ?1 AND lower(value) = ?2 "
    "AND key IN ('licence', 'sha256', 'hash:SHA-256', 'digest', 'base-url')) "
    "ORDER BY p.path, c.name, c.number";

constexpr const char* kSystemRows =
    "SELECT s.id, s.path, s.name, s.owner, coalesce(u.use_case, ''), p.path, p.read FROM system s "
    "JOIN place p ON p.id = s.place LEFT JOIN system_use_case u ON u.system = s.id ";

std::vector<SystemRow> system_rows(Statement& rows) {
  std::vector<SystemRow> all;
  while (rows.step()) {
    SystemRow row;
    row.system.id = rows.text(0);
    row.system.path = given(rows.text(1));
    row.system.name = given(rows.text(2));
    row.system.owner = given(rows.text(3));
    row.system.use_case = rows.text(4);
    row.place = given(rows.text(5));
    row.read = rows.number(6);
    all.push_back(std::move(row));
  }
  return all;
}

// Says which use case a system is; what it holds now is what was declared, unless that was said
// before.
void declare(Connection& connection, std::string_view system, std::string_view use_case) {
  Statement known(connection, "SELECT 1 FROM system_use_case WHERE system = ? AND use_case = ?");
  if (known.bind(system, use_case).step()) return;
  known.reset();
  Statement(connection, "DELETE FROM system_use_case WHERE system = ?").bind(system).run();
  Statement(connection, "INSERT INTO system_use_case VALUES(?, ?)").bind(system, use_case).run();
  Statement held(connection,
                 "SELECT s.path, c.kind, c.name, c.provider, c.version FROM system_component sc "
                 "JOIN system s ON s.id = sc.system JOIN component c ON c.id = sc.component AND "
                 "c.place = s.place WHERE sc.system = ?");
  held.bind(system);
  std::set<Snapshot> all;  // in their order, and what is called the same once
  while (held.step()) {
    const std::string folder = given(held.text(0)), name = given(held.text(2));
    Snapshot part;
    part.kind = record::component_kind(held.text(1)).value_or(record::ComponentKind::package);
    part.provider = given(held.text(3));
    part.version = given(held.text(4));
    part.name = std::string(record::name_below(part.kind, part.provider, name, folder));
    all.insert(std::move(part));
  }
  held.reset();
  Statement put(connection, "INSERT INTO system_declared VALUES(?, ?, ?, ?, ?, ?)");
  std::int64_t ordinal = 0;
  for (const Snapshot& part : all) {
    const std::string name = kept(part.name), provider = kept(part.provider),
                      version = kept(part.version);
    put.bind(system, ++ordinal, record::name(part.kind), std::string_view(name),
             std::string_view(provider), std::string_view(version));
    put.run();
  }
}

}  // namespace

Result<void> SqliteEstate::replace(const Place& place) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    const std::string path = kept(place.path);
    Statement(connection_, "DELETE FROM place WHERE path = ?").bind(std::string_view(path)).run();
    Statement insert(connection_, "INSERT INTO place(path, read) VALUES(?, ?) RETURNING id");
    insert.bind(std::string_view(path), std::int64_t{place.read});
    insert.step();
    const std::int64_t id = insert.number(0);
    insert.reset();
    ComponentWriter writer(connection_);
    for (const record::Component& component : place.components) writer.write(id, component);
    Statement relation(connection_, "INSERT INTO relation VALUES(?, ?, ?, ?, ?, ?)");
    std::int64_t ordinal = 0;
    for (const record::Relation& r : place.relations) {
      relation.bind(id, ordinal++, std::string_view(r.from), record::name(r.kind),
                    std::string_view(r.to), record::name(r.provenance));
      relation.run();
    }
    Statement system(connection_, "INSERT INTO system VALUES(?, ?, ?, ?, ?)");
    Statement part(connection_, "INSERT OR IGNORE INTO system_component VALUES(?, ?)");
    for (const EstateSystem& s : place.systems) {
      const std::string folder = kept(s.path), name = kept(s.name), owner = kept(s.owner);
      system.bind(std::string_view(s.id), id, std::string_view(folder), std::string_view(name),
                  std::string_view(owner));
      system.run();
      for (const std::string& component : s.components) {
        part.bind(std::string_view(s.id), std::string_view(component));
        part.run();
      }
      if (!s.use_case.empty()) declare(connection_, s.id, s.use_case);
    }
    transaction.commit();
  });
}

Result<bool> SqliteEstate::forget(std::string_view place) {
  return guarded(mutex_, [&] {
    const std::string path = kept(place);
    Transaction transaction(connection_);
    Statement(connection_, "DELETE FROM place WHERE path = ?").bind(std::string_view(path)).run();
    const bool was_there = connection_.number("SELECT changes()") > 0;
    if (was_there) transaction.commit();
    return was_there;
  });
}

Result<std::vector<Place>> SqliteEstate::places() {
  return guarded(mutex_, [&] {
    Statement rows(connection_, "SELECT path, read FROM place ORDER BY read, id");
    std::vector<Place> places;
    while (rows.step()) places.push_back({given(rows.text(0)), rows.number(1), {}, {}, {}});
    return places;
  });
}

Result<Place> SqliteEstate::place(std::string_view wanted) { return read_place(wanted, true); }

Result<Place> SqliteEstate::outline(std::string_view wanted) { return read_place(wanted, false); }

Result<Place> SqliteEstate::read_place(std::string_view wanted, bool whole) {
  return guarded(mutex_, [&]() -> Result<Place> {
    const std::string path = kept(wanted);
    Statement row(connection_, "SELECT id, read FROM place WHERE path = ?");
    if (!row.bind(std::string_view(path)).step()) {
      return base::fail(base::Code::invalid, "nothing was read there");
    }
    const std::int64_t id = row.number(0);
    Place place;
    place.path = wanted;
    place.read = row.number(1);
    ComponentReader reader(connection_);
    Statement components(connection_,
                         "SELECT number, id, kind, name, provider, version, provenance FROM "
                         "component WHERE place = ? ORDER BY number");
    components.bind(id);
    while (components.step()) place.components.push_back(reader.read(components, whole));
    Statement relations(connection_,
                        "SELECT source, kind, target, provenance FROM relation WHERE place = ? "
                        "ORDER BY ordinal");
    relations.bind(id);
    while (whole && relations.step()) {
      const auto kind = record::relation_kind(relations.text(1));
      const auto provenance = record::provenance(relations.text(3));
      if (!kind || !provenance) continue;
      place.relations.push_back({relations.text(0), *kind, relations.text(2), *provenance});
    }
    Statement systems(connection_,
                      "SELECT s.id, s.path, s.name, s.owner, coalesce(u.use_case, '') FROM "
                      "system s LEFT JOIN system_use_case u ON u.system = s.id WHERE s.place = ? "
                      "ORDER BY s.path");
    Statement parts(connection_,
                    "SELECT component FROM system_component WHERE system = ? ORDER BY component");
    Statement declared(connection_,
                       "SELECT kind, name, provider, version FROM system_declared WHERE system = ? "
                       "ORDER BY ordinal");
    systems.bind(id);
    while (systems.step()) {
      EstateSystem system;
      system.id = systems.text(0);
      system.path = given(systems.text(1));
      system.name = given(systems.text(2));
      system.owner = given(systems.text(3));
      system.use_case = systems.text(4);
      parts.bind(std::string_view(system.id));
      while (parts.step()) system.components.push_back(parts.text(0));
      parts.reset();
      declared.bind(std::string_view(system.id));
      while (declared.step()) {
        system.declared.push_back(
            {record::component_kind(declared.text(0)).value_or(record::ComponentKind::package),
             given(declared.text(1)), given(declared.text(2)), given(declared.text(3))});
      }
      declared.reset();
      place.systems.push_back(std::move(system));
    }
    return place;
  });
}

Result<std::vector<SystemRow>> SqliteEstate::systems() {
  return guarded(mutex_, [&] {
    Statement rows(connection_, (std::string(kSystemRows) + "ORDER BY p.path, s.path").c_str());
    return system_rows(rows);
  });
}

Result<std::optional<SystemRow>> SqliteEstate::system(std::string_view id) {
  return guarded(mutex_, [&]() -> std::optional<SystemRow> {
    Statement rows(connection_, (std::string(kSystemRows) + "WHERE s.id = ?").c_str());
    rows.bind(id);
    auto found = system_rows(rows);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  });
}

Result<std::vector<SystemRow>> SqliteEstate::systems_in(std::string_view place) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   (std::string(kSystemRows) + "WHERE p.path = ? ORDER BY s.path").c_str());
    const std::string path = kept(place);
    rows.bind(std::string_view(path));
    return system_rows(rows);
  });
}

Result<std::vector<SystemRow>> SqliteEstate::systems_of(std::string_view use_case) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   (std::string(kSystemRows) +
                    "WHERE s.id IN (SELECT system FROM system_use_case WHERE use_case = ?) "
                    "ORDER BY p.path, s.path")
                       .c_str());
    rows.bind(use_case);
    return system_rows(rows);
  });
}

Result<std::vector<record::Component>> SqliteEstate::components_of(std::string_view system) {
  return guarded(mutex_, [&] {
    ComponentReader reader(connection_);
    // In this order, whatever the planner thinks: a place may hold a hundred thousand others.
    Statement rows(connection_,
                   "SELECT c.number, c.id, c.kind, c.name, c.provider, c.version, c.provenance "
                   "FROM system s CROSS JOIN system_component sc ON sc.system = s.id CROSS JOIN "
                   "component c ON c.place = s.place AND c.id = sc.component WHERE s.id = ? "
                   "ORDER BY c.number");
    rows.bind(system);
    std::vector<record::Component> components;
    while (rows.step()) components.push_back(reader.read(rows));
    return components;
  });
}

Result<std::vector<FindHit>> SqliteEstate::find(const FindQuery& query) {
  return guarded(mutex_, [&] {
    std::vector<FindHit> hits;
    ComponentReader reader(connection_);
    // A component is in a system of its own place.
    Statement systems(connection_,
                      "SELECT s.name, coalesce(u.use_case, '') FROM system_component sc JOIN "
                      "system s ON s.id = sc.system LEFT JOIN system_use_case u ON u.system = s.id "
                      "WHERE sc.component = ? AND s.place = ? ORDER BY s.name");
    const auto collect = [&](Statement& rows) {
      while (rows.step()) {
        const auto kind = record::component_kind(rows.text(2));
        if (query.kind && kind != query.kind) continue;
        FindHit hit;
        hit.component = reader.read(rows);
        hit.place = given(rows.text(7));
        systems.bind(std::string_view(hit.component.id), rows.number(8));
        while (systems.step()) {
          const std::string use_case = systems.text(1);
          hit.systems.push_back(given(systems.text(0)) +
                                (use_case.empty() ? "" : " (" + use_case + ")"));
        }
        systems.reset();
        hits.push_back(std::move(hit));
      }
      rows.reset();
    };
    if (query.by == FindBy::name || query.by == FindBy::endpoint) {
      // A package's key and another kind's differ where the name has separators.
      Statement rows(connection_, kByName);
      const std::string plain = lower(kept(query.text));
      const std::string folded = name_key(record::ComponentKind::package, plain);
      rows.bind(std::string_view(plain));
      collect(rows);
      if (folded != plain) {
        rows.bind(std::string_view(folded));
        collect(rows);
      }
    }
    Statement rows(connection_, kByAttribute);
    const std::string text = lower(kept_text(query.text));
    const auto by_attribute = [&](std::string_view key, const std::string& value) {
      rows.bind(key, std::string_view(value));
      collect(rows);
    };
    if (query.by == FindBy::licence) by_attribute("licence", text);
    if (query.by == FindBy::endpoint) by_attribute("base-url", text);
    if (query.by == FindBy::hash) {
      by_attribute("sha256", text);
      by_attribute("hash:SHA-256", text);  // as BOMs have it
      by_attribute("digest", "sha256:" + text);
    }
    return hits;
  });
}

Result<bool> SqliteEstate::assign(std::string_view system, std::string_view use_case) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement known(connection_, "SELECT 1 FROM system WHERE id = ?");
    if (!known.bind(system).step()) return false;
    known.reset();
    Statement(connection_, "DELETE FROM system_use_case WHERE system = ?").bind(system).run();
    Statement(connection_, "DELETE FROM system_digest WHERE system = ?").bind(system).run();
    if (!use_case.empty()) declare(connection_, system, use_case);
    transaction.commit();
    return true;
  });
}

}  // namespace sqlite
}  // namespace bartizan::store
