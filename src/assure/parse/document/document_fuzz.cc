// Any text as each kind of document: what is said stands in it, and comments and blanks say
// nothing.
#include <array>

#include "assure/parse/document/document.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  namespace document = bartizan::assure::document;
  const std::string input = text::fuzz_text(data, size);
  const document::SecurityTxt said = document::read_security_txt(input);
  BZ_CHECK(said.contact.size() <= document::kMostContact);
  BZ_CHECK(said.contact.empty() == (said.contacts == 0));
  BZ_CHECK(input.find(said.contact) != std::string::npos);
  BZ_CHECK(!said.expires || said.expires_fields == 1);
  if (said.expires) BZ_CHECK(base::parse_utc(base::format_utc(*said.expires)) == said.expires);
  // A comment more changes nothing.
  if (input.find("-----BEGIN") == std::string::npos) {
    const auto again = document::read_security_txt("# Contact: tel:1\n" + input);
    BZ_CHECK(again.contacts == said.contacts && again.expires == said.expires);
  }
  if (document::says_nothing(input)) {
    BZ_CHECK(document::says_nothing("# Heading\n" + input + "\n---\n"));
    BZ_CHECK(!document::says_nothing("text\n" + input));
  }
  if (document::says_how_to_report(input)) {
    BZ_CHECK(document::says_how_to_report("a\n" + input));
  }
  // No more packages than lines, or members of a text in JSON.
  for (const char* name : {"cargo.lock", "composer.lock", "conda-lock.yml", "gemfile.lock",
                           "go.sum", "gradle.lockfile", "package-lock.json", "packages.lock.json",
                           "pipfile.lock", "pnpm-lock.yaml", "yarn.lock"}) {
    BZ_CHECK(document::locked_packages(name, input).value_or(0) <= size);
  }
  if (const auto time = document::parse_rfc3339(input)) {
    BZ_CHECK(document::parse_rfc3339(base::format_utc(*time)) == time);
  }
  return 0;
}
