#include "run/config.h"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "run/exceptions.h"
#include "run/triage.h"
#include "support/temp_folder.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;

using Folder = tests::TempFolder;

std::string read(const std::string& file) {
  std::ifstream in(file);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string error_of(const std::string& text) {
  const Folder folder;
  Config config;
  const auto error = read_config(folder.write("c.toml", text), false, config);
  return error ? std::to_string(error->line) + ": " + error->what : "";
}

const std::string kHash(64, 'a');

const std::string kFull = R"(
fail_on = "malicious"
depth = "full"
jobs = 3
store = "/srv/store.db"

[limits]
memory = "1 GiB"
nesting = 8

[[suppression]]
rule = "BZ-PKL-003"
sha256 = ")" + kHash + R"("
owner = "ML platform"
reason = "reviewed by hand"
expires = 2027-01-31

[[suppression]]
module = "acme.pre"
name = "Scaler"
role = "class"
owner = "ML platform"
reason = "ours"
expires = "2027-01-31"

[[waiver]]
sha256 = ")" + kHash + R"("
approver = "CISO"
granted = 2026-11-24
owner = "research"
reason = "a sample for the red team"
expires = 2026-12-20T12:00:00Z

[[allow]]
module = "acme.pre"
name = "rebuild"
role = "rebuild"
shape = "str, int"
owner = "ML platform"
reason = "ours"
expires = 2027-01-31
)";

TEST_CASE("every key of a complete file is read") {
  const Folder folder;
  Config config;
  const auto error = read_config(folder.write("c.toml", kFull), false, config);
  if (error) FAIL(error->text());
  CHECK(config.fail_on == record::Verdict::malicious);
  CHECK(config.depth == record::Depth::full);
  CHECK(config.jobs == 3u);
  CHECK(config.store == "/srv/store.db");
  CHECK(config.limits.memory == base::kGiB);
  CHECK(config.limits.nesting == 8);
  REQUIRE(config.exceptions.size() == 4);
  CHECK(config.exceptions[0].sha256 == kHash);
  CHECK(config.exceptions[0].expires == base::parse_utc("2027-01-31"));
  CHECK(config.exceptions[1].expires == base::parse_utc("2027-01-31"));
  CHECK(config.exceptions[1].role == "class");
  CHECK(config.exceptions[2].approver == "CISO");
  CHECK(config.exceptions[2].expires == base::parse_utc("2026-12-20T12:00:00.000Z"));
  CHECK(config.exceptions[3].detail == "str, int");
  CHECK(config.exceptions[3].id.starts_with("exception_"));
}

TEST_CASE("docs/limits.md explains every limit, and the example of the documents is read") {
  const std::string limits = read(BARTIZAN_SOURCE_DIR "/docs/limits.md");
  for (const std::string& name : limit_names()) {
    INFO(name);
    CHECK(limits.find("\n| `" + name + "` | ") != std::string::npos);
  }
  const std::string page = read(BARTIZAN_SOURCE_DIR "/docs/configuration.md");
  const std::size_t begin = page.find("```toml\n") + 8;
  const std::string problem = error_of(page.substr(begin, page.find("```", begin) - begin));
  INFO(problem);
  CHECK(problem.empty());
}

TEST_CASE("what is wrong is named with its line, and nothing of the file counts") {
  CHECK(error_of("").empty());
  CHECK(error_of("\nfail_onn = \"malicious\"").starts_with("2: unknown key \"fail_onn\""));
  CHECK(error_of("fail_on = \"clean\"").starts_with("1: "));
  CHECK(error_of("jobs = 0").starts_with("1: "));
  CHECK(error_of("depth = 3").starts_with("1: "));
  CHECK(error_of("[limits]\nsteps = 0").starts_with("2: "));
  CHECK(error_of("[limits]\nsteps = \"9 EiB\"").starts_with("2: "));
  CHECK(error_of("[limits]\nnesting = 5000000000").starts_with("2: "));
  CHECK(error_of("[limits]\nspeed = 1").starts_with("2: unknown limit"));
  CHECK(error_of("[waiver]\nsha256 = \"\"").find("[[waiver]]") != std::string::npos);
  CHECK(error_of("x = [").starts_with("1: "));
  const std::string allow =
      "[[allow]]\nmodule = \"a\"\nname = \"b\"\nowner = \"o\"\nreason = \"r\"\n"
      "expires = 2027-01-31\n";
  CHECK(error_of(allow + "role = \"class\"").empty());
  CHECK(error_of(allow).find("\"role\" is missing") != std::string::npos);
  CHECK(error_of(allow + "role = \"danger\"").find("\"role\" must be") != std::string::npos);
  CHECK(error_of(allow + "role = \"rebuild\"").find("\"shape\" is missing") != std::string::npos);
  const std::string who = "owner = \"o\"\nreason = \"r\"\nexpires = 2027-01-31\n";
  CHECK(error_of("[[suppression]]\nrule = \"R\"\n" + who).find("a rule and a sha256") !=
        std::string::npos);
  CHECK(error_of("[[suppression]]\nrule = \"R\"\nsha256 = \"12\"\n" + who).find("64 hexadecimal") !=
        std::string::npos);
  CHECK(error_of("[[waiver]]\nsha256 = \"" + kHash + "\"\n" + who).find("\"approver\"") !=
        std::string::npos);

  const Folder folder;
  Config config;
  REQUIRE(read_config(folder.write("c.toml", "jobs = 7\ndepth = 1"), false, config));
  CHECK_FALSE(config.jobs);
  CHECK(config.files.empty());
  CHECK(read_config(folder.file("missing"), false, config));
  CHECK_FALSE(read_config(folder.file("missing"), true, config));
  CHECK(read_config(folder.file(""), true, config));  // a folder
}

