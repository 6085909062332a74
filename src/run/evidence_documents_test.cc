// What documents on the disk become: from bytes to facts, and no further.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "run/evidence_parts.h"

namespace bartizan::run::evidence {
namespace {

namespace fs = std::filesystem;
using std::string_view_literals::operator""sv;
constexpr base::Millis kNow = 1'795'000'000'000;

struct Folder {
  Folder()
      : path(fs::temp_directory_path() / ("bartizan-documents-" + std::to_string(::getpid()))) {
    fs::create_directories(path / ".well-known");
  }
  ~Folder() { fs::remove_all(path); }
  void put(const std::string& name, std::string_view text) const {
    std::ofstream(path / name, std::ios::binary) << text;
  }
  fs::path path;
};

TEST_CASE("documents say what stands in them") {
  const Folder folder;
  folder.put("SECURITY.md", "");
  folder.put("THREAT_MODEL.md", "# Threats\n\nAML.T0010 by whoever trains it.\n");
  folder.put("LICENSE", "\xff\xfeM\0I\0T\0\n\0"sv);  // UTF-16
  folder.put("poetry.lock", "[[package]]\nname = \"torch\"\n");
  folder.put(".well-known/security.txt",
             "Contact: mailto:a@b.invalid\nExpires: 2027-01-01T01:00:00+01:00\n");
  folder.put("uv.lock", std::string((std::size_t{16} << 20) + 1, 'x'));
  const auto store = store::open({"", true, 0});
  REQUIRE(store.has_value());
  CollectOptions options;
  options.now = kNow;
  std::vector<record::Evidence> out;
  StoreSource source(**store);
  const Collector collector{**store, source, options, out};
  SystemRef system;
  system.path = folder.path.string();
  CHECK(add_documents(collector, system) == 6);
  REQUIRE(out.size() == 6);
  const auto fact = [&](std::string_view name, std::string_view key) {
    const auto piece = std::ranges::find(out, name, &record::Evidence::name);
    REQUIRE(piece != out.end());
    return std::string(piece->fact(key));
  };
  CHECK(fact("SECURITY.md", "empty") == "yes");
  CHECK(fact("SECURITY.md", "reporting") == "no");
  CHECK(fact("THREAT_MODEL.md", "empty").empty());
  CHECK(fact("THREAT_MODEL.md", "atlas") == "yes");
  CHECK(fact("LICENSE", "empty").empty());
  CHECK(fact("poetry.lock", "entries") == "1");
  CHECK(fact("uv.lock", "unread") == "yes");
  CHECK(fact("uv.lock", "entries").empty());
  CHECK(fact(".well-known/security.txt", "contacts") == "1");
  CHECK(fact(".well-known/security.txt", "contact") == "mailto:a@b.invalid");
  CHECK(fact(".well-known/security.txt", "expires") == "2027-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace bartizan::run::evidence
