#include "record/json.h"

#include <simdjson.h>

#include <optional>
#include <utility>

#include "base/escape.h"

namespace bartizan::record {
namespace {

using base::encode_text;
using base::escape_name;
using base::JsonWriter;
using base::unescape_name;
using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

void write_location(JsonWriter& out, const Artifact& artifact, std::uint32_t member) {
  out.key("location").begin_array();
  for (const std::string& part : artifact.location(member)) out.value(escape_name(part));
  out.end_array();
}

void write_optional(JsonWriter& out, std::string_view key, const std::optional<Range>& range) {
  out.key(key);
  if (range) {
    write(out, *range);
  } else {
    out.null();
  }
}

void write_formats(JsonWriter& out, const Member& member) {
  out.key("formats").begin_array();
  for (const std::string& format : member.formats) out.value(encode_text(format));
  out.end_array();
}

// [offset, length, label, read]: there are many, so they are rows.
void write_spans(JsonWriter& out, const Member& member) {
  out.key("spans").begin_array();
  for (const base::Span& span : member.spans) {
    out.begin_array().value(span.range.offset).value(span.range.length);
    out.value(base::name(span.label)).value(span.read).end_array();
  }
  out.end_array();
}

void write_coverage(JsonWriter& out, const Artifact& artifact) {
  const Coverage& coverage = artifact.coverage;
  out.key("coverage").begin_object();
  out.field("state", name(coverage.state)).field("depth", name(coverage.depth));
  out.field("bytes_read", coverage.bytes_read);
  out.key("gaps").begin_array();
  for (const Gap& gap : coverage.gaps) {
    out.begin_object().field("reason", encode_text(gap.reason)).field("member", gap.member);
    write_location(out, artifact, gap.member);
    out.key("range");
    write(out, gap.range);
    out.end_object();
  }
  out.end_array().end_object();
}

void write_members(JsonWriter& out, const Artifact& artifact, const ArtifactParts& parts) {
  out.key("members").begin_array();
  for (std::uint32_t id = 1; id < artifact.members.size(); ++id) {
    const Member& member = artifact.members[id];
    out.begin_object().field("id", id).field("parent", member.parent);
    out.field("name", escape_name(member.name));
    write_location(out, artifact, id);
    out.field("size", member.size);
    write_optional(out, "file_range", member.file_range);
    write_formats(out, member);
    if (parts.spans) write_spans(out, member);
    out.end_object();
  }
  out.end_array();
}

void write_finding(JsonWriter& out, const Artifact& artifact, const Finding& finding,
                   const ArtifactParts& parts) {
  out.begin_object().field("rule", encode_text(finding.rule));
  out.field("severity", name(finding.severity)).field("confidence", name(finding.confidence));
  out.field("verdict", name(finding.verdict));
  out.field("title", encode_text(finding.title)).field("subject", encode_text(finding.subject));
  out.field("member", finding.member);
  write_location(out, artifact, finding.member);
  out.key("range");
  write(out, finding.range);
  write_optional(out, "file_range", finding.file_range);
  out.key("evidence").begin_array();
  for (const FindingDetail& evidence : finding.evidence) {
    out.begin_object().field("key", encode_text(evidence.key));
    out.field("value", encode_text(evidence.value)).end_object();
  }
  out.end_array().field("count", finding.count);
  if (finding.accepted_by) out.field("accepted_by", encode_text(*finding.accepted_by));
  if (parts.finding_extra) parts.finding_extra(out, finding);
  out.end_object();
}

void write_facts(JsonWriter& out, const Artifact& artifact) {
  out.key("facts").begin_array();
  for (const Fact& fact : artifact.facts) {
    out.begin_object().field("kind", encode_text(fact.kind)).field("key", encode_text(fact.key));
    out.field("value", encode_text(fact.value)).field("member", fact.member);
    out.key("range");
    write(out, fact.range);
    out.end_object();
  }
  out.end_array();
}

// Reading, with sticky failure: after the first thing that does not fit, ok() is false and every
// getter returns nothing.
class Fields {
 public:
  Fields(object fields, bool& ok) : fields_(fields), ok_(ok) {}

