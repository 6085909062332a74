// The tables of store/evidence.h, a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

inline constexpr const char* kEvidenceTables = R"sql(
)sql";

}  // namespace bartizan::store::sqlite
