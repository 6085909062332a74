// Source: what the collectors of evidence ask a store, about one system at a time.
//
// What it is: the questions in one place, answered by one query each (StoreSource, for one system)
// or from tables that were read whole (BulkSource, for all of them); both give the same answers,
// so that evidence is the same however it was collected. What it is not: a judgement, or a cache
// that outlives one collecting. One thread. For this folder's evidence*.cc files.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "run/systems.h"
#include "store/store.h"
#include "store/watch.h"
#include "use/api.h"

namespace bartizan::run::evidence {

// What a system is made of, as facts, and which model files it has, by their paths below its
// folder, so that both are the same whichever folder above it was read.
struct Made {
  std::vector<record::EvidenceFact> facts;
  std::set<std::string> local_models;  // files that are there
  std::set<std::string> named_models;  // paths that code or configuration names
};
// Of components whose local models are called so (record/local_name.h).
Made made_of(std::span<const record::Component* const> components);  // evidence_discovery.cc
// As a digest keeps it: what it is made of, and what reconciliation needs (run/reconcile.h).
std::string body_of(const Made& made, const use::Holding& holding);
Made made_from(std::string_view body);
use::Holding holding_from(std::string_view body);
use::Holding holding_of(const store::DigestOf& of);
// By which rules a digest was made.
std::string digest_version();
// Makes those that are missing and keeps them.
base::Result<void> keep_digests(store::Store& store);

// A file that had these bytes and was last seen with others.
struct ChangedFile {
  std::string path, sha256;
};

class Source {
 public:
  virtual ~Source() = default;

  virtual base::Result<std::vector<record::Evidence>> left(const std::string& system) = 0;
  // As Store::last_seen, without what is not a model.
  virtual base::Result<std::vector<store::SeenFile>> files(const std::string& path) = 0;
  virtual base::Result<bool> was_seen(const std::string& path) = 0;
  // At or below a path, of those that were seen by then; by path.
  virtual base::Result<std::vector<ChangedFile>> changed_since(const std::string& path,
                                                               base::Millis since) = 0;
  virtual base::Result<std::vector<store::SystemRow>> systems_in(const std::string& place) = 0;
  virtual base::Result<Made> made(const std::string& system) = 0;
  // By its record id.
  virtual base::Result<std::optional<record::UseCase>> use_case(const std::string& id) = 0;
  virtual base::Result<std::optional<store::ImportRow>> import(const std::string& id) = 0;
  virtual base::Result<std::vector<store::ReviewAnswer>> review(const std::string& use_case) = 0;
  virtual base::Result<std::optional<record::Exposure>> exposure(const std::string& system) = 0;
  virtual base::Result<std::vector<record::Case>> cases(const std::string& system) = 0;
  virtual base::Result<std::vector<record::Readiness>> readiness(const std::string& system) = 0;
  virtual base::Result<std::vector<record::Watched>> watched() = 0;
};

// Those of the files at or below a path that a piece looked at and that have other bytes now, by
// their names below the path (run/evidence_covers.h).
base::Result<std::set<std::string>> others_below(Source& source, const std::string& path,
                                                 const record::Evidence& piece);

class StoreSource final : public Source {
 public:
  explicit StoreSource(store::Store& store) : store_(store) {}

  base::Result<std::vector<record::Evidence>> left(const std::string& system) override;
  base::Result<std::vector<store::SeenFile>> files(const std::string& path) override;
  base::Result<bool> was_seen(const std::string& path) override;
  base::Result<std::vector<ChangedFile>> changed_since(const std::string& path,
                                                       base::Millis since) override;
  base::Result<std::vector<store::SystemRow>> systems_in(const std::string& place) override;
  base::Result<Made> made(const std::string& system) override;
  base::Result<std::optional<record::UseCase>> use_case(const std::string& id) override;
  base::Result<std::optional<store::ImportRow>> import(const std::string& id) override;
  base::Result<std::vector<store::ReviewAnswer>> review(const std::string& use_case) override;
  base::Result<std::optional<record::Exposure>> exposure(const std::string& system) override;
  base::Result<std::vector<record::Case>> cases(const std::string& system) override;
  base::Result<std::vector<record::Readiness>> readiness(const std::string& system) override;
  base::Result<std::vector<record::Watched>> watched() override;

 private:
  store::Store& store_;
};

// Each table is read once, when it is made.
class BulkSource final : public Source {
 public:
  static base::Result<std::unique_ptr<BulkSource>> load(store::Store& store);

  base::Result<std::vector<record::Evidence>> left(const std::string& system) override;
  base::Result<std::vector<store::SeenFile>> files(const std::string& path) override;
  base::Result<bool> was_seen(const std::string& path) override;
  base::Result<std::vector<ChangedFile>> changed_since(const std::string& path,
                                                       base::Millis since) override;
  base::Result<std::vector<store::SystemRow>> systems_in(const std::string& place) override;
  base::Result<Made> made(const std::string& system) override;
  base::Result<std::optional<record::UseCase>> use_case(const std::string& id) override;
  base::Result<std::optional<store::ImportRow>> import(const std::string& id) override;
  base::Result<std::vector<store::ReviewAnswer>> review(const std::string& use_case) override;
  base::Result<std::optional<record::Exposure>> exposure(const std::string& system) override;
  base::Result<std::vector<record::Case>> cases(const std::string& system) override;
  base::Result<std::vector<record::Readiness>> readiness(const std::string& system) override;
  base::Result<std::vector<record::Watched>> watched() override;

 private:
  explicit BulkSource(store::Store& store) : store_(store) {}
  base::Result<void> load_said();
  base::Result<void> load_estate();
  // Those of a file and below it, as indexes into files_.
  std::pair<std::size_t, std::size_t> below(std::string_view folder) const;
  std::optional<std::size_t> at(std::string_view path) const;

  template <typename T>
  using ById = std::unordered_map<std::string, T>;

  store::Store& store_;
  std::vector<store::SeenFile> files_;  // by path
  ById<std::vector<record::Evidence>> left_;
  ById<std::vector<store::SystemRow>> systems_;
  ById<std::string> digests_;
  ById<record::UseCase> use_cases_;
  ById<store::ImportRow> imports_;
  std::map<std::string, std::vector<store::ReviewAnswer>> reviews_;
  ById<record::Exposure> exposures_;
  ById<std::vector<record::Case>> cases_;
  ById<std::vector<record::Readiness>> readiness_;
  std::vector<record::Watched> watched_;
};

}  // namespace bartizan::run::evidence
