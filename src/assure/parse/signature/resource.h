// Resource names: paths below a model's folder, and the shards of files. Pure.
#pragma once

#include <string_view>

#include "assure/parse/signature/statement.h"

namespace bartizan::assure::signature {

inline constexpr std::size_t kLongestResource = 64 * 1024;

// What is wrong with a path that is to stay below a folder, as the end of a sentence; nullptr where
// nothing is.
const char* wrong_with_path(std::string_view path);
// Takes `name` apart: path, and for shards start and end. What is wrong, or nullptr. A shard's name
// is "path:start:end", split at its last two colons.
const char* split_resource(Resource& resource, Method method);

}  // namespace bartizan::assure::signature
