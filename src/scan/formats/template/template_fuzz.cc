// Any text as a chat template, alone and inside a GGUF file: no crash, the invariants hold, and a
// second reading says the same.
#include <cstdlib>
#include <string>

#include "base/reader.h"
#include "run/analyse.h"
#include "support/mutate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  std::string text(reinterpret_cast<const char*>(data), size);
  // One expression in front makes any text a template of chat.
  if (!text.starts_with("{")) text.insert(0, "{{ messages }}");
  const record::Artifact first = run::analyse_bytes(base::bytes_of(text), "chat_template.jinja");
  const record::Artifact second = run::analyse_bytes(base::bytes_of(text), "chat_template.jinja");
  if (!test::broken_invariant(first, text.size()).empty()) std::abort();
  if (first.findings.size() != second.findings.size() || first.verdict != second.verdict) {
    std::abort();
  }
  return 0;
}
