#include "run/config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <initializer_list>
#include <limits>

// The only translation unit that sees the TOML library.
#include <toml++/toml.h>

#include "base/json_write.h"
#include "run/exceptions.h"
#include "run/judged.h"
#include "run/replace_file.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
using record::Exception;
using record::ExceptionKind;

// Thrown while a file is read, caught at its edge.
struct Refused {
  unsigned line;
  std::string what;
};

unsigned line_of(const toml::node& node) { return node.source().begin.line; }

std::string joined(std::initializer_list<std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

// A misspelt key must not silently leave a rule out.
void only(const toml::table& table, std::initializer_list<std::string_view> allowed) {
  for (const auto& [key, node] : table) {
    if (std::find(allowed.begin(), allowed.end(), key.str()) == allowed.end()) {
      throw Refused{line_of(node), "unknown key \"" + std::string(key.str()) +
                                       "\"; known here: " + joined(allowed)};
    }
  }
}

std::string text_of(const toml::table& table, std::string_view key, bool required) {
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    if (required) throw Refused{line_of(table), "\"" + std::string(key) + "\" is missing"};
    return {};
  }
  const auto text = node->value_exact<std::string>();
  if (!text || (required && text->empty())) {
    throw Refused{line_of(*node), "\"" + std::string(key) + "\" must be a text in quotes"};
  }
  return *text;
}

std::int64_t days_of(const toml::date& date) {
  using namespace std::chrono;
  return sys_days(year(date.year) / date.month / date.day).time_since_epoch().count();
}

// A date is midnight UTC at its beginning.
base::Millis time_of(const toml::table& table, std::string_view key) {
  constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    throw Refused{line_of(table), "\"" + std::string(key) + "\" is missing: a date, 2027-01-31"};
  }
  if (const auto date = node->value_exact<toml::date>()) return days_of(*date) * kDay;
  if (const auto moment = node->value_exact<toml::date_time>(); moment && moment->offset) {
    return days_of(moment->date) * kDay +
           ((moment->time.hour * base::Millis{60} + moment->time.minute - moment->offset->minutes) *
                60 +
            moment->time.second) *
               1000;
  }
  if (const auto text = node->value_exact<std::string>()) {
    if (const auto time = base::parse_utc(*text)) return *time;
  }
  throw Refused{line_of(*node),
                "\"" + std::string(key) + "\" must be a date, 2027-01-31, or a time with its zone"};
}

std::string hash_of(const toml::table& table, bool required) {
  std::string hash = text_of(table, "sha256", required);
  for (char& c : hash) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  if (!hash.empty() &&
      (hash.size() != 64 || hash.find_first_not_of("0123456789abcdef") != std::string::npos)) {
    throw Refused{line_of(*table.get("sha256")), "\"sha256\" must be 64 hexadecimal digits"};
  }
  return hash;
}

std::string role_of(const toml::table& table) {
  const std::string role = text_of(table, "role", true);
  if (role != "class" && role != "rebuild" && role != "value" && role != "state") {
    throw Refused{line_of(*table.get("role")), "\"role\" must be class, rebuild, value or state"};
  }
  return role;
}

Exception read_suppression(const toml::table& table) {
  only(table, {"rule", "sha256", "module", "name", "role", "owner", "reason", "expires"});
  Exception e;
  e.kind = ExceptionKind::suppression;
  e.rule = text_of(table, "rule", false);
  e.sha256 = hash_of(table, false);
  e.module = text_of(table, "module", false);
  e.name = text_of(table, "name", false);
  const bool by_content = !e.rule.empty() && !e.sha256.empty();
  const bool by_callable = !e.name.empty() && !(e.module.empty() && e.rule.empty());
  if (by_content == by_callable) {
    throw Refused{line_of(table),
                  "a suppression names a rule and a sha256, or a module, a name and a role, or a "
                  "rule, a module and a name"};
  }
  // Of one rule it may be about a callable in whatever role.
  if (by_callable && (e.rule.empty() || table.get("role") != nullptr)) e.role = role_of(table);
  return e;
}

Exception read_waiver(const toml::table& table) {
  only(table, {"rule", "sha256", "approver", "granted", "owner", "reason", "expires"});
  Exception e;
  e.kind = ExceptionKind::waiver;
  e.rule = text_of(table, "rule", false);
  e.sha256 = hash_of(table, true);
  e.approver = text_of(table, "approver", true);
  e.granted = time_of(table, "granted");
  return e;
}

