// What the core can do, read from the symbols that its archives leave undefined.
//
// A function that is not linked cannot be called: no open, no socket, no clock, no environment, no
// thread, no allocation beside the budget. The lists say what is allowed; everything else fails.
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <map>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/source_tree.h"

namespace bartizan::test {
namespace {

struct Use {
  std::string object;
  std::string symbol;
};

std::vector<Use> undefined_symbols(const std::string& room) {
  const std::string command =
      "nm -u -A " + std::string(BARTIZAN_BINARY_DIR) + "/libbartizan_" + room + ".a";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run nm");
  std::vector<Use> uses;
  std::array<char, 8192> line;
  while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
    // libbartizan_base.a:budget.cc.o:                 U free
    static const std::regex kLine(R"(.*\.a:([^:]+)\.o:\s+[Uw]\s+(\S+)\s*)");
    std::cmatch match;
    if (std::regex_match(line.data(), match, kLine)) uses.push_back({match[1], match[2]});
  }
  REQUIRE(pclose(pipe) == 0);
  return uses;
}

// Ours, the compiler's own, and functions that only touch the bytes they are given.
const std::regex kHarmless(
    "_ZT[VIS]N8bartizan.*|_ZNK?8bartizan.*|"
    "mem(cpy|move|set|cmp|chr)|strlen|"
    "__(memcpy|memmove|memset)_chk|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|"
    // Table of a local constant; assertions, which end the worker as BZ_CHECK does.
    "__cxa_guard_(acquire|release)|__cxa_pure_virtual|_ZSt21__glibcxx_assert_failPKciS0_S0_|"
    // substr()'s check of its position; not caught, so it ends the worker.
    "_ZSt24__throw_out_of_range_fmtPKcz|"
    // Deleting destructors of classes with virtual functions name it; nothing calls it.
    "_ZdlPvm|"
    "_ZSt(8to_chars|10from_chars).*|"
    "__popcountdi2|"  // the compiler's own, where the processor has no instruction for it
    "__(asan|ubsan|tsan|sanitizer|gcov|llvm|sancov)_.*");

// Names of ours that allocate outside the budget: what returns or takes a std::string, hashing,
// JSON.
const std::regex kNotForScan(
    ".*cxx11.*|_ZNK?8bartizan4base(6Sha256|6sha256|10JsonWriter|18append_json_string).*");

// object -> what else it may use; "*" stands for every object
using Allowed = std::map<std::string, std::string>;

bool excepts(const Allowed& allowed, const std::string& object, const std::string& symbol) {
  const auto at = allowed.find(object);
  return at != allowed.end() && std::regex_match(symbol, std::regex(at->second));
}

void check(const std::string& room, const Allowed& allowed, const std::regex* forbidden) {
  const std::vector<Use> uses = undefined_symbols(room);
  CHECK_FALSE(uses.empty());
  for (const Use& use : uses) {
    CAPTURE(room);
    CAPTURE(use.object);
    CAPTURE(use.symbol);
    if (forbidden != nullptr) CHECK_FALSE(std::regex_match(use.symbol, *forbidden));
    if (std::regex_match(use.symbol, kHarmless)) continue;
    const bool excepted =
        excepts(allowed, "*", use.symbol) || excepts(allowed, use.object, use.symbol);
    CHECK_MESSAGE(excepted, use.object << " of " << room << " may not use " << use.symbol);
  }
}

// std::string and what it throws; operator new behind it.
const std::string kStrings =
    "_Znwm|_ZdlPv|_ZSt20__throw_length_errorPKc|_ZSt17__throw_bad_allocv|_ZNK?St7__cxx1112basic_"
    "string.*";

// What rooms that read text may use beside: strings, containers and their hashes and trees, what
// these throw (not caught, so it ends the worker), and arithmetic. No stream, locale, file, clock,
// thread or environment.
const std::string kContainers =
    kStrings +
    "|_ZnwmRKSt9nothrow_t|_ZSt7nothrow|"
    "_ZSt(19__throw_logic_error|20__throw_out_of_range)PKc|"
    "_ZSt(28__throw_bad_array_new_length|25__throw_bad_function_call)v|"
    "_ZSt27__throw_bad_optional_accessv|_ZSt26__throw_bad_variant_access.*|"
    "_ZSt(18_Rb_tree_(in|de)crement|28_Rb_tree_rebalance_for_erase|"
    "29_Rb_tree_insert_and_rebalance).*|"
    "_ZSt11_Hash_bytesPKvmm|_ZNKSt8__detail20_Prime_rehash_policy.*|"
    "_ZNSt8__detail15_List_node_base.*|"
    "l?l?round|floor|ceil|trunc|fmod";

TEST_CASE("text does nothing but read bytes into strings and trees") {
  check("text", {{"*", kContainers}}, nullptr);
}

TEST_CASE("what reads foreign files for line of effort 1 only reads") {
  // pugixml parses what lies in memory; it could open files as well.
  check("use_parse", {{"*", kContainers + "|_ZNK?4pugi(?!.*(file|stream|wide)).*"}}, nullptr);
}

TEST_CASE("what reads foreign files for line of effort 2 only reads") {
  check("assure_parse", {{"*", kContainers}}, nullptr);
}

TEST_CASE("scan does nothing but read bytes and charge a budget") {
  check("scan", {{"catalog.cc", "bartizan_catalog_(begin|end)"}}, &kNotForScan);
}

TEST_CASE("codec calls its decoders, with allocators of ours") {
  check("codec",
        {
            {"bzip2.cc", "BZ2_bzDecompress(Init|End)?"},
            {"checksum.cc", "crc32_z"},
            {"lz4.cc", "LZ4F_.*"},
            {"lzma.cc", "lzma_.*"},
            {"zlib.cc", "inflate(Init2_|End|Reset2?)?"},
            {"zstd.cc", "ZSTD_.*"},
        },
        nullptr);
}

TEST_CASE("base allocates in one place and otherwise only text for output") {
  check("base",
        {
            {"budget.cc", "realloc|free"},  // charged_realloc: the only allocation of the core
            {"escape.cc", kStrings},        // for sinks, not for the core
            {"hash.cc", kStrings + "|EVP_.*|OPENSSL_init_crypto"},
            {"json_write.cc", kStrings},
            {"time.cc", kStrings},
            {"json_read.cc", kStrings + "|_ZN8simdjson.*"},  // the adapter charges the input first
        },
        nullptr);
}

}  // namespace
}  // namespace bartizan::test
