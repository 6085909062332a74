// Endpoint: hosts that serve models, recognised in URLs, bare host names and lines of text.
//
// What it is: look-ups in the list `discovery-endpoints`, where what can be listed is data and only
// its reading is code. A label that is filled in at run time
// ("https://{resource}.openai.azure.com",
// "${REGION}-aiplatform.googleapis.com") stands for any; the name is then what is left of the host
// ("openai.azure.com", "aiplatform.googleapis.com"). What it is not: a URL parser, or a judge of
// whether a line is code or prose. Pure, linear in the text.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "scan/catalog.h"

namespace bartizan::use {

struct Endpoint {
  std::string host;      // lower case; with port where it is not the scheme's own
  std::string provider;  // who runs it: "openai", "azure", "ollama" ...

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// The endpoint that a URL or host names ("https://api.openai.com/v1", "localhost:11434"); nothing
// when no provider is known to serve models there.
std::optional<Endpoint> endpoint_in(std::string_view url_or_host, const scan::Catalog& catalog);

// The host of any URL that names one, in the form of Endpoint::host, also when nobody lists it (the
// argument of `base_url=`); empty when the text is no URL or its host is filled in at run time.
std::string host_of(std::string_view url);

// "http://host:port" of a URL that names its host and encrypts nothing on the way there; empty for
// others, and for a host on this machine or one of a single word (a neighbour of the same network).
std::string plain_url(std::string_view url);

// Every endpoint in a text without line ends, in order, with the offset at which its URL or host
// starts.
void find_endpoints(std::string_view line, const scan::Catalog& catalog,
                    const std::function<void(const Endpoint&, std::size_t)>& each);

}  // namespace bartizan::use
