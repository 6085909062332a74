#include "base/budget.h"

#include <cstdlib>

namespace bartizan::base {

void* charged_realloc(Budget& budget, void* old, std::size_t old_bytes, std::size_t new_bytes) {
  if (new_bytes == 0) {
    std::free(old);
    budget.release_memory(old_bytes);
    return nullptr;
  }
  if (new_bytes > old_bytes && !budget.charge_memory(new_bytes - old_bytes)) return nullptr;
  void* grown = std::realloc(old, new_bytes);
  if (grown == nullptr) {
    if (new_bytes > old_bytes) budget.release_memory(new_bytes - old_bytes);
    budget.hit(LimitKind::memory);
    return nullptr;
  }
  if (new_bytes < old_bytes) budget.release_memory(old_bytes - new_bytes);
  return grown;
}

const char* name(LimitKind kind) {
  switch (kind) {
    case LimitKind::none:
      return "none";
    case LimitKind::memory:
      return "memory";
    case LimitKind::steps:
      return "steps";
    case LimitKind::nesting:
      return "nesting";
    case LimitKind::members:
      return "members";
    case LimitKind::decoded:
      return "decoded";
    case LimitKind::ratio:
      return "ratio";
    case LimitKind::held:
      return "held";
    case LimitKind::json_header:
      return "json_header";
    case LimitKind::json_depth:
      return "json_depth";
    case LimitKind::name:
      return "name";
    case LimitKind::tensors:
      return "tensors";
    case LimitKind::spans:
      return "spans";
    case LimitKind::facts:
      return "facts";
    case LimitKind::text:
      return "text";
    case LimitKind::findings:
      return "findings";
  }
  return "unknown";
}

}  // namespace bartizan::base
