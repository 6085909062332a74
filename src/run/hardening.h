// Hardening: what a program's own ELF file says about how it was built (System V ABI, gABI 4.1).
//
// What it is: a look at the headers of a file of ours, for self-check. What it is not: a parser of
// foreign bytes. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bartizan::run {

struct Hardening {
  bool is_elf = false;
  bool position_independent = false;  // loads anywhere
  bool relro = false;                 // relocations are read-only once they are done ...
  bool bind_now = false;              // ... and all of them are done at the start
  bool no_executable_stack = false;
  bool stack_protector = false;  // functions check a canary
  bool control_flow = false;     // x86 CET: IBT and shadow stack; arm64: BTI and PAC

  // "position independent" ... of what is there, of what is not.
  std::vector<std::string> there() const;
  std::vector<std::string> missing() const;
};
Hardening hardening(std::string_view elf);

}  // namespace bartizan::run
