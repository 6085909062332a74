// The parser of compressed files: one decoded member, and what lies around its streams.
//
// What it is: headers, concatenation as the loaders do it, trailing bytes. What it is not: a
// decoder (codec/codec.h). Reports through the artifact. One thread.
#pragma once

#include "codec/codec.h"
#include "scan/artifact.h"

namespace bartizan::scan::compressed {

enum class Content : std::uint8_t {
  anything,
  maybe_array,  // bytes that nothing recognises are the raw bytes of an array
};

// Streams of `method` from `begin` to the end of the artifact; bytes before are the caller's.
void parse(Artifact& artifact, codec::Method method, std::uint64_t begin, std::string_view name,
           Content content = Content::anything);

// The fields of a gzip header (RFC 1952 2.3) that readers use or pass over.
struct GzipHeader {
  Range name, comment, extra;
  std::uint64_t length = 0;
};
GzipHeader read_gzip_header(base::Reader& reader);

}  // namespace bartizan::scan::compressed
