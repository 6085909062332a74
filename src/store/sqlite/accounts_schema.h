// The tables of store/accounts.h, a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

inline constexpr const char* kAccountTables = R"sql(
)sql";

}  // namespace bartizan::store::sqlite
