// Package: what a manifest or lock file says about one package, and how that becomes a row.
//
// What it is: names as registries compare them, the question whether a package is AI
// (catalogs/lists/discovery-<type>-packages.toml), and the sink that all readers of this folder
// write to. What it is not: a parser. A Manifest borrows its source and lives on one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/path.h"
#include "base/result.h"
#include "text/lines.h"
#include "text/tree.h"
#include "use/parse/discover/reader.h"

namespace bartizan::use {

// As its registry writes it: PyPI normalises (PEP 503), NuGet ignores case, Go modules lose the
// suffix of a major version only for the question whether they are AI.
std::string package_name(std::string_view type, std::string_view name);

// Which packages of one registry are AI. "*" in a name stands for at least one character; an exact
// name wins over a pattern.
class PackageList {
 public:
  // `type`: pypi, npm, maven, golang, cargo, nuget or gem.
  PackageList(const scan::Catalog& catalog, std::string_view type);
  // What an AI package is for ("llm-client", "vector-store" ...); empty for others.
  std::string_view category(std::string_view name) const;

 private:
  struct Pattern {
    std::string_view name, value;
  };

  const scan::Catalog& catalog_;
  std::string type_, list_;
  std::vector<Pattern> patterns_;
};

struct Package {
  std::string name;        // as written
  std::string version;     // exact, else empty
  std::string constraint;  // as written, where it is no exact version
  std::string_view scope;  // "dev", "optional", "test", "transitive" or empty
  std::string digest;      // "sha256:..." as the lock file has it
  std::string url;         // where it comes from, when not from its registry
  std::uint32_t line = 0;
  Certainty certainty = Certainty::high;
  std::string_view evidence;  // empty: the line
  std::vector<Attribute> more;
};

class Manifest {
 public:
  // `type` is the purl type, `signal` the reader's.
  Manifest(SourceText& source, std::string_view type, std::string_view signal);

  // One row; a package with the same name, version and line again is none.
  void add(const Package& package);
  // The project that the manifest describes.
  void project(const Package& package);
  void note(std::string_view code, std::uint32_t line, std::string_view message);
  // What a document parser could not read, at the line of its error.
  void malformed(const base::Error& error, std::string_view message);
  // The file as TOML. A line that is none (a template's, an unfinished edit) is noted and left
  // out, up to kMostBadLines; nothing when no more can be read.
  std::optional<text::Node> toml();
  // False, with a note, when the budget refuses.
  bool charge(std::uint64_t steps = 1);

  const text::Lines& lines() const { return lines_; }
  SourceText& source() { return source_; }
  std::string_view text() const { return source_.text; }

 private:
  Detection detection_of(const Package& package) const;

  SourceText& source_;
  std::string_view type_, signal_;
  text::Lines lines_;
  PackageList list_;
  std::set<std::string> seen_;
  std::uint32_t notes_ = 0;
  bool charged_ = true;
  bool full_ = false;
};

// "sha512-<base64>" (npm's integrity) as "sha512:<hexadecimal>".
std::string digest_of(std::string_view integrity);
// An address without user name and password.
std::string without_credentials(std::string_view url);
// Lower case for ASCII.
std::string lower(std::string_view text);
// Whether the parent folder of a path has that name.
bool in_folder(std::string_view path, std::string_view folder);

}  // namespace bartizan::use
