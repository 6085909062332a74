#include "record/watch_json.h"

#include "base/escape.h"

namespace bartizan::record {

void write(base::JsonWriter& out, const Notice& notice) {
  out.begin_object().field("id", notice.id).field("kind", name(notice.kind));
  out.field("severity", name(notice.severity));
  out.field("subject", base::escape_name(notice.subject));
  out.field("title", base::encode_text(notice.title));
  out.field("detail", base::encode_text(notice.detail));
  out.field("page", base::escape_name(notice.page));
  out.field("at", base::format_utc(notice.at)).end_object();
}

}  // namespace bartizan::record
