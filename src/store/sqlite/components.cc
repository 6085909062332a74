// Pages of components across all places, and the relations of one system (store/estate.h).
//
// Each page walks one index from where the page before ended, so that its cost follows from its
// length and not from how many components there are; what an index does not tell is looked at row
// by row, a bounded number of them.
#include <array>
#include <charconv>
#include <map>
#include <optional>

#include "base/escape.h"
#include "store/sqlite/estate.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {
namespace {

// Rows that one page looks at where a licence is asked for besides: some 40 ms on two cores.
constexpr std::size_t kMostLooked = 4000;
// Names that one page looks at for what stands inside them, which no index tells: the same time.
constexpr std::size_t kMostNames = 100'000;
// A cursor with a longer name says its row only; the server takes 512 bytes.
constexpr std::size_t kMostCursorKey = 450;
// More systems than these have a component: then the systems of the place are asked.
constexpr std::int64_t kManySystems = 500;
// Behind every text that begins like that: no name has the last code point of Unicode.
constexpr std::string_view kLast = "\xF4\x8F\xBF\xBF";

std::string given(const std::string& text) { return base::unescape_name(text); }

// One index, walked from a beginning of its keys.
struct Walk {
  std::string column;  // "name_key", "tail_key"; empty: by licence
  std::string prefix;
  bool inside = false;  // all names, for those that hold what is looked for further on
};

struct Cursor {
  std::size_t walk = 0;
  std::int64_t number = 0;
  std::string key;
  bool has_key = false;
};

std::string text_of(const Cursor& cursor) {
  std::string out = std::to_string(cursor.walk) + "." + std::to_string(cursor.number);
  if (cursor.key.size() <= kMostCursorKey) out += "." + cursor.key;
  return out;
}

std::optional<Cursor> cursor_of(std::string_view text) {
  Cursor cursor;
  const std::size_t dot = text.find('.');
  if (dot == text.npos) return std::nullopt;
  const std::string_view walk = text.substr(0, dot);
  std::string_view rest = text.substr(dot + 1);
  const std::size_t end = std::min(rest.find('.'), rest.size());
  const std::string_view number = rest.substr(0, end);
  const auto [walk_end, walk_error] = std::from_chars(walk.begin(), walk.end(), cursor.walk);
  const auto [number_end, number_error] =
      std::from_chars(number.begin(), number.end(), cursor.number);
  if (walk_error != std::errc() || number_error != std::errc() || walk_end != walk.end() ||
      number_end != number.end() || cursor.number < 0) {
    return std::nullopt;
  }
  if (end < rest.size()) {
    cursor.has_key = true;
    cursor.key = rest.substr(end + 1);
  }
  return cursor;
}

constexpr const char* kColumns =
    "SELECT c.number, c.id, c.kind, c.name, c.provider, c.version, c.provenance, p.path, c.place, "
    "c.name_key, coalesce(c.tail_key, '') ";

// Which systems of a place hold a component: asked from whichever side has fewer rows.
class Holders {
 public:
  explicit Holders(Connection& connection)
      : count_(connection,
               ("SELECT count(*) FROM (SELECT 1 FROM system_component WHERE component = ? LIMIT " +
                std::to_string(kManySystems) + ")")
                   .c_str()),
        by_component_(connection,
                      "SELECT s.id, s.name FROM system_component sc CROSS JOIN system s ON s.id = "
                      "sc.system WHERE sc.component = ? AND s.place = ? LIMIT ?"),
        by_place_(connection,
                  "SELECT s.id, s.name FROM system s CROSS JOIN system_component sc ON sc.system = "
                  "s.id AND sc.component = ? WHERE s.place = ? LIMIT ?") {}

  void find(std::int64_t place, ComponentRow& row) {
    const std::string& id = row.component.id;
    auto known = many_.find(id);
    if (known == many_.end()) {
      count_.bind(std::string_view(id)).step();
      known = many_.emplace(id, count_.number(0) >= kManySystems).first;
      count_.reset();
    }
    Statement& rows = known->second ? by_place_ : by_component_;
    rows.bind(std::string_view(id), place, std::int64_t{kMostIn + 1});
    while (rows.step()) {
      if (row.in.size() == kMostIn) {
        row.more_in = true;
        break;
      }
      row.in.push_back({rows.text(0), given(rows.text(1))});
    }
    rows.reset();
  }

