#include "scan/formats/native/format.h"

#include "base/le.h"
#include "scan/detect/payload.h"
#include "scan/magic.h"

namespace bartizan::scan::native {
namespace {

Claim claim_native(const Probe& probe, std::string_view kind) {
  return detect::native_code(probe.head) == kind ? Claim::certain : Claim::no;
}

Claim claim_elf(const Probe& probe) { return claim_native(probe, "ELF"); }
Claim claim_pe(const Probe& probe) { return claim_native(probe, "PE"); }
Claim claim_mach_o(const Probe& probe) { return claim_native(probe, "Mach-O"); }
Claim claim_ape(const Probe& probe) { return claim_native(probe, "APE"); }

// WebAssembly core specification, "Binary Format": magic and version 1.
Claim claim_wasm(const Probe& probe) {
  using namespace std::string_view_literals;
  return base::text_of(probe.head).starts_with("\0asm\x01\0\0\0"sv) ? Claim::certain : Claim::no;
}

// llvm.org/docs/BitCodeFormat.html: raw, or wrapped for Darwin.
Claim claim_llvm(const Probe& probe) {
  return claim_either<"BC\xC0\xDE", "\xDE\xC0\x17\x0B">(probe);
}

// JVM specification 4.1: magic, then a major version of 45 or more (a fat Mach-O has the same magic
// and a small count of architectures in that place).
Claim claim_java(const Probe& probe) {
  if (probe.head.size() < 10 || base::load_be<std::uint32_t>(probe.head.data()) != 0xCAFEBABE) {
    return Claim::no;
  }
  return base::load_be<std::uint16_t>(probe.head.subspan(6).data()) >= 45 ? Claim::certain
                                                                          : Claim::no;
}

// CPython importlib: two bytes of version, "\r\n", flags of at most two bits, then a code object.
Claim claim_pyc(const Probe& probe) {
  if (probe.head.size() < 17 || base::text_of(probe.head.subspan(2, 2)) != "\r\n") return Claim::no;
  const auto version = base::load_le<std::uint16_t>(probe.head.data());
  const auto flags = base::load_le<std::uint32_t>(probe.head.subspan(4).data());
  const auto type = static_cast<unsigned>(probe.head[16]) & 0x7F;
  return version >= 3000 && version < 4000 && flags <= 3 && type == 'c' ? Claim::certain
                                                                        : Claim::no;
}

Claim claim_script(const Probe& probe) {
  const std::string_view head = base::text_of(probe.head);
  if (!head.starts_with("#!")) return Claim::no;
  const std::string_view line = head.substr(2, head.find('\n') - 2);
  return line.find('/') != std::string_view::npos ? Claim::certain : Claim::no;
}

}  // namespace

constexpr Format kElf{"elf", "ELF executable or library", Kind::native, claim_elf, nullptr};
constexpr Format kPe{"pe", "Windows executable or library", Kind::native, claim_pe, nullptr};
constexpr Format kMachO{"mach-o", "Mach-O executable or library", Kind::native, claim_mach_o,
                        nullptr};
constexpr Format kApe{"ape", "portable executable (llamafile, APE)", Kind::native, claim_ape,
                      nullptr};
constexpr Format kWasm{"wasm", "WebAssembly module", Kind::native, claim_wasm, nullptr};
constexpr Format kJavaClass{"java-class", "Java class", Kind::native, claim_java, nullptr};
constexpr Format kPythonBytecode{"pyc", "Python bytecode", Kind::native, claim_pyc, nullptr};
constexpr Format kLlvmBitcode{"llvm-bitcode", "LLVM bitcode", Kind::native, claim_llvm, nullptr};
constexpr Format kScript{"script", "script with an interpreter line", Kind::native, claim_script,
                         nullptr};

}  // namespace bartizan::scan::native
