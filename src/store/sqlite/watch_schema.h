// The tables of store/watch.h, a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

inline constexpr const char* kWatchTables = R"sql(
)sql";

}  // namespace bartizan::store::sqlite
