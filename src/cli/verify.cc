// bartizan verify: who vouches for a model or a file.
#include <algorithm>
#include <iterator>

#include "cli/command_sign.h"
#include "cli/keys.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/signature.h"
#include "run/checksums.h"
#include "run/estate.h"
#include "run/evidence_left.h"
#include "run/gate.h"
#include "run/sign.h"
#include "run/systems.h"

namespace bartizan::cli {
namespace {

using assure::sign::Standing;
using assure::sign::Verification;

// What the options say whom to trust; false after having explained.
bool load_trust(const GlobalOptions& global, const VerifyCommand& command,
                const run::Config& config, assure::sign::Trust& trust) {
  trust.now = now();
  for (const std::string& key : command.keys) {
    if (!trust_key(key_folder(global, config), key, trust)) return false;
  }
  for (const std::string& file : command.certificate_roots) {
    auto roots = run::read_certificates(file);
    if (!roots) {
      complain(roots.error() + ".");
      return false;
    }
    trust.roots.insert(trust.roots.end(), roots->begin(), roots->end());
  }
  if (command.identity.empty() != command.issuer.empty()) {
    complain("--identity and --issuer belong together: an identity is worth what its issuer is.");
    return false;
  }
  trust.expected = {command.identity, command.issuer};
  if (!command.trusted_root.empty()) {
    auto root = run::read_trusted_root(command.trusted_root, config.limits, interrupted);
    if (!root) {
      complain(root.error() + ".");
      return false;
    }
    trust.root = std::move(*root);
  }
  if (!command.at.empty()) {
    trust.at = base::parse_utc(command.at);
    if (!trust.at) {
      complain("--at " + command.at +
               " is no time such as 2026-03-01 or 2026-03-01T12:00:00.000Z.");
      return false;
    }
  }
  return true;
}

// `system`: that --system names, or empty.
base::Result<void> keep(const GlobalOptions& global, const VerifyCommand& command,
                        const run::Config& config, const Verification& result, base::Millis at,
                        const std::string& system) {
  const auto opened = open_for_evidence(global, config);
  if (!opened) return std::unexpected(opened.error());
  if (!*opened) return {};
  store::Store& store = **opened;
  const record::Evidence left =
      run::left_by_verify(store, run::absolute_path(command.path), result, at, system);
  if (left.system.empty() && left.fact("type") == "bom") {
    note(global.quiet, command.path +
                           " lies in no system's folder: --system ID says of which it "
                           "is the bill of materials");
  }
  std::vector<record::Evidence> pieces{left};
  if (system.empty()) {
    std::ranges::move(run::left_below(store, left, result), std::back_inserter(pieces));
  }
  return run::leave_evidence(store, std::move(pieces));
}

int exit_code(const Verification& result) {
  const bool wrong_sum = std::ranges::any_of(
      result.checksums, [](const assure::sign::Checksum& one) { return !one.matches; });
  switch (result.standing) {
    case Standing::verified:
      return wrong_sum ? run::kGateFailed : run::kPass;
    case Standing::refused:
      return run::kGateFailed;
    case Standing::unvouched:
    case Standing::absent:
      return wrong_sum ? run::kGateFailed : run::kIncomplete;
    case Standing::unread:
      break;
  }
  return run::kIncomplete;
}

}  // namespace

int run(const GlobalOptions& global, const VerifyCommand& command) {
  if (!all_exist({command.path})) return run::kUsage;
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  if (!command.signature.empty() && !all_exist({command.signature})) return run::kUsage;
  std::string system;
  if (!command.system.empty()) {
    const auto store = open_for_evidence(global, *config);
    if (!store) return store_trouble(store.error());
    const auto found = *store ? run::system(**store, command.system)
                              : std::unexpected(std::string("there is no store"));
    if (!found) {
      complain(found.error());
      return run::kUsage;
    }
    system = found->id;
  }
  run::VerifyOptions options;
  if (!load_trust(global, command, *config, options.trust)) return run::kUsage;
  options.signature = command.signature;
  options.predicate_type = command.predicate_type;
  options.ignore_unsigned = command.ignore_unsigned;
  options.strict = command.strict;
  options.allow_links = command.allow_symlinks;
  options.limits = config->limits;
  options.jobs = global.jobs != 0 ? global.jobs : config->jobs.value_or(0);
  catch_interrupts();
  ProgressBar bar(global, "hashing");
  options.on_progress = [&](const run::Progress& progress) { bar.update(progress); };
  options.cancelled = interrupted;
  Verification result = run::verify_model(command.path, options);
  // Where nobody signed, a checksum is better than nothing, and called what it is.
  if (!command.checksums.empty() || result.standing == Standing::absent) {
    auto sums = run::verify_checksums(command.path, command.checksums, options);
    if (!sums) {
      bar.clear();
      complain(sums.error() + ".");
      return run::kIncomplete;
    }
    result.checksums = std::move(*sums);
  }
  std::optional<Verification> provenance;
  if (!command.provenance.empty()) {
    run::VerifyOptions other = options;
    other.signature = command.provenance;
    provenance = run::verify_model(command.path, other);
  }
  bar.clear();
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  const report::SignatureOptions style{style_of(global, output.fd()), global.quiet, global.verbose};
  const bool json = global.format == "json";
  int code = exit_code(result);
  if (provenance) {
    // One document: the provenance's own verification, when nothing else was signed.
    const bool alone = result.standing == Standing::absent && result.checksums.empty();
    if (alone) {
      result = std::move(*provenance);
      provenance.reset();
      code = exit_code(result);
    } else {
      result.provenance = provenance->provenance;
      if (!provenance->problem.empty()) {
        result.checks.push_back({"provenance-read", assure::sign::Outcome::failed,
                                 "the provenance was not read: " + provenance->problem});
      }
      if (const auto* failed = assure::sign::first_failed(*provenance)) {
        result.checks.push_back({"provenance-" + failed->id, failed->outcome, failed->what});
      }
      const int theirs = exit_code(*provenance);
      code = code == run::kGateFailed || theirs == run::kGateFailed ? run::kGateFailed
                                                                    : std::max(code, theirs);
      if (result.standing == Standing::verified) result.standing = provenance->standing;
    }
  }
  code = unless_kept(keep(global, command, *config, result, options.trust.now, system), code);
  output.write(json ? report::verification_json(result, {global.reproducible, true})
                    : report::verification(result, style));
  return output.finish() ? code : int{run::kInternal};
}

}  // namespace bartizan::cli
