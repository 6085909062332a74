#include "run/catalog.h"

#include <algorithm>
#include <utility>

#include "base/reader.h"
#include "run/catalog_file.h"
#include "run/foreign.h"
#include "run/import_inventory.h"
#include "run/keys.h"
#include "run/sign.h"
#include "scan/catalog.h"
#include "scan/catalog_check.h"

namespace bartizan::run {
namespace {

using assure::catalog::Answer;
using assure::catalog::State;
using assure::sign::PublicKey;
using assure::sign::TrustedKey;
using assure::signature::Envelope;
using Outcome = assure::catalog::Answer::Outcome;
using scan::Catalog;

// An envelope of the largest table in base64, with room.
constexpr std::uint64_t kMostEnvelope = 2 * scan::kMostTable;

State of(const Catalog& catalog) {
  State state;
  state.version = catalog.version();
  state.date = catalog.date();
  state.hash = catalog.hash();
  state.built_in = Catalog::built_in().version();
  return state;
}

State& process_state() {
  static State state = of(Catalog::built_in());
  return state;
}

const TrustedKey* find_key(const TrustedKeys& keys, const std::string& fingerprint) {
  const auto at = std::ranges::find_if(
      keys, [&](const TrustedKey& one) { return one.key.fingerprint() == fingerprint; });
  return at == keys.end() ? nullptr : &*at;
}

// Why an installed catalogue may not be put in force; empty when it may.
std::string distrust(const CatalogFile& file, const TrustedKeys& keys, State& state) {
  const auto key = PublicKey::from_pem(file.key);
  if (!key) return "is damaged: its key cannot be read";
  if (file.payload_type != assure::catalog::kPayloadType ||
      !key->verify(assure::sign::pae(file.payload_type, file.table), file.signature)) {
    return "is damaged: its signature does not fit its bytes";
  }
  state.signer = key->fingerprint();
  state.trusted_by = "--key when it was installed";
  if (const TrustedKey* listed = find_key(keys, key->fingerprint())) {
    state.trusted_by = listed->name;
  } else if (!file.named_key) {
    return "is signed with a key that is trusted no more: " + key->fingerprint();
  }
  const Catalog table(base::bytes_of(file.table));
  if (std::string why = assure::catalog::misfit_of_rules(Catalog::built_in(), table); !why.empty()) {
    return "does not fit: " + why;
  }
  return {};
}

// The one row that the worker wrote about the table; a worker that dies has a reason, too.
std::string table_problem(ForeignReader& worker, std::string_view table) {
  const ForeignFile input{"catalog", table, table.size()};
  const auto results = worker.read(assure::catalog::kParser, std::span(&input, 1));
  if (!results) return results.error().what;
  const ForeignResult& result = results->front();
  if (!result.problem.empty()) return result.problem;
  if (result.rows.size() != 1 || result.rows.front().kind != assure::catalog::kRow) {
    return "its reader did not answer";
  }
  return std::string(result.rows.front().field(0));
}

// One update, from bytes to an answer. Each step fills the answer and says whether to go on.
class Update {
 public:
  Update(const UpdateOptions& options) : options_(options) {
    answer_.file = options.file;
    answer_.before = catalog_state();
  }

  std::expected<Answer, std::string> run() {
    auto worker = ForeignReader::start(options_.limits, options_.cancelled);
    if (!worker) return std::unexpected(std::string(worker.error().what));
    if (read(*worker) && trust() && fits(*worker) && is_newer() && may_weaken()) {
      if (options_.dry_run) {
        answer_.outcome = Outcome::would_install;
      } else if (std::string why = install(); !why.empty()) {
        return std::unexpected(catalog_file_of(options_.store) + " cannot be written: " + why);
      }
    }
    return std::move(answer_);
  }

 private:
  bool stop(Outcome outcome, std::string reason) {
    answer_.outcome = outcome;
    answer_.reason = std::move(reason);
    return false;
  }

