// Hardening: read from this very program, and from what is none.
#include "run/hardening.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

namespace bartizan::run {
namespace {

TEST_CASE("this test's own file says how it was built") {
  std::ifstream in("/proc/self/exe", std::ios::binary);
  const std::string elf((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const Hardening found = hardening(elf);
  CHECK(found.is_elf);
  CHECK(found.no_executable_stack);
  CHECK(found.there().size() + found.missing().size() == 6);
}

TEST_CASE("what is no whole ELF file is survived") {
  CHECK_FALSE(hardening("").is_elf);
  CHECK_FALSE(hardening("#!/bin/sh\n").is_elf);
  std::string cut(
      "\x7f"
      "ELF\x02\x01",
      6);
  cut.resize(64, '\xff');
  const Hardening found = hardening(cut);
  CHECK(found.is_elf);
  CHECK_FALSE(found.relro);
}

}  // namespace
}  // namespace bartizan::run
