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
#include "catalog_frameworks.h"
#include "catalog_policy.h"
#include "catalog_sources.h"
#include "scan/catalog_check.h"

namespace {

using namespace bartizan::catalog_sources;

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

// One condition, or several of one field: { field = "a", is = [..] }. A name stands for a set.
std::string condition(const fs::path& file, const toml::table& sets, const toml::node& node) {
  if (const auto name = node.value<std::string>()) {
    const toml::table* set = sets[*name].as_table();
    if (set == nullptr) refuse(file, "no such set: " + *name);
    return condition(file, sets, *set);
  }
  const toml::table* table = node.as_table();
  if (table == nullptr || text(*table, "field").empty()) refuse(file, "a condition without field");
  only_keys(file, *table,
            {"field", "is", "not", "begins", "contains", "filled", "blank", "future"});
  std::string all;
  for (const char* op : {"is", "not", "begins", "contains", "filled", "blank", "future"}) {
    if (!table->contains(op)) continue;
    all += (all.empty() ? std::string() : std::string(1, kRecord)) + text(*table, "field") + kUnit +
           op;
    for (const std::string& value : texts(*table, op)) all += kUnit + value;
  }
  if (all.empty()) refuse(file, "a condition that asks nothing of " + text(*table, "field"));
  return all;
}

std::string conditions(const fs::path& file, const toml::table& sets, const toml::table& table) {
  std::string all;
  if (const auto* array = table["when"].as_array()) {
    for (const auto& node : *array) {
      if (!all.empty()) all += kRecord;
      all += condition(file, sets, node);
    }
  }
  return all;
}

// A form of an inventory: what its columns are called and hold, and which answers it requires.
void compile_schema(const fs::path& file, const toml::table& root) {
  only_keys(
      file, root,
      {"title", "year", "source", "checked", "verified", "spellings", "sets", "field", "require"});
  const std::string schema = file.stem().string();
  const std::string section = "use/inventory/" + schema + "/";
  need(file, root, {"title", "source", "verified"});
  std::ostringstream checked;
  if (const auto* date = root["checked"].as_date()) checked << date->get();
  add(file, "use/inventory", schema,
      {text(root, "title"), std::to_string(root["year"].value_or(0)), text(root, "source"),
       checked.str(), text(root, "verified")});

  std::size_t words = 0;
  const auto word = [&](const std::string& field, const char* kind, const std::string& from,
                        const std::string& to) {
    add(file, section + "word", number_key(words++), {field, kind, from, to});
  };
  std::vector<std::string> ids;
  each_table(file, root, "field", [&](const toml::table& field, const std::string& key) {
    only_keys(file, field,
              {"id", "title", "type", "headers", "words", "after", "key", "personal", "values",
               "begins", "recode", "guess", "earlier", "spellings", "blank_if"});
    need(file, field, {"id", "title", "type"});
    const std::string id = text(field, "id"), type = text(field, "type");
    for (const std::string& other : ids) {
      if (other == id) refuse(file, "field twice: " + id);
    }
    ids.push_back(id);
    if (type != "text" && type != "enum" && type != "list" && type != "date" && type != "yes-no" &&
        type != "email" && type != "url") {
      refuse(file, "unknown type: " + type);
    }
    std::string flags;
    for (const char* flag : {"key", "personal"}) {
      if (field[flag].value_or(false)) flags += std::string(flags.empty() ? "" : " ") + flag;
    }
    add(file, section + "field", key,
        {id, text(field, "title"), type, text(field, "after"), flags});
    for (const std::string& header : texts(field, "headers")) word(id, "header", header, "");
    for (const std::string& some : texts(field, "words")) word(id, "words", some, "");
    for (const std::string& value : texts(field, "values")) word(id, "value", value, "");
    for (const char* kind : {"recode", "begins", "guess", "earlier"}) {
      if (const auto* table = field[kind].as_table()) {
        for (const auto& [from, to] : *table) {
          word(id, kind, std::string(from.str()), to.value_or(std::string()));
        }
      }
    }
    if (const std::string name = text(field, "spellings"); !name.empty()) {
      const auto* table = root["spellings"][name].as_table();
      if (table == nullptr) refuse(file, "no such spellings: " + name);
      for (const auto& [from, to] : *table) {
        word(id, "recode", std::string(from.str()), to.value_or(std::string()));
      }
    }
    if (const auto* blank = field["blank_if"].as_table()) {
      word(id, "blank", joined(*blank, "filled"),
           text(*blank, "then") + kUnit + text(*blank, "otherwise"));
    }
  });
  const toml::table none;
  const toml::table& sets = root["sets"].is_table() ? *root["sets"].as_table() : none;
  each_table(file, root, "require", [&](const toml::table& rule, const std::string& key) {
    only_keys(file, rule, {"id", "title", "severity", "fields", "when", "why", "remedy"});
    need(file, rule, {"id", "title", "severity", "why", "remedy"});
    for (const std::string& field : texts(rule, "fields")) {
      if (std::find(ids.begin(), ids.end(), field) == ids.end()) refuse(file, "no field " + field);
    }
    add(file, "use/inventory/rules", text(rule, "id"),
        {text(rule, "title"), text(rule, "severity"), text(rule, "why"), text(rule, "remedy"),
         schema});
    add(file, section + "require", key,
        {text(rule, "id"), joined(rule, "fields"), conditions(file, sets, rule)});
  });
}

void compile_inventory(const fs::path& file, const toml::table& root) {
  const std::string name = file.stem().string();
  const toml::table none;
  if (name == "checks") {
    only_keys(file, root, {"check", "contradiction"});
    each_table(file, root, "check", [&](const toml::table& check, const std::string&) {
      only_keys(file, check, {"id", "title", "severity", "why", "remedy"});
      need(file, check, {"id", "title", "severity", "why", "remedy"});
      add(file, "use/inventory/rules", text(check, "id"),
          {text(check, "title"), text(check, "severity"), text(check, "why"), text(check, "remedy"),
           ""});
    });
    each_table(file, root, "contradiction", [&](const toml::table& pair, const std::string& key) {
      only_keys(file, pair, {"says", "when"});
      need(file, pair, {"says"});
      add(file, "use/inventory/contradictions", key,
          {text(pair, "says"), conditions(file, none, pair)});
    });
  } else if (name == "calendar") {
    only_keys(file, root, {"deadline", "clock"});
    each_table(file, root, "deadline", [&](const toml::table& entry, const std::string& key) {
      only_keys(file, entry, {"id", "title", "date", "what", "source", "verified"});
      need(file, entry, {"id", "title", "what", "source", "verified"});
      std::ostringstream date;
      if (const auto* at = entry["date"].as_date()) date << at->get();
      if (date.str().empty()) refuse(file, text(entry, "id") + " has no date");
      add(file, "use/inventory/deadlines", key,
          {text(entry, "id"), text(entry, "title"), date.str(), text(entry, "what"),
           text(entry, "source"), text(entry, "verified")});
    });
    each_table(file, root, "clock", [&](const toml::table& clock, const std::string& key) {
      only_keys(file, clock, {"id", "title", "days", "repeats", "what", "source", "verified"});
      need(file, clock, {"id", "title", "what", "source", "verified"});
      add(file, "use/inventory/clocks", key,
          {text(clock, "id"), text(clock, "title"), std::to_string(clock["days"].value_or(0)),
           clock["repeats"].value_or(false) ? "yes" : "", text(clock, "what"),
           text(clock, "source"), text(clock, "verified")});
    });
  } else if (name == "review") {
    only_keys(file, root, {"source", "checked", "verified", "question", "outcome"});
    each_table(file, root, "question", [&](const toml::table& question, const std::string& key) {
      only_keys(file, question, {"id", "topic", "ask", "help", "answers", "when", "field"});
      need(file, question, {"id", "topic", "ask"});
      std::string answers;
      for (const std::string& answer : texts(question, "answers")) {
        answers += (answers.empty() ? std::string() : std::string(1, kUnit)) + answer;
      }
      add(file, "use/inventory/questions", key,
          {text(question, "id"), text(question, "topic"), text(question, "ask"),
           text(question, "help"), answers, conditions(file, none, question),
           text(question, "field")});
    });
    each_table(file, root, "outcome", [&](const toml::table& outcome, const std::string& key) {
      only_keys(file, outcome, {"id", "value", "why", "do", "when"});
      need(file, outcome, {"id", "value", "why"});
      add(file, "use/inventory/outcomes", key,
          {text(outcome, "id"), text(outcome, "value"), text(outcome, "why"), text(outcome, "do"),
           conditions(file, none, outcome)});
    });
  } else {
    compile_schema(file, root);
  }
}

void put(std::string& out, std::uint64_t value) {
  if (value > UINT32_MAX) throw std::runtime_error("the table is larger than 4 GiB");
  for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

// Which catalogue this is: catalogs/catalog.toml.
void compile_about(const fs::path& file, const toml::table& root) {
  only_keys(file, root, {"version", "date"});
  const auto version = root["version"].value<std::int64_t>();
  const auto* date = root["date"].as_date();
  if (!version || *version < 1 || *version > bartizan::scan::kMostVersion || date == nullptr) {
    refuse(file, "it needs a version, a whole number from 1 on, and a date, 2026-11-28");
  }
  std::ostringstream day;
  day << date->get();
  add(file, "about", "version", {std::to_string(*version)});
  add(file, "about", "date", {day.str()});
}

std::string serialise() {
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
  out += std::string(bartizan::scan::kHashLength, '0');
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
  out += pool;
  const std::string hash = bartizan::base::hex(bartizan::base::sha256(out));
  return out.replace(bartizan::scan::kHashAt, hash.size(), hash);
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
  for (const char* folder : {"rules", "callables", "lists", "inventory", "gate", "frameworks"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::directory_iterator(root / folder)) {
      if (entry.path().extension() == ".toml") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  const fs::path about = root / "catalog.toml";
  compile_about(about, toml::parse(slurp(about), about.string()));
  for (const fs::path& file : files) {
    const toml::table table = toml::parse(slurp(file), file.string());
    const std::string folder = file.parent_path().filename().string();
    if (folder == "rules") compile_rules(file, table);
    if (folder == "callables") compile_callables(file, table);
    if (folder == "lists") compile_list(file, table);
    if (folder == "inventory") compile_inventory(file, table);
    if (folder == "frameworks") compile_framework(file, table);
    // A policy goes in as it stands: people print it and start their own from it.
    if (folder == "gate") add(file, "assure/gate", file.stem().string(), {slurp(file)});
  }
  check_frameworks();
  const fs::path policy = root / "policy.toml", faq = root / "faq.toml";
  if (fs::exists(policy)) compile_policy(policy, toml::parse(slurp(policy), policy.string()));
  if (fs::exists(faq)) compile_faq(faq, toml::parse(slurp(faq), faq.string()));
  std::ofstream out(output, std::ios::binary);
  out << serialise();
  if (!out.flush()) refuse(output, "cannot be written");
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
