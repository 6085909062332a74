#include "assure/vex/write.h"

#include <algorithm>
#include <map>
#include <optional>

#include "assure/decide/case.h"
#include "assure/vex/purl.h"
#include "assure/vex/statements.h"
#include "base/escape.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "scan/catalog.h"

namespace bartizan::assure::vex {
namespace {

using base::JsonWriter;
using record::CaseState;
using record::VexStatement;
using record::VexStatus;

constexpr std::string_view kUrn = "urn:bartizan:";

std::string date(base::Millis at) { return base::format_utc(at).substr(0, 10); }
std::string second(base::Millis at) { return base::format_utc(at).substr(0, 19) + "Z"; }

// RFC 3986: what may stand in a URN as it is.
std::string in_urn(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/@";
  std::string out;
  for (const char c : text) {
    if (kPlain.find(c) != kPlain.npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

// The last time its state changed, or its first detection.
const record::CaseChange* last_state(const Decided& decided) {
  const record::CaseChange* last = nullptr;
  for (const record::CaseChange& change : decided.history) {
    if (change.what == "state") last = &change;
  }
  return last;
}

std::string component_id(const std::string& component) {
  return component.starts_with("pkg:") ? component : std::string(kUrn) + in_urn(component);
}

void add_loss(std::vector<std::string>& losses, std::string loss) {
  if (std::ranges::find(losses, loss) == losses.end()) losses.push_back(std::move(loss));
}

std::string in_cyclonedx(const std::string& kind, std::string_view word,
                         std::vector<std::string>& losses) {
  const auto entry =
      scan::Catalog::embedded().list("vex-cyclonedx", "to-" + kind + " " + std::string(word));
  if (!entry) return {};
  const std::size_t bar = entry->find('|');
  const std::string out(entry->substr(0, bar));
  if (bar != entry->npos) {
    add_loss(losses, "CycloneDX says " + out + " for " + std::string(word) +
                         ", which does not say " + std::string(entry->substr(bar + 1)));
  }
  return out;
}

std::string document_id(std::span<const Decided> decided, const WriteOptions& options) {
  std::string key = options.author + "\n" + options.product + "\n" + std::to_string(options.at);
  for (const Decided& one : decided) key += "\n" + statement_of(one, options.product).id;
  return std::string(kUrn) + "vex:" + base::base32(base::sha256(key));
}

}  // namespace

VexStatement statement_of(const Decided& decided, const std::string& product) {
  const record::Case& c = decided.known;
  VexStatement s;
  s.vulnerability = c.advisory;
  s.products = {product.empty() ? std::string(kUrn) + in_urn(c.system) : product};
  s.subcomponents = {component_id(c.component)};
  s.at = c.first_seen;
  const record::CaseChange* last = last_state(decided);
  if (last != nullptr) s.at = last->at;
  switch (c.state) {
    case CaseState::fixed:
      s.status = VexStatus::fixed;
      break;
    case CaseState::not_affected:
      s.status = VexStatus::not_affected;
      if (decided.word != nullptr) {
        s.justification = decided.word->justification;
        s.impact = decided.word->impact;
        s.author = decided.word->author;
        s.aliases = decided.word->aliases;
      }
      if (s.justification.empty() && s.impact.empty()) {
        s.impact = last == nullptr || last->reason.empty() ? "no reason is kept" : last->reason;
      }
      break;
    case CaseState::accepted:
      s.status = VexStatus::affected;
      s.action = "accepted";
      if (last != nullptr) s.action += " by " + last->by;
      if (c.until != 0 && (last == nullptr || last->reason.find("(until ") == std::string::npos)) {
        s.action += " until " + date(c.until);
      }
      if (last != nullptr && !last->reason.empty()) s.action += ": " + last->reason;
      break;
    case CaseState::open:
    case CaseState::investigating:
      s.status = VexStatus::affected;
      s.action = c.fixed_in.empty() ? "no version without it is known"
                                    : "upgrade to " + c.fixed_in + " or later";
      s.action += c.due == 0 ? ", with the next upgrade of the system" : ", by " + date(c.due);
      if (c.state == CaseState::investigating) s.action += "; under forensic investigation";
      break;
  }
  s.id = statement_id(s);
  return s;
}

Written write_openvex(std::span<const Decided> decided, const WriteOptions& options) {
  Written written;
  JsonWriter out(true);
  out.begin_object()
      .field("@context", "https://openvex.dev/ns/v0.2.0")
      .field("@id", document_id(decided, options))
      .field("author", base::encode_text(options.author));
  if (!options.role.empty()) out.field("role", base::encode_text(options.role));
  out.field("timestamp", second(options.at)).field("version", 1).field("tooling", options.tool);
  out.key("statements").begin_array();
  for (const Decided& one : decided) {
    const VexStatement s = statement_of(one, options.product);
    out.begin_object().key("vulnerability").begin_object();
    out.field("name", base::encode_text(s.vulnerability));
    if (!s.aliases.empty()) {
      out.key("aliases").begin_array();
      for (const std::string& alias : s.aliases) out.value(base::encode_text(alias));
      out.end_array();
    }
    out.end_object().field("timestamp", second(s.at)).key("products").begin_array();
    for (const std::string& product : s.products) {
      out.begin_object()
          .field("@id", base::encode_text(product))
          .key("subcomponents")
          .begin_array();
      for (const std::string& part : s.subcomponents) {
        out.begin_object().field("@id", base::encode_text(part)).end_object();
      }
      out.end_array().end_object();
    }
    out.end_array().field("status", record::name(s.status));
    if (!s.author.empty() && s.author != options.author) {
      out.field("status_notes", base::encode_text("said by " + s.author));
    }
    if (!s.justification.empty()) out.field("justification", s.justification);
    if (!s.impact.empty()) out.field("impact_statement", base::encode_text(s.impact));
    if (!s.action.empty()) out.field("action_statement", base::encode_text(s.action));
    out.end_object();
    if (one.known.state == CaseState::accepted) {
      add_loss(written.losses,
               "OpenVEX has no word for an accepted risk: it is affected, with the acceptance as "
               "its action");
    }
  }
  out.end_array().end_object();
  written.text = out.take() + "\n";
  return written;
}

Written write_cyclonedx(std::span<const Decided> decided, const WriteOptions& options) {
  Written written;
  // Systems with their components, each once.
  std::map<std::string, std::map<std::string, const record::Case*>> systems;
  for (const Decided& one : decided) {
    systems[one.known.system].emplace(one.known.component, &one.known);
  }
  const auto reference = [](const record::Case& c) {
    return std::string(kUrn) + in_urn(c.system + "/" + c.component);
  };
  JsonWriter out(true);
  out.begin_object()
      .field("bomFormat", "CycloneDX")
      .field("specVersion", "1.6")
      .field("version", 1)
      .key("metadata")
      .begin_object()
      .field("timestamp", second(options.at));
  out.key("tools")
      .begin_object()
      .key("components")
      .begin_array()
      .begin_object()
      .field("type", "application")
      .field("name", options.tool)
      .end_object()
      .end_array()
      .end_object();
  if (!options.author.empty()) {
    out.key("authors").begin_array().begin_object().field("name",
                                                          base::encode_text(options.author));
    out.end_object().end_array();
  }
  out.end_object().key("components").begin_array();
  for (const auto& [system, components] : systems) {
    const record::Case& any = *components.begin()->second;
    out.begin_object()
        .field("type", "application")
        .field("bom-ref", std::string(kUrn) + in_urn(system))
        .field("name", base::encode_text(any.system_name.empty() ? system : any.system_name));
    if (options.product.starts_with("pkg:") && systems.size() == 1) {
      out.field("purl", base::encode_text(options.product));
    }
    out.key("components").begin_array();
    for (const auto& [component, known] : components) {
      const auto purl = parse_purl(component);
      out.begin_object()
          .field("type", purl && purl->type == "huggingface" ? "machine-learning-model" : "library")
          .field("bom-ref", reference(*known))
          .field("name", base::encode_text(purl ? purl->name : component));
      if (purl && !purl->version.empty()) out.field("version", base::encode_text(purl->version));
      if (purl) out.field("purl", base::encode_text(component));
      out.end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().key("vulnerabilities").begin_array();
  for (const Decided& one : decided) {
    const VexStatement s = statement_of(one, options.product);
    out.begin_object().field("id", base::encode_text(s.vulnerability));
    if (!one.known.summary.empty()) {
      out.field("description", base::encode_text(one.known.summary));
    }
    if (!s.action.empty()) out.field("recommendation", base::encode_text(s.action));
    out.key("analysis").begin_object();
    out.field("state", in_cyclonedx("state", record::name(s.status), written.losses));
    if (!s.justification.empty()) {
      out.field("justification", in_cyclonedx("justification", s.justification, written.losses));
    }
    std::string detail = s.impact;
    if (!s.justification.empty()) {
      detail += (detail.empty() ? "" : " ") + ("(OpenVEX: " + s.justification + ")");
    }
    if (!detail.empty()) out.field("detail", base::encode_text(detail));
    if (one.known.state == CaseState::accepted) {
      out.key("response").begin_array().value("will_not_fix").end_array();
      add_loss(written.losses, "CycloneDX says will_not_fix for an accepted risk, not until when");
    } else if (s.status == VexStatus::affected) {
      out.key("response").begin_array().value("update").end_array();
    }
    out.field("lastUpdated", second(s.at)).end_object();
    out.key("affects").begin_array();
    out.begin_object().field("ref", reference(one.known)).end_object().end_array();
    out.end_object();
  }
  out.end_array().end_object();
  written.text = out.take() + "\n";
  return written;
}

}  // namespace bartizan::assure::vex
