// Attachments: the documents beside answers and records of readiness, in one table.
//
// What it is: what SqliteEvidence and SqlitePosture share; each call belongs to the caller's lock
// and transaction. What it is not: visible outside store/sqlite.
#pragma once

#include <optional>
#include <string_view>

#include "store/attachment.h"
#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

using base::Result;

// Code::invalid: too large, or `sha256`, which the record names, is not that of its bytes.
Result<void> check_attachment(const Attachment& attachment, std::string_view sha256);

// Throw SqliteError.
void keep_attachment(Connection& connection, const Attachment& attachment);
bool has_attachment(Connection& connection, std::string_view sha256);
std::optional<Attachment> kept_attachment(Connection& connection, std::string_view sha256);

}  // namespace bartizan::store::sqlite
