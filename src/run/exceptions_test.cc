#include "run/exceptions.h"

#include <doctest/doctest.h>

#include "base/json_write.h"
#include "base/reader.h"
#include "record/json.h"
#include "scan/catalog.h"

namespace bartizan::run {
namespace {

using record::Exception;
using record::ExceptionKind;
using record::Verdict;

constexpr base::Millis kNow = 1'700'000'000'000;
constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
const std::string kHash(64, 'a');

record::Artifact artifact_with(Verdict verdict) {
  record::Artifact a;
  a.path = "m.pt";
  a.sha256 = kHash;
  a.size = 100;
  a.verdict = verdict;
  a.members.push_back({0, "", 100, base::Range{0, 100}, {"torch-zip"}, {}});
  a.members.push_back({0, "archive/data.pkl", 50, base::Range{10, 50}, {"pickle"}, {}});
  record::Finding f;
  f.rule = "BZ-PKL-003";
  f.verdict = verdict;
  f.subject = "acme.Scaler";
  f.member = 1;
  f.range = {7, 1};
  a.findings.push_back(f);
  return a;
}

Exception entry(ExceptionKind kind) {
  Exception e;
  e.kind = kind;
  e.owner = "ML platform";
  e.reason = "reviewed";
  e.expires = kNow + 10 * kDay;
  e.id = "exception_test";
  return e;
}

Exception suppression(const std::string& rule, const std::string& sha256) {
  Exception e = entry(ExceptionKind::suppression);
  e.rule = rule;
  e.sha256 = sha256;
  return e;
}

Exception callable(ExceptionKind kind, const char* module, const char* name, const char* role) {
  Exception e = entry(kind);
  e.module = module;
  e.name = name;
  e.role = role;
  return e;
}

Exception waiver(base::Millis granted, base::Millis expires) {
  Exception e = entry(ExceptionKind::waiver);
  e.sha256 = kHash;
  e.approver = "CISO";
  e.granted = granted;
  e.expires = expires;
  return e;
}

std::uint64_t accepted(record::Artifact a, std::vector<Exception> entries) {
  const Verdict before = a.verdict;
  const std::uint64_t count = apply_exceptions(a, Exceptions(std::move(entries), kNow));
  CHECK(a.verdict == before);
  CHECK(a.findings[0].accepted_by.has_value() == (count == 1));
  return count;
}

TEST_CASE("a suppression binds a rule to a content, or a callable to a role") {
  const auto a = artifact_with(Verdict::suspicious);
  CHECK(accepted(a, {suppression("BZ-PKL-003", kHash)}) == 1);
  CHECK(accepted(a, {suppression("BZ-PKL-004", kHash)}) == 0);
  CHECK(accepted(a, {suppression("BZ-PKL-003", std::string(64, 'b'))}) == 0);
  CHECK(accepted(a, {callable(ExceptionKind::suppression, "acme", "Scaler", "class")}) == 1);
  CHECK(accepted(a, {callable(ExceptionKind::suppression, "acme", "Scale", "class")}) == 0);

  auto with_role = a;
  with_role.findings[0].evidence.push_back({"role", "rebuild"});
  CHECK(accepted(with_role, {callable(ExceptionKind::suppression, "acme", "Scaler", "class")}) ==
        0);
  // Of one rule it may be about a callable in whatever role.
  Exception both = callable(ExceptionKind::suppression, "acme", "Scaler", "");
  both.rule = "BZ-PKL-003";
  CHECK(accepted(with_role, {both}) == 1);
  both.rule = "BZ-PKL-004";
  CHECK(accepted(with_role, {both}) == 0);
  // An allow entry acts while the file is read, not here.
  CHECK(accepted(a, {callable(ExceptionKind::allow, "acme", "Scaler", "class")}) == 0);
}

TEST_CASE("without a hash nothing that is bound to one applies") {
  auto a = artifact_with(Verdict::suspicious);
  a.sha256.reset();
  CHECK(accepted(a, {suppression("BZ-PKL-003", kHash), waiver(kNow - 1, kNow + kDay)}) == 0);
  CHECK(accepted(a, {callable(ExceptionKind::suppression, "acme", "Scaler", "class")}) == 1);
}

TEST_CASE("only a waiver accepts what makes a file malicious") {
  const auto a = artifact_with(Verdict::malicious);
  CHECK(accepted(a, {suppression("BZ-PKL-003", kHash)}) == 0);
  CHECK(accepted(a, {callable(ExceptionKind::suppression, "acme", "Scaler", "class")}) == 0);
  CHECK(accepted(a, {waiver(kNow - kDay, kNow + 29 * kDay)}) == 1);
  CHECK(accepted(a, {waiver(kNow - kDay, kNow + 30 * kDay)}) == 0);  // longer than 30 days
  CHECK(accepted(a, {waiver(kNow + 1, kNow + kDay)}) == 0);          // not yet
  Exception of_rule = waiver(kNow - kDay, kNow + kDay);
  of_rule.rule = "BZ-NONE-1";
  CHECK(accepted(a, {of_rule}) == 0);
  of_rule.rule = a.findings[0].rule;
  CHECK(accepted(a, {of_rule}) == 1);
  Exception anonymous = waiver(kNow - 1, kNow + kDay);
  anonymous.approver.clear();
  CHECK(accepted(a, {anonymous}) == 0);
}

TEST_CASE("expired entries stop counting and are named") {
  Exception old = suppression("BZ-PKL-003", kHash);
  old.expires = kNow;
  CHECK(accepted(artifact_with(Verdict::suspicious), {old}) == 0);
  const Exceptions exceptions({old, waiver(kNow - kDay, kNow + 40 * kDay)}, kNow);
  CHECK(exceptions.entries().empty());
  REQUIRE(exceptions.notes().size() == 2);
  CHECK(exceptions.notes()[0] == "the suppression of BZ-PKL-003 in " + kHash +
                                     " (ML platform) expired 2023-11-14T22:13:20.000Z and no "
                                     "longer counts");
  CHECK(exceptions.notes()[1].find("is longer than 30 days") != std::string::npos);
}

TEST_CASE("a baseline accepts the same finding in the same content at the same place") {
  const auto report_of = [](const record::Artifact& a) {
    base::JsonWriter out;
    out.begin_object().field("schema", "bartizan.scan/1");
    out.key("artifacts").begin_array().raw(record::to_json(a)).end_array().end_object();
    return out.take();
  };
  const auto a = artifact_with(Verdict::suspicious);
  const auto entries = read_baseline(report_of(a));
  REQUIRE(entries);
  REQUIRE(entries->size() == 1);
  CHECK((*entries)[0].location == "archive/data.pkl > @7");
  CHECK(accepted(a, *entries) == 1);
  auto moved = a;
  moved.findings[0].range.offset = 8;
  CHECK(accepted(moved, *entries) == 0);
  auto changed = a;
  changed.sha256 = std::string(64, 'b');
  CHECK(accepted(changed, *entries) == 0);

  CHECK(read_baseline(report_of(artifact_with(Verdict::malicious)))->empty());
  CHECK_FALSE(read_baseline("{\"schema\": \"something else\", \"artifacts\": []}"));
  CHECK_FALSE(read_baseline("[]"));
  CHECK_FALSE(read_baseline("{"));
}

TEST_CASE("ids follow what is accepted, not who accepts it or until when") {
  Exception a = suppression("BZ-PKL-003", kHash);
  Exception b = a;
  b.owner = "somebody else";
  b.expires += kDay;
  CHECK(exception_id(a) == exception_id(b));
  b.rule = "BZ-PKL-004";
  CHECK(exception_id(a) != exception_id(b));
}

TEST_CASE("allow entries fill gaps of the catalogue and overrule nothing") {
  CHECK(overlay_table({suppression("BZ-PKL-003", kHash)}).empty());
  const std::string table =
      overlay_table({callable(ExceptionKind::allow, "acme.pre", "Scaler", "class"),
                     callable(ExceptionKind::allow, "acme", "load.all", "rebuild"),
                     callable(ExceptionKind::allow, "posix", "system", "class")});
  const scan::Catalog catalog = scan::Catalog::embedded().with_overlay(base::bytes_of(table));
  const auto scaler = catalog.callable("acme.pre", "Scaler");
  REQUIRE(scaler);
  CHECK(scaler->role == scan::Role::klass);
  CHECK(scaler->framework == "allowed");
  CHECK(scaler->reason == "reviewed");
  REQUIRE(catalog.callable("acme", "load.all"));
  CHECK(catalog.callable("acme", "load.all")->role == scan::Role::rebuild);
  CHECK_FALSE(catalog.callable("acme.pre", "Other"));
  CHECK_FALSE(catalog.callable("acme", "load"));
  REQUIRE(catalog.callable("posix", "system"));
  CHECK(catalog.callable("posix", "system")->role == scan::Role::danger);
  CHECK_FALSE(scan::Catalog::embedded().callable("acme.pre", "Scaler"));
}

}  // namespace
}  // namespace bartizan::run
