// Schema: the tables of the SQLite store and how an older store becomes the present one.
//
// A migration is a step that never changes once released; the next version is a further one at the
// end. docs/store.md describes the tables. Not thread-safe.
#pragma once

#include <span>
#include <string>

#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

// "BZTN", in the header of the file (sqlite.org/fileformat2.html, application id).
inline constexpr std::int64_t kApplicationId = 0x425A544E;

// migrations()[n] takes version n to n + 1.
std::span<const char* const> migrations();

// What keeps a file from being used.
enum class Fitness { fits, foreign, newer };
Fitness fitness(Connection& connection, std::span<const char* const> steps = migrations());

// Takes the database to the last version. One that holds records is first copied beside itself, to
// `<file>.before-v<N>`; `file` is empty for a database in memory. Throws SqliteError.
void migrate(Connection& connection, const std::string& file,
             std::span<const char* const> steps = migrations());

}  // namespace bartizan::store::sqlite
