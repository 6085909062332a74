#include "run/self_check.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "run/catalog.h"
#include "run/evidence_installation.h"
#include "run/hardening.h"
#include "run/scan.h"
#include "run/version.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;

constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
// A catalogue older than that is said; half a year is two of the planned releases.
constexpr base::Millis kOldCatalog = 183 * kDay;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

// Where a package puts documents: PREFIX/bin/bartizan, PREFIX/share/doc/bartizan. What was built
// here (build/PRESET/bartizan) has them in its sources.
std::string documents_of(const fs::path& program) {
  const fs::path folder = program.parent_path();
  const fs::path sources = folder.parent_path().parent_path();
  std::error_code error;
  if (fs::is_regular_file(sources / "src" / "run" / "self_check.cc", error))
    return sources.string();
  return (folder.parent_path() / "share" / "doc" / "bartizan").string();
}

std::string read_document(const SelfCheckOptions& options, std::string_view name) {
  std::error_code error;
  const fs::path path = fs::path(options.documents) / name;
  return fs::is_regular_file(path, error) ? slurp(path) : std::string();
}

struct Accounts {
  bool known = false;  // the store could be asked
  std::size_t all = 0, with_factor = 0, without_password = 0, approvers = 0;
};

Accounts look_at_accounts(store::Store& store) {
  Accounts seen;
  const auto accounts = store.accounts().all();
  if (!accounts) return seen;
  seen.known = true;
  for (const record::Account& account : *accounts) {
    if (account.erased || account.disabled) continue;
    ++seen.all;
    const auto totp = store.accounts().totp(account.id);
    const auto passkeys = store.accounts().passkeys(account.id);
    const bool confirmed = totp && totp->has_value() && (*totp)->confirmed;
    if (confirmed || (passkeys && !passkeys->empty())) ++seen.with_factor;
    if (account.password.empty()) ++seen.without_password;
    if (account.role == record::Role::approver || account.role == record::Role::admin) {
      ++seen.approvers;
    }
  }
  return seen;
}

std::string of(std::size_t some, std::size_t all) {
  return std::to_string(some) + " of " + std::to_string(all);
}

Goal goal(const char* id, const char* title) { return {id, title, GoalState::unknown, "", {}, ""}; }

void decide(Goal& goal, bool met, std::string why, std::string remedy) {
  goal.state = met ? GoalState::met : GoalState::unmet;
  goal.why = std::move(why);
  if (!met) goal.remedy = std::move(remedy);
}

Goal second_factor(const Accounts& accounts) {
  Goal made = goal("SBD-G1", "Multi-factor authentication");
  if (!accounts.known) {
    made.why = "the accounts of the store could not be read";
    return made;
  }
  made.seen = {"accounts: " + std::to_string(accounts.all),
               "with a second factor: " + std::to_string(accounts.with_factor),
               "to be had: one-time codes (TOTP) and passkeys"};
  if (accounts.all == 0) {
    made.why = "no account exists yet; one-time codes and passkeys are there for each";
    return made;
  }
  decide(made, accounts.with_factor == accounts.all,
         of(accounts.with_factor, accounts.all) + " accounts have a second factor",
         "let each account turn on one-time codes or a passkey");
  return made;
}

Goal no_default_password(const Accounts& accounts) {
  Goal made = goal("SBD-G2", "Default passwords");
  if (!accounts.known) {
    made.why = "the accounts of the store could not be read";
    return made;
  }
  made.seen = {"accounts: " + std::to_string(accounts.all),
               "without a password of their own: " + std::to_string(accounts.without_password)};
  if (accounts.all == 0) {
    made.why = "no account exists until somebody opens the one-time link of the first start";
    return made;
  }
  decide(made, true, "every password was chosen by its owner through a link that was good once",
         "");
  return made;
}

Goal classes_of_weakness(const SelfCheckOptions& options) {
  Goal made = goal("SBD-G3", "Reducing entire classes of vulnerability");
  const Hardening built = hardening(slurp(options.program));
  if (!built.is_elf) {
    made.why = "the program's own file could not be read";
    return made;
  }
  for (const std::string& one : built.there()) made.seen.push_back("program: " + one);
  for (const std::string& one : built.missing()) made.seen.push_back("program: without " + one);
  ScanOptions scan_options;
  scan_options.roots = {options.program};
  scan_options.depth = record::Depth::structure;
  scan_options.jobs = 1;
  ScanHooks hooks;
  hooks.now = [&] { return options.now; };
  const auto report = scan(scan_options, hooks);
  const std::string isolation = report ? report->run.isolation : std::string("none");
  made.seen.push_back("workers that read foreign files: " + isolation);
  made.seen.push_back("models: never loaded or run");
  const bool hardened = built.position_independent && built.relro && built.bind_now &&
                        built.no_executable_stack && built.stack_protector;
  const bool isolated = isolation.starts_with("seccomp");
  std::string why =
      isolated ? "foreign files are read in workers without files, network and identity (" +
                     isolation + ")"
               : "workers are not isolated here";
  why += hardened ? ", by a hardened program" : ", by a program that is not wholly hardened";
  decide(made, hardened && isolated, why,
         isolated ? "use a release build: bartizan self-check --all says what it lacks"
                  : "run on a kernel with seccomp, outside of a sandbox that forbids it");
  return made;
}

