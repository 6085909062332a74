// Any bytes as a backup: pieces of a file come after its beginning and are no longer than it says;
// what holds together names files that belong to a store and nothing above them.
#include <set>

#include "run/backup.h"
#include "run/tar.h"
#include "support/fuzz_file.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  const std::string file = tests::fuzz_file(input);
  std::string current;
  std::uint64_t left = 0, all = 0;
  const auto read =
      run::read_tar(file, [&](std::string_view name, std::uint64_t length, std::string_view piece) {
        if (piece.empty()) {
          BZ_CHECK(left == 0 && !name.empty());
          current = name;
          left = length;
          return true;
        }
        BZ_CHECK(name == current && piece.size() <= left);
        left -= piece.size();
        all += piece.size();
        return true;
      });
  BZ_CHECK(all <= input.size());
  if (read) BZ_CHECK(left == 0);
  if (!read) BZ_CHECK(!read.error().empty());
  const auto backup = run::read_backup(file);
  if (!backup) {
    BZ_CHECK(!backup.error().empty());
    return 0;
  }
  BZ_CHECK(read.has_value());
  std::set<std::string> names;
  for (const run::BackedUp::File& one : backup->files) {
    BZ_CHECK(names.insert(one.name).second);
    BZ_CHECK(one.name.find("..") == std::string::npos && !one.name.starts_with('/'));
    BZ_CHECK(one.size <= input.size() && one.sha256.size() == 64);
  }
  BZ_CHECK(names.contains("store.db"));
  return 0;
}
