// Rows: what the workers read, as Bundle and Statement; the parent's half of both parsers.
//
// Every row is checked again: kinds, counts, numbers, lengths, which may stand together. One row
// that makes no sense, or one note of level error, and there is no result: of a signature nothing
// is believed in part. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assure/parse/signature/bundle.h"
#include "assure/parse/signature/statement.h"
#include "record/foreign.h"

namespace bartizan::assure::sign {

struct BundleRead {
  std::optional<signature::Bundle> bundle;
  std::string problem;  // why there is none: a sentence that follows the file's name
};
BundleRead bundle_from_rows(std::span<const record::Row> rows);

struct StatementRead {
  std::optional<signature::Statement> statement;
  std::string problem;
};
StatementRead statement_from_rows(std::span<const record::Row> rows);

}  // namespace bartizan::assure::sign