Goal patches(const SelfCheckOptions& options) {
  Goal made = goal("SBD-G4", "Security patches");
  record::Run run;
  describe_catalog(run);
  made.seen = {
      std::string("program: ") + kVersion,
      "catalogue: version " + std::to_string(run.catalog_version) + " of " + run.catalog_date,
      "updates: taken only with a signature by a trusted key"};
  const auto date = base::parse_utc(run.catalog_date);
  if (!date) {
    made.why = "the catalogue says no date";
    return made;
  }
  const base::Millis age = std::max<base::Millis>(options.now - *date, 0);
  decide(made, age <= kOldCatalog,
         "rules and lists are of " + run.catalog_date + ", and updates of them are signed",
         "bartizan catalog update FILE, or install the latest release");
  return made;
}

Goal disclosure(const SelfCheckOptions& options) {
  Goal made = goal("SBD-G5", "Vulnerability disclosure policy");
  const std::string policy = read_document(options, "SECURITY.md");
  made.seen = {"looked for: " + options.documents + "/SECURITY.md"};
  const bool says_how = policy.find("report") != policy.npos;
  decide(made, says_how,
         says_how ? "SECURITY.md came with it and says how to report and what follows"
                  : "no SECURITY.md came with this installation",
         "install the package: it brings SECURITY.md");
  return made;
}

Goal cves(const SelfCheckOptions& options) {
  Goal made = goal("SBD-G6", "CVEs");
  const std::string changes = read_document(options, "CHANGELOG.md");
  made.seen = {"looked for: " + options.documents + "/CHANGELOG.md"};
  // The section of that name (keepachangelog.com) says which CVEs there were.
  const std::size_t section = changes.find("\n### Security");
  const bool says = section != changes.npos && changes.find("CVE", section) != changes.npos;
  decide(made, says,
         says ? "the list of changes says which CVEs were given, or that there were none"
         : changes.empty() ? "no list of changes came with this installation"
                           : "the list of changes says nothing about CVEs",
         "install the package: its list of changes names the CVEs of each release");
  return made;
}

Goal intrusions(store::Store& store) {
  Goal made = goal("SBD-G7", "Evidence of intrusions");
  const auto checked = store.audit().check();
  if (!checked) {
    made.why = "the audit log could not be read";
    return made;
  }
  made.seen = {"entries: " + std::to_string(checked->entries),
               "each carries the hash of the one before it"};
  if (checked->entries == 0 && checked->problem.empty()) {
    made.why = "the audit log is there, and empty so far";
    return made;
  }
  decide(made, checked->problem.empty(),
         checked->problem.empty()
             ? (checked->entries == 1 ? "the one entry of the audit log fits its chain"
                                      : "all " + std::to_string(checked->entries) +
                                            " entries of the audit log fit their chain")
             : checked->problem,
         "bartizan audit verify says where the log does not fit; look at who had the database");
  return made;
}

}  // namespace

std::vector<Goal> self_check(store::Store& store, const SelfCheckOptions& given) {
  SelfCheckOptions options = given;
  std::error_code error;
  if (options.program.empty()) options.program = fs::read_symlink("/proc/self/exe", error).string();
  if (options.documents.empty()) options.documents = documents_of(options.program);
  const Accounts accounts = look_at_accounts(store);
  return {second_factor(accounts), no_default_password(accounts), classes_of_weakness(options),
          patches(options),        disclosure(options),           cves(options),
          intrusions(store)};
}

std::vector<record::Evidence> installation_evidence(store::Store& store, base::Millis now) {
  std::vector<record::Evidence> pieces;
  const auto checked = store.audit().check();
  if (checked) {
    if (auto log = log_evidence(store, *checked, now)) pieces.push_back(std::move(*log));
  }
  const Accounts accounts = look_at_accounts(store);
  if (!accounts.known || accounts.all == 0) return pieces;
  record::Evidence piece;
  piece.kind = record::EvidenceKind::configuration;
  piece.subject = "installation";
  piece.name = "this installation of Bartizan";
  piece.producer = std::string("self-check ") + kVersion;
  piece.at = now;
  piece.expires = now + 7 * kDay;
  const auto say = [&](const char* key, bool yes, std::string why) {
    piece.facts.push_back({key, yes ? "yes" : "no"});
    piece.facts.push_back({std::string(key) + ":why", std::move(why)});
  };
  say("mfa-required", accounts.with_factor == accounts.all,
      of(accounts.with_factor, accounts.all) + " accounts have a second factor");
  say("no-default-password", true, "every password was chosen by its owner");
  say("roles-separated", accounts.approvers > 1,
      of(accounts.approvers, accounts.all) + " accounts can approve");
  if (checked) {
    say("audit-chain-whole", checked->problem.empty(),
        checked->problem.empty()
            ? std::to_string(checked->entries) + (checked->entries == 1
                                                      ? " entry of the audit log fits its chain"
                                                      : " entries of the audit log fit their chain")
            : checked->problem);
  }
  std::ranges::sort(piece.facts);
  piece.id = record::evidence_id(piece);
  pieces.push_back(std::move(piece));
  return pieces;
}

}  // namespace bartizan::run
