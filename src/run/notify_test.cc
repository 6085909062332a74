// Who may be told, what goes over the wire, and what is told when.
#include "run/notify.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "run/notify_address.h"
#include "run/notify_secret.h"
#include "run/notify_syslog.h"
#include "run/notify_webhook.h"
#include "store/watch.h"
#include "support/temp_folder.h"

namespace bartizan::run {
namespace {

constexpr base::Millis kNow = 1'795'000'000'000;
constexpr base::Millis kDayLong = base::Millis{24} * 60 * 60 * 1000;

TEST_CASE("HMAC-SHA-256 is that of RFC 4231") {
  CHECK(hmac_sha256(std::string(20, '\x0b'), "Hi There") ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac_sha256("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac_sha256(std::string(131, '\xaa'),
                    "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(webhook_signature("key", "12", "{}") == "sha256=" + hmac_sha256("key", "12.{}"));
}

TEST_CASE("webhooks go by https, or by http to this machine") {
  for (const char* good : {"https://example.org/hook", "https://example.org:8443/a?b=c",
                           "https://[2001:db8::1]/x", "http://127.0.0.1:8000/",
                           "http://localhost/x", "http://[::1]:8080/", "https://10.0.0.1/"}) {
    CAPTURE(good);
    CHECK(webhook_address(good).has_value());
  }
  for (const char* bad : {"",
                          "example.org",
                          "ftp://example.org/",
                          "http://example.org/",
                          "http://10.0.0.1/",
                          "https://",
                          "https:///x",
                          "https://user@example.org/",
                          "https://user:pw@example.org/",
                          "https://example.org/a b",
                          "https://example.org/#x",
                          "https://example.org:0/",
                          "https://example.org:99999/",
                          "https://example.org:/",
                          "https://[::1/",
                          "https://2130706433/",
                          "https://0x7f.1/",
                          "https://127.1/",
                          "https://exa\\mple.org/",
                          "https://ex\nample.org/",
                          "http://127.0.0.1.example.org/"}) {
    CAPTURE(bad);
    CHECK_FALSE(webhook_address(bad).has_value());
  }
  record::NotifyTarget target;
  target.name = "ops";
  target.address = "https://chat.example.org/hooks/secret";
  CHECK(in_words(target) == "webhook ops at chat.example.org:443");
  target.name = target.address = "https://[::1]:8443/x";
  CHECK(in_words(target) == "webhook at [::1]:8443");
  target.kind = record::TargetKind::syslog;
  target.name = target.address = "unix:/dev/log";
  CHECK(in_words(target) == "syslog at unix:/dev/log");
  const auto address = webhook_address("https://[::1]:8443/x");
  REQUIRE(address);
  CHECK(address->host == "::1");
  CHECK(address->port == 8443);
}

TEST_CASE("addresses of the link, of nobody and of many are refused, however they are written") {
  for (const char* bad :
       {"169.254.169.254", "169.254.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1", "fe80::1", "fd00:ec2::254", "100.100.100.200", "0.0.0.0",
        "::", "224.0.0.1", "ff02::1", "255.255.255.255", "::ffff:0.0.0.0", "nonsense"}) {
    CAPTURE(bad);
    CHECK_FALSE(why_not_reached(bad, false).empty());
  }
  for (const char* good : {"127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "93.184.216.34",
                           "2001:db8::1", "::ffff:10.0.0.1", "100.100.100.201"}) {
    CAPTURE(good);
    CHECK(why_not_reached(good, false).empty());
  }
  CHECK(why_not_reached("169.254.1.2", true).empty());
  CHECK_FALSE(why_not_reached("0.0.0.0", true).empty());
  CHECK_FALSE(why_not_reached("ff02::1", true).empty());
  CHECK(resolved("127.0.0.1", 80, false, true).value() == std::vector<std::string>{"127.0.0.1"});
  CHECK_FALSE(resolved("169.254.169.254", 80, false, false).has_value());
  CHECK_FALSE(resolved("10.0.0.1", 80, false, true).has_value());
}

TEST_CASE("syslog goes to a socket or by UDP") {
  CHECK(syslog_address("unix:/dev/log")->path == "/dev/log");
  CHECK(syslog_address("udp:logs.example.org")->port == 514);
  CHECK(syslog_address("udp:[::1]:1514")->host == "::1");
  for (const std::string& bad :
       {std::string("unix:relative"), std::string("/dev/log"), std::string("tcp:x:1"),
        std::string("udp:"), "unix:/" + std::string(200, 'x')}) {
    CAPTURE(bad);
    CHECK_FALSE(syslog_address(bad).has_value());
  }
  record::Notice notice;
  notice.id = "notice_a";
  notice.severity = record::Severity::critical;
  notice.subject = "/srv/a\nb";
  notice.title = "line\nbreak \xc3\xa9";
  notice.at = kNow;
  const std::string text = syslog_message(notice, "ho st\n", 17);
  CHECK(text.starts_with("<26>1 " + base::format_utc(kNow) +
                         " host bartizan 17 finding - \xEF\xBB\xBF"
                         "critical: "));
  CHECK(text.find('\n') == std::string::npos);
  CHECK(text.find("id=notice_a") != std::string::npos);
  notice.title = std::string(3000, 'x');
  notice.title += "\xc3\xa9";
  CHECK(syslog_message(notice, "", 17).size() <= 2048);
}

TEST_CASE("a webhook's secret is a file for its owner alone") {
  const tests::TempFolder temp;
  const std::string store = temp.file("store.db");
  CHECK_FALSE(webhook_secret(store, "target_a").has_value());
  const std::string secret = new_webhook_secret();
  CHECK(secret.size() == 64);
  CHECK(secret != new_webhook_secret());
  CHECK(why_no_secret(secret).empty());
  CHECK_FALSE(why_no_secret("short").empty());
  CHECK_FALSE(why_no_secret("with a blank in the middle").empty());
  REQUIRE(keep_webhook_secret(store, "target_a", secret));
  CHECK(webhook_secret(store, "target_a").value() == secret);
  struct stat status{};
  REQUIRE(::stat(temp.file("keys/target_a.webhook").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  REQUIRE(::chmod(temp.file("keys/target_a.webhook").c_str(), 0640) == 0);
  CHECK_FALSE(webhook_secret(store, "target_a").has_value());
  forget_webhook_secret(store, "target_a");
  CHECK_FALSE(std::filesystem::exists(temp.file("keys/target_a.webhook")));
}

TEST_CASE("clocks and answers are told before, and when it is too late, each once") {
  auto store = store::open({"", true, 0}).value();
  record::Case known;
  known.id = "case_a";
  known.system = known.system_name = "triage";
  known.component = "pkg:pypi/litellm@1.82.0";
  known.advisory = "CVE-2026-42208";
  known.due = kNow + 10 * kDayLong;
  known.first_seen = known.last_seen = known.start = kNow;
  REQUIRE(store->cases().observe({"triage"}, {known}, kNow));
  record::Answer answer;
  answer.id = "answer_a";
  answer.framework = "guidelines";
  answer.requirement = "GSAI-D1";
  answer.system = "gone";
  answer.by = "A. Person";
  answer.reason = "so";
  answer.at = kNow;
  answer.expires = kNow + 20 * kDayLong;
  REQUIRE(store->evidence().put_answer(answer, nullptr));
  const auto titles = [&](base::Millis now) {
    std::vector<std::string> all;
    const auto told = notice_all(*store, {now, true});
    REQUIRE(told);
    for (const record::Notice& notice : *told) {
      all.push_back(notice.subject + " " + std::string(record::name(notice.severity)));
    }
    return all;
  };
  using Titles = std::vector<std::string>;
  CHECK(titles(kNow).empty());
  CHECK(titles(kNow + 8 * kDayLong) == Titles{"case_a medium", "answer_a low"});
  CHECK(titles(kNow + 9 * kDayLong).empty());
  CHECK(titles(kNow + 10 * kDayLong) == Titles{"case_a high"});
  CHECK(titles(kNow + 21 * kDayLong) == Titles{"answer_a medium"});
  CHECK(titles(kNow + 30 * kDayLong).empty());
}

TEST_CASE("what is too much at once is summed up") {
  auto store = store::open({"", true, 0}).value();
  std::vector<record::Case> cases;
  for (int i = 0; i < 200; ++i) {
    record::Case known;
    known.id = "case_" + std::to_string(i);
    known.system = known.system_name = "triage";
    known.component = "pkg:pypi/litellm@1.82.0";
    known.advisory = "CVE-2026-" + std::to_string(i);
    known.due = kNow;
    known.first_seen = known.last_seen = known.start = kNow;
    cases.push_back(known);
  }
  REQUIRE(store->cases().observe({"triage"}, cases, kNow));
  record::NotifyTarget target;
  target.id = "target_a";
  target.name = "ops";
  target.least = record::Severity::info;
  REQUIRE(store->watch().put_target(target));
  const auto told = notice_all(*store, {kNow, true});
  REQUIRE(told);
  CHECK(told->size() == 201);
  CHECK(store->watch().load("target_a").value().waiting == kMostTold);
  CHECK(std::ranges::count(*told, "many", &record::Notice::subject) == 1);
  CHECK(notice_all(*store, {kNow, true})->empty());
}

TEST_CASE("what cannot be delivered is tried again, given up, and said") {
  const tests::TempFolder temp;
  auto store = store::open({temp.file("store.db"), false, kNow}).value();
  record::NotifyTarget target;
  target.id = "target_a";
  target.name = "nobody";
  target.kind = record::TargetKind::syslog;
  target.address = "unix:" + temp.file("no-socket");
  target.least = record::Severity::info;
  REQUIRE(why_no_target(target).empty());
  REQUIRE(store->watch().put_target(target));
  record::Notice notice;
  notice.id = "notice_a";
  notice.at = kNow;
  REQUIRE(store->watch().tell({notice}, 1));
  base::Millis now = kNow;
  for (std::size_t i = 0; i < kPauses.size(); ++i) {
    const auto done = deliver(*store, {now, nullptr});
    REQUIRE(done);
    CHECK(done->failed == 1);
    CHECK(done->given_up == (i + 1 == kPauses.size() ? 1 : 0));
    CHECK(deliver(*store, {now, nullptr})->failed == 0);
    now += kPauses[i];
  }
  CHECK(deliver(*store, {now + 100 * kDayLong, nullptr})->failed == 0);
  const auto notices = store->watch().notices(0, 10);
  REQUIRE(notices->size() == 2);
  CHECK(notices->front().notice.kind == record::NoticeKind::delivery);
  CHECK(target_called(*store, "nobody")->id == "target_a");
  CHECK_FALSE(target_called(*store, "somebody").has_value());
}

}  // namespace
}  // namespace bartizan::run
