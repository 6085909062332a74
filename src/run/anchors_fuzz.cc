// Any bytes as a file of signed heads: read, or refused with the number of the line.
#include <sys/mman.h>
#include <unistd.h>

#include "run/audit.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  static const int fd = ::memfd_create("anchors", MFD_CLOEXEC);
  BZ_CHECK(fd >= 0 && ::ftruncate(fd, 0) == 0);
  BZ_CHECK(::pwrite(fd, input.data(), input.size(), 0) == static_cast<ssize_t>(input.size()));
  const std::string file = "/proc/self/fd/" + std::to_string(fd);
  const auto anchors = run::read_anchors(file);
  if (!anchors) {
    BZ_CHECK(anchors.error().find("no head of an audit log") != std::string::npos);
    return 0;
  }
  BZ_CHECK(anchors->size() <= text::Lines(input).count());
  return 0;
}
