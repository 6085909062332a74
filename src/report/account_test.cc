// What is said of accounts, tokens, the log, purges and backups keeps to its schemas.
#include "report/account.h"

#include <doctest/doctest.h>

#include "support/schema_check.h"

namespace bartizan::report {
namespace {

constexpr base::Millis kNow = 1'790'000'000'000;
const std::string kFolder = std::string(BARTIZAN_SOURCE_DIR) + "/docs/schemas/";
const std::string kHash(64, 'a');

void check(const std::string& schema, const std::string& json) {
  tests::SchemaCheck check(kFolder + schema);
  CHECK(check.problem(json) == "");
}

TEST_CASE("accounts") {
  ShownAccount ada;
  ada.account.id = "account_1";
  ada.account.name = "ada";
  ada.account.display = "Ada \x1b[31m Byron";
  ada.account.role = record::Role::admin;
  ada.account.password = "$argon2id$";
  ada.account.created = ada.account.last_login = kNow;
  ada.totp = true;
  ada.passkeys = 2;
  ShownAccount gone;
  gone.account.name = "person_x";
  gone.account.erased = true;
  gone.locked_until = kNow;
  const std::vector<ShownAccount> all{ada, gone};
  CHECK(accounts(all) ==
        "ada  admin\n  name      Ada \\x1b[31m Byron\n  sign-in   password, authenticator app, 2 "
        "passkeys\n  last      2026-09-21\nperson_x  viewer  erased  locked until 2026-09-21 14:13 "
        "UTC\n");
  CHECK(accounts(all).find("argon2") == std::string::npos);
  check("accounts-1.schema.json", accounts_json(all));
  CHECK(accounts_json(all).find("argon2") == std::string::npos);
}

TEST_CASE("tokens") {
  ShownToken token;
  token.token = {"token_1", "account_1", "ci", kHash, {"read", "scan"}, kNow, kNow + 1, 0, 0, {}};
  token.account = "ada";
  token.secret = "bzt_" + std::string(52, 'a');
  const std::vector<ShownToken> all{token};
  CHECK(tokens(all, kNow).find("may       read, scan") != std::string::npos);
  CHECK(tokens(all, kNow + 1).find("expired") != std::string::npos);
  CHECK(tokens(all, kNow).find(kHash) == std::string::npos);
  check("tokens-1.schema.json", tokens_json(all));
  check("tokens-1.schema.json", tokens_json({}));
}

TEST_CASE("the log and its check") {
  record::AuditEntry entry{1,     kNow,  "person_a", "cli",    "account.role", "account_1",
                           "{x}", "ada", "",         "viewer", kHash,          kHash};
  entry.shown_subject = "account_1";
  const std::vector<record::AuditEntry> all{entry};
  CHECK(audit(all) == "2026-09-21 14:13  1  account.role  by ada (cli)  account_1\n    viewer\n");
  check("audit-1.schema.json", audit_json(all));
  ShownVerdict verdict{6, 1, 6, kHash, 2, 5, kNow, {}, {}};
  CHECK(audit_verdict(verdict) ==
        "✓ 6 entries, 1 to 6: nothing was changed, removed or put in\n✓ 2 signed heads, the last "
        "one at entry 5 on 2026-09-21 14:13 UTC; 1 entry since\n");
  check("audit-verify-1.schema.json", audit_verdict_json(verdict));
  verdict.warnings = {"entry 4 is dated 2026-09-20 14:13 UTC"};
  CHECK(audit_verdict(verdict).find("put in\n! entry 4 is dated") != std::string::npos);
  check("audit-verify-1.schema.json", audit_verdict_json(verdict));
  CHECK(audit_verdict_json(verdict).find(R"("ok": true)") != std::string::npos);
  verdict.warnings.clear();
  verdict.anchors = 0;
  verdict.unknown = 2;
  verdict.unknown_to = 5;
  verdict.unknown_key = "ab12";
  CHECK(audit_verdict(verdict).find("? 2 signed heads up to entry 5 are by a key that is not known "
                                    "here (ab12)") != std::string::npos);
  CHECK(audit_verdict(verdict).find("no signed head") == std::string::npos);
  check("audit-verify-1.schema.json", audit_verdict_json(verdict));
  verdict.unknown = 0;
  verdict.problems = {"entry 3 was changed"};
  verdict.anchors = 0;
  CHECK(audit_verdict(verdict).starts_with("✗ entry 3 was changed\n? no signed head"));
  check("audit-verify-1.schema.json", audit_verdict_json(verdict));
}

TEST_CASE("purges and backups") {
  const std::vector<ShownPurge> lines{{"scans", "old ones", "years", "", 730, 1},
                                      {"audit", "old ones", "months", "no head", 913, 0}};
  CHECK(purged(lines, true).ends_with("1 record would go\n"));
  check("purge-1.schema.json", purged_json(lines, false));
  ShownBackup made{"b.tar", "0.1.0", kNow, {{"store.db", 7, kHash}}, {"osv"}, {"old"}};
  CHECK(backup(made).find("  store.db  7 bytes  sha256:" + kHash) != std::string::npos);
  check("backup-1.schema.json", backup_json(made));
  CHECK(backup(made).find("? not signed") != std::string::npos);
  made.key = "ab12";
  CHECK(backup(made).find("? signed by a key that is not known here  ab12") != std::string::npos);
  made.vouched = true;
  made.vouched_by = "audit";
  CHECK(backup(made).find("✓ signed by the key audit  ab12") != std::string::npos);
  check("backup-1.schema.json", backup_json(made));
}

}  // namespace
}  // namespace bartizan::report
