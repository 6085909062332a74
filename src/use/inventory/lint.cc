#include "use/inventory/lint.h"

#include <algorithm>
#include <functional>

#include "use/inventory/assemble.h"
#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

using record::Treatment;
using record::UseCase;

constexpr std::string_view kDuplicateId = "BZ-INV-001", kNotOffered = "BZ-INV-002",
                           kContradiction = "BZ-INV-003", kFuture = "BZ-INV-004",
                           kNoAddress = "BZ-INV-005", kReusedId = "BZ-INV-006",
                           kRetiredAgain = "BZ-INV-007", kUnreadable = "BZ-INV-008",
                           kSameName = "BZ-INV-009", kNoColumn = "BZ-INV-010",
                           kWithheld = "BZ-INV-011";
constexpr std::size_t kLongestQuote = 60;

struct Contradiction {
  std::string_view says;
  std::vector<Condition> when;
};

const std::vector<Contradiction>& contradictions() {
  static const std::vector<Contradiction> all = [] {
    std::vector<Contradiction> list;
    const scan::Catalog& catalog = scan::Catalog::embedded();
    constexpr std::string_view kSection = "use/inventory/contradictions";
    for (std::uint32_t row = 0; row < catalog.row_count(kSection); ++row) {
      list.push_back(
          {catalog.cell_at(kSection, row, 1), read_conditions(catalog.cell_at(kSection, row, 2))});
    }
    return list;
  }();
  return all;
}

std::string quoted(std::string_view value) {
  std::size_t end = std::min(value.size(), kLongestQuote);
  while (end > 0 && end < value.size() && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) {
    --end;
  }
  std::string out = "\"";
  for (const char c : value.substr(0, end)) out += c == '\n' || c == '\r' ? ' ' : c;
  return out + (end < value.size() ? "...\"" : "\"");
}

// RFC 5322 addr-spec as far as people have one: one @, something before it, a dot after it.
bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == text.npos || text.find('@', at + 1) != text.npos) return false;
  const std::string_view host = text.substr(at + 1);
  return text.find_first_of(" \t\n<>,;") == text.npos && host.size() >= 3 &&
         host.find('.') != host.npos && !host.starts_with('.') && !host.ends_with('.');
}

// Several addresses or a name with one in brackets reach somebody as well.
bool has_address(std::string_view text) {
  std::string part;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (c == ' ' || c == ';' || c == ',' || c == '<' || c == '>' || c == '\n' || c == '(' ||
        c == ')' || c == '/') {
      if (is_address(part)) return true;
      part.clear();
    } else {
      part += c;
    }
  }
  return false;
}

// Answers that say that there is none, in place of a value that is offered.
bool says_none(std::string_view value) {
  const std::string key = squeeze(value);
  return key == "na" || key == "none" || key == "notapplicable";
}

std::string agency(const UseCase& use_case) {
  for (const std::string_view field : {"agency", "agency_name"}) {
    if (const auto value = use_case.value(field); !value.empty()) return std::string(value);
  }
  return {};
}

std::string id_key(const UseCase& use_case) {
  return agency(use_case) + '\n' + std::string(use_case.value("id"));
}

class Linter {
 public:
  Linter(const Schema& schema, std::span<const UseCase> use_cases, const LintOptions& options)
      : schema_(schema), use_cases_(use_cases), options_(options) {}

  LintResult run() {
    result_.rows = use_cases_.size();
    for (const UseCase& use_case : use_cases_) {
      require(use_case);
      check(use_case);
    }
    missing_columns();
    repeated();
    std::stable_sort(result_.findings.begin(), result_.findings.end(),
                     [](const LintFinding& a, const LintFinding& b) { return a.row < b.row; });
    return std::move(result_);
  }

 private:
  using Lookup = std::function<std::string_view(std::string_view)>;
  static Lookup lookup(const UseCase& use_case) {
    return [&](std::string_view field) { return use_case.value(field); };
  }

  void add(std::string_view rule, const UseCase& use_case, std::string_view field,
           std::string reason) {
    const InventoryRule* words = find_inventory_rule(rule);
    const record::Field* at = field.empty() ? nullptr : use_case.field(field);
    result_.findings.push_back({rule, words == nullptr ? "medium" : words->severity, field,
                                use_case.id, use_case.row,
                                at != nullptr && at->column ? *at->column + 1 : 0, use_case.source,
                                std::string(use_case.value("use_case_name")), std::move(reason),
                                words == nullptr ? std::string_view() : words->remedy});
  }

  std::string title(std::string_view field) const {
    const SchemaField* known = schema_.field(field);
    return std::string(known == nullptr ? field : known->title);
  }

  bool excused(std::string_view field) const {
    const SchemaField* known = schema_.field(field);
    return options_.public_list && known != nullptr && known->personal;
  }

  void require(const UseCase& use_case) {
    std::uint64_t here = 0;
    for (const Requirement& requirement : schema_.requirements) {
      if (!holds(requirement.when, lookup(use_case), options_.today)) continue;
      for (const std::string_view field : requirement.fields) {
        if (excused(field)) continue;
        LintResult::Count& count = result_.required[{requirement.rule, field}];
        ++count.applicable;
        if (!use_case.value(field).empty()) continue;
        ++count.missing;
        ++here;
        if (use_case.field(field) == nullptr && !use_case.import.empty()) {
          ++absent_[{requirement.rule, field}];
        } else {
          add(requirement.rule, use_case, field, "no answer for " + title(field));
        }
      }
    }
    result_.missing += here;
    if (here > 0) ++result_.rows_missing;
  }

