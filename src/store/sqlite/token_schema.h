// A step of schema.cc: which token made a token.
#pragma once

namespace bartizan::store::sqlite {

inline constexpr const char* kTokenParent = R"sql(
-- id of the token that made it; empty: a person or a command did.
ALTER TABLE account_token ADD COLUMN parent TEXT NOT NULL DEFAULT '';
CREATE INDEX account_token_parent ON account_token(parent) WHERE parent <> '';
)sql";

}  // namespace bartizan::store::sqlite
