// The tables of store/posture.h, a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

inline constexpr const char* kPostureTables = R"sql(
)sql";

}  // namespace bartizan::store::sqlite
