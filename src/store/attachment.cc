#include "store/attachment.h"

#include "base/hash.h"

namespace bartizan::store {

Attachment attachment_of(std::string name, std::string bytes) {
  Attachment made;
  made.name = std::move(name);
  made.sha256 = base::hex(base::sha256(bytes));
  made.bytes = std::move(bytes);
  return made;
}

}  // namespace bartizan::store
