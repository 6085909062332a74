// The parsers of foreign bytes that line of effort 2 brings; run/ joins them with those of others.
#pragma once

#include <span>

#include "record/foreign.h"

namespace bartizan::assure {

std::span<const record::ForeignParser> foreign_parsers();

}  // namespace bartizan::assure
