// What pages of components are found by (store/estate.h), a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

inline constexpr const char* kComponentIndexes = R"sql(
CREATE INDEX component_kind ON component(kind, name_key);
CREATE INDEX component_kind_tail ON component(kind, tail_key) WHERE tail_key IS NOT NULL;
)sql";

}  // namespace bartizan::store::sqlite
