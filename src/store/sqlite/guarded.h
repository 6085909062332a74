// Guarded: one call to the store: its mutex held, SQLite's errors turned into results.
#pragma once

#include <mutex>
#include <type_traits>

#include "base/result.h"
#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

inline std::int64_t as_number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

template <typename T>
struct AsResult {
  using Type = base::Result<T>;
};
template <typename T>
struct AsResult<base::Result<T>> {
  using Type = base::Result<T>;
};

// `work` returns a value, nothing, or a Result.
template <typename Work>
auto guarded(std::mutex& mutex, const Work& work) ->
    typename AsResult<std::invoke_result_t<Work>>::Type {
  const std::lock_guard lock(mutex);
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const SqliteError& error) {
    return std::unexpected(error.error());
  }
}

}  // namespace bartizan::store::sqlite
