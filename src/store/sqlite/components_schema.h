// What pages of components are found by (store/estate.h), a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

inline constexpr const char* kComponentIndexes = R"sql(
CREATE INDEX component_kind ON component(kind, name_key);
)sql";

}  // namespace bartizan::store::sqlite
