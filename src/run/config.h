// Configuration: limits, defaults and exceptions, as the person or the organisation wrote them.
//
// What it is: /etc/bartizan/config.toml, then the user's file, or one --config FILE in place of
// both (docs/configuration.md). What it is not: anything that lies in a scanned tree: such a file
// is refused, or a finding. Plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/time.h"
#include "record/exception.h"
#include "record/verdict.h"

namespace bartizan::run {

struct Config {
  base::Limits limits;
  std::optional<record::Verdict> fail_on;  // malicious or suspicious
  std::optional<record::Depth> depth;
  std::optional<unsigned> jobs;
  std::string store;                          // path, empty: the default
  std::vector<std::string> catalog_keys;      // whose catalogues are trusted: PEM, or a file of it
  std::vector<record::Exception> exceptions;  // suppressions, waivers, allow entries
  std::vector<std::string> files;             // that were read, in order
};

struct ConfigError {
  std::string file;
  unsigned line = 0;
  std::string what;  // what is wrong and what to do
  std::string text() const;
};

// Where the files stand. `user` is $XDG_CONFIG_HOME/bartizan/config.toml.
struct ConfigPlaces {
  std::string system = "/etc/bartizan/config.toml";
  std::string user;
};
ConfigPlaces config_places();

// The limits that a file may set: the names of base::Limits' members.
std::vector<std::string> limit_names();

// Adds what `file` says to `config`; later files win, lists grow. Files that are not there say
// nothing when `optional`.
std::optional<ConfigError> read_config(const std::string& file, bool optional, Config& config);

// System and user file, or `explicit_file` alone. `roots`: what will be scanned; an explicit file
// that lies inside one of them is refused.
std::optional<ConfigError> load_config(const ConfigPlaces& places, const std::string& explicit_file,
                                       const std::vector<std::string>& roots, Config& config);

// The whole of a file that people of this organisation write.
std::optional<ConfigError> read_own_file(const std::string& file, std::string& bytes);

// Whether a file of this name in a scanned tree tries to configure the scan ("bartizan.toml",
// ".bartizan/config.toml" ...). `path` is relative to the root.
bool looks_like_config(std::string_view path);

// Appends an allow entry to `file`, which is made if need be (folder 0700, file 0600). What is
// already there stays as it is, comments included.
std::optional<ConfigError> add_allow_entry(const std::string& file, const record::Exception& entry);

}  // namespace bartizan::run