 private:
  Statement count_, by_component_, by_place_;
  std::map<std::string, bool> many_;
};

class Pages {
 public:
  Pages(Connection& connection, const ComponentQuery& query)
      : connection_(connection),
        query_(query),
        licence_(connection,
                 "SELECT value FROM component_attribute WHERE component = ? AND key = 'licence' "
                 "ORDER BY ordinal"),
        holders_(connection) {
    const std::string plain = name_key(record::ComponentKind::model, base::escape_name(query.text));
    const std::string folded = name_key(record::ComponentKind::package, plain);
    plain_ = plain;
    wanted_licence_ = name_key(record::ComponentKind::model, base::encode_text(query.licence));
    if (plain.empty() && !wanted_licence_.empty()) {
      walks_.push_back({});
      return;
    }
    walks_.push_back({"name_key", plain});
    if (folded != plain) walks_.push_back({"name_key", folded});
    // Every name is in the first walk where nothing is looked for.
    if (plain.empty()) return;
    if (folded != plain) folded_ = folded;
    walks_.push_back({"tail_key", plain});
    walks_.push_back({"name_key", "", true});
  }

  Result<ComponentPage> page() {
    Cursor from;
    if (!query_.cursor.empty()) {
      const auto cursor = cursor_of(query_.cursor);
      if (!cursor || cursor->walk >= walks_.size()) {
        return base::fail(base::Code::invalid, "that is no cursor of these components");
      }
      from = *cursor;
      if (!from.has_key && !find_key(from)) {
        return base::fail(base::Code::invalid, "what the cursor stands at is not there any more");
      }
      if (!from.key.starts_with(walks_[from.walk].prefix)) {
        return base::fail(base::Code::invalid, "that is no cursor of these components");
      }
    }
    for (std::size_t at = from.walk; at < walks_.size(); ++at) {
      if (at != from.walk) from = {at, 0, walks_[at].prefix, true};
      const Walk& walk = walks_[at];
      if (walk.inside           ? by_inside(from, walk)
          : walk.column.empty() ? by_licence(from)
                                : by_key(from, walk)) {
        break;
      }
    }
    return std::move(page_);
  }

 private:
  bool find_key(Cursor& cursor) {
    if (walks_[cursor.walk].column.empty()) return true;
    Statement row(
        connection_,
        ("SELECT " + walks_[cursor.walk].column + " FROM component WHERE number = ?").c_str());
    if (!row.bind(cursor.number).step() || row.null(0)) return false;
    cursor.key = row.text(0);
    return true;
  }

  // True when the page is at its end.
  bool by_key(const Cursor& from, const Walk& walk) {
    const std::string in_order = kColumns + std::string("FROM component c CROSS JOIN place p ON ") +
                                 "p.id = c.place WHERE " + (query_.kind ? "c.kind = ?4 AND " : "") +
                                 "c." + walk.column;
    const std::string kind = query_.kind ? std::string(record::name(*query_.kind)) : std::string();
    const std::string key = from.key.empty() ? walk.prefix : from.key;
    const std::string end = walk.prefix + std::string(kLast);
    const auto walk_over = [&](const std::string& sql) {
      Statement rows(connection_, sql.c_str());
      if (query_.kind) {
        rows.bind(std::string_view(key), from.number, std::string_view(end),
                  std::string_view(kind));
      } else {
        rows.bind(std::string_view(key), from.number, std::string_view(end));
      }
      while (rows.step()) {
        const std::string row_key = rows.text(walk.column == "name_key" ? 9 : 10);
        if (looked_at(rows, {from.walk, rows.number(0), row_key, true}, walk)) return true;
      }
      return false;
    };
    // ?3 takes part in the first one so that both take the same parameters.
    return walk_over(in_order + " = ?1 AND c.number > ?2 AND c." + walk.column +
                     " < ?3 ORDER BY c.number") ||
           walk_over(in_order + " > ?1 AND c." + walk.column + " < ?3 AND ?2 >= 0 ORDER BY c." +
                     walk.column + ", c.number");
  }

  bool stands_inside(std::string_view key) const {
    const auto further_on = [&](const std::string& wanted) {
      const std::size_t at = wanted.empty() ? key.npos : key.find(wanted);
      return at != key.npos && at != 0;
    };
    const bool begins = key.starts_with(plain_) || (!folded_.empty() && key.starts_with(folded_));
    return !begins && (further_on(plain_) || further_on(folded_));
  }

