#include "assure/assess/texts.h"

#include <algorithm>

#include "assure/parse/requirements/requirements.h"
#include "base/escape.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "text/tree.h"

namespace bartizan::assure::assess {
namespace {

constexpr std::string_view kForm = "bartizan.framework-texts/1";

// "6.1.1" and "C6.1.1" stand for "v1.0-C6.1.1" in the chapters of AISVS.
const Requirement* named(const Framework& framework, std::string_view id) {
  if (const Requirement* whole = framework.find(id)) return whole;
  for (const Requirement& one : framework.requirements) {
    const std::size_t dash = one.id.find("-C");
    if (dash == std::string::npos) continue;
    const std::string_view rest = std::string_view(one.id).substr(dash + 1);
    if (rest == id || rest.substr(1) == id) return &one;
  }
  return nullptr;
}

}  // namespace

std::string_view Texts::of(std::string_view requirement) const {
  const auto found = by_id.find(requirement);
  return found == by_id.end() ? std::string_view() : std::string_view(found->second);
}

std::expected<TextsTaken, std::string> take_texts(const Framework& framework,
                                                  const std::vector<record::Row>& rows) {
  TextsTaken taken;
  for (const record::Row& row : rows) {
    record::Note note;
    if (read_note(row, note)) taken.notes.push_back(std::move(note));
    if (row.kind != requirements::kRow) continue;
    const std::string_view id = row.field(0), level = row.field(1), text = row.field(2);
    const Requirement* requirement = named(framework, id);
    if (requirement == nullptr) {
      return std::unexpected("it is no copy of " + framework.title + " " + framework.version +
                             ": that has no requirement " + base::escape_name(id));
    }
    if (std::to_string(requirement->level) != level) {
      return std::unexpected("it is a copy of another version than " + framework.version + ": " +
                             requirement->id + " has level " + base::escape_name(level) +
                             " in it, not " + std::to_string(requirement->level));
    }
    if (!taken.by_id.emplace(requirement->id, base::encode_text(text)).second) {
      return std::unexpected("it has " + requirement->id + " twice");
    }
  }
  return taken;
}

std::string write_texts(const Texts& texts) {
  base::JsonWriter out(true);
  out.begin_object().field("form", kForm).field("framework", texts.framework);
  out.field("at", base::format_utc(texts.at)).key("sources").begin_array();
  for (const std::string& source : texts.sources) out.value(source);
  out.end_array().key("texts").begin_object();
  for (const auto& [id, text] : texts.by_id) out.field(id, text);
  out.end_object().end_object();
  return out.take() + "\n";
}

std::optional<Texts> read_texts(std::string_view json) {
  const base::Limits limits;
  base::Budget budget(limits);
  const auto root = text::parse_json(json, budget);
  if (!root || root->string("form") != kForm) return std::nullopt;
  Texts texts;
  texts.framework = root->string("framework");
  const auto at = base::parse_utc(root->string("at"));
  const text::Node* sources = root->find("sources");
  const text::Node* by_id = root->find("texts");
  if (!at || sources == nullptr || by_id == nullptr || !by_id->is_object()) return std::nullopt;
  texts.at = *at;
  for (const text::Node& source : sources->items) texts.sources.push_back(source.text);
  for (const text::Node& text : by_id->items) texts.by_id.emplace(text.key, text.text);
  return texts;
}

}  // namespace bartizan::assure::assess
