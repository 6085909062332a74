#include "assure/assess/framework.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace bartizan::assure::assess {
namespace {

// As in tools/catalog_sources.h.
constexpr char kUnit = '\x1f';

constexpr std::string_view kFrameworks = "assure/frameworks";
constexpr std::string_view kGroups = "assure/framework-groups";
constexpr std::string_view kRequirements = "assure/framework-requirements";
constexpr std::string_view kCrosswalks = "assure/framework-crosswalks";
constexpr std::string_view kChecks = "assure/checks";

constexpr std::array<std::string_view, 3> kVerified{"primary", "secondary", "no"};
constexpr std::array<std::string_view, 2> kProofs{"full", "weak"};
constexpr std::array<std::string_view, 2> kPers{"system", "organisation"};
constexpr std::array<std::string_view, 4> kRelations{"equal", "part", "related", "removed"};

// An unknown word is `otherwise`, which is the one that claims least.
template <typename Enum, std::size_t N>
Enum word_of(const std::array<std::string_view, N>& names, std::string_view word, Enum otherwise) {
  const auto at = std::find(names.begin(), names.end(), word);
  return at == names.end() ? otherwise : static_cast<Enum>(at - names.begin());
}

std::vector<std::string> list_of(std::string_view text, char separator) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    items.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return items;
}

int number_of(std::string_view text) {
  int number = 0;
  std::from_chars(std::to_address(text.begin()), std::to_address(text.end()), number);
  return number;
}

// The cells of one row, one after the other.
class Row {
 public:
  Row(const scan::Catalog& catalog, std::string_view section, std::uint32_t row)
      : catalog_(catalog), section_(section), row_(row) {}
  std::string next() { return std::string(catalog_.cell_at(section_, row_, ++column_)); }

 private:
  const scan::Catalog& catalog_;
  std::string_view section_;
  std::uint32_t row_, column_ = 0;  // column 0 is the key
};

template <class Each>
void each_row(const scan::Catalog& catalog, std::string_view section, Each each) {
  for (std::uint32_t row = 0; row < catalog.row_count(section); ++row) {
    each(Row(catalog, section, row));
  }
}

// Rows stand in the order of their keys; what a file's order was is a cell of its own.
template <class Item>
struct Placed {
  int place = 0;
  Item item;
};

template <class Item>
std::vector<Item> in_place(std::vector<Placed<Item>> placed) {
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto& a, const auto& b) { return a.place < b.place; });
  std::vector<Item> items;
  for (auto& one : placed) items.push_back(std::move(one.item));
  return items;
}

template <class Item>
struct Of {
  std::string framework;
  Placed<Item> placed;
};

template <class Item>
std::vector<Item> those_of(std::string_view framework, std::vector<Of<Item>>& all) {
  std::vector<Placed<Item>> own;
  for (Of<Item>& one : all) {
    if (one.framework == framework) own.push_back(std::move(one.placed));
  }
  return in_place(std::move(own));
}

std::vector<Of<Group>> all_groups(const scan::Catalog& catalog) {
  std::vector<Of<Group>> all;
  each_row(catalog, kGroups, [&](Row row) {
    Of<Group> one;
    one.framework = row.next();
    one.placed.place = number_of(row.next());
    Group& group = one.placed.item;
    group.id = row.next();
    group.title = row.next();
    group.parent = row.next();
    group.text = row.next();
    all.push_back(std::move(one));
  });
  return all;
}

