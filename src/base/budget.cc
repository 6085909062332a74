#include "base/budget.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>

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

namespace {
// Room for the size in front of a block, as wide as the strictest alignment.
constexpr std::size_t kSizeRoom = alignof(std::max_align_t);
static_assert(kSizeRoom >= sizeof(std::size_t));
}  // namespace

void* charged_alloc(Budget& budget, std::size_t bytes) {
  if (bytes > SIZE_MAX - kSizeRoom) {
    budget.hit(LimitKind::memory);
    return nullptr;
  }
  const std::size_t whole = bytes + kSizeRoom;
  void* block = charged_realloc(budget, nullptr, 0, whole);
  if (block == nullptr) return nullptr;
  std::memcpy(block, &whole, sizeof(whole));
  return static_cast<std::byte*>(block) + kSizeRoom;
}

void charged_free(Budget& budget, void* block) {
  if (block == nullptr) return;
  void* whole_block = static_cast<std::byte*>(block) - kSizeRoom;
  std::size_t whole = 0;
  std::memcpy(&whole, whole_block, sizeof(whole));
  charged_realloc(budget, whole_block, whole, 0);
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