  bool read(ForeignReader& worker) {
    auto whole = read_whole(options_.file, kMostEnvelope);
    if (!whole) return stop(Outcome::unreadable, "it cannot be read: " + whole.error());
    const ForeignFile input{"catalog", whole->bytes, whole->bytes.size()};
    auto results = worker.read("signature", std::span(&input, 1));
    if (!results) return stop(Outcome::unreadable, results.error().what);
    if (!results->front().problem.empty()) {
      return stop(Outcome::unreadable, results->front().problem);
    }
    auto bundle = assure::sign::bundle_from_rows(results->front().rows);
    if (!bundle.bundle) return stop(Outcome::unreadable, "it " + bundle.problem);
    if (!bundle.bundle->envelope) {
      return stop(Outcome::unreadable, "it is a signature without what it signs");
    }
    envelope_ = std::move(*bundle.bundle->envelope);
    if (envelope_.payload_type != assure::catalog::kPayloadType) {
      return stop(Outcome::unreadable,
                  "it is signed, but no catalogue: it says that it is " + envelope_.payload_type);
    }
    return true;
  }

  bool trust() {
    const std::string bytes = assure::sign::pae(envelope_.payload_type, envelope_.payload);
    const auto signed_by = [&](const TrustedKeys& keys, bool named) {
      for (const TrustedKey& one : keys) {
        for (const auto& signature : envelope_.signatures) {
          if (!one.key.verify(bytes, signature.signature)) continue;
          answer_.signer = one.key.fingerprint();
          answer_.trusted_by = one.name;
          installed_.key = one.key.pem();
          installed_.named_key = named;
          installed_.signature = signature.signature;
          return true;
        }
      }
      return false;
    };
    if (signed_by(options_.keys, false) || signed_by(options_.named, true)) return true;
    return stop(Outcome::untrusted, "none of the keys that are trusted signed it");
  }

  bool fits(ForeignReader& worker) {
    if (const std::string why = table_problem(worker, envelope_.payload); !why.empty()) {
      return stop(Outcome::refused, why);
    }
    const Catalog table = this->table();
    answer_.version = table.version();
    answer_.date = table.date();
    answer_.hash = table.hash();
    if (const std::string why = assure::catalog::misfit(Catalog::built_in(), table); !why.empty()) {
      return stop(Outcome::refused, why);
    }
    return true;
  }

  bool is_newer() {
    if (answer_.before.installed && answer_.hash == answer_.before.hash) {
      return stop(Outcome::unchanged, "it is installed already");
    }
    const auto older_than = [&](std::uint32_t version, const std::string& which) {
      return "it is not newer: it is number " + std::to_string(answer_.version) + ", " + which +
             " is number " + std::to_string(version);
    };
    if (answer_.version <= answer_.before.built_in) {
      return stop(Outcome::refused, older_than(answer_.before.built_in, "the built-in one"));
    }
    // The newest one itself may come back after a reset.
    const bool again = answer_.version == answer_.before.highest &&
                       answer_.hash == answer_.before.highest_hash;
    if (answer_.version <= answer_.before.highest && !again) {
      return stop(Outcome::refused,
                  older_than(answer_.before.highest, "the newest that was ever installed here"));
    }
    return true;
  }

  bool may_weaken() {
    answer_.comparison =
        assure::catalog::compare(Catalog::built_in(), Catalog::embedded(), table());
    answer_.weakens_built_in =
        assure::catalog::compare(Catalog::built_in(), Catalog::built_in(), table()).weakens;
    if (answer_.comparison.weakens == 0 || options_.accept_weaker) return true;
    return stop(Outcome::weaker, "it makes answers weaker, and that was not accepted");
  }

  std::string install() {
    answer_.outcome = Outcome::installed;
    installed_.highest = answer_.version;
    installed_.highest_hash = answer_.hash;
    installed_.payload_type = envelope_.payload_type;
    installed_.weakens = answer_.weakens_built_in;
    installed_.against = Catalog::built_in().hash();
    installed_.table = std::move(envelope_.payload);
    return write_catalog_file(catalog_file_of(options_.store), installed_);
  }

  Catalog table() const { return Catalog(base::bytes_of(envelope_.payload)); }