std::vector<Of<Requirement>> all_requirements(const scan::Catalog& catalog) {
  std::vector<Of<Requirement>> all;
  each_row(catalog, kRequirements, [&](Row row) {
    Of<Requirement> one;
    one.framework = row.next();
    one.placed.place = number_of(row.next());
    Requirement& requirement = one.placed.item;
    requirement.framework = one.framework;
    requirement.id = row.next();
    requirement.title = row.next();
    requirement.text = row.next();
    requirement.group = row.next();
    requirement.verified = word_of(kVerified, row.next(), Verified::no);
    requirement.source = row.next();
    requirement.proof = word_of(kProofs, row.next(), Proof::weak);
    requirement.question = row.next();
    requirement.checks = list_of(row.next(), kUnit);
    requirement.remedy = row.next();
    for (const std::string& effort : list_of(row.next(), ' ')) {
      requirement.efforts.push_back(number_of(effort));
    }
    requirement.level = number_of(row.next());
    requirement.measure = row.next();
    all.push_back(std::move(one));
  });
  return all;
}

void add_crosswalks(const scan::Catalog& catalog, std::vector<Framework>& all) {
  std::vector<Placed<std::pair<Requirement*, Crosswalk>>> placed;
  each_row(catalog, kCrosswalks, [&](Row row) {
    const std::string framework = row.next();
    const int place = number_of(row.next());
    const std::string requirement = row.next();
    Crosswalk crosswalk;
    crosswalk.framework = row.next();
    crosswalk.requirement = row.next();
    crosswalk.relation = word_of(kRelations, row.next(), Relation::related);
    crosswalk.source = row.next();
    crosswalk.verified = word_of(kVerified, row.next(), Verified::no);
    for (Framework& one : all) {
      if (one.id != framework) continue;
      for (Requirement& from : one.requirements) {
        if (from.id == requirement) placed.push_back({place, {&from, std::move(crosswalk)}});
      }
    }
  });
  for (auto& [requirement, crosswalk] : in_place(std::move(placed))) {
    requirement->crosswalk.push_back(std::move(crosswalk));
  }
}