TEST_CASE("the user's file wins over the system's, and lists grow") {
  const Folder folder;
  const ConfigPlaces places{folder.write("etc.toml", kFull),
                            folder.write("user.toml", "jobs = 5\n[limits]\nnesting = 9\n")};
  Config config;
  REQUIRE_FALSE(load_config(places, "", {}, config));
  CHECK(config.jobs == 5u);
  CHECK(config.limits.nesting == 9);
  CHECK(config.limits.memory == base::kGiB);
  CHECK(config.exceptions.size() == 4);
  CHECK(config.files.size() == 2);

  Config alone;
  REQUIRE_FALSE(load_config(places, folder.write("own.toml", "jobs = 1"), {}, alone));
  CHECK(alone.jobs == 1u);
  CHECK(alone.exceptions.empty());
}

TEST_CASE("a configuration inside what is scanned is refused") {
  const Folder folder;
  const std::string inside = folder.write("models/deep/own.toml", "jobs = 1");
  const std::string outside = folder.write("models2/own.toml", "jobs = 1");
  fs::create_symlink(folder.file("models"), folder.file("link"));
  Config config;
  const auto refused = [&](const std::string& file, const std::string& root) {
    return load_config({}, file, {root}, config).has_value();
  };
  CHECK(refused(inside, folder.file("models")));
  CHECK(refused(inside, folder.file("models/")));
  CHECK(refused(inside, folder.file("link")));
  CHECK(refused(folder.file("link/deep/own.toml"), folder.file("models")));
  CHECK(refused(inside, inside));
  CHECK(refused(inside, "/"));
  CHECK_FALSE(refused(outside, folder.file("models")));
  CHECK_FALSE(refused(outside, "-"));

  CHECK(looks_like_config("bartizan.toml"));
  CHECK(looks_like_config("a/b/.bartizan.toml"));
  CHECK(looks_like_config(".bartizan/config.toml"));
  CHECK(looks_like_config("home/.config/bartizan/config.toml"));
  CHECK_FALSE(looks_like_config("config.toml"));
  CHECK_FALSE(looks_like_config("x.bartizan/config.toml"));
  CHECK_FALSE(looks_like_config(".bartizan/system.toml"));
}

TEST_CASE("what was accepted in a store is written as a file that is read back") {
  const Folder folder;
  record::Exception cause;
  cause.rule = "BZ-PKL-003";
  cause.module = "acme";
  cause.name = "Scaler";
  cause.owner = "ada \"a\"";
  cause.reason = "ours";
  cause.granted = *base::parse_utc("2026-11-01");
  cause.expires = *base::parse_utc("2027-01-31");
  record::Exception file = cause;
  file.kind = record::ExceptionKind::waiver;
  file.module.clear();
  file.name.clear();
  file.sha256 = std::string(64, 'a');
  file.approver = "CISO";
  file.expires = *base::parse_utc("2026-11-20");
  Config config;
  const std::string path = folder.write("x.toml", exceptions_toml({cause, file}));
  const auto error = read_config(path, false, config);
  CAPTURE(error ? error->text() : "");
  REQUIRE_FALSE(error);
  REQUIRE(config.exceptions.size() == 2);
  for (const record::Exception& one : config.exceptions) {
    CHECK(one.id == exception_id(one.kind == record::ExceptionKind::waiver ? file : cause));
  }
  CHECK(config.exceptions[0].owner == "ada \"a\"");
  CHECK(config.exceptions[1].granted == file.granted);
}

TEST_CASE("an allow entry is appended, and the rest of the file stays") {
  const Folder folder;
  record::Exception e;
  e.kind = record::ExceptionKind::allow;
  e.module = "acme.pre";
  e.name = "Scaler";
  e.role = "class";
  e.owner = "ML \"platform\"";
  e.reason = "ours";
  e.expires = *base::parse_utc("2027-01-31");
  const std::string file = folder.file("home/bartizan/config.toml");
  REQUIRE_FALSE(add_allow_entry(file, e));
  struct stat status{};
  REQUIRE(stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  REQUIRE(stat(folder.file("home/bartizan").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);

  CHECK(add_allow_entry(file, e));  // twice
  e.name = "Encoder";
  REQUIRE_FALSE(add_allow_entry(file, e));
  Config config;
  REQUIRE_FALSE(read_config(file, false, config));
  REQUIRE(config.exceptions.size() == 2);
  CHECK(config.exceptions[0].owner == "ML \"platform\"");
  CHECK(config.exceptions[1].name == "Encoder");

  const std::string commented = folder.write("c.toml", "# mine\njobs = 2 # two");
  REQUIRE_FALSE(add_allow_entry(commented, e));
  CHECK(read(commented).starts_with("# mine\njobs = 2 # two\n\n[[allow]]\n"));
  const std::string broken = folder.write("b.toml", "jobs = ");
  CHECK(add_allow_entry(broken, e));
  CHECK(read(broken) == "jobs = ");
}

}  // namespace
}  // namespace bartizan::run
