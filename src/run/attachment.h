// Attachment: a document from a disk or a request, as the store keeps it.
//
// What it is: the one way in for what people put beside answers and records of readiness. What it
// is not: a reader of it. The error is a sentence for people. No state.
#pragma once

#include <expected>
#include <string>

#include "store/attachment.h"

namespace bartizan::run {

// A regular file of at most store::kMostAttachment bytes.
std::expected<store::Attachment, std::string> read_attachment(const std::string& path);

}  // namespace bartizan::run