Exception read_allow(const toml::table& table) {
  only(table, {"module", "name", "role", "shape", "owner", "reason", "expires"});
  Exception e;
  e.kind = ExceptionKind::allow;
  e.module = text_of(table, "module", true);
  e.name = text_of(table, "name", true);
  e.role = role_of(table);
  e.detail = text_of(table, "shape", e.role == "rebuild");
  if (e.name == "*" || e.module == "*") {
    throw Refused{line_of(table), "an allow entry names one class or function, never \"*\""};
  }
  return e;
}

void read_entries(const toml::table& root, std::string_view key,
                  Exception (*read)(const toml::table&), std::vector<Exception>& entries) {
  const toml::node* node = root.get(key);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    throw Refused{line_of(*node), "write [[" + std::string(key) + "]] with two brackets"};
  }
  for (const toml::node& item : *array) {
    const toml::table* table = item.as_table();
    if (table == nullptr) throw Refused{line_of(item), "an entry must be a table"};
    Exception e = read(*table);
    e.owner = text_of(*table, "owner", true);
    e.reason = text_of(*table, "reason", true);
    e.expires = time_of(*table, "expires");
    e.id = exception_id(e);
    entries.push_back(std::move(e));
  }
}

// "512 MiB", or a number.
std::uint64_t amount_of(const toml::node& node) {
  if (const auto number = node.value_exact<std::int64_t>(); number && *number > 0) {
    return static_cast<std::uint64_t>(*number);
  }
  if (const auto text = node.value_exact<std::string>()) {
    std::istringstream parts(*text);
    std::uint64_t number = 0;
    std::string unit;
    const bool whole = parts >> number && parts >> unit && (parts >> std::ws).eof();
    const std::uint64_t factor = unit == "KiB"   ? base::kKiB
                                 : unit == "MiB" ? base::kMiB
                                 : unit == "GiB" ? base::kGiB
                                                 : 0;
    if (whole && factor > 0 && number > 0 &&
        number <= std::numeric_limits<std::int64_t>::max() / factor) {
      return number * factor;
    }
  }
  throw Refused{line_of(node), "a limit is a number above 0, or a size like \"512 MiB\""};
}

struct LimitName {
  std::string_view name;
  std::uint64_t base::Limits::* wide = nullptr;
  std::uint32_t base::Limits::* narrow = nullptr;
};
using base::Limits;
constexpr LimitName kLimits[] = {
    {"memory", &Limits::memory},
    {"steps", &Limits::steps},
    {"nesting", nullptr, &Limits::nesting},
    {"members", &Limits::members},
    {"decoded", &Limits::decoded},
    {"ratio", &Limits::ratio},
    {"ratio_floor", &Limits::ratio_floor},
    {"held", &Limits::held},
    {"json_header", &Limits::json_header},
    {"json_depth", nullptr, &Limits::json_depth},
    {"name", nullptr, &Limits::name},
    {"tensors", &Limits::tensors},
    {"spans", &Limits::spans},
    {"evidence", nullptr, &Limits::evidence},
    {"findings_per_rule", nullptr, &Limits::findings_per_rule},
    {"facts", nullptr, &Limits::facts},
    {"text", &Limits::text},
    {"payload_probe", &Limits::payload_probe},
    {"operand_decode_depth", nullptr, &Limits::operand_decode_depth},
    {"operand_decode_bytes", &Limits::operand_decode_bytes},
};

void read_limits(const toml::table& root, Limits& limits) {
  const toml::node* node = root.get("limits");
  if (node == nullptr) return;
  const toml::table* table = node->as_table();
  if (table == nullptr) throw Refused{line_of(*node), "write [limits] as a table"};
  for (const auto& [key, value] : *table) {
    const auto* const found = std::find_if(std::begin(kLimits), std::end(kLimits),
                                           [&](const LimitName& l) { return l.name == key.str(); });
    if (found == std::end(kLimits)) {
      throw Refused{line_of(value),
                    "unknown limit \"" + std::string(key.str()) + "\"; see docs/limits.md"};
    }
    const std::uint64_t amount = amount_of(value);
    if (found->wide != nullptr) {
      limits.*found->wide = amount;
    } else if (amount <= std::numeric_limits<std::uint32_t>::max()) {
      limits.*found->narrow = static_cast<std::uint32_t>(amount);
    } else {
      throw Refused{line_of(value), "a limit of this kind is below 4294967296"};
    }
  }
}