  // Names in their order, without their rows; true when the page is at its end.
  bool by_inside(const Cursor& from, const Walk& walk) {
    const std::string kind = query_.kind ? std::string(record::name(*query_.kind)) : std::string();
    Statement names(connection_, (std::string("SELECT number, name_key FROM component WHERE ") +
                                  (query_.kind ? "kind = ?3 AND " : "") +
                                  "(name_key, number) > (?1, ?2) ORDER BY name_key, number")
                                     .c_str());
    Statement row(connection_,
                  (kColumns + std::string("FROM component c CROSS JOIN place p ON p.id = c.place "
                                          "WHERE c.number = ?"))
                      .c_str());
    if (query_.kind) {
      names.bind(std::string_view(from.key), from.number, std::string_view(kind));
    } else {
      names.bind(std::string_view(from.key), from.number);
    }
    for (std::size_t seen = 0; names.step(); ++seen) {
      if (page_.rows.size() == query_.limit || seen == kMostNames) {
        page_.next = text_of(last_);
        return true;
      }
      Cursor here{from.walk, names.number(0), names.text(1), true};
      if (!stands_inside(here.key)) {
        last_ = std::move(here);
        continue;
      }
      row.bind(here.number).step();
      const bool is_over = looked_at(row, std::move(here), walk);
      row.reset();
      if (is_over) return true;
    }
    return false;
  }

  bool by_licence(const Cursor& from) {
    Statement rows(
        connection_,
        (kColumns +
         std::string("FROM component_attribute a CROSS JOIN component c ON c.number = a.component "
                     "CROSS JOIN place p ON p.id = c.place WHERE a.key = 'licence' AND "
                     "lower(a.value) = ?1 AND a.component > ?2 AND a.key IN ('licence', 'sha256', "
                     "'hash:SHA-256', 'digest', 'base-url') ORDER BY a.component"))
            .c_str());
    rows.bind(std::string_view(wanted_licence_), from.number);
    while (rows.step()) {
      if (looked_at(rows, {from.walk, rows.number(0), {}, true}, {})) return true;
    }
    return false;
  }

  // Takes the row where it fits; true when that was the last one of this page.
  bool looked_at(const Statement& row, Cursor here, const Walk& walk) {
    if (page_.rows.size() == query_.limit || looked_ == kMostLooked) {
      page_.next = text_of(last_);
      return true;
    }
    ++looked_;
    last_ = std::move(here);
    const auto kind = record::component_kind(row.text(2));
    if (!kind || (query_.kind && kind != query_.kind)) return false;
    // It stood in the walk over whole names.
    if (walk.column == "tail_key" && row.text(9).starts_with(plain_)) return false;
    if (walk.inside && row.text(10).starts_with(plain_)) return false;  // over their last parts
    ComponentRow found;
    found.component.kind = *kind;
    bool fits = wanted_licence_.empty();
    licence_.bind(row.number(0));
    while (licence_.step()) {
      const std::string value = licence_.text(0);
      fits = fits || name_key(record::ComponentKind::model, value) == wanted_licence_;
      found.component.attributes.push_back(
          {"licence", given(value), record::Provenance::unknown, {}});
    }
    licence_.reset();
    if (!fits) return false;
    found.component.id = row.text(1);
    found.component.name = given(row.text(3));
    found.component.provider = given(row.text(4));
    found.component.version = given(row.text(5));
    found.component.provenance =
        record::provenance(row.text(6)).value_or(record::Provenance::unknown);
    found.place = given(row.text(7));
    holders_.find(row.number(8), found);
    page_.rows.push_back(std::move(found));
    return false;
  }

  Connection& connection_;
  const ComponentQuery& query_;
  Statement licence_;
  Holders holders_;
  std::vector<Walk> walks_;
  std::string plain_, wanted_licence_;
  std::string folded_;  // the same as a package is called; empty: no other
  ComponentPage page_;
  Cursor last_;
  std::size_t looked_ = 0;
};

}  // namespace

Result<std::vector<record::Relation>> SqliteEstate::relations_of(std::string_view system) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT r.source, r.kind, r.target, r.provenance FROM system s CROSS JOIN "
                   "relation r ON r.place = s.place WHERE s.id = ?1 AND EXISTS (SELECT 1 FROM "
                   "system_component WHERE system = ?1 AND component = r.source) AND EXISTS "
                   "(SELECT 1 FROM system_component WHERE system = ?1 AND component = r.target) "
                   "ORDER BY r.ordinal");
    rows.bind(system);
    std::vector<record::Relation> relations;
    while (rows.step()) {
      const auto kind = record::relation_kind(rows.text(1));
      const auto provenance = record::provenance(rows.text(3));
      if (kind && provenance) relations.push_back({rows.text(0), *kind, rows.text(2), *provenance});
    }
    return relations;
  });
}

Result<ComponentPage> SqliteEstate::components(const ComponentQuery& query) {
  return guarded(mutex_, [&] { return Pages(connection_, query).page(); });
}

}  // namespace bartizan::store::sqlite
