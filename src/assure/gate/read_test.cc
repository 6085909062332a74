// Policies: what is read, and what is refused with which line and remedy.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "assure/gate/fields.h"
#include "assure/gate/policy.h"

namespace bartizan::assure::gate {
namespace {

constexpr std::string_view kRule = R"([[rule]]
id = "r"
title = "t"
facts = "scan"
action = "fail"
)";

Policy good(const std::string& text) {
  const auto policy = read_policy("version = 1\n" + text, "gate.toml");
  if (!policy) FAIL(policy.error().line << ": " << policy.error().what);
  return *policy;
}

// "LINE: WHAT"
std::string refusal(const std::string& text) {
  const auto policy = read_policy(text, "gate.toml");
  if (policy) return "accepted";
  return std::to_string(policy.error().line) + ": " + policy.error().what;
}

std::string with(const std::string& more) { return "version = 1\n" + std::string(kRule) + more; }

TEST_CASE("policy: a rule as people write it") {
  const Policy policy = good(R"(title = "ours"
verifier = "https://ci.example.org/gate"

[[rule]]
id = "signed-by-us"
title = "signed by the release team"
remedy = "bartizan sign"
facts = "signature"
unless = [
  { state = "verified", identity = { matches = "release@*" } },
  { state = "verified", key = ["ab", "cd"] },
]
action = "fail"
paths = "models/**"
kinds = ["model-file"]

[[rule]]
id = "fresh"
title = "feeds of this week"
facts = "feed"
when = { imported = { older-than = "7 days" }, kind = { not = "epss" } }
action = "incomplete"
)");
  CHECK(policy.title == "ours");
  CHECK(policy.sha256.size() == 64);
  REQUIRE(policy.rules.size() == 2);
  const Rule& signed_by = policy.rules[0];
  CHECK(signed_by.unless.size() == 2);
  CHECK(signed_by.paths == std::vector<std::string>{"models/**"});
  CHECK(signed_by.line == 5);
  CHECK(describe(signed_by.unless) ==
        "state is verified, and identity is like release@*; or state is verified, and key is ab or "
        "cd");
  CHECK(policy.rules[1].when[0][0].duration == base::Millis{7} * 24 * 60 * 60 * 1000);
  CHECK(describe(policy.rules[1].when) ==
        "imported is more than 7 days ago, and kind is not epss");
}

TEST_CASE("policy: every comparison in words") {
  const Policy policy = good(R"([[rule]]
id = "all"
title = "t"
facts = "vulnerability"
when = [
  { severity = { at-least = "high", at-most = "critical" } },
  { cvss = { at-least = 7.5 }, kev = true, malicious = false },
  { fixed-in = { missing = true }, id = { outside = ["CVE-1"] } },
  { package = { matches-not = ["a*"] }, epss = 0.5, state = ["open", "investigating"] },
  { due = { missing = false } },
]
action = "warn"
)");
  CHECK(describe(policy.rules[0].when) ==
        "severity is at least high, and severity is at most critical; "
        "or cvss is at least 7.5, and kev is yes, and malicious is no; "
        "or there is no fixed-in, and id has something besides CVE-1; "
        "or package is not like a*, and epss is 0.5, and state is open or investigating; "
        "or there is some due");
}

TEST_CASE("policy: a refusal has its line and says what to do") {
  CHECK(refusal("") == "1: \"version\" is missing. Write as the first line: version = 1");
  CHECK(refusal("version = 2\n") ==
        "1: version 2 is not known to this program; it reads version = 1");
  CHECK(refusal("version = \"1\"\n").starts_with("1: version 1 is not known"));
  CHECK(refusal("version = 1\n") ==
        "1: has no rules. Add [[rule]] entries, or extends = \"default\"");
  CHECK(refusal("version = 1\n\nruel = 1\n") ==
        "3: unknown key \"ruel\": did you mean \"rule\"? Known here: version, title, extends, "
        "verifier, trust, rule, exception, waiver");
  CHECK(refusal("version = 1\nx = [\n").starts_with("3: no valid TOML: "));
  CHECK(refusal("version = 1\nextends = \"defualt\"\n") ==
        "2: unknown preset \"defualt\": did you mean \"default\"? Known here: default, observe, "
        "strict");
  CHECK(refusal("version = 1\nrule = 1\n") == "2: write [[rule]] with two brackets");
  CHECK(refusal("version = 1\n[[rule]]\nid = \"x\"\n") ==
        "2: \"title\" is missing. Write: title = \"...\"");
  CHECK(refusal(with("actoin = \"fail\"\n"))
            .starts_with("7: unknown key \"actoin\": did you mean \"action\"?"));
  CHECK(refusal(with("when = { verdct = \"clean\" }\n"))
            .starts_with("7: unknown field of scan facts \"verdct\": did you mean \"verdict\"?"));
  CHECK(refusal(with("when = { verdict = \"evil\" }\n"))
            .starts_with("7: unknown value of \"verdict\" \"evil\""));
  CHECK(refusal(with("when = { verdict = { atleast = \"clean\" } }\n"))
            .starts_with("7: unknown comparison \"atleast\": did you mean \"at-least\"?"));
  CHECK(refusal(with("when = { format = { at-least = \"a\" } }\n")) ==
        "7: \"at-least\" cannot be asked of \"format\", whose values have no order");
  CHECK(refusal(with("when = { size = { matches = \"a\" } }\n")) ==
        "7: \"matches\" cannot be asked of \"size\", which is no text");
  CHECK(refusal(with("when = { size = \"12\" }\n")) == "7: this is compared with a number");
  CHECK(refusal(with("when = { size = nan }\n")) == "7: this is compared with a number");
  CHECK(refusal(with("when = {}\n")) ==
        "7: a table without conditions holds for everything: leave it out");
  CHECK(refusal(with("when = { format = [] }\n")) == "7: an empty list is never met: leave it out");
  CHECK(refusal(with("when = { format = {} }\n")) == "7: \"format\" asks for nothing");
  CHECK(refusal(with("kinds = [\"modle\"]\n"))
            .starts_with("7: unknown kind of subject \"modle\": did you mean \"model\"?"));
  CHECK(refusal(with(std::string(kRule))) == "8: there is a rule \"r\" already");
}

TEST_CASE("policy: an exception has an owner, a reason, an end, and something it is about") {
  const std::string head = "[[exception]]\nrule = \"r\"\n";
  const std::string people = "owner = \"o\"\nreason = \"x\"\n";
  CHECK(refusal(with(head + "sha256 = \"00\"\n" + people + "expires = 2027-01-31\n")) ==
        "9: \"sha256\" must be 64 hexadecimal digits");
  CHECK(refusal(with(head + people + "expires = 2027-01-31\n"))
            .starts_with("7: says of nothing what it accepts"));
  CHECK(refusal(with(head + people)).find("\"expires\" is missing") != std::string::npos);
  CHECK(refusal(with(head + "advisory = \"CVE-1\"\nowner = \"o\"\nexpires = 2027-01-31\n")) ==
        "7: \"reason\" is missing. Write: reason = \"...\"");
  CHECK(refusal(with(head + "component = \"litellm\"\n" + people + "expires = 2027-01-31\n"))
            .starts_with("9: \"component\" is a purl"));
  CHECK(refusal(with("[[exception]]\nrule = \"rr\"\nadvisory = \"CVE-1\"\n" + people +
                     "expires = 2027-01-31\n"))
            .starts_with("8: unknown rule \"rr\": did you mean \"r\"?"));
  CHECK(refusal(with("[[waiver]]\nadvisory = \"CVE-1\"\n" + people + "expires = 2027-01-31\n")) ==
        "7: \"approver\" is missing. Write: approver = \"...\"");
  const Policy policy = good(std::string(kRule) + head + "advisory = \"CVE-1\"\n" + people +
                             "expires = 2027-01-31T12:00:00Z\n");
  REQUIRE(policy.exceptions.size() == 1);
  CHECK(base::format_utc(policy.exceptions[0].expires) == "2027-01-31T12:00:00.000Z");
}

TEST_CASE("policy: whom it trusts") {
  CHECK(good(std::string(kRule) + "[trust]\nkeys = [\"a.pub\"]\n").trust.keys.size() == 1);
  CHECK(refusal(with("[trust]\nkey = \"a\"\n")).find("did you mean \"keys\"?") != std::string::npos);
  CHECK(refusal(with("[trust]\nidentities = [{ identity = \"**\", issuer = \"i\" }]\n")) ==
        "8: an identity of nothing but stars would be anybody");
  CHECK(refusal(with("[trust]\nidentities = [{ identity = \"a@b\", issuer = \"i\" }]\n"))
            .starts_with("8: identities need trusted-root"));
  CHECK(refusal(with("[trust]\nidentities = [{ identity = \"a@b\" }]\n"))
            .starts_with("8: \"issuer\" is missing"));
}

TEST_CASE("policy: what extends a preset replaces its rules by id") {
  const Policy base = *preset("default");
  const std::string id = base.rules.front().id;
  const Policy policy = good("extends = \"default\"\n[[rule]]\nid = \"" + id +
                             "\"\ntitle = \"mine\"\nfacts = \"scan\"\naction = \"ignore\"\n");
  CHECK(policy.rules.size() == base.rules.size());
  CHECK(policy.rules.front().title == "mine");
  CHECK(policy.rules.front().origin == "gate.toml");
  CHECK(policy.rules.back().origin == "preset default");
  CHECK(policy.sha256 != base.sha256);
}

TEST_CASE("policy: presets can be read, and observe fails nothing that default fails") {
  for (const std::string_view name : preset_names()) {
    CAPTURE(name);
    const auto policy = preset(name);
    REQUIRE_MESSAGE(policy, (policy ? "" : policy.error().what));
  }
  const Policy standard = *preset("default"), observe = *preset("observe");
  REQUIRE(observe.rules.size() == standard.rules.size());
  for (std::size_t i = 0; i < observe.rules.size(); ++i) {
    Rule softer = standard.rules[i], seen = observe.rules[i];
    CHECK(seen.action != Action::fail);
    if (softer.action == Action::fail) softer.action = Action::warn;
    softer.line = seen.line;
    softer.origin = seen.origin;
    CHECK(softer == seen);
  }
  const Policy strict = *preset("strict");
  for (const Rule& rule : standard.rules) {
    const auto stricter = std::ranges::find(strict.rules, rule.id, &Rule::id);
    REQUIRE(stricter != strict.rules.end());
    CHECK(stricter->action >= rule.action);
  }
}

TEST_CASE("policy: the page of the gate names every kind, field and comparison") {
  std::ifstream in(BARTIZAN_SOURCE_DIR "/docs/gate.md");
  std::ostringstream page;
  page << in.rdbuf();
  const std::string text = page.str();
  const auto named = [&](std::string_view word) {
    CHECK_MESSAGE(text.find("`" + std::string(word) + "`") != std::string::npos,
                  word << " is not in docs/gate.md");
  };
  for (std::size_t i = 0; i < kFactKinds; ++i) {
    named(name(static_cast<FactKind>(i)));
    for (const FieldSpec& field : spec(static_cast<FactKind>(i)).fields) named(field.key);
  }
  for (std::size_t i = 0; i < kOps; ++i) named(name(static_cast<Op>(i)));
  for (const std::string_view kind : subject_kinds()) named(kind);
  for (const std::string_view preset : preset_names()) named(preset);
}

}  // namespace
}  // namespace bartizan::assure::gate
