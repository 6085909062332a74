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
// Hexadecimal digits that are assigned to `api_key` and its like: a key that neither a shape nor a
// known variable tells, hence without a provider. None of find_secrets(). What is called a hash, a
// checksum, a version or public is none.
std::vector<Secret> find_bare_keys(std::string_view text);
// Whether a value is one that find_bare_keys() finds behind such a name.
bool is_bare_key(std::string_view value);
// The keys of find_secrets() that their own shape tells, whatever stands before them: for text of
// which nothing else is read. Names in code that only look like one ("fw_getVersionOfDevice2") are
// none. Looks at one byte in some twenty.
std::vector<Secret> find_shaped_keys(std::string_view text);
// The passwords of scheme://user:password@host, of jdbc:scheme:...password= and of
// user:password@tcp(host) ("mysql"), each with its scheme, "+driver" cut off. By place. Those that
// documentation and templates write are none; at a host of this machine or of documentation's
// ("example.org") only those that nobody makes up for that.
struct UrlPassword {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string_view scheme;  // of the text, or static
};
std::vector<UrlPassword> find_url_passwords(std::string_view text);
// The text with each secret as its prefix and "***", also values of KEY=, TOKEN=, SECRET=,
// PASSWORD=, "Authorization: Bearer" and of credentials in URLs and names of connections.
std::string mask_secrets(std::string_view text);

// The service whose key a variable of that name holds ("OPENAI_API_KEY" -> "openai"); empty for
// names that are not known to hold one.
std::string_view credential_provider(std::string_view variable);

}  // namespace bartizan::text