// "GOVERN 1.1", "govern-1.1" and "govern_1.1" are one id.
std::string folded(std::string_view id) {
  std::string out;
  for (const char c : id) {
    if (c == ' ' || c == '-' || c == '_') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// By its whole id, or without the edition that is part of it: "LLM01" of "LLM01:2025", "C6.1.1" of
// "v1.0-C6.1.1".
bool is_called(const Requirement& requirement, std::string_view wanted) {
  const std::string_view id = requirement.id;
  if (folded(id) == wanted) return true;
  if (const std::size_t colon = id.find(':'); colon != std::string_view::npos) {
    return folded(id.substr(0, colon)) == wanted;
  }
  const std::size_t dash = id.find('-');
  return id.starts_with('v') && dash != std::string_view::npos &&
         folded(id.substr(dash + 1)) == wanted;
}

const Framework* framework_in(const std::vector<Framework>& all, std::string_view id) {
  const std::string wanted = folded(id);
  if (wanted.empty()) return nullptr;
  for (const Framework& one : all) {
    if (folded(one.id) == wanted) return &one;
  }
  for (const Framework& one : all) {
    for (const std::string& alias : one.aliases) {
      if (folded(alias) == wanted) return &one;
    }
  }
  return nullptr;
}

}  // namespace

std::string_view name(Verified verified) { return kVerified[static_cast<std::size_t>(verified)]; }
std::string_view name(Proof proof) { return kProofs[static_cast<std::size_t>(proof)]; }
std::string_view name(Per per) { return kPers[static_cast<std::size_t>(per)]; }
std::string_view name(Relation relation) { return kRelations[static_cast<std::size_t>(relation)]; }

const Requirement* Framework::find(std::string_view wanted) const {
  for (const Requirement& requirement : requirements) {
    if (requirement.id == wanted) return &requirement;
  }
  return nullptr;
}

const Group* Framework::group(std::string_view wanted) const {
  for (const Group& one : groups) {
    if (one.id == wanted) return &one;
  }
  return nullptr;
}

CheckName check_name(std::string_view name) {
  CheckName out;
  const std::size_t colon = std::min(name.find(':'), name.size());
  out.id = name.substr(0, colon);
  name.remove_prefix(std::min(colon + 1, name.size()));
  const std::size_t equals = std::min(name.find('='), name.size());
  out.field = name.substr(0, equals);
  name.remove_prefix(std::min(equals + 1, name.size()));
  out.values = list_of(name, '|');
  return out;
}

std::vector<Framework> frameworks(const scan::Catalog& catalog) {
  std::vector<Placed<Framework>> placed;
  std::vector<Of<Group>> groups = all_groups(catalog);
  std::vector<Of<Requirement>> requirements = all_requirements(catalog);
  each_row(catalog, kFrameworks, [&](Row row) {
    Placed<Framework> one;
    Framework& framework = one.item;
    framework.id = row.next();
    one.place = number_of(row.next());
    framework.title = row.next();
    framework.version = row.next();
    framework.issued = row.next();
    framework.publisher = row.next();
    framework.source = row.next();
    framework.checked = row.next();
    framework.verified = word_of(kVerified, row.next(), Verified::no);
    framework.per = word_of(kPers, row.next(), Per::system);
    framework.applies = row.next();
    framework.aliases = list_of(row.next(), ' ');
    framework.note = row.next();
    framework.imports = row.next();
    framework.superseded = row.next();
    framework.groups = those_of(framework.id, groups);
    framework.requirements = those_of(framework.id, requirements);
    placed.push_back(std::move(one));
  });
  std::vector<Framework> all = in_place(std::move(placed));
  add_crosswalks(catalog, all);
  return all;
}

std::vector<CheckText> check_texts(const scan::Catalog& catalog) {
  std::vector<Placed<CheckText>> placed;
  each_row(catalog, kChecks, [&](Row row) {
    Placed<CheckText> one;
    CheckText& check = one.item;
    check.id = row.next();
    one.place = number_of(row.next());
    check.title = row.next();
    check.proves = row.next();
    check.remedy = row.next();
    for (const std::string& kind : list_of(row.next(), ' ')) {
      if (const auto known = record::evidence_kind(kind)) check.kinds.push_back(*known);
    }
    check.per = word_of(kPers, row.next(), Per::system);
    check.parameter = row.next();
    check.is_grave = row.next() == "yes";
    placed.push_back(std::move(one));
  });
  return in_place(std::move(placed));
}

const std::vector<Framework>& frameworks() {
  static const std::vector<Framework> all = frameworks(scan::Catalog::embedded());
  return all;
}

const std::vector<CheckText>& check_texts() {
  static const std::vector<CheckText> all = check_texts(scan::Catalog::embedded());
  return all;
}

const Framework* framework(std::string_view id) { return framework_in(frameworks(), id); }

const CheckText* check_text(std::string_view name) {
  const std::string_view id = name.substr(0, name.find(':'));
  for (const CheckText& check : check_texts()) {
    if (check.id == id) return &check;
  }
  return nullptr;
}

std::vector<Found> find_requirements(std::string_view id) {
  const std::vector<Framework>& all = frameworks();
  const Framework* only = nullptr;
  // "guidelines:V1"; the colon of "LLM01:2025" is the id's own.
  if (const std::size_t colon = id.find(':'); colon != std::string_view::npos) {
    only = framework_in(all, id.substr(0, colon));
    if (only != nullptr) id.remove_prefix(colon + 1);
  }
  const std::string wanted = folded(id);
  if (wanted.empty()) return {};
  std::vector<Found> found;
  for (const bool old : {false, true}) {
    for (const Framework& one : all) {
      if (one.superseded.empty() == old || (only != nullptr && only != &one)) continue;
      for (const Requirement& requirement : one.requirements) {
        if (is_called(requirement, wanted)) found.push_back({&one, &requirement});
      }
    }
  }
  return found;
}

std::optional<Found> find_requirement(std::string_view id) {
  const std::vector<Found> found = find_requirements(id);
  return found.empty() ? std::nullopt : std::optional(found.front());
}

}  // namespace bartizan::assure::assess
