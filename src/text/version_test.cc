#include "text/version.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace bartizan::text {
namespace {

constexpr auto kPep440 = VersionScheme::pep440;
constexpr auto kSemver = VersionScheme::semver;
constexpr auto kGeneric = VersionScheme::generic;

std::string order(VersionScheme scheme, std::string_view a, std::string_view b) {
  const auto found = compare_versions(scheme, a, b);
  if (found == std::partial_ordering::unordered) return "?";
  const auto back = compare_versions(scheme, b, a);
  CHECK((found < 0) == (back > 0));
  CHECK((found == 0) == (back == 0));
  return found < 0 ? "<" : found > 0 ? ">" : "=";
}

// "yes", "no" or "?".
std::string in(VersionScheme scheme, std::string_view version, std::string_view range) {
  const auto requirement = parse_requirement("x " + std::string(range));
  if (!requirement) return "no range";
  const auto found = satisfies(scheme, version, requirement->clauses);
  return !found ? "?" : *found ? "yes" : "no";
}

TEST_CASE("version: the scheme of an ecosystem") {
  CHECK(scheme_of("pypi") == kPep440);
  for (const char* type : {"npm", "golang", "cargo"}) CHECK(scheme_of(type) == kSemver);
  CHECK(scheme_of("nuget") == VersionScheme::nuget);
  CHECK(scheme_of("apk") == VersionScheme::alpine);
  CHECK(scheme_of("rpm") == VersionScheme::rpm);
  CHECK(scheme_of("composer") == VersionScheme::packagist);
  CHECK(scheme_of("maven") == VersionScheme::maven);
  CHECK(scheme_of("deb") == VersionScheme::debian);
  CHECK(scheme_of("gem") == VersionScheme::rubygems);
  CHECK(scheme_of("conan") == kGeneric);
  CHECK(scheme_of("") == kGeneric);
}

TEST_CASE("version: PEP 440's own order") {
  const char* rising[] = {
      "1.dev0", "1.0.dev456",        "1.0a1",       "1.0a2.dev456", "1.0a12",    "1.0b1.dev456",
      "1.0b2",  "1.0b2.post345",     "1.0rc1",      "1.0",          "1.0+abc.5", "1.0+abc.7",
      "1.0+5",  "1.0.post456.dev34", "1.0.post456", "1.0.15",       "1.1.dev1",  "1!0.1"};
  for (std::size_t i = 1; i < std::size(rising); ++i) {
    CAPTURE(rising[i]);
    CHECK(order(kPep440, rising[i - 1], rising[i]) == "<");
    CHECK(order(kPep440, rising[0], rising[i]) == "<");
  }
  for (const auto& [a, b] : {std::pair("1.0", "v1"),
                             {"1.0.0", " 1 "},
                             {"1.0-ALPHA.1", "1a1"},
                             {"1.0c2", "1.0-preview_2"},
                             {"1-0", "1.0.post"},
                             {"01.002", "1.2"},
                             {"1.0r3", "1.0-rev.3"},
                             {"1+A-b_1", "1+a.b.01"},
                             {"0!1", "1"},
                             {"1.0a-", "1.0a0"}}) {
    CAPTURE(a);
    CHECK(order(kPep440, a, b) == "=");
  }
}

TEST_CASE("version: what PEP 440 does not allow sorts first") {
  for (const char* bad :
       {"", "a", "1.0.", "1..0", "1.0+", "1.0+a..b", "1.0-x", "latest", "1!", "!1"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_version(kPep440, bad));
    CHECK(order(kPep440, bad, "0.dev0") == "<");
    CHECK(in(kPep440, bad, ">=0") == "?");
  }
  CHECK(order(kPep440, "0.9-abc", "0.9-abd") == "<");
}

TEST_CASE("version: SemVer") {
  CHECK(is_version(kSemver, "1.2.3-rc.1+build.01"));
  CHECK(is_version(kSemver, "v1.2.3"));
  for (const char* bad : {"", "1", "1.2", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+",
                          "1.2.x", "1.2.3.4", "a.b.c", "1.2.3_4"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_version(kSemver, bad));
  }
  CHECK(order(kSemver, "1.2", "1.2.0") == "=");
  CHECK(order(kSemver, "1.2.3.4", "1.2.3") == ">");
  CHECK(order(kSemver, "1.0.0-1.a", "1.0.0-1.2") == ">");
  CHECK(order(kSemver, "1.x", "1.0.0") == "?");
  CHECK(order(kSemver, "latest", "1.0.0") == "?");
}

TEST_CASE("version: Maven, where ComparableVersion contradicts itself") {
  constexpr auto kMaven = VersionScheme::maven;
  CHECK(order(kMaven, "1.rc.1", "1") == "<");
  CHECK(order(kMaven, "1.foo.2", "1") == ">");
  CHECK(order(kMaven, "1.foo.2", "1-alpha") == ">");
  CHECK(order(kMaven, "1.2.17.redhat-1", "1.2.17-rc1") == ">");
  CHECK(order(kMaven, "1-0-alpha", "1-alpha") == "=");
  CHECK(order(kMaven, "0-1", "1") == "<");
  for (const char* bad : {"", "LATEST", "${revision}1", "[1.0,2.0)", "1 2"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_version(kMaven, bad));
    CHECK(order(kMaven, bad, "1") == "?");
  }
}

TEST_CASE("version: what is no version has no order") {
  struct Bad {
    VersionScheme scheme;
    std::vector<const char*> versions;
  };
  for (const auto& [scheme, versions] : std::initializer_list<Bad>{
           {VersionScheme::debian, {"", "a", "1.0-", ":1", "a:1", "1:", "1 2", "1.0_1", "1.0-1_1"}},
           {VersionScheme::rubygems, {"", "a", "1.", "1..0", "1-", "1_0", "v1", "1b1", "1-a..b"}},
           {VersionScheme::alpine, {"", "a", "1.", "1.0-1", "1.0_x", "1.0a1", "1.0-r1-r2", "v1"}},
           {VersionScheme::rpm, {"", "a", "1-", "-1", "1:", "1:2:3", "1 2", "1/2"}},
           {VersionScheme::packagist, {"", "a", "dev-main", "1.0-1", "1.2.3.4.5", "1.x", "^1"}},
           {VersionScheme::nuget, {"", "a", "1.2.3.4.5", "1-", "1-a..b", "v1", "1+", "1.0-a_b"}},
       }) {
    for (const char* bad : versions) {
      CAPTURE(bad);
      CHECK_FALSE(is_version(scheme, bad));
      CHECK(order(scheme, bad, "1") == "?");
    }
  }
}

TEST_CASE("version: numbers of any length") {
  const std::string nines(5'000, '9'), larger = "1" + std::string(5'000, '0');
  for (std::size_t i = 0; i < kVersionSchemes; ++i) {
    CAPTURE(i);
    const auto scheme = static_cast<VersionScheme>(i);
    if (scheme == VersionScheme::packagist) continue;  // more than five digits are a date
    CHECK(order(scheme, nines + ".0.0", larger + ".0.0") == "<");
    CHECK(order(scheme, "1." + nines + ".0", "1." + larger + ".0") == "<");
  }
  CHECK(order(VersionScheme::packagist, "1." + nines, "1." + larger) == "<");
}

// A quadratic step anywhere would take minutes.
TEST_CASE("version: long versions take linear time") {
  constexpr std::size_t kRepeats = 100'000;
  for (const char* part : {"0", "9", ".0", ".1", "-0", "-a", "a", "1a", "~", "-", ".", "_p", "+",
                           "^", "-final", ".ga-0", ".beta", "x."}) {
    std::string a = "1", b = "1";
    for (std::size_t i = 0; i < kRepeats; ++i) a += part;
    b = a + "1";
    for (std::size_t i = 0; i < kVersionSchemes; ++i) {
      const auto scheme = static_cast<VersionScheme>(i);
      const auto found = compare_versions(scheme, a, b);
      CHECK(compare_release(scheme, b, "0") > 0);
      if (is_version(scheme, a)) CHECK(compare_versions(scheme, a, a) == 0);
      CHECK((found > 0) == (compare_versions(scheme, b, a) < 0));
    }
  }
}

std::string release(VersionScheme scheme, std::string_view version, std::string_view boundary) {
  const auto found = compare_release(scheme, version, boundary);
  return found == std::partial_ordering::unordered ? "?" : found < 0 ? "<" : found > 0 ? ">" : "=";
}

TEST_CASE("version: against what an advisory names") {
  CHECK(release(kPep440, "2.0.1+cu118", "2.0.1") == "=");
  CHECK(release(kPep440, "6.4+cgr.1", "6.4") == "=");
  CHECK(release(kPep440, "2.0.1+cu118", "2.0.2") == "<");
  CHECK(release(kPep440, "2.0.1+cu118", "2.0.0") == ">");
  CHECK(release(kPep440, "2.0.1+cu118", "2.0.1+cu118") == "=");
  CHECK(release(kPep440, "2.0.1+cu118", "2.0.1+cu121") == "<");
  CHECK(release(kPep440, "2.0.1", "2.0.1+cu118") == "<");
  CHECK(release(kPep440, "2.0.1rc1+cu118", "2.0.1") == "<");
  CHECK(release(kPep440, "2.0.1.post1", "2.0.1") == ">");
  CHECK(release(kPep440, "latest", "2.0.1") == "?");
  CHECK(release(kSemver, "1.2.3+build.5", "1.2.3") == "=");
  CHECK(release(kSemver, "v2.0.0+incompatible", "2.0.0") == "=");
  CHECK(release(VersionScheme::debian, "1.0+deb12u1", "1.0") == ">");
  for (const char* platform :
       {"java", "x86_64-linux", "x64-mingw-ucrt", "arm64-darwin-22", "x86"}) {
    CAPTURE(platform);
    CHECK(release(VersionScheme::rubygems, "1.16.5-" + std::string(platform), "1.16.5") == "=");
  }
  CHECK(release(VersionScheme::rubygems, "1.16.5-beta", "1.16.5") == "<");
  CHECK(release(VersionScheme::rubygems, "1.16.5.rc1-java", "1.16.5") == "<");
  for (std::size_t i = 0; i < kVersionSchemes; ++i) {
    const auto scheme = static_cast<VersionScheme>(i);
    for (const char* version : {"0.dev0", "0-alpha", "0~~", "0.a", "1", "latest", ""}) {
      CHECK(release(scheme, version, "0") == ">");
      CHECK(release(scheme, "0", version) == "<");
    }
    CHECK(release(scheme, "0", "0") == "=");
  }
}

TEST_CASE("version: anything else compares by runs") {
  CHECK(order(kGeneric, "1.10", "1.9") == ">");
  CHECK(order(kGeneric, "1.0-rc1", "1.0") == "<");
  CHECK(order(kGeneric, "1.0-SNAPSHOT", "1.0") == "<");
  CHECK(order(kGeneric, "1.0.0", "1") == "=");
  CHECK(order(kGeneric, "1.0b", "1.0a") == ">");
  CHECK(order(kGeneric, "1.0.1", "1.0-jre") == ">");
  CHECK(order(kGeneric, "abc", "1") == "?");
}

TEST_CASE("version: PEP 440 specifiers") {
  CHECK(in(kPep440, "1.83.6", "<1.83.7") == "yes");
  CHECK(in(kPep440, "1.83.7", "<1.83.7") == "no");
  CHECK(in(kPep440, "1.83.7rc1", "<1.83.7") == "no");
  CHECK(in(kPep440, "1.83.7a1", "<1.83.7rc1") == "yes");
  CHECK(in(kPep440, "2.2.1", ">=2,<2.3") == "yes");
  CHECK(in(kPep440, "2.3", ">=2,<2.3") == "no");
  CHECK(in(kPep440, "0.1.9", "==0.1.*") == "yes");
  CHECK(in(kPep440, "0.1rc1+x", "==0.1.*") == "yes");
  CHECK(in(kPep440, "0.10", "==0.1.*") == "no");
  CHECK(in(kPep440, "0.10", "!=0.1.*") == "yes");
  CHECK(in(kPep440, "1", "==1.0.0.*") == "yes");
  CHECK(in(kPep440, "1.4.9", "~=1.4.5") == "yes");
  CHECK(in(kPep440, "1.5", "~=1.4.5") == "no");
  CHECK(in(kPep440, "1.4.4", "~=1.4.5") == "no");
  CHECK(in(kPep440, "1.9", "~=1.4") == "yes");
  CHECK(in(kPep440, "2.2.post5", "~=2.2.post3") == "yes");
  CHECK(in(kPep440, "2", "~=1") == "?");
  CHECK(in(kPep440, "1.0+cu118", "==1.0") == "yes");
  CHECK(in(kPep440, "1.0+cu118", "==1.0+cu121") == "no");
  CHECK(in(kPep440, "1.0+cu118", ">1.0") == "no");
  CHECK(in(kPep440, "1.0+cu118", "<=1.0") == "yes");
  CHECK(in(kPep440, "1.7.0.post1", ">1.7") == "no");
  CHECK(in(kPep440, "1.7.0.post2", ">1.7.0.post1") == "yes");
  CHECK(in(kPep440, "1.0", "===1.0") == "yes");
  CHECK(in(kPep440, "1.0", "===1.0.0") == "no");
  CHECK(in(kPep440, "1!1.0", ">=2") == "yes");
  CHECK(in(kPep440, "1.0", "") == "yes");
  CHECK(in(kPep440, "1.0", "^1") == "?");
}

TEST_CASE("version: npm's ranges") {
  for (const auto& [version, range, said] : {
           std::tuple("1.9.9", "^1.2.3", "yes"),
           {"2.0.0", "^1.2.3", "no"},
           {"2.0.0-rc.1", "^1.2.3", "no"},
           {"1.2.2", "^1.2.3", "no"},
           {"1.2.3-a", "^1.2.3", "no"},
           {"0.2.9", "^0.2.3", "yes"},
           {"0.3.0", "^0.2.3", "no"},
           {"0.0.3", "^0.0.3", "yes"},
           {"0.0.4", "^0.0.3", "no"},
           {"0.0.9", "^0.0", "yes"},
           {"0.1.0", "^0.0", "no"},
           {"0.9.0", "^0.x", "yes"},
           {"1.2.9", "~1.2.3", "yes"},
           {"1.3.0", "~1.2.3", "no"},
           {"1.9.0", "~1", "yes"},
           {"2.0.0", "~1", "no"},
           {"1.2.9", "1.2.x", "yes"},
           {"1.3.0", "1.2.*", "no"},
           {"1.2.9", "1.2", "yes"},
           {"1.3.0", ">1.2", "yes"},
           {"1.2.9", ">1.2", "no"},
           {"1.2.9", "<=1.2", "yes"},
           {"1.2.9", ">=1.2.0 <1.3.0", "yes"},
           {"1.3.0", ">=1.2.0 <1.3.0", "no"},
           {"2.3.4", "1.2.3 - 2.3.4", "yes"},
           {"2.3.5", "1.2.3 - 2.3", "yes"},
           {"2.4.0", "1.2.3 - 2.3", "no"},
           {"9.9.9", "*", "yes"},
           {"1.0.0", "=v1.0.0", "yes"},
           {"1.0.0", "~=1.0", "?"},
           {"1.0.0", "1 || 2", "no range"},
       }) {
    CAPTURE(version);
    CAPTURE(range);
    CHECK(in(kSemver, version, range) == said);
  }
}

std::string requirement(std::string_view text) {
  const auto parsed = parse_requirement(text);
  if (!parsed) return "none";
  std::string out = parsed->name;
  for (const VersionClause& clause : parsed->clauses) out += " " + clause.op + " " + clause.version;
  return out;
}

TEST_CASE("version: requirements as manifests write them") {
  CHECK(requirement("litellm<1.83.7") == "litellm < 1.83.7");
  CHECK(requirement("torch>=2,<2.3") == "torch >= 2 < 2.3");
  CHECK(requirement(" numpy ") == "numpy");
  CHECK(requirement("@scope/pkg@^1.2") == "@scope/pkg ^ 1.2");
  CHECK(requirement("@scope/pkg") == "@scope/pkg");
  CHECK(requirement("langchain==0.1.*") == "langchain == 0.1.*");
  CHECK(requirement("a.b_c-d[x,y] ~= 1.0 ; python_version < '3' # why") == "a.b_c-d ~= 1.0");
  CHECK(requirement("pkg (>=1.0, !=1.5)") == "pkg >= 1.0 != 1.5");
  CHECK(requirement("pkg==1.0 --hash=sha256:abc \\") == "pkg == 1.0");
  CHECK(requirement("pkg @ https://host/pkg-1.0.whl") == "pkg");
  CHECK(requirement("pkg@latest") == "pkg");
  CHECK(requirement("pkg@1.x") == "pkg == 1.x");
  CHECK(requirement("pkg===1.0+local") == "pkg === 1.0+local");
  CHECK(requirement("pkg>=1!2.0") == "pkg >= 1!2.0");
  CHECK(requirement("") == "none");
  CHECK(requirement("@") == "none");
  CHECK(requirement(">=1") == "none");
  CHECK(requirement("pkg>=") == "none");
  CHECK(requirement("pkg[x") == "none");
  CHECK(requirement("pkg >= 1 | 2") == "none");
}

TEST_CASE("version: order is total within a scheme") {
  const bool ok = rc::check([] {
    const auto scheme =
        static_cast<VersionScheme>(*rc::gen::inRange<std::size_t>(0, kVersionSchemes));
    const auto part = rc::gen::element<std::string>("1", "0", "10", ".", ".", "-", "+", "a", "rc",
                                                    "dev", "post", "x", "!", "_", "v", "~", ":",
                                                    "ga", "A", "^", "r", "p", "alpha", "=", "*");
    const auto text = rc::gen::map(rc::gen::container<std::vector<std::string>>(part),
                                   [](const std::vector<std::string>& parts) {
                                     std::string all = "1";
                                     for (const std::string& one : parts) all += one;
                                     return all;
                                   });
    const std::string a = *text, b = *text, c = *text;
    const auto ab = compare_versions(scheme, a, b), ba = compare_versions(scheme, b, a);
    RC_ASSERT(((ab < 0) == (ba > 0)));
    RC_ASSERT(((ab == 0) == (ba == 0)));
    const auto bc = compare_versions(scheme, b, c), ac = compare_versions(scheme, a, c);
    if (ab <= 0 && bc <= 0) RC_ASSERT((ac <= 0));
    if (is_version(scheme, a)) RC_ASSERT((compare_versions(scheme, a, a) == 0));
    if (is_version(scheme, a) && is_version(scheme, b)) {
      RC_ASSERT(ab != std::partial_ordering::unordered);
    }
  });
  CHECK(ok);
}

}  // namespace
}  // namespace bartizan::text
