// catalog_compile: turns catalogs/**/*.toml into the one binary table that the executable embeds.
//
//   catalog_compile CATALOG_DIR OUTPUT
//
// It refuses what a reader of the table would have to distrust: unknown fields, unknown roles,
// duplicate keys, rules without a text. Layout: src/scan/catalog.cc and docs/catalogs.md.
#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/hash.h"

namespace {

namespace fs = std::filesystem;
using Rows = std::map<std::string, std::vector<std::string>>;

struct Section {
  std::uint32_t columns = 0;
  Rows rows;
};
std::map<std::string, Section> sections;

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw std::runtime_error(file.string() + ": " + why);
}

void add(const fs::path& file, const std::string& section, const std::string& key,
         std::vector<std::string> cells) {
  Section& target = sections[section];
  target.columns = static_cast<std::uint32_t>(cells.size() + 1);
  if (!target.rows.emplace(key, std::move(cells)).second) refuse(file, "twice: " + key);
}

std::string text(const toml::table& table, const char* key) {
  return table[key].value_or(std::string());
}

void only_keys(const fs::path& file, const toml::table& table, std::vector<std::string> allowed) {
  for (const auto& [key, value] : table) {
    if (std::find(allowed.begin(), allowed.end(), key.str()) == allowed.end()) {
      refuse(file, "unknown field: " + std::string(key.str()));
    }
  }
}

// Arrays are joined by blanks (ids never hold one).
std::string joined(const toml::table& table, const char* key) {
  std::string all;
  if (const auto* array = table[key].as_array()) {
    for (const auto& item : *array) all += (all.empty() ? "" : " ") + item.value_or(std::string());
  }
  return all;
}

void compile_rules(const fs::path& file, const toml::table& root) {
  const auto* rules = root["rule"].as_array();
  if (rules == nullptr) refuse(file, "no [[rule]]");
  for (const auto& node : *rules) {
    const toml::table& rule = *node.as_table();
    only_keys(file, rule,
              {"id", "title", "severity", "confidence", "verdict", "trigger", "why", "remedy",
               "example_true", "example_false", "references", "atlas", "cwe", "owasp"});
    for (const char* key :
         {"id", "title", "severity", "confidence", "verdict", "trigger", "why", "remedy"}) {
      if (text(rule, key).empty()) refuse(file, text(rule, "id") + " has no " + key);
    }
    const std::string verdict = text(rule, "verdict");
    if (verdict != "none" && verdict != "incomplete" && verdict != "suspicious" &&
        verdict != "malicious") {
      refuse(file, "verdict of " + text(rule, "id") + ": none, incomplete, suspicious, malicious");
    }
    add(file, "rules", text(rule, "id"),
        {text(rule, "title"), text(rule, "severity"), text(rule, "confidence"), verdict,
         text(rule, "trigger"), text(rule, "why"), text(rule, "remedy"), text(rule, "example_true"),
         text(rule, "example_false"), joined(rule, "references"), joined(rule, "atlas"),
         joined(rule, "cwe"), joined(rule, "owasp")});
  }
}

void compile_callables(const fs::path& file, const toml::table& root) {
  only_keys(file, root, {"framework", "source", "checked", "verified", "callable"});
  const std::string framework = text(root, "framework");
  const auto* entries = root["callable"].as_array();
  if (framework.empty() || entries == nullptr) refuse(file, "no framework or no [[callable]]");
  for (const auto& node : *entries) {
    const toml::table& entry = *node.as_table();
    only_keys(file, entry, {"module", "names", "role", "detail", "reason"});
    const std::string role = text(entry, "role");
    if (role != "class" && role != "rebuild" && role != "value" && role != "state" &&
        role != "resolver" && role != "danger") {
      refuse(file, "unknown role: " + role);
    }
    // One module or several homes of the same names (numpy.core and numpy._core).
    std::vector<std::string> modules;
    if (const auto* several = entry["module"].as_array()) {
      for (const auto& m : *several) modules.push_back(m.value_or(std::string()));
    } else {
      modules.push_back(text(entry, "module"));
    }
    const auto* names = entry["names"].as_array();
    if (names == nullptr) refuse(file, "an entry without names");
    for (const std::string& module : modules) {
      if (module.empty()) refuse(file, "an entry without module");
      for (const auto& item : *names) {
        const std::string name = item.value_or(std::string());
        if (name == "*" && role != "danger") refuse(file, "* is for danger only: " + module);
        add(file, "callables", module + " " + name,
            {module, name, role, text(entry, "detail"), framework, text(entry, "reason")});
      }
    }
  }
}

void compile_list(const fs::path& file, const toml::table& root) {
  only_keys(file, root, {"source", "checked", "verified", "entries"});
  const auto* entries = root["entries"].as_table();
  if (entries == nullptr) refuse(file, "no [entries]");
  for (const auto& [key, value] : *entries) {
    add(file, "list/" + file.stem().string(), std::string(key.str()),
        {value.value_or(std::string())});
  }
}

void put(std::string& out, std::uint64_t value) {
  if (value > UINT32_MAX) throw std::runtime_error("the table is larger than 4 GiB");
  for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::string serialise(const std::string& hash) {
  constexpr std::size_t kHeader = 8 + 4 + 64;
  std::size_t cells = 0;
  for (const auto& [name, section] : sections) cells += section.rows.size() * section.columns;
  const std::size_t pool_at = kHeader + sections.size() * 20 + cells * 8;

  std::string pool;
  std::map<std::string, std::size_t> interned;
  const auto intern = [&](const std::string& value) {
    const auto [at, fresh] = interned.emplace(value, pool_at + pool.size());
    if (fresh) pool += value;
    return at->second;
  };

  std::string out = "BZCAT001";
  put(out, sections.size());
  out += hash;
  std::size_t rows_at = kHeader + sections.size() * 20;
  for (const auto& [name, section] : sections) {
    put(out, intern(name));
    put(out, name.size());
    put(out, section.columns);
    put(out, section.rows.size());
    put(out, rows_at);
    rows_at += section.rows.size() * section.columns * 8;
  }
  for (const auto& [name, section] : sections) {
    for (const auto& [key, row] : section.rows) {
      put(out, intern(key));
      put(out, key.size());
      for (const std::string& cell : row) {
        put(out, intern(cell));
        put(out, cell.size());
      }
    }
  }
  return out + pool;
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) refuse(path, "cannot be read");
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void compile(const fs::path& root, const fs::path& output) {
  std::vector<fs::path> files;
  for (const char* folder : {"rules", "callables", "lists"}) {
    for (const auto& entry : fs::directory_iterator(root / folder)) {
      if (entry.path().extension() == ".toml") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::string everything;
  for (const fs::path& file : files) {
    const std::string source = slurp(file);
    everything += fs::relative(file, root).generic_string() + '\0' + source + '\0';
    const toml::table table = toml::parse(source, file.string());
    const std::string folder = file.parent_path().filename().string();
    if (folder == "rules") compile_rules(file, table);
    if (folder == "callables") compile_callables(file, table);
    if (folder == "lists") compile_list(file, table);
  }
  const std::string table = serialise(bartizan::base::hex(bartizan::base::sha256(everything)));
  std::ofstream(output, std::ios::binary) << table;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: catalog_compile CATALOG_DIR OUTPUT\n";
    return 2;
  }
  try {
    compile(argv[1], argv[2]);
  } catch (const toml::parse_error& error) {
    std::cerr << "catalog_compile: " << error << "\n";
    return 1;
  } catch (const std::exception& error) {
    std::cerr << "catalog_compile: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
