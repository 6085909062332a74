// Which addresses stay on this machine.
#include "text/host.h"

#include <doctest/doctest.h>

namespace bartizan::text {
namespace {

TEST_CASE("whole names and numbers are this machine, what begins as they do is not") {
  for (const char* here : {"localhost", "localhost:11434", "localhost./v1", "a.localhost:80",
                           "127.0.0.1", "127.1.2.3:8000/v1", "[::1]:8000", "::1", "me@localhost"}) {
    CAPTURE(here);
    CHECK(is_loopback(here));
    CHECK(stays_on_machine(here));
  }
  for (const char* elsewhere : {"localhost.example.org", "127.0.0.1.nip.io", "localhost@evil.org",
                                "[::2]:80", "::12", "10.0.0.1", "example.org/localhost", ""}) {
    CAPTURE(elsewhere);
    CHECK_FALSE(stays_on_machine(elsewhere));
  }
  for (const char* beside : {"0.0.0.0:80", "host.docker.internal:11434"}) {
    CAPTURE(beside);
    CHECK(stays_on_machine(beside));
    CHECK_FALSE(is_loopback(beside));
  }
}

}  // namespace
}  // namespace bartizan::text
