#include "assure/vuln/facts.h"

#include <algorithm>
#include <set>

#include "scan/catalog.h"

namespace bartizan::assure::vuln {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// "Apache 2.0" and "apache-2.0" are one licence.
std::string licence_key(std::string_view licence) {
  std::string key = lower(licence);
  std::ranges::replace(key, ' ', '-');
  return key;
}

// Where an attribute was stated: "path:line".
void place(Fact& fact, std::string_view source) {
  const std::size_t colon = source.rfind(':');
  const std::string_view digits = colon == source.npos ? std::string_view() : source.substr(colon + 1);
  const bool has_line = !digits.empty() && digits.size() < 10 &&
                        digits.find_first_not_of("0123456789") == digits.npos;
  fact.path = has_line ? source.substr(0, colon) : source;
  fact.line = has_line ? static_cast<std::uint32_t>(std::stoul(std::string(digits))) : 0;
}

}  // namespace

std::vector<std::string> signature_names(std::string_view file) {
  // OpenSSF Model Signing 1.0 calls it model.sig; sigstore's and older tools name it after the file.
  std::vector<std::string> names{"model.sig"};
  for (const char* end : {".sig", ".sigstore", ".sigstore.json", ".asc"}) {
    names.push_back(std::string(file) + end);
  }
  return names;
}

std::vector<Fact> facts_of(const record::Component& model, std::optional<bool> is_signed) {
  std::vector<Fact> facts;
  if (model.kind != record::ComponentKind::model) return facts;
  const scan::Catalog& catalog = scan::Catalog::embedded();
  const bool is_file = std::ranges::any_of(model.attributes, [](const record::Attribute& a) {
    return a.key == "verdict" && a.provenance == record::Provenance::observed;
  });
  const auto add = [&](scan::RuleId rule, std::string subject, std::string_view source) {
    Fact fact;
    fact.rule = rule.id;
    fact.component = model.name;
    fact.subject = std::move(subject);
    if (!source.empty()) {
      place(fact, source);
    } else if (!model.occurrences.empty()) {
      fact.path = model.occurrences.front().path;
      fact.line = model.occurrences.front().line;
    }
    facts.push_back(std::move(fact));
  };
  std::set<std::string> licences;
  for (const record::Attribute& a : model.attributes) {
    if (a.key == "licence" && !a.value.empty()) {
      const std::string id = licence_key(a.value);
      const bool fresh = licences.insert(id).second;
      const auto restricted = catalog.list("vuln-model-licences", id);
      if (fresh && restricted) add(kRestrictedLicence, a.value + ": " + std::string(*restricted), a.source);
    } else if (a.key == "unpinned" && a.value == "true" && model.provider != "local") {
      add(kUnpinnedModel, std::string(model.attribute("loader")), a.source);
    } else if (a.key == "trust-remote-code" && a.value == "true") {
      add(kRemoteCode, "trust_remote_code", a.source);
    } else if (a.key == "verdict" && is_file && (a.value == "malicious" || a.value == "suspicious")) {
      add(kUnsafeModel, a.value, a.source);
    }
  }
  if (licences.size() > 1) {
    std::string all;
    for (const std::string& id : licences) all += (all.empty() ? "" : ", ") + id;
    add(kLicenceConflict, all, {});
  }
  if (!is_file) return facts;
  const std::string format(model.attribute("format"));
  // What the scan found wrong says more than what the format could do.
  if (model.attribute("verdict") == "clean") {
    if (catalog.list("vuln-pickle-formats", format)) {
      add(kPickleModel, format, {});
    } else if (const auto inside = model.attribute("holds-format"); !inside.empty()) {
      add(kPickleModel, std::string(inside) + " in " + format, {});
    }
  }
  if (is_signed == std::optional(false)) add(kUnsignedModel, {}, {});
  if (licences.empty()) add(kNoLicence, {}, {});
  return facts;
}

}  // namespace bartizan::assure::vuln
