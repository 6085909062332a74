// bartizan key: make, list, rotate and publish the keys that sign.
#include "cli/command_sign.h"
#include "cli/keys.h"
#include "cli/output.h"
#include "cli/prompt.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/signature.h"
#include "run/audit.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

using assure::sign::Curve;

std::vector<report::ShownKey> shown(const run::KeyInfo& key) {
  std::vector<report::ShownKey> all{
      {key.name, key.purpose, key.algorithm, key.fingerprint, key.created, 0, key.encrypted}};
  for (const run::OldKey& old : key.old) {
    all.push_back(
        {key.name, key.purpose, key.algorithm, old.fingerprint, old.created, old.retired, false});
  }
  return all;
}

int show(const GlobalOptions& global, std::span<const report::ShownKey> all) {
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json" ? report::keys_json(all, {global.reproducible, true})
                                       : report::keys(all, {style_of(global, output.fd()),
                                                            global.quiet, global.verbose}));
  return output.finish() ? run::kPass : run::kInternal;
}

// The passphrase for a new private key; empty: none wanted. nullopt after having said why not.
std::optional<std::string> new_passphrase(bool encrypt, const std::string& file) {
  if (!file.empty()) return passphrase_of(file);
  if (!encrypt) return std::string();
  const auto once = ask_passphrase("Passphrase for the new key:");
  if (!once) {
    complain("nobody can be asked for a passphrase here. Name a file: --passphrase-file FILE.");
    return std::nullopt;
  }
  const auto again = ask_passphrase("The same again:");
  if (!once->empty() && once == again) return once;
  complain(once->empty() ? "an empty passphrase encrypts nothing; no key was made."
                         : "the two are not the same; no key was made.");
  return std::nullopt;
}

// The key is made whether or not a store can say so.
void log_key(const GlobalOptions& global, const run::Config& config, const char* what,
             const std::string& name, const std::string& fingerprint) {
  if (const auto store = open_for_evidence(global, config); store && *store) {
    (void)run::audit(**store, run::command_event(what, name, fingerprint, now()));
  }
}

}  // namespace

int run(const GlobalOptions& global, const KeyNewCommand& command) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto passphrase = new_passphrase(command.encrypt, command.passphrase_file);
  if (!passphrase) return run::kUsage;
  const Curve curve = command.curve == "P-384"   ? Curve::p384
                      : command.curve == "P-521" ? Curve::p521
                                                 : Curve::p256;
  run::KeyFolder keys = key_folder(global, *config);
  const auto made = keys.create(command.name, command.purpose, curve, *passphrase, now());
  if (!made) {
    complain(made.error().what + ".");
    return made.error().usage ? int{run::kUsage} : int{run::kInternal};
  }
  log_key(global, *config, "key.new", command.name, made->fingerprint);
  note(global.quiet, "the key " + command.name + " is in " + keys.path() +
                         ". Those who verify need: bartizan key export-public --name " +
                         command.name);
  return show(global, shown(*made));
}

int run(const GlobalOptions& global, const KeyListCommand& /*command*/) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto list = key_folder(global, *config).list();
  if (!list) {
    complain(list.error() + ".");
    return run::kIncomplete;
  }
  std::vector<report::ShownKey> all;
  for (const run::KeyInfo& key : *list) {
    for (report::ShownKey& one : shown(key)) all.push_back(std::move(one));
  }
  return show(global, all);
}

int run(const GlobalOptions& global, const KeyRotateCommand& command) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  run::KeyFolder keys = key_folder(global, *config);
  const auto before = keys.find(command.name);
  if (!before) {
    complain(before.error() + ".");
    return run::kUsage;
  }
  if (!command.yes) {
    const auto answer = can_ask() ? ask("Put a new key in the place of " + command.name +
                                        "? The old one signs nothing any more. [y/N]")
                                  : std::nullopt;
    if (!answer || (*answer != "y" && *answer != "yes")) {
      complain("nothing was changed. --yes does it without asking.");
      return run::kUsage;
    }
  }
  if (before->encrypted && !command.encrypt && command.passphrase_file.empty()) {
    complain(command.name +
             " is encrypted; its successor would not be. Say --encrypt or --passphrase-file FILE.");
    return run::kUsage;
  }
  const auto passphrase = new_passphrase(command.encrypt, command.passphrase_file);
  if (!passphrase) return run::kUsage;
  const auto made = keys.rotate(command.name, *passphrase, now());
  if (!made) {
    complain(made.error() + ".");
    return run::kInternal;
  }
  log_key(global, *config, "key.rotate", command.name, made->fingerprint);
  return show(global, shown(*made));
}

int run(const GlobalOptions& global, const KeyExportCommand& command) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto key = key_folder(global, *config).find(command.name);
  if (!key) {
    complain(key.error() + ".");
    return run::kUsage;
  }
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(key->public_key);
  for (const run::OldKey& old : key->old) {
    if (command.all) output.write(old.public_key);
  }
  return output.finish() ? run::kPass : run::kInternal;
}

}  // namespace bartizan::cli
