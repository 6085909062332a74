#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

#include "text/secrets.h"

namespace bartizan::text {
namespace {

// Keys are put together here, so that no scanner takes this file for a leak.
const std::string kHub = "hf_" + std::string("QzRtYbNmKlPoIuWxCvGhJdFaSeTyUiMnBw");
const std::string kOpenAi = "sk-" + std::string("proj-QzRtYbNmKlPoIuWx7vGhJdFaSeTyUiMnBw123QzRtYb");
const std::string kAws = "AKIA" + std::string("QYLPMN5HNXKZ3R2D");
const std::string kDotted = "ya29." + std::string("a0Af7BYz3QkLm2NoPq9RsTu4VwXyZ1mQvDtFwHsJkLx");

std::string shaped(std::string_view text) {
  std::string out;
  for (const Secret& key : find_shaped_keys(text)) {
    out += (out.empty() ? "" : " ") + std::string(key.provider);
    CHECK(text.substr(key.offset, key.length).size() == key.length);
  }
  return out;
}

TEST_CASE("keys that their shape tells are found wherever they stand") {
  for (const auto& [key, provider] :
       {std::pair(kHub, "huggingface"), {kOpenAi, "openai"}, {kAws, "aws"}, {kDotted, "google"}}) {
    INFO(key);
    CHECK(shaped(key) == provider);
    // One byte in twenty is looked at: at any place of a text.
    for (std::size_t front = 0; front < 64; ++front) {
      CHECK(shaped(std::string(front, ' ') + key) == provider);
      CHECK(shaped(std::string(front, 'x') + "=\"" + key + "\"") == provider);
      CHECK(shaped(std::string(front, ';') + key + std::string(front, ';')) == provider);
    }
    CHECK(shaped(key + ";" + key) == std::string(provider) + " " + provider);
    CHECK(shaped("x" + key).empty());
    CHECK(shaped(key.substr(0, key.size() / 2)).empty());
  }
}

TEST_CASE("names in code and placeholders are no keys") {
  for (const char* text :
       {"fw_getVersionOfDeviceDriver2", "hf_loadEverythingFromTheHubAgain", "fc-list-all-fonts-now",
        "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "hf_abcdefghijklmnopqrstuvwxyzabcdefgh",
        "gsk_someVeryLongNameOfAFunctionThatNobodyWouldReadToItsEnd2", "AKIAIOSFODNN7EXAMPLE",
        "pa-the-class-of-a-style-sheet-with-many-words-1", ""}) {
    INFO(text);
    CHECK(shaped(text).empty());
  }
}

std::string passwords(std::string_view text) {
  std::string out;
  for (const UrlPassword& found : find_url_passwords(text)) {
    if (!out.empty()) out += ' ';
    out += std::string(found.scheme) + '=' + std::string(text.substr(found.offset, found.length));
  }
  return out;
}

TEST_CASE("passwords in URLs are found") {
  CHECK(passwords("DB = 'postgresql://app:S3cr3tPa55w0rd@db.example.org/x'") ==
        "postgresql=S3cr3tPa55w0rd");
  CHECK(passwords("postgresql+asyncpg://app:hT7kq2@db/x") == "postgresql=hT7kq2");
  CHECK(passwords("mongodb+srv://svc:kd82ksPQ@c0.ab.net/?w=1") == "mongodb=kd82ksPQ");
  CHECK(passwords("redis://:kd82ksPQ@redis:6379/0") == "redis=kd82ksPQ");
  CHECK(passwords("url: jdbc:mysql://app:letmein@db/x") == "mysql=letmein");
  CHECK(passwords("https://ci:kq9x2@git.agency.gov/x.git") == "https=kq9x2");
  CHECK(passwords("https://ci:kq%409x2@git.agency.gov/x") == "https=kq%409x2");
  CHECK(passwords("amqp://a:k9Qp@4z@mq/ amqp://b:k9Qp4z2@mq/") == "amqp=k9Qp@4z amqp=k9Qp4z2");
  CHECK(passwords("postgres://app:kQ92xkLm40Zt@localhost/x") == "postgres=kQ92xkLm40Zt");
}

TEST_CASE("passwords of connections that are no URL's are found") {
  CHECK(passwords("url = \"jdbc:postgresql://db:5432/x?user=app&password=kQ92xkLm40Zt\"") ==
        "postgresql=kQ92xkLm40Zt");
  CHECK(passwords("jdbc:sqlserver://db.agency.gov:1433;databaseName=x;user=app;password=hT7kq2;") ==
        "sqlserver=hT7kq2");
  CHECK(passwords("<url>jdbc:mysql://db/x?user=app&amp;password=hT7kq2</url>") == "mysql=hT7kq2");
  CHECK(passwords("jdbc:mysql://address=(host=db)(user=app)(password=kQ92xkLm40Zt)/x") ==
        "mysql=kQ92xkLm40Zt");
  CHECK(passwords("jdbc:oracle:thin:@db:1521/x?user=app&password=kQ92xkLm40Zt") ==
        "oracle=kQ92xkLm40Zt");
  CHECK(passwords("jdbc:h2:tcp://db/x;USER=sa;PASSWORD=kQ92xkLm40Zt") == "h2=kQ92xkLm40Zt");
  CHECK(passwords("jdbc:postgresql://localhost/x?password=kQ92xkLm40Zt") ==
        "postgresql=kQ92xkLm40Zt");
  CHECK(passwords("sql.Open(\"mysql\", \"app:kQ92xkLm40Zt@tcp(db:3306)/x\")") ==
        "mysql=kQ92xkLm40Zt");
  CHECK(passwords("DSN=app:hT7kq2@tcp(db.agency.gov:3306)/x") == "mysql=hT7kq2");
  CHECK(passwords("app:k9Qp@4z@tcp(db)/x") == "mysql=k9Qp@4z");
  CHECK(passwords("mysql://app:hT7kq2@tcp(db)/x") == "mysql=hT7kq2");
  CHECK(passwords("app:kQ92xkLm40Zt@unix(/run/mysqld/mysqld.sock)/x") == "mysql=kQ92xkLm40Zt");
  for (const char* text : {"jdbc:postgresql://db/x?user=app&password=<password>",
                           "jdbc:postgresql://db/x?user=app&password=${PASS}",
                           "jdbc:postgresql://db/x?user=app&password=$PASS",
                           "jdbc:postgresql://db/x?user=app&password=%s",
                           "jdbc:postgresql://db/x?user=app&password={0}",
                           "jdbc:postgresql://db/x?user=app&password=#{pass}",
                           "jdbc:postgresql://db/x?user=app&password=changeme",
                           "jdbc:postgresql://db/x?user=app&password=example-1234",
                           "jdbc:postgresql://db/x?user=app&password=DB_PASSWORD",
                           "jdbc:postgresql://db/x?user=postgres&password=postgres",
                           "jdbc:postgresql://localhost/test?user=fred&password=secret&ssl=true",
                           "jdbc:postgresql://localhost/x?user=app&password=letmein",
                           "\"jdbc:postgresql://db/x?user=app&password=\" + password",
                           "jdbc:sqlserver://db;user=sa;password=*****;encrypt=true",
                           "jdbc:sqlserver://db;user=sa;password={pass}",
                           "jdbc:sqlserver://db;user=sa;passwordFile=hT7kq2x9",
                           "jdbc:mysql://db/x?trustStorePassword=hT7kq2x9",
                           "https://h/x?password=kQ92xkLm40Zt",
                           "user:password@tcp(localhost:3306)/db",
                           "root:root@tcp(db:3306)/x",
                           "root:123456@tcp(db:3306)/x",
                           "root:@tcp(db:3306)/x",
                           "app:letmein@tcp(localhost:3306)/x",
                           "app:letmein@tcp(127.0.0.1:3306)/x",
                           "mysql://app:letmein@tcp(localhost:3306)/x",
                           "%s:%s@tcp(%s)/%s",
                           "${USER}:${PASS}@tcp(${HOST})/x",
                           "<user>:<password>@tcp(<host>)/x",
                           "{{ .User }}:{{ .Pass }}@tcp({{ .Host }})/x",
                           "app:kQ92xkLm40Zt@tcp",
                           "app:kQ92xkLm40Zt@http(db)/x"}) {
    INFO(text);
    CHECK(passwords(text) == "");
  }
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "jdbc:x:(password=(password=a@tcp(";
  CHECK(passwords(many) == "");
}

TEST_CASE("what templates, documentation and tests write is no password") {
  for (const char* text : {"postgresql://app:$PASS@db/x",
                           "postgresql://app:${DB_PASSWORD}@db/x",
                           "postgresql://app:{password}@db/x",
                           "postgresql://app:<password>@db/x",
                           "postgresql://app:%s@db/x",
                           "postgresql://app:%(password)s@db/x",
                           "postgresql://app:%DB_PASS%@db/x",
                           "postgresql://app:DB_PASSWORD@db/x",
                           "postgresql://app:password@db/x",
                           "postgresql://app:mypassword1@db/x",
                           "postgresql://app:changeme@db/x",
                           "postgresql://app:example-1234@db/x",
                           "postgresql://app:xxxxxx@db/x",
                           "postgresql://app:********@db/x",
                           "postgresql://postgres:postgres@db/x",
                           "postgresql://app:app123@db/x",
                           "postgresql://app:letmein@localhost/x",
                           "postgresql://app:p4ssw0rd@db/x",
                           "postgresql://app:hT7kq2@127.0.0.1/x",
                           "postgresql://app:hT7kq2@db.example.org/x",
                           "https://joe:joespet@proxy.agency.gov:3128",
                           "https://user:pass@host/",
                           "https://u:...@h/",
                           "docker://image:3.19@sha256:0123",
                           "github://agency:tools@v1.2.3/x",
                           "git@host:a/b.git",
                           "https://user@host/x:y@z",
                           "://a:kq92xk@host",
                           "mailto:a@b.c",
                           "@decorated",
                           "a:b@c",
                           "re.compile(r'://([^:]+):([^@]+)@')",
                           "https://a.b/c:d@e",
                           "@@@@@@@@"}) {
    INFO(text);
    CHECK(passwords(text) == "");
  }
}

TEST_CASE("passwords in URLs are masked wherever they are found") {
  rc::check("masked", [] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
        std::vector<std::string>{"://",   "http",  "db", ":",   "@",    "/",     "kQ92xkLm40Zt",
                                 "u",     " ",     "$",  "%40", "?",    "#",     "\"",
                                 "\n",    "x.org", "=",  "key", ",",    "jdbc:", "password=",
                                 "user=", ";",     "&",  "(",   "@tcp("}));
    std::string text;
    for (const std::string& piece : pieces) text += piece;
    const std::string masked = mask_secrets(text);
    RC_ASSERT(find_url_passwords(masked).empty());
  });
}

}  // namespace
}  // namespace bartizan::text
