// Frameworks as JSON: docs/schemas/framework-1.schema.json.
#include "base/json_write.h"
#include "report/framework.h"

namespace bartizan::report {
namespace {

using assure::assess::CheckText;
using assure::assess::Crosswalk;
using assure::assess::Framework;
using assure::assess::Group;
using assure::assess::Requirement;

constexpr std::string_view kSchema = "bartizan.framework/1";

void put_strings(base::JsonWriter& out, std::string_view key, const std::vector<std::string>& all) {
  out.key(key).begin_array();
  for (const std::string& one : all) out.value(one);
  out.end_array();
}

void put_head(base::JsonWriter& out, const Framework& framework) {
  out.field("id", framework.id).field("title", framework.title);
  out.field("version", framework.version).field("issued", framework.issued);
  out.field("publisher", framework.publisher).field("source", framework.source);
  out.field("checked", framework.checked).field("verified", name(framework.verified));
  out.field("subject", name(framework.per)).field("applies", framework.applies);
  out.field("assessed", framework.assessed()).field("superseded_by", framework.superseded);
  out.field("note", framework.note).field("imports", framework.imports);
  put_strings(out, "aliases", framework.aliases);
  out.field("requirements", framework.requirements.size());
}

void put_requirement(base::JsonWriter& out, const Requirement& one, std::string_view imported) {
  out.begin_object().field("id", one.id).field("title", one.title).field("text", one.text);
  out.field("imported_text", imported).field("group", one.group).field("level", one.level);
  out.field("verified", name(one.verified)).field("source", one.source);
  out.field("proof", name(one.proof)).field("question", one.question);
  out.field("remedy", one.remedy).field("measure", one.measure);
  put_strings(out, "checks", one.checks);
  out.key("efforts").begin_array();
  for (const int effort : one.efforts) out.value(effort);
  out.end_array().key("crosswalk").begin_array();
  for (const Crosswalk& to : one.crosswalk) {
    const Framework* other = assure::assess::framework(to.framework);
    const Requirement* target = other == nullptr ? nullptr : other->find(to.requirement);
    out.begin_object().field("framework", to.framework).field("id", to.requirement);
    out.field("title", target == nullptr ? std::string() : target->title);
    out.field("relation", name(to.relation)).field("source", to.source);
    out.field("verified", name(to.verified)).end_object();
  }
  out.end_array().end_object();
}

}  // namespace

std::string framework_list_json(const std::vector<Framework>& all, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", kSchema).key("frameworks").begin_array();
  for (const Framework& one : all) {
    out.begin_object();
    put_head(out, one);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string framework_json(const Framework& framework, const ImportedTexts& texts,
                           const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", kSchema).key("framework").begin_object();
  put_head(out, framework);
  out.end_object().key("groups").begin_array();
  for (const Group& group : framework.groups) {
    out.begin_object().field("id", group.id).field("title", group.title);
    out.field("parent", group.parent).field("text", group.text).end_object();
  }
  out.end_array().key("requirements").begin_array();
  const auto own = texts.find(framework.id);
  for (const Requirement& one : framework.requirements) {
    put_requirement(out, one, own == texts.end() ? std::string_view() : own->second.of(one.id));
  }
  out.end_array().key("checks").begin_array();
  for (const CheckText& check : assure::assess::check_texts()) {
    bool used = false;
    for (const Requirement& one : framework.requirements) {
      for (const std::string& id : one.checks)
        used = used || id.substr(0, id.find(':')) == check.id;
    }
    if (!used) continue;
    out.begin_object().field("id", check.id).field("title", check.title);
    out.field("proves", check.proves).field("remedy", check.remedy);
    out.field("subject", name(check.per)).field("parameter", check.parameter);
    out.key("evidence").begin_array();
    for (const record::EvidenceKind kind : check.kinds) out.value(record::name(kind));
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