  std::string_view text(const char* key) {
    std::string_view value;
    if (fields_[key].get(value) != simdjson::SUCCESS) ok_ = false;
    return value;
  }
  std::string decoded(const char* key) { return unescape_name(text(key)); }
  std::uint64_t number(const char* key) {
    std::uint64_t value = 0;
    if (fields_[key].get(value) != simdjson::SUCCESS) ok_ = false;
    return value;
  }
  std::uint32_t index(const char* key) {
    const std::uint64_t value = number(key);
    if (value > UINT32_MAX) ok_ = false;
    return static_cast<std::uint32_t>(value);
  }
  std::optional<std::string> optional_text(const char* key) {
    element value;
    if (fields_[key].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
    std::string_view words;
    if (value.get(words) != simdjson::SUCCESS) ok_ = false;
    return unescape_name(words);
  }
  Range range(const char* key) {
    object value;
    if (fields_[key].get(value) != simdjson::SUCCESS) {
      ok_ = false;
      return {};
    }
    Fields fields(value, ok_);
    return {fields.number("offset"), fields.number("length")};
  }
  std::optional<Range> optional_range(const char* key) {
    element value;
    if (fields_[key].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
    return range(key);
  }
  template <typename Enum>
  Enum word(const char* key, std::optional<Enum> (*parse)(std::string_view)) {
    const std::optional<Enum> value = parse(text(key));
    if (!value) ok_ = false;
    return value.value_or(Enum{});
  }
  // Calls `each(Fields)` for the objects of an array.
  template <typename Each>
  void objects(const char* key, Each each) {
    array items;
    if (fields_[key].get(items) != simdjson::SUCCESS) {
      ok_ = false;
      return;
    }
    for (const element item : items) {
      object fields;
      if (item.get(fields) != simdjson::SUCCESS) {
        ok_ = false;
        return;
      }
      each(Fields(fields, ok_));
    }
  }
  object raw() const { return fields_; }

 private:
  object fields_;
  bool& ok_;
};

std::optional<base::SpanLabel> parse_label(std::string_view text) {
  for (std::uint8_t i = 0; i < base::kSpanLabels; ++i) {
    const auto label = static_cast<base::SpanLabel>(i);
    if (base::name(label) == text) return label;
  }
  return std::nullopt;
}

bool read_span(const element& item, base::Span& span) {
  array row;
  std::string_view label;
  if (item.get(row) != simdjson::SUCCESS || row.size() != 4 ||
      row.at(0).get(span.range.offset) != simdjson::SUCCESS ||
      row.at(1).get(span.range.length) != simdjson::SUCCESS ||
      row.at(2).get(label) != simdjson::SUCCESS || row.at(3).get(span.read) != simdjson::SUCCESS) {
    return false;
  }
  const auto parsed = parse_label(label);
  span.label = parsed.value_or(base::SpanLabel::gap);
  return parsed.has_value();
}

// Formats and spans, which the file has in the artifact's own object and a member in its row.
void read_contents(Fields fields, Member& member, bool& ok) {
  array formats;
  if (fields.raw()["formats"].get(formats) != simdjson::SUCCESS) {
    ok = false;
    return;
  }
  for (const element item : formats) {
    std::string_view id;
    if (item.get(id) != simdjson::SUCCESS) {
      ok = false;
      return;
    }
    member.formats.push_back(unescape_name(id));
  }
  array spans;
  if (fields.raw()["spans"].get(spans) != simdjson::SUCCESS) return;  // a report without them
  for (const element item : spans) {
    base::Span span;
    if (!read_span(item, span)) {
      ok = false;
      return;
    }
    member.spans.push_back(span);
  }
}

void read_coverage(Fields fields, Coverage& coverage) {
  coverage.state = fields.word("state", parse_coverage_state);
  coverage.depth = fields.word("depth", parse_depth);
  coverage.bytes_read = fields.number("bytes_read");
  fields.objects("gaps", [&](Fields gap) {
    coverage.gaps.push_back({gap.decoded("reason"), gap.index("member"), gap.range("range")});
  });
}

Finding read_finding(Fields fields) {
  Finding finding;
  finding.rule = fields.decoded("rule");
  finding.severity = fields.word("severity", parse_severity);
  finding.confidence = fields.word("confidence", parse_confidence);
  finding.verdict = fields.word("verdict", parse_verdict);
  finding.title = fields.decoded("title");
  finding.subject = fields.decoded("subject");
  finding.member = fields.index("member");
  finding.range = fields.range("range");
  finding.file_range = fields.optional_range("file_range");
  fields.objects("evidence", [&](Fields evidence) {
    finding.evidence.push_back({evidence.decoded("key"), evidence.decoded("value")});
  });
  finding.count = fields.number("count");
  finding.accepted_by = fields.optional_text("accepted_by");
  return finding;
}

void read_members(Fields fields, Artifact& artifact, bool& ok) {
  if (fields.raw()["formats"].is_null()) return;  // never looked into
  Member file;
  file.size = artifact.size;
  element written;
  file.file_range = fields.raw()["file_range"].get(written) == simdjson::SUCCESS
                        ? fields.optional_range("file_range")
                        : Range{0, artifact.size};
  read_contents(fields, file, ok);
  artifact.members.push_back(std::move(file));
  fields.objects("members", [&](Fields row) {
    Member member;
    member.parent = row.index("parent");
    member.name = row.decoded("name");
    member.size = row.number("size");
    member.file_range = row.optional_range("file_range");
    read_contents(row, member, ok);
    if (row.number("id") != artifact.members.size() || member.parent >= artifact.members.size()) {
      ok = false;
    }
    artifact.members.push_back(std::move(member));
  });
}

bool members_exist(const Artifact& artifact) {
  const auto exists = [&](std::uint32_t member) {
    return member == 0 || member < artifact.members.size();
  };
  for (const Gap& gap : artifact.coverage.gaps) {
    if (!exists(gap.member)) return false;
  }
  for (const Finding& finding : artifact.findings) {
    if (!exists(finding.member)) return false;
  }
  for (const Fact& fact : artifact.facts) {
    if (!exists(fact.member)) return false;
  }
  return true;
}

Artifact read_artifact(Fields fields, bool& ok) {
  Artifact artifact;
  artifact.root = fields.decoded("root");
  artifact.path = fields.decoded("path");
  artifact.link_target = fields.optional_text("link_target").value_or("");
  artifact.sha256 = fields.optional_text("sha256");
  artifact.size = fields.number("size");
  artifact.format = fields.decoded("format");
  artifact.verdict = fields.word("verdict", parse_verdict);
  object coverage;
  if (fields.raw()["coverage"].get(coverage) != simdjson::SUCCESS) {
    ok = false;
  } else {
    read_coverage(Fields(coverage, ok), artifact.coverage);
  }
  read_members(fields, artifact, ok);
  fields.objects("findings", [&](Fields row) { artifact.findings.push_back(read_finding(row)); });
  array facts;
  if (fields.raw()["facts"].get(facts) == simdjson::SUCCESS) {
    fields.objects("facts", [&](Fields row) {
      artifact.facts.push_back({row.decoded("kind"), row.decoded("key"), row.decoded("value"),
                                row.index("member"), row.range("range")});
    });
  }
  return artifact;
}

}  // namespace

void write(JsonWriter& out, const Range& range) {
  out.begin_object().field("offset", range.offset).field("length", range.length).end_object();
}

void write(JsonWriter& out, const Artifact& artifact, const ArtifactParts& parts) {
  out.begin_object();
  if (parts.artifact_head) parts.artifact_head(out);
  out.field("root", escape_name(artifact.root)).field("path", escape_name(artifact.path));
  if (!artifact.link_target.empty()) out.field("link_target", escape_name(artifact.link_target));
  out.field("sha256", artifact.sha256).field("size", artifact.size);
  out.field("format", encode_text(artifact.format)).field("verdict", name(artifact.verdict));
  write_coverage(out, artifact);
  if (artifact.members.empty()) {
    out.key("formats").null();
  } else {
    const Member& file = artifact.members.front();
    write_formats(out, file);
    // The file is a slice of itself: only the opposite is worth a word.
    if (file.file_range != Range{0, artifact.size}) {
      write_optional(out, "file_range", file.file_range);
    }
    if (parts.spans) write_spans(out, file);
  }
  write_members(out, artifact, parts);
  out.key("findings").begin_array();
  for (const Finding& finding : artifact.findings) write_finding(out, artifact, finding, parts);
  out.end_array();
  if (parts.facts) write_facts(out, artifact);
  out.end_object();
}

std::string to_json(const Artifact& artifact) {
  JsonWriter out;
  write(out, artifact);
  return out.take();
}

base::Result<Artifact> artifact_from_json(std::string_view json) {
  simdjson::dom::parser parser;
  object fields;
  if (parser.parse(json.data(), json.size()).get(fields) != simdjson::SUCCESS) {
    return base::fail(base::Code::malformed, "an artifact's record is not a JSON object");
  }
  bool ok = true;
  Artifact artifact = read_artifact(Fields(fields, ok), ok);
  if (!ok || !members_exist(artifact)) {
    return base::fail(base::Code::malformed, "an artifact's record does not fit its form");
  }
  return artifact;
}

}  // namespace bartizan::record
