// Left out: files that were not read because somebody excluded them.
//
// What it is: evidence of kind `configuration` with type = left-out for each excluded path that
// holds models, or code and configuration that discovery would have read, so that no check says
// "every model file", or "no key", of a system in which some were not looked at. A model is what is
// called one and nothing else, and what its bytes say is one: excluded files are looked at in the
// sandbox, small ones whole and larger ones at depth `structure`. What could not be looked at
// counts as one. So does a model to which a link out of the tree leads and that no scan has read. A
// later run that excludes nothing there takes it back. What it is not: a list of
// what a tree skips by itself (version control, caches), or a reading.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/time.h"
#include "record/artifact.h"
#include "store/store.h"

namespace bartizan::run {

// The one that reads code and configuration: what it left out only it takes back.
inline constexpr std::string_view kReadsSources = "discover";

struct LookAt {
  base::Limits limits;
  unsigned jobs = 0;
  std::function<bool()> cancelled;
};

// `roots` as they were read; of `excluded` those that were asked for; `unread`: files of code or
// configuration that were not read to their end.
base::Result<void> leave_left_out(store::Store& store, const std::vector<std::string>& roots,
                                  std::span<const record::Excluded> excluded,
                                  std::string_view command, base::Millis now,
                                  const LookAt& how = {},
                                  std::span<const std::string> unread = {});
// Whether a path is that of code or configuration of the system, not of what others wrote.
bool is_own_source(std::string_view path);

}  // namespace bartizan::run
