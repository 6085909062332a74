// Whose doing an entry of the log is.
#include "run/audit.h"

#include <doctest/doctest.h>

#include <thread>

namespace bartizan::run {
namespace {

record::AuditEvent declared() { return command_event("inventory.declare", "system_a", "", 1); }

TEST_CASE("what a server does for somebody is not said to be a command of its user") {
  CHECK(declared().via == "command");
  CHECK(declared().who == os_person());
  {
    const ActingFor ada("ada", "job");
    CHECK(declared().who == "ada");
    CHECK(declared().via == "job");
    {
      const ActingFor itself("bartizan", "job");
      CHECK(declared().who == "bartizan");
    }
    CHECK(declared().who == "ada");
    std::string elsewhere;
    std::thread([&] { elsewhere = declared().who; }).join();
    CHECK(elsewhere == os_person());
  }
  CHECK(declared().via == "command");
}

}  // namespace
}  // namespace bartizan::run
