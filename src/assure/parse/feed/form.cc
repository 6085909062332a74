#include "assure/parse/feed/records.h"

namespace bartizan::assure::feed {

using text::Node;

Form form_of(const Node& object) {
  if (!object.is_object()) return Form::none;
  const Node* containers = object.find("containers");
  if (object.find("cveMetadata") != nullptr && containers != nullptr) return Form::cve;
  const Node* listed = object.find("vulnerabilities");
  if (listed != nullptr && listed->is_array() && object.find("catalogVersion") != nullptr) {
    return Form::kev;
  }
  if (object.string("data_type") == "AVID" ||
      (object.find("data_version") != nullptr && object.find("problemtype") != nullptr)) {
    return Form::avid;
  }
  const Node* id = object.find("id");
  const bool osv = object.find("modified") != nullptr || object.find("schema_version") != nullptr;
  if (id != nullptr && id->is_string() && osv) return Form::osv;
  return Form::none;
}

record::FeedKind kind_of(Form form) {
  switch (form) {
    case Form::cve:
      return record::FeedKind::cve;
    case Form::kev:
      return record::FeedKind::kev;
    case Form::avid:
      return record::FeedKind::avid;
    case Form::none:
    case Form::osv:
      break;
  }
  return record::FeedKind::osv;
}

}  // namespace bartizan::assure::feed
