// Cases: what people say about systems and weaknesses, and what follows from it at once.
//
// What it is: the joint between store/cases.h and assure/decide, assure/vex, for the commands
// exposure, clock, vex and vuln. What it is not: matching (run/vuln.h) or a prompt: who can be
// asked is a function that the command hands in. Times are arguments.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assure/api.h"
#include "store/store.h"

namespace bartizan::run {

// A system that something can be said about.
struct KnownSystem {
  std::string id;  // of the found system, or "place:" and the path of a place without systems
  std::string name;
  std::string place;  // absolute path, or "bom:" and its id
  std::string path;   // in the place
  std::string use_case;
};
std::string where(const KnownSystem& system);  // "/srv/app/api"

base::Result<std::vector<KnownSystem>> known_systems(store::Store& store);
// By id or its beginning, use case, name or path; a folder is meant rather than a BOM of it. `folder`: the same as an absolute path, where it may be one. The
// error is a sentence for people.
std::expected<KnownSystem, std::string> system_called(store::Store& store,
                                                      const std::string& handle,
                                                      const std::string& folder = {});

// Who can be asked about exposure, and what is known beforehand.
struct ExposureAsk {
  std::optional<bool> exposed;  // --exposed: an answer for every system that has none
  std::string by;               // --by; asked for once where it is empty
  std::string reason;
  // A question to a person; empty where nobody can answer.
  std::function<std::optional<std::string>(std::string_view)> ask;
  bool enough = false;  // somebody pressed Enter at a question: no more of them
  std::optional<base::Millis> until;  // what was said later does not count
};
// What was said about a system, else about its place, else what `ask` says, which is remembered.
// nullopt: nobody said anything.
base::Result<std::optional<record::Exposure>> exposure_of(store::Store& store,
                                                          const KnownSystem& system,
                                                          ExposureAsk& ask, base::Millis now);

// Keeps the answer and decides the cases of the system (or of the systems of the place) anew.
// The number of cases whose outcome changed.
base::Result<std::size_t> set_exposure(store::Store& store, const record::Exposure& exposure,
                                       base::Millis now);

// Takes the last answer about a system back, if it is the one of `at`, and decides the cases anew by
// what was said before, of it or of its place. False: something else was said since.
base::Result<bool> withdraw_exposure(store::Store& store, const std::string& system,
                                     base::Millis at, const std::string& by, base::Millis now);

// Closes the cases of systems that are not there any more. The number of those that were open.
base::Result<std::size_t> close_cases(store::Store& store, const std::vector<std::string>& systems,
                                      const std::string& reason, base::Millis now);

// Lets VEX statements speak about cases that are not fixed; `removed` is one that was just taken
// back. The number of cases whose state changed. Only purls are compared here: what a hash or a
// BOM-Link names is found by the next run of vuln.
base::Result<std::size_t> apply_vex(store::Store& store, base::Millis now,
                                    const record::VexStatement* removed = nullptr);

// The statement that counts about a case; nullptr when nobody said anything.
const record::VexStatement* vex_word_on(const record::Case& known,
                                        std::span<const record::VexStatement> statements);

// What `vex export` writes: the cases of a system (all where it is empty) that are still there,
// each with its history and the statement of `statements` that counts. Of what was forgotten nobody
// knows whether it is fixed.
base::Result<std::vector<assure::vex::Decided>> decided_cases(
    store::Store& store, std::string_view system, std::span<const record::VexStatement> statements);

// One case by its id, a unique beginning of it (with or without "case_"), or a CVE in a system
// that may be left out where only one has it. The error is a sentence for people.
std::expected<record::Case, std::string> case_called(store::Store& store, const std::string& handle,
                                                     const std::string& system);

// One VEX file, read in a worker.
struct VexFile {
  assure::vex::Imported imported;
  std::string sha256;
};
std::expected<VexFile, std::string> read_vex(const std::string& path, const std::string& system,
                                             base::Millis now,
                                             const std::function<bool()>& cancelled);

}  // namespace bartizan::run
