// Discover: every file of a tree through the readers of line of effort 1, and models through the
// scan core.
//
// What it is: list, read in workers, scan models, gather; one function per pass. What it is not: a
// report, or a store. Nothing is executed and nothing is fetched.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "assure/api.h"
#include "base/limits.h"
#include "base/result.h"
#include "record/artifact.h"
#include "run/scan.h"
#include "use/api.h"

namespace bartizan::run {

// What tools leave behind and what version control keeps is nobody's AI.
inline constexpr std::array<const char*, 8> kNeverRead{
    ".git", ".hg", ".svn", "__pycache__", ".tox", ".mypy_cache", ".pytest_cache", ".ruff_cache"};

// Whether a path leads through a folder in which installers put packages of others.
bool lies_in_packages(std::string_view path);
// Of installed packages the manifests tell what is there; their code is others' code.
bool is_installed_code(std::string_view path);

struct DiscoverOptions {
  std::vector<std::string> roots;
  std::vector<std::string> exclude;
  bool installed = false;  // read the code of installed packages, too (node_modules, site-packages)
  record::Depth depth = record::Depth::structure;  // of model files; content gives their hashes
  base::Limits limits;
  unsigned jobs = 0;
  ResultCache* cache = nullptr;
  // Under a server: nothing outside these folders is read, whatever links say.
  const io::Beneath* beneath = nullptr;
  // A scan of the same roots: models are taken from it instead of being read once more.
  const record::ScanReport* scanned = nullptr;
};

// As a scan reads: what it leaves out, its limits, and where links may lead.
DiscoverOptions reading_as(const ScanOptions& scan);

struct DiscoverReport {
  record::Run run;
  base::Millis began = 0;  // before the first file was read; 0: nobody told the time
  use::Discovery discovery;
  std::vector<record::Artifact> models;  // as the scan core judged them
  std::vector<record::Artifact> harmful;  // no models of their own, malicious or suspicious
  std::vector<assure::bom::Card> cards;  // of models and data sets, beside them
  std::vector<record::Relation> relations;  // that cards declare
  std::vector<record::UseCase> declared;    // by .bartizan/system.toml
  std::vector<record::Excluded> excluded;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t unread = 0;  // files that should have been read and were not; each has a note
  bool interrupted = false;
};

// Fails only for trouble of our own. Hooks: on_progress, cancelled and now are used.
base::Result<DiscoverReport> discover(const DiscoverOptions& options, const ScanHooks& hooks);

}  // namespace bartizan::run