void read_catalog_keys(const toml::table& root, std::vector<std::string>& keys) {
  const toml::node* node = root.get("catalog");
  if (node == nullptr) return;
  const toml::table* table = node->as_table();
  if (table == nullptr) throw Refused{line_of(*node), "write [catalog] as a table"};
  only(*table, {"keys"});
  const toml::array* array = (*table)["keys"].as_array();
  if (array == nullptr) throw Refused{line_of(*table), "\"keys\" must be a list of texts"};
  for (const toml::node& item : *array) {
    const std::string key = item.value_or(std::string());
    if (!key.starts_with('/') && !key.starts_with("-----BEGIN PUBLIC KEY-----")) {
      throw Refused{line_of(item),
                    "a key is the whole path of a PEM file, or the text of one public key"};
    }
    keys.push_back(key);
  }
}

void read_settings(const toml::table& root, Config& config) {
  only(root, {"fail_on", "depth", "jobs", "store", "limits", "catalog", "suppression", "waiver",
              "allow"});
  if (const toml::node* node = root.get("fail_on")) {
    const auto verdict = record::parse_verdict(node->value_or(std::string()));
    if (verdict != record::Verdict::malicious && verdict != record::Verdict::suspicious) {
      throw Refused{line_of(*node), "\"fail_on\" must be \"malicious\" or \"suspicious\""};
    }
    config.fail_on = verdict;
  }
  if (const toml::node* node = root.get("depth")) {
    const auto depth = record::parse_depth(node->value_or(std::string()));
    if (!depth) {
      throw Refused{line_of(*node), "\"depth\" must be \"structure\", \"content\" or \"full\""};
    }
    config.depth = depth;
  }
  if (const toml::node* node = root.get("jobs")) {
    const auto jobs = node->value_exact<std::int64_t>();
    if (!jobs || *jobs < 1 || *jobs > 1024) {
      throw Refused{line_of(*node), "\"jobs\" must be a number from 1 to 1024"};
    }
    config.jobs = static_cast<unsigned>(*jobs);
  }
  if (root.contains("store")) config.store = text_of(root, "store", true);
  read_limits(root, config.limits);
  read_catalog_keys(root, config.catalog_keys);
  read_entries(root, "suppression", read_suppression, config.exceptions);
  read_entries(root, "waiver", read_waiver, config.exceptions);
  read_entries(root, "allow", read_allow, config.exceptions);
}

std::optional<ConfigError> parse(const std::string& source, const std::string& file,
                                 Config& config) {
  try {
    Config changed = config;
    read_settings(toml::parse(source, file), changed);
    changed.files.push_back(file);
    config = std::move(changed);
    return std::nullopt;
  } catch (const toml::parse_error& error) {
    return ConfigError{file, error.source().begin.line, std::string(error.description())};
  } catch (const Refused& refused) {
    return ConfigError{file, refused.line, refused.what};
  }
}

// Nobody writes more by hand.
constexpr std::size_t kMostBytes = std::size_t{16} << 20;

// The whole file; an errno otherwise. Nothing but a regular file, which cannot make the reader wait.
int slurp(const std::string& file, std::string& out) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return errno;
  struct stat status{};
  int error = ::fstat(fd, &status) != 0 ? errno
              : S_ISDIR(status.st_mode) ? EISDIR
              : S_ISREG(status.st_mode) ? 0
                                        : ENOTSUP;
  std::string bytes;
  std::array<char, 65536> block;
  while (error == 0) {
    const ssize_t got = ::read(fd, block.data(), block.size());
    if (got == 0) break;
    if (got < 0) {
      error = errno == EINTR ? 0 : errno;
    } else if (bytes.size() + static_cast<std::size_t>(got) > kMostBytes) {
      error = EFBIG;
    } else {
      bytes.append(block.data(), static_cast<std::size_t>(got));
    }
  }
  ::close(fd);
  if (error == 0) out = std::move(bytes);
  return error;
}

std::string cannot_be_read(int error) {
  return "cannot be read: " +
         std::string(error == ENOTSUP ? "it is no regular file" : std::strerror(error));
}