  void missing_columns() {
    for (const auto& [what, rows] : absent_) {
      UseCase file;
      if (!use_cases_.empty()) file.source = use_cases_.front().source;
      add(kNoColumn, file, what.second,
          "no column for " + title(what.second) + ", which " + std::to_string(rows) +
              (rows == 1 ? " row needs (" : " rows need (") + std::string(what.first) + ")");
      result_.findings.back().rows = rows;
    }
  }

  void check(const UseCase& use_case) {
    for (const record::Field& field : use_case.fields) {
      const SchemaField* known = schema_.field(field.id);
      if (known == nullptr || field.value.empty()) continue;
      check_value(use_case, field, *known);
    }
    for (const Contradiction& pair : contradictions()) {
      if (holds(pair.when, lookup(use_case), options_.today)) {
        add(kContradiction, use_case, pair.when.back().field, std::string(pair.says));
      }
    }
    const std::string_view id = use_case.value("id");
    if (!id.empty() && options_.retired_ids.contains(id_key(use_case))) {
      const bool retired = use_case.value("development_stage") == "Retired";
      add(retired ? kRetiredAgain : kReusedId, use_case, "id",
          quoted(id) + " was retired in an earlier year");
    }
    if (options_.public_list) {
      const std::string_view withheld = use_case.value("is_withheld");
      if (withheld.starts_with("Yes"))
        add(kWithheld, use_case, "is_withheld", std::string(withheld));
    }
  }

  void check_value(const UseCase& use_case, const record::Field& field, const SchemaField& known) {
    const bool future =
        known.type == FieldType::date &&
        holds(
            {Condition{field.id, Condition::Op::future, {}}},
            [&](std::string_view) { return std::string_view(field.value); }, options_.today);
    switch (known.type) {
      case FieldType::date:
        if (field.treatment == Treatment::left) {
          add(kUnreadable, use_case, field_id(known), quoted(field.value) + " is no date");
        } else if (future && field.id == "operational_date" && in_use(use_case)) {
          add(kFuture, use_case, field_id(known),
              "in use (" + std::string(use_case.value("development_stage")) + ") since " +
                  field.value);
        }
        break;
      case FieldType::one_of:
      case FieldType::yes_no: {
        const bool yes_no = known.type == FieldType::yes_no;
        const bool offered = known.has_value(field.value) ||
                             (yes_no && (field.value == "Yes" || field.value == "No"));
        if (!offered && !says_none(field.value)) {
          add(kNotOffered, use_case, field_id(known),
              quoted(field.value) + " for " + title(known.id));
        }
        break;
      }
      case FieldType::list:
        if (field.treatment == Treatment::left) {
          add(kNotOffered, use_case, field_id(known),
              quoted(field.value) + " for " + title(known.id));
        }
        break;
      case FieldType::email:
        if (!has_address(field.value) && !says_none(field.value)) {
          add(kNoAddress, use_case, field_id(known), quoted(field.value));
        }
        break;
      case FieldType::text:
      case FieldType::url:
        break;
    }
  }

  static std::string_view field_id(const SchemaField& known) { return known.id; }
  static bool in_use(const UseCase& use_case) {
    const std::string_view stage = use_case.value("development_stage");
    return stage == "Deployed" || stage == "Pilot" || stage == "Operation and Maintenance" ||
           stage == "Implementation and Assessment";
  }

  // Ids and names that several rows share, each row told of the first of the others.
  void repeated() {
    std::map<std::string, std::vector<const UseCase*>> ids, names;
    for (const UseCase& use_case : use_cases_) {
      if (!use_case.value("id").empty()) ids[id_key(use_case)].push_back(&use_case);
      if (const auto name = use_case.value("use_case_name"); !name.empty()) {
        names[agency(use_case) + '\n' + squeeze(name)].push_back(&use_case);
      }
    }
    std::set<const UseCase*> told;
    for (const auto& [id, rows] : ids) {
      for (std::size_t i = 0; rows.size() > 1 && i < rows.size(); ++i) {
        add(kDuplicateId, *rows[i], "id",
            quoted(rows[i]->value("id")) + " stands in " + std::to_string(rows.size()) +
                " rows, also in row " + std::to_string(rows[i == 0 ? 1 : 0]->row));
        told.insert(rows[i]);
      }
    }
    for (const auto& [name, rows] : names) {
      for (std::size_t i = 0; rows.size() > 1 && i < rows.size(); ++i) {
        if (told.contains(rows[i])) continue;
        add(kSameName, *rows[i], "use_case_name",
            quoted(rows[i]->value("use_case_name")) + " names " + std::to_string(rows.size()) +
                " rows, also row " + std::to_string(rows[i == 0 ? 1 : 0]->row));
      }
    }
  }

  const Schema& schema_;
  std::span<const UseCase> use_cases_;
  const LintOptions& options_;
  LintResult result_;
  std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> absent_;
};

}  // namespace

std::set<std::string> retired_ids(std::span<const UseCase> earlier) {
  std::set<std::string> ids;
  for (const UseCase& use_case : earlier) {
    if (use_case.value("development_stage") == "Retired" && !use_case.value("id").empty()) {
      ids.insert(id_key(use_case));
    }
  }
  return ids;
}

LintResult lint(const Schema& schema, std::span<const UseCase> use_cases,
                const LintOptions& options) {
  return Linter(schema, use_cases, options).run();
}

}  // namespace bartizan::use
