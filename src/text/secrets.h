// Secrets: keys of AI services in text, told by their published shapes, and how they are hidden.
//
// What it is: find and mask. What it is not: a store of secrets; callers keep the masked text and,
// where they need to tell two keys apart, a keyed fingerprint made by the parent. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::text {

struct Secret {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string_view provider;  // "openai", "anthropic", "huggingface" ...; static
};
// By place, not overlapping. Placeholders ("sk-xxxx", "<your key>", "hf_...") are none.
std::vector<Secret> find_secrets(std::string_view text);
// The text with each secret as its prefix and "***", also values of KEY=, TOKEN=, SECRET=,
// PASSWORD=, "Authorization: Bearer" and of credentials in URLs.
std::string mask_secrets(std::string_view text);

// The service whose key a variable of that name holds ("OPENAI_API_KEY" -> "openai"); empty for
// names that are not known to hold one.
std::string_view credential_provider(std::string_view variable);

}  // namespace bartizan::text
