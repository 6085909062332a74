#include "record/evidence_json.h"

#include "base/escape.h"
#include "record/fact_list.h"

namespace bartizan::record {
namespace {

using base::encode_text;
using base::JsonWriter;

void time(JsonWriter& out, std::string_view name, base::Millis at) {
  out.key(name);
  at == 0 ? out.null() : out.value(base::format_utc(at));
}

void ids(JsonWriter& out, std::string_view name, const std::vector<std::string>& all) {
  out.key(name).begin_array();
  for (const std::string& id : all) out.value(encode_text(id));
  out.end_array();
}

}  // namespace

std::string shown_value(const EvidenceFact& fact) {
  if (!is_list(fact.key) || fact.value.size() <= kMostShownList) return fact.value;
  const bool are_digests = fact.key.ends_with(":sha256");
  std::string shown;
  std::size_t more = 0;
  const auto add = [&](std::string_view item, std::string_view between) {
    if (more > 0 || (!shown.empty() && shown.size() + item.size() > kMostShownList)) {
      ++more;
      return;
    }
    if (!shown.empty()) shown += between;
    shown += item;
  };
  if (are_digests) {
    each_item(fact.value, kBetweenDigests,
              [&](std::string_view item) { add(item, kBetweenDigests); });
  } else {
    for (std::string_view list = fact.value; !list.empty();) {
      add(take_item(list), kBetweenNames);
    }
  }
  return more == 0 ? shown : shown + "; and " + std::to_string(more) + " more";
}

void write(JsonWriter& out, const Evidence& evidence) {
  out.begin_object();
  write_members(out, evidence);
  out.end_object();
}

void write_members(JsonWriter& out, const Evidence& evidence) {
  out.field("id", evidence.id);
  out.field("kind", name(evidence.kind));
  out.field("system", encode_text(evidence.system));
  out.field("subject", base::escape_name(evidence.subject));
  out.field("name", base::escape_name(evidence.name));
  out.field("sha256", evidence.sha256);
  out.field("producer", encode_text(evidence.producer));
  time(out, "at", evidence.at);
  time(out, "expires", evidence.expires);
  out.key("facts").begin_object();
  for (const EvidenceFact& fact : evidence.facts) {
    out.field(encode_text(fact.key), encode_text(shown_value(fact)));
  }
  out.end_object();
  out.key("spans").begin_array();
  for (const EvidenceSpan& span : evidence.spans) {
    out.begin_object();
    out.field("inside", base::escape_name(span.inside));
    out.field("offset", span.offset);
    out.field("length", span.length);
    out.field("label", encode_text(span.label));
    out.end_object();
  }
  out.end_array();
}

void write(JsonWriter& out, const Answer& answer) {
  out.begin_object();
  out.field("id", answer.id);
  out.field("framework", encode_text(answer.framework));
  out.field("requirement", encode_text(answer.requirement));
  out.field("system", encode_text(answer.system));
  out.field("status", name(answer.status));
  out.field("by", encode_text(answer.by));
  out.field("reason", encode_text(answer.reason));
  out.field("attachment", base::escape_name(answer.attachment));
  out.field("attachment_bytes", answer.attachment_size);
  out.field("attachment_sha256", answer.attachment_sha256);
  time(out, "at", answer.at);
  time(out, "expires", answer.expires);
  ids(out, "evidence", answer.evidence);
  time(out, "withdrawn", answer.withdrawn);
  out.field("withdrawn_by", encode_text(answer.withdrawn_by));
  out.end_object();
}

void write(JsonWriter& out, const Action& action) {
  out.begin_object();
  out.field("id", action.id);
  out.field("framework", encode_text(action.framework));
  out.field("requirement", encode_text(action.requirement));
  out.field("system", encode_text(action.system));
  out.field("what", encode_text(action.what));
  out.field("owner", encode_text(action.owner));
  time(out, "due", action.due);
  out.field("state", name(action.state));
  out.field("by", encode_text(action.by));
  time(out, "at", action.at);
  time(out, "changed", action.changed);
  out.field("note", encode_text(action.note));
  out.end_object();
}

void write(JsonWriter& out, const Standing& standing) {
  out.begin_object();
  out.field("framework", encode_text(standing.framework));
  out.field("requirement", encode_text(standing.requirement));
  out.field("system", encode_text(standing.system));
  time(out, "at", standing.at);
  out.field("status", name(standing.status));
  ids(out, "evidence", standing.evidence);
  out.field("why", encode_text(standing.why));
  out.end_object();
}

}  // namespace bartizan::record
