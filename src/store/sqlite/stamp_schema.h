// A step of schema.cc: by what a file is known to be the one that was seen.
#pragma once

namespace bartizan::store::sqlite {

inline constexpr const char* kSightingStamp = R"sql(
-- Inode and change time (io/stamp.h); empty: it was seen before they were kept.
ALTER TABLE sighting ADD COLUMN stamp TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace bartizan::store::sqlite
