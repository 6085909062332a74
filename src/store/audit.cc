#include "store/audit.h"

#include "base/hash.h"
#include "base/json_write.h"

namespace bartizan::store {

std::string canonical(const record::AuditEntry& entry) {
  base::JsonWriter json;
  json.begin_object()
      .field("at", entry.at)
      .field("detail", entry.detail)
      .field("number", entry.number)
      .field("subject", entry.subject)
      .field("via", entry.via)
      .field("what", entry.what)
      .field("who", entry.who)
      .end_object();
  return json.take();
}

std::string hash_of(const record::AuditEntry& entry) {
  // The hash before has one length, so that nothing of it can pass for the text behind it.
  return base::hex(base::sha256(entry.previous + '\n' + canonical(entry)));
}

}  // namespace bartizan::store
