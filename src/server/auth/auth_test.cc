// Passwords, codes, secrets, limits: against published vectors where there are some.
#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "server/auth/limits.h"
#include "server/auth/password.h"
#include "server/auth/secret.h"
#include "server/auth/totp.h"
#include "server/listener.h"

namespace bartizan::server {
namespace {

// Small enough for tests; the parameters themselves are checked below.
constexpr PasswordCost kCheap{1, 64, 1};

TEST_CASE("codes are those of RFC 6238, appendix B") {
  const std::string secret = "12345678901234567890";
  CHECK(totp_code(secret, 59 / 30) == "287082");
  CHECK(totp_code(secret, 1111111109 / 30) == "081804");
  CHECK(totp_code(secret, 1111111111 / 30) == "050471");
  CHECK(totp_code(secret, 1234567890 / 30) == "005924");
  CHECK(totp_code(secret, 2000000000 / 30) == "279037");
  CHECK(totp_code(secret, 20000000000 / 30) == "353130");
  constexpr base::Millis kNow = 1'234'567'890'000;
  const std::int64_t step = kNow / kTotpStep;
  CHECK(totp_step(secret, "005924", kNow) == step);
  CHECK(totp_step(secret, "005924", kNow + kTotpStep) == step);
  CHECK(totp_step(secret, "005924", kNow - kTotpStep) == step);
  CHECK_FALSE(totp_step(secret, "005924", kNow + 2 * kTotpStep));
  CHECK_FALSE(totp_step(secret, "", kNow));
  CHECK_FALSE(totp_step(secret, "0059240", kNow));
  CHECK(totp_uri("12345678901234567890", "Bartizan", "ada@example.org") ==
        "otpauth://totp/Bartizan:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer="
        "Bartizan&algorithm=SHA1&digits=6&period=30");
}

TEST_CASE("base32 is that of RFC 4648, section 10") {
  CHECK(base32("") == "");
  CHECK(base32("f") == "MY");
  CHECK(base32("fo") == "MZXQ");
  CHECK(base32("foobar") == "MZXW6YTBOI");
}

TEST_CASE("recovery codes are many, different, and typed as people type") {
  const auto codes = new_recovery_codes();
  CHECK(std::set<std::string>(codes.begin(), codes.end()).size() == 10);
  for (const std::string& code : codes) {
    CHECK(code.size() == 11);
    CHECK(code[5] == '-');
  }
  CHECK(plain_recovery_code("ABcde- fghij") == "abcdefghij");
}

TEST_CASE("a password is checked against its hash and nothing else") {
  Passwords passwords(kCheap);
  const std::string hash = passwords.hash("four words are fine").value();
  CHECK(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
  CHECK(passwords.check("four words are fine", hash).value());
  CHECK_FALSE(passwords.check("four words are Fine", hash).value());
  CHECK_FALSE(passwords.check("", hash).value());
  CHECK_FALSE(passwords.check("four words are fine", "").value());
  CHECK_FALSE(passwords.check("four words are fine", "$argon2id$nonsense").value());
  CHECK(passwords.hash("four words are fine").value() != hash);
  CHECK_FALSE(passwords.is_outdated(hash));
  CHECK(Passwords().is_outdated(hash));
}

TEST_CASE("many at once wait, and too many are sent away") {
  Passwords passwords({2, 8 * 1024, 1});
  std::vector<std::thread> threads;
  std::atomic<int> done = 0, sent_away = 0;
  for (unsigned i = 0; i < Passwords::kMostRuns + Passwords::kMostWaiting + 20; ++i) {
    threads.emplace_back([&] { ++(passwords.hash("four words are fine") ? done : sent_away); });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(done >= static_cast<int>(Passwords::kMostRuns));
  CHECK(done + sent_away == static_cast<int>(threads.size()));
}

TEST_CASE("those that wait for a password leave threads for other requests") {
  CHECK(Passwords::kMostRuns + Passwords::kMostWaiting < WireLimits{}.handlers);
}

TEST_CASE("what a password must be") {
  CHECK(password_problem("river-copper-lamp", "ada").empty());
  CHECK(password_problem("zwölf Zeichen", "ada").empty());
  CHECK(password_problem("eleven char", "ada").starts_with("The password needs at least 12"));
  CHECK_FALSE(password_problem(std::string(300, 'x') + "river", "ada").empty());
  for (const char* bad :
       {"aaaaaaaaaaaaaaa", "abababababab", "123456789012", "abcdefghijklm", "zyxwvutsrqpon",
        "Password-Password", "Qwertyuiop-asdf1", "ADMINpassword99", "correct horse battery staple",
        "Bartizan-Bartizan!"}) {
    CAPTURE(bad);
    CHECK_FALSE(password_problem(bad, "ada").empty());
  }
  CHECK_FALSE(password_problem("ada.byron.king", "ada.byron.king").empty());
  CHECK_FALSE(password_problem("Ada-Byron-King-1815", "ada.byron.king").empty());
  CHECK_FALSE(password_problem("bad \xff bytes here", "ada").empty());
}

TEST_CASE("sealed text opens for its purpose, whole") {
  const ServerKey key(std::string(32, 'k'));
  const std::string sealed = key.seal("totp account_1", "secret");
  CHECK(key.unseal("totp account_1", sealed) == "secret");
  CHECK_FALSE(key.unseal("totp account_2", sealed));
  CHECK_FALSE(ServerKey(std::string(32, 'x')).unseal("totp account_1", sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == '0' ? '1' : '0';
    CHECK_FALSE(key.unseal("totp account_1", changed));
  }
  CHECK_FALSE(key.unseal("totp account_1", ""));
  CHECK(key.seal("totp account_1", "secret") != sealed);
  CHECK(key.digest("a", "b") != key.digest("ab", ""));
}

TEST_CASE("a bucket empties and fills") {
  Buckets buckets({3, 1});
  for (int i = 0; i < 3; ++i) CHECK(buckets.take("a", 1000) == 0);
  CHECK(buckets.take("a", 1000) == 1);
  CHECK(buckets.take("b", 1000) == 0);
  CHECK(buckets.take("a", 1999) == 1);
  CHECK(buckets.take("a", 2000) == 0);
  CHECK(buckets.take("a", 500) == 1);  // a clock that goes back gives nothing
  for (int i = 0; i < 50'000; ++i) CHECK(buckets.take(std::to_string(i), 3000) == 0);
}

TEST_CASE("the delay grows and ends") {
  CHECK(lockout_delay(4) == 0);
  CHECK(lockout_delay(5) == 30'000);
  CHECK(lockout_delay(6) == 60'000);
  CHECK(lockout_delay(9) == 480'000);
  CHECK(lockout_delay(10) == 900'000);
  CHECK(lockout_delay(1'000'000) == 900'000);
}

TEST_CASE("an IPv6 network counts as one address") {
  CHECK(address_key("192.0.2.7") == "address:192.0.2.7");
  CHECK(address_key("2001:db8:1:2:3::4") == address_key("2001:db8:1:2::5"));
  CHECK(address_key("2001:db8:1:2::4") != address_key("2001:db8:1:3::4"));
  CHECK(address_key("::ffff:192.0.2.7") != address_key("::ffff:192.0.2.8"));
}

}  // namespace
}  // namespace bartizan::server
