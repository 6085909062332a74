// bartizan sign: models as OpenSSF Model Signing, anything else as an in-toto statement.
#include "run/sign.h"

#include <filesystem>
#include <iostream>

#include "base/json_read.h"
#include "cli/command_sign.h"
#include "cli/keys.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/signature.h"
#include "run/import_inventory.h"

namespace bartizan::cli {
namespace {

namespace fs = std::filesystem;

using assure::signature::kCycloneDx;
using assure::signature::kEvidence;
using assure::signature::kSpdx;

constexpr std::uint64_t kMostPredicate = 64 * base::kMiB;

bool is_json(std::string_view text) {
  const base::Limits limits;
  base::Budget budget(limits);
  struct Silent final : base::JsonVisitor {
  } silent;
  return base::read_json(std::as_bytes(std::span(text)), budget, silent).has_value();
}

struct Predicate {
  std::string type;
  std::string json;
};

// What the statement says; nullopt after having explained.
std::optional<Predicate> predicate_of(const SignCommand& command) {
  const std::string& file = command.predicate.empty() ? command.path : command.predicate;
  auto whole = run::read_whole(file, kMostPredicate);
  if (!whole) {
    complain("cannot read " + file + ": " + whole.error());
    return std::nullopt;
  }
  if (!is_json(whole->bytes)) {
    complain(file + " is no JSON, which a statement's predicate has to be.");
    return std::nullopt;
  }
  Predicate made{command.predicate_type, std::move(whole->bytes)};
  if (!made.type.empty()) return made;
  if (command.type == "evidence") {
    if (made.json.find("\"bartizan.") == std::string::npos) {
      complain(file + " is no JSON report of Bartizan. Name its kind: --predicate-type URI.");
      return std::nullopt;
    }
    made.type = kEvidence;
  } else if (made.json.find("\"bomFormat\"") != std::string::npos) {
    made.type = kCycloneDx;
  } else if (made.json.find("\"@graph\"") != std::string::npos) {
    made.type = kSpdx;
  } else {
    complain(file + " is neither CycloneDX nor SPDX 3. Name its kind: --predicate-type URI.");
    return std::nullopt;
  }
  return made;
}

// The certificate and its issuers, leaf first; false after having explained.
bool load_chain(const SignCommand& command, const assure::sign::PrivateKey& key,
                std::vector<std::string>& chain) {
  if (command.certificate.empty()) {
    if (command.chain.empty()) return true;
    complain("--chain is of a certificate: --certificate FILE.");
    return false;
  }
  std::vector<std::string> files{command.certificate};
  files.insert(files.end(), command.chain.begin(), command.chain.end());
  for (const std::string& file : files) {
    auto read = run::read_certificates(file);
    if (!read) {
      complain(read.error() + ".");
      return false;
    }
    chain.insert(chain.end(), read->begin(), read->end());
  }
  const auto of_leaf = assure::sign::key_of_certificate(chain.front());
  if (of_leaf && of_leaf->fingerprint() == key.public_key().fingerprint()) return true;
  complain(command.certificate + " is the certificate of another key.");
  return false;
}

// A BOM's signature is a statement of what it says; a model's would take its place under its name.
void warn_of_bom(const SignCommand& command, const std::string& output) {
  std::error_code error;
  if (!fs::is_regular_file(command.path, error) || !command.path.ends_with(".json")) return;
  const auto whole = run::read_whole(command.path, kMostPredicate);
  if (!whole || (whole->bytes.find("\"bomFormat\"") == std::string::npos &&
                 whole->bytes.find("\"@graph\"") == std::string::npos)) {
    return;
  }
  complain(command.path + " is a BOM, and is signed as a model's file: --type bom signs what it says." +
           (fs::exists(output, error) ? " " + output + ", which was there, is replaced." : ""));
}

std::string default_output(const SignCommand& command, bool model) {
  std::string bare = command.path;
  while (bare.size() > 1 && bare.ends_with('/')) bare.pop_back();
  std::error_code error;
  return model && fs::is_directory(bare, error) ? bare + "/model.sig" : bare + ".sig";
}

}  // namespace

int run(const GlobalOptions& global, const SignCommand& command) {
  if (!all_exist({command.path})) return run::kUsage;
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  if (command.hash == "blake3") {
    complain("BLAKE3 cannot be computed here: Debian 12 has no library of it. Use sha256.");
    return run::kUsage;
  }
  const bool model =
      command.type.empty() && command.predicate_type.empty() && command.predicate.empty();
  if (!model && command.type.empty() &&
      (command.predicate_type.empty() || command.predicate.empty())) {
    complain("--predicate-type and --predicate belong together.");
    return run::kUsage;
  }
  const auto key =
      load_private_key(key_folder(global, *config), command.key, command.passphrase_file);
  if (!key) return run::kUsage;
  run::SignOptions options;
  options.key = &*key;
  if (!load_chain(command, *key, options.chain)) return run::kUsage;
  options.output = global.output.empty() ? default_output(command, model) : global.output;
  options.method = command.method == "shards" ? assure::signature::Method::shards
                                              : assure::signature::Method::files;
  options.shard_size = command.shard_size;
  options.hash = command.hash;
  options.ignore = command.ignore;
  for (const std::string& path : options.ignore) {
    if (assure::signature::wrong_with_path(path) == nullptr && path != ".") continue;
    complain("--ignore takes paths below the model, not " + path + ".");
    return run::kUsage;
  }
  options.allow_links = command.allow_symlinks;
  options.mangled_names = command.sharded_names;
  options.jobs = global.jobs != 0 ? global.jobs : config->jobs.value_or(0);
  catch_interrupts();
  ProgressBar bar(global, "hashing");
  options.on_progress = [&](const run::Progress& progress) { bar.update(progress); };
  options.cancelled = interrupted;

  report::SignedFile shown;
  std::expected<run::Signed, std::string> made = std::unexpected(std::string());
  if (model) {
    warn_of_bom(command, options.output);
    made = run::sign_model(command.path, options);
    shown.predicate_type = assure::signature::kModelPredicate;
    shown.method = command.method;
  } else {
    const auto predicate = predicate_of(command);
    if (!predicate) return run::kUsage;
    made = run::sign_file(command.path, predicate->type, predicate->json, options);
    shown.predicate_type = predicate->type;
  }
  bar.clear();
  if (!made) {
    complain(made.error() + ". Nothing was signed.");
    return run::kIncomplete;
  }
  Output output(options.output);
  if (!output.ok()) return run::kUsage;
  output.write(made->bundle);
  if (!output.finish()) return run::kInternal;
  shown.path = command.path;
  shown.signature = options.output;
  shown.digest = made->digest;
  shown.key = key->public_key().fingerprint();
  shown.resources = made->resources;
  shown.bytes = made->bytes;
  if (options.output == "-") return run::kPass;
  std::cout << (global.format == "json"
                    ? report::signed_file_json(shown, {global.reproducible, true})
                    : report::signed_file(
                          shown, {style_of(global, STDOUT_FILENO), global.quiet, global.verbose}))
            << std::flush;
  return run::kPass;
}

}  // namespace bartizan::cli
