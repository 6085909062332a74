// Any bytes: the parser ends, its rows are believed, and nothing in them is trusted without a key,
// a name and bounds.
#include <span>
#include <string_view>

#include "assure/sign/sigstore/read_root_test.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan::assure::sigstore;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const RootImport read = read_root(text);
  BZ_CHECK(read.refused == 0);
  const TrustedRoot& root = read.root;
  BZ_CHECK(root.logs.size() + root.ct_logs.size() + root.authorities.size() +
               root.timestamp_authorities.size() <=
           kMostAnchors);
  for (const auto* logs : {&root.logs, &root.ct_logs}) {
    for (const Log& log : *logs) {
      BZ_CHECK(!log.key.empty() && !(log.id.empty() && log.checkpoint_id.empty()));
      BZ_CHECK(!log.window.start || *log.window.start >= 0);
    }
  }
  for (const auto* authorities : {&root.authorities, &root.timestamp_authorities}) {
    for (const Authority& authority : *authorities) {
      BZ_CHECK(!authority.chain.empty() && authority.chain.size() <= kMostChain);
      for (const std::string& one : authority.chain) BZ_CHECK(!one.empty());
    }
  }
  if (root.media_type.empty()) BZ_CHECK(root.logs.empty() && root.authorities.empty());
  return 0;
}
