// Ids of records: `<kind>_` + base32 of SHA-256 over the natural key, else a ULID.
//
// Pure functions, except that ulid() asks the system for random bytes. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace bartizan::store {

std::string natural_id(std::string_view kind, std::string_view key);
// Sorts by time: 48 bits of milliseconds and 80 random bits, Crockford's base32
// (github.com/ulid/spec).
std::string ulid(std::string_view kind, base::Millis now);

}  // namespace bartizan::store
