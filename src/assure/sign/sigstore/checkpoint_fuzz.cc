// Any bytes, as a log's checkpoint and as the body of its entry: what was read of a note is what
// stands there, and no body vouches for a signature that it does not hold.
#include <string>
#include <string_view>

#include "assure/parse/signature/base64.h"
#include "assure/sign/sigstore/checkpoint.h"
#include "assure/sign/sigstore/entry.h"
#include "base/result.h"

namespace {

using namespace bartizan::assure;

void note(std::string_view text) {
  const auto read = sigstore::read_checkpoint(text);
  if (!read) return;
  BZ_CHECK(text.starts_with(read->signed_text) && read->signed_text.ends_with('\n'));
  BZ_CHECK(text.at(read->signed_text.size()) == '\n');
  BZ_CHECK(read->root.size() == 32 && !read->origin.empty() && !read->signatures.empty());
  const std::string front = std::string(read->origin) + "\n" + std::to_string(read->size) + "\n";
  BZ_CHECK(read->signed_text.starts_with(front));
  for (const sigstore::NoteSignature& one : read->signatures) {
    BZ_CHECK(one.key_hint.size() == 4 && !one.signature.empty() && !one.name.empty());
    BZ_CHECK(one.name.find('\n') == one.name.npos && one.name.find(' ') == one.name.npos);
  }
}

void body(std::string_view text) {
  const signature::Envelope envelope{"application/vnd.in-toto+json", "{}", {{"signature", ""}}};
  for (const auto& [kind, version] : {std::pair{"dsse", "0.0.1"},
                                      {"dsse", "0.0.2"},
                                      {"intoto", "0.0.2"},
                                      {"hashedrekord", "0.0.1"},
                                      {"hashedrekord", "0.0.2"}}) {
    signature::LogEntry entry;
    entry.kind = kind;
    entry.version = version;
    entry.body = text;
    const sigstore::Signed what{"bytes", "signature", "certificate", &envelope};
    if (!sigstore::entry_problem(entry, what).empty()) continue;
    // "c2lnbmF0dXJl" or, in base64 once more, "YzJsbmJtRjBkWEps"; JSON may have escaped letters.
    BZ_CHECK(text.find('\\') != text.npos || text.find("c2lnbmF0dXJl") != text.npos ||
             text.find("YzJsbmJtRjBkWEps") != text.npos);
    const sigstore::Signed other{"bytes", "another", "certificate", &envelope};
    BZ_CHECK(!sigstore::entry_problem(entry, other).empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  note(text);
  body(text);
  return 0;
}
