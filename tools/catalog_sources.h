// Catalogue sources: what the parts of catalog_compile share.
//
// What it is: reading a TOML table's fields, refusing what is wrong with the file's name, and the
// sections that the table will have. What it is not: installed, or used by the product. Refusals
// are exceptions; one thread.
#pragma once

#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace bartizan::catalog_sources {

namespace fs = std::filesystem;

using Rows = std::map<std::string, std::vector<std::string>>;

struct Section {
  std::uint32_t columns = 0;
  Rows rows;
};
inline std::map<std::string, Section> sections;

[[noreturn]] inline void refuse(const fs::path& file, const std::string& why) {
  throw std::runtime_error(file.string() + ": " + why);
}

inline void add(const fs::path& file, const std::string& section, const std::string& key,
                std::vector<std::string> cells) {
  Section& target = sections[section];
  target.columns = static_cast<std::uint32_t>(cells.size() + 1);
  if (!target.rows.emplace(key, std::move(cells)).second) refuse(file, "twice: " + key);
}

inline std::string text(const toml::table& table, const char* key) {
  return table[key].value_or(std::string());
}

inline void only_keys(const fs::path& file, const toml::table& table,
                      std::vector<std::string> allowed) {
  for (const auto& [key, value] : table) {
    if (std::find(allowed.begin(), allowed.end(), key.str()) == allowed.end()) {
      refuse(file, "unknown field: " + std::string(key.str()));
    }
  }
}

// Arrays are joined by blanks (ids never hold one).
inline std::string joined(const toml::table& table, const char* key) {
  std::string all;
  if (const auto* array = table[key].as_array()) {
    for (const auto& item : *array) all += (all.empty() ? "" : " ") + item.value_or(std::string());
  }
  return all;
}

inline std::string number_key(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}

// Texts that may hold any printable character are joined by unit and record separators.
inline constexpr char kUnit = '\x1f', kRecord = '\x1e';

inline std::vector<std::string> texts(const toml::table& table, const char* key) {
  std::vector<std::string> all;
  if (const auto* array = table[key].as_array()) {
    for (const auto& item : *array) all.push_back(item.value_or(std::string()));
  }
  return all;
}

inline void need(const fs::path& file, const toml::table& table, std::vector<const char*> keys) {
  for (const char* key : keys) {
    if (text(table, key).empty()) refuse(file, text(table, "id") + " has no " + key);
  }
}

template <typename Each>
void each_table(const fs::path& file, const toml::table& root, const char* key, Each each) {
  const auto* array = root[key].as_array();
  if (array == nullptr) return;
  std::size_t number = 0;
  for (const auto& node : *array) {
    if (!node.is_table()) refuse(file, std::string(key) + " is no table");
    each(*node.as_table(), number_key(number++));
  }
}

}  // namespace bartizan::catalog_sources