std::string in_quotes(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

}  // namespace

std::string ConfigError::text() const {
  return file + (line > 0 ? ":" + std::to_string(line) : "") + ": " + what;
}

ConfigPlaces config_places() {
  ConfigPlaces places;
  const char* folder = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  // A relative path must be ignored (XDG Base Directory Specification).
  if (folder != nullptr && folder[0] == '/') {
    places.user = std::string(folder) + "/bartizan/config.toml";
  } else if (home != nullptr && home[0] == '/') {
    places.user = std::string(home) + "/.config/bartizan/config.toml";
  }
  return places;
}

std::vector<std::string> limit_names() {
  std::vector<std::string> names;
  for (const LimitName& limit : kLimits) names.emplace_back(limit.name);
  return names;
}

std::optional<ConfigError> read_config(const std::string& file, bool optional, Config& config) {
  std::string source;
  if (const int error = slurp(file, source); error != 0) {
    if (optional && (error == ENOENT || error == ENOTDIR)) return std::nullopt;
    return ConfigError{file, 0, cannot_be_read(error)};
  }
  return parse(source, file, config);
}

std::optional<ConfigError> load_config(const ConfigPlaces& places, const std::string& explicit_file,
                                       const std::vector<std::string>& roots, Config& config) {
  if (!explicit_file.empty()) {
    if (const auto root = root_around(explicit_file, roots)) {
      return ConfigError{explicit_file, 0,
                         "lies inside " + *root +
                             ", which is to be scanned: what is scanned must not say how. Move "
                             "the configuration elsewhere."};
    }
    return read_config(explicit_file, false, config);
  }
  if (auto error = read_config(places.system, true, config)) return error;
  if (places.user.empty()) return std::nullopt;
  return read_config(places.user, true, config);
}

std::optional<ConfigError> read_own_file(const std::string& file, std::string& bytes) {
  if (const int error = slurp(file, bytes); error != 0) {
    return ConfigError{file, 0, cannot_be_read(error)};
  }
  return {};
}

bool looks_like_config(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const bool has_folder = slash != std::string_view::npos;
  const std::string_view name = has_folder ? path.substr(slash + 1) : path;
  if (name == "bartizan.toml" || name == ".bartizan.toml") return true;
  if (name != "config.toml" || !has_folder) return false;
  const std::string_view folder = path.substr(0, slash);
  return folder == ".bartizan" || folder == "bartizan" || folder.ends_with("/.bartizan") ||
         folder.ends_with("/bartizan");
}

std::optional<ConfigError> add_allow_entry(const std::string& path, const Exception& entry) {
  // Through a link to the file itself, so that the link stays.
  std::error_code ignored;
  const fs::path resolved = fs::weakly_canonical(path, ignored);
  const std::string file = ignored ? path : resolved.string();
  std::string source;
  if (const int error = slurp(file, source); error != 0 && error != ENOENT) {
    return ConfigError{file, 0, cannot_be_read(error)};
  }
  Config before;
  if (auto error = parse(source, file, before)) return error;
  const std::string id = exception_id(entry);
  if (std::any_of(before.exceptions.begin(), before.exceptions.end(),
                  [&](const Exception& e) { return e.id == id; })) {
    return ConfigError{file, 0,
                       "there is an allow entry for " + entry.module + '.' + entry.name + " as " +
                           entry.role + " already; change it there"};
  }
  if (!source.empty() && !source.ends_with('\n')) source += '\n';
  if (!source.empty()) source += '\n';
  source += "[[allow]]\nmodule = " + in_quotes(entry.module) + "\nname = " + in_quotes(entry.name) +
            "\nrole = " + in_quotes(entry.role);
  if (!entry.detail.empty()) source += "\nshape = " + in_quotes(entry.detail);
  source += "\nowner = " + in_quotes(entry.owner) + "\nreason = " + in_quotes(entry.reason) +
            "\nexpires = " + in_quotes(base::format_utc(entry.expires)) + "\n";
  Config after;
  if (auto error = parse(source, file, after)) return error;
  if (const std::string why = replace_file(file, source); !why.empty()) {
    return ConfigError{file, 0, "cannot be written: " + why};
  }
  return std::nullopt;
}

}  // namespace bartizan::run
