#include "sandbox/landlock.h"

#include <sys/syscall.h>
#include <unistd.h>

namespace bartizan::sandbox {
namespace {

// include/uapi/linux/landlock.h of kernel 6.12; Debian 12's headers stop at an older ABI, so the
// structure and bits are spelled out here.
struct RulesetAttributes {
  std::uint64_t handled_access_fs;
  std::uint64_t handled_access_net;
  std::uint64_t scoped;
};
constexpr std::uint32_t kCreateRulesetVersion = 1;

// Bits of access to files by ABI: 13 in ABI 1, then REFER, TRUNCATE, (ABI 4: network), IOCTL_DEV.
constexpr std::uint64_t file_bits(int abi) {
  if (abi >= 5) return (std::uint64_t{1} << 16) - 1;
  if (abi >= 3) return (std::uint64_t{1} << 15) - 1;
  if (abi == 2) return (std::uint64_t{1} << 14) - 1;
  return (std::uint64_t{1} << 13) - 1;
}

}  // namespace

std::uint8_t enter_landlock() {
  const long abi = ::syscall(__NR_landlock_create_ruleset, nullptr, 0, kCreateRulesetVersion);
  if (abi < 1) return 0;
  RulesetAttributes attributes{file_bits(static_cast<int>(abi)), 0, 0};
  std::size_t size = sizeof(attributes.handled_access_fs);
  if (abi >= 4) {
    attributes.handled_access_net = 3;  // bind and connect of TCP
    size += sizeof(attributes.handled_access_net);
  }
  if (abi >= 6) {
    attributes.scoped = 3;  // abstract unix sockets and signals
    size += sizeof(attributes.scoped);
  }
  const long ruleset = ::syscall(__NR_landlock_create_ruleset, &attributes, size, 0);
  if (ruleset < 0) return 0;
  const bool entered = ::syscall(__NR_landlock_restrict_self, ruleset, 0) == 0;
  ::close(static_cast<int>(ruleset));
  return entered ? static_cast<std::uint8_t>(abi) : 0;
}

}  // namespace bartizan::sandbox