  const UpdateOptions& options_;
  Answer answer_;
  Envelope envelope_;
  CatalogFile installed_;
};

}  // namespace

TrustedKeys own_keys(const std::string& store) {
  TrustedKeys trusted;
  const auto keys = KeyFolder::beside(store).list();
  if (!keys) return trusted;
  for (const KeyInfo& key : *keys) {
    for (TrustedKey& one : trusted_keys(key)) {
      one.name = "bartizan key " + one.name;
      trusted.push_back(std::move(one));
    }
  }
  return trusted;
}

TrustedKeys listed_keys(const std::vector<std::string>& keys, std::vector<std::string>& problems) {
  TrustedKeys trusted;
  for (const std::string& key : keys) {
    const bool text = key.starts_with("-----BEGIN");
    auto read = text ? std::expected<TrustedKey, std::string>(std::unexpect) : read_public_key(key);
    if (text) {
      if (auto known = PublicKey::from_pem(key)) {
        read = TrustedKey{std::move(*known), "a key of the configuration", 0};
      } else {
        read = std::unexpected("that stands in the configuration " + known.error());
      }
    }
    if (read) {
      trusted.push_back(std::move(*read));
    } else {
      problems.push_back("cannot use the key " + read.error());
    }
  }
  return trusted;
}

const State& catalog_state() { return process_state(); }

const State& use_installed_catalog(const std::string& store, const TrustedKeys& keys) {
  State& state = process_state();
  state.file = catalog_file_of(store);
  // What is in force lives as long as the process.
  static CatalogFile file;
  auto found = read_catalog_file(state.file);
  if (!found) {
    state.problem = state.file + " " + found.error();
    return state;
  }
  file = std::move(*found);
  state.highest = file.highest;
  state.highest_hash = file.highest_hash;
  if (!file.has_table()) return state;
  State fresh = of(Catalog(base::bytes_of(file.table)));
  if (const std::string why = distrust(file, keys, fresh); !why.empty()) {
    state.problem = state.file + " " + why;
    return state;
  }
  if (fresh.version <= fresh.built_in) {
    state.aside = "the installed catalogue " + std::to_string(fresh.version) +
                  " is not newer than that of the program, " + std::to_string(fresh.built_in);
    return state;
  }
  Catalog::put_in_force(base::bytes_of(file.table));
  fresh.installed = true;
  fresh.file = state.file;
  fresh.highest = file.highest;
  fresh.highest_hash = file.highest_hash;
  fresh.weakens = file.weakens;
  // Another build of the program may know more that is weakened now.
  if (file.against != Catalog::built_in().hash()) {
    fresh.weakens =
        assure::catalog::compare(Catalog::built_in(), Catalog::built_in(), Catalog::embedded())
            .weakens;
  }
  return state = std::move(fresh);
}

void describe_catalog(record::Run& run) {
  const State& state = catalog_state();
  run.catalog_hash = state.hash;
  run.catalog_version = state.version;
  run.catalog_date = state.date;
  run.catalog_installed = state.installed;
  run.catalog_weakens = state.weakens;
}

std::string catalog_note() {
  const State& state = catalog_state();
  if (!state.problem.empty()) {
    return "the installed catalogue is not in force, the built-in one " +
           std::to_string(state.version) + " is: " + state.problem +
           ". Install it again (bartizan catalog update FILE) or give it up (bartizan catalog "
           "reset)";
  }
  if (state.weakens == 0) return {};
  return "catalogue " + std::to_string(state.version) + " makes " + std::to_string(state.weakens) +
         (state.weakens == 1 ? " answer" : " answers") +
         " weaker than the built-in one: bartizan catalog show names them";
}

std::expected<Answer, std::string> update_catalog(const UpdateOptions& options) {
  return Update(options).run();
}

std::expected<bool, std::string> reset_catalog(const std::string& store) {
  const std::string path = catalog_file_of(store);
  const auto found = read_catalog_file(path);
  if (found && !found->has_table()) return false;
  CatalogFile empty;
  if (found) {
    empty.highest = found->highest;
    empty.highest_hash = found->highest_hash;
  }
  if (const std::string why = write_catalog_file(path, empty); !why.empty()) {
    return std::unexpected(path + " cannot be written: " + why);
  }
  return true;
}

std::expected<std::string, std::string> pack_catalog(std::string table,
                                                     const assure::sign::PrivateKey& key) {
  if (const auto why = scan::table_problem(base::bytes_of(table)); !why.empty()) {
    return std::unexpected("the table cannot be used: " + std::string(why));
  }
  const Catalog catalog(base::bytes_of(table));
  if (std::string why = assure::catalog::misfit(Catalog::built_in(), catalog); !why.empty()) {
    return std::unexpected("the table cannot be used: " + why);
  }
  auto envelope = assure::sign::sign_envelope(std::string(assure::catalog::kPayloadType),
                                              std::move(table), key);
  if (!envelope) return std::unexpected(envelope.error());
  return assure::sign::envelope_json(*envelope);
}

}  // namespace bartizan::run
