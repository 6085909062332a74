#include "assure/decide/decide.h"

#include <algorithm>
#include <charconv>

namespace bartizan::assure::decide {
namespace {

// Tables derive points of tables: triage asks for public safety, which asks for safety.
constexpr int kMostDerivations = 3;

std::string plain(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    out += c == '-' || c == '_' ? ' ' : c;
  }
  const std::size_t first = out.find_first_not_of(" \t");
  if (first == out.npos) return {};
  return out.substr(first, out.find_last_not_of(" \t") - first + 1);
}

const Table* deriving(const Point& point) {
  for (const Table& one : tables()) {
    if (one.outcome.key == point.key) return &one;
  }
  return nullptr;
}

const Input* given(std::span<const Input> inputs, std::string_view key) {
  const auto at = std::ranges::find(inputs, key, &Input::key);
  return at == inputs.end() ? nullptr : &*at;
}

std::optional<Decision> decide_within(const Table& table, std::span<const Input> inputs, int left);

// As it was given, or as the table says that derives it.
std::optional<Input> input_of(const Point& point, std::span<const Input> inputs, int left) {
  if (const Input* one = given(inputs, point.key)) {
    auto value = value_of(point, one->value);
    if (!value) return std::nullopt;
    Input input = *one;
    input.value = std::move(*value);
    return input;
  }
  const Table* other = left > 0 ? deriving(point) : nullptr;
  if (other == nullptr) return std::nullopt;
  const auto derived = decide_within(*other, inputs, left - 1);
  if (!derived) return std::nullopt;
  Input input{point.key, derived->outcome, "table " + other->id + ":", false, {}};
  for (const Input& one : derived->inputs) {
    const bool first = input.source.ends_with(':');
    input.source += (first ? " " : ", ") + one.key + " " + one.value;
    if (one.assumed) {
      input.assumed = true;
      input.why = one.why;
    }
  }
  return input;
}

std::optional<Decision> decide_within(const Table& table, std::span<const Input> inputs, int left) {
  Decision decision{table.id, table.version, table.verified, {}, {}, 0};
  std::vector<std::uint8_t> wanted;
  for (const Point& point : table.inputs) {
    auto input = input_of(point, inputs, left);
    if (!input) return std::nullopt;
    const auto at = std::ranges::find(point.values, input->value);
    wanted.push_back(static_cast<std::uint8_t>(at - point.values.begin()));
    decision.inputs.push_back(std::move(*input));
  }
  const auto row = std::ranges::find_if(table.rows, [&](const std::vector<std::uint8_t>& one) {
    return std::equal(wanted.begin(), wanted.end(), one.begin(), one.end() - 1);
  });
  if (row == table.rows.end()) return std::nullopt;
  decision.row = static_cast<std::size_t>(row - table.rows.begin());
  decision.outcome = table.outcome.values[row->back()];
  return decision;
}

void add_missing(const Table& table, std::span<const Input> inputs, int left,
                 std::vector<const Point*>& out) {
  for (const Point& point : table.inputs) {
    if (input_of(point, inputs, left)) continue;
    // Where some inputs of the table behind it are there, the others are what is missing.
    const Table* other =
        left > 0 && given(inputs, point.key) == nullptr ? deriving(point) : nullptr;
    const bool begun = other != nullptr && std::ranges::any_of(other->inputs, [&](const Point& p) {
                         return given(inputs, p.key) != nullptr;
                       });
    if (begun) {
      add_missing(*other, inputs, left - 1, out);
    } else if (std::ranges::find(out, point.key, &Point::key) == out.end()) {
      out.push_back(&point);
    }
  }
}

}  // namespace

std::optional<std::string> value_of(const Point& point, std::string_view written) {
  const std::string wanted = plain(written);
  for (std::size_t i = 0; i < point.values.size(); ++i) {
    if (plain(point.values[i]) == wanted || plain(point.codes[i]) == wanted) return point.values[i];
    // CISA's records write "poc" for "public poc".
    if (point.values[i] == "public poc" && wanted == "poc") return point.values[i];
  }
  return std::nullopt;
}

std::optional<Decision> decide(const Table& table, std::span<const Input> inputs) {
  return decide_within(table, inputs, kMostDerivations);
}

std::vector<const Point*> missing(const Table& table, std::span<const Input> inputs) {
  std::vector<const Point*> out;
  add_missing(table, inputs, kMostDerivations, out);
  return out;
}

std::optional<Remedy> remedy(std::string_view outcome) {
  Remedy remedy;
  if (outcome == "fix on system upgrade") return remedy;
  unsigned days = 0;
  const auto [end, error] = std::from_chars(outcome.begin(), outcome.end(), days);
  if (error != std::errc() || days == 0 || days > 3660) return std::nullopt;
  const std::string_view rest = outcome.substr(static_cast<std::size_t>(end - outcome.begin()));
  if (rest != " days" && rest != " days & forensic investigation") return std::nullopt;
  remedy.days = days;
  remedy.forensic = rest != " days";
  return remedy;
}

}  // namespace bartizan::assure::decide
