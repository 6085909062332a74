#include "assure/bom/cyclonedx_parts.h"

#include <array>
#include <memory>
#include <span>

#include "assure/parse/bom/vocabulary.h"

namespace bartizan::assure::bom {
namespace {

using record::Attribute;

// Hash algorithms of the schema's hash-alg, with the hexadecimal digits of each.
struct Algorithm {
  std::string_view name;
  std::size_t digits;
};
constexpr std::array kAlgorithms{
    Algorithm{"MD5", 32},         Algorithm{"SHA-1", 40},        Algorithm{"SHA-256", 64},
    Algorithm{"SHA-384", 96},     Algorithm{"SHA-512", 128},     Algorithm{"SHA3-256", 64},
    Algorithm{"SHA3-384", 96},    Algorithm{"SHA3-512", 128},    Algorithm{"BLAKE2b-256", 64},
    Algorithm{"BLAKE2b-384", 96}, Algorithm{"BLAKE2b-512", 128}, Algorithm{"BLAKE3", 64},
};

bool is_hash(const Attribute& attribute) {
  const std::string_view alg = qualifier(attribute.key);
  if (attribute.value.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
    return false;
  }
  for (const Algorithm& known : kAlgorithms) {
    if (known.name == alg) return known.digits == attribute.value.size();
  }
  return false;
}

constexpr std::array<std::string_view, 43> kReferenceTypes{"vcs",
                                                           "issue-tracker",
                                                           "website",
                                                           "advisories",
                                                           "bom",
                                                           "mailing-list",
                                                           "social",
                                                           "chat",
                                                           "documentation",
                                                           "support",
                                                           "source-distribution",
                                                           "distribution",
                                                           "distribution-intake",
                                                           "license",
                                                           "build-meta",
                                                           "build-system",
                                                           "release-notes",
                                                           "security-contact",
                                                           "model-card",
                                                           "log",
                                                           "configuration",
                                                           "evidence",
                                                           "formulation",
                                                           "attestation",
                                                           "threat-model",
                                                           "adversary-model",
                                                           "risk-assessment",
                                                           "vulnerability-assertion",
                                                           "exploitability-statement",
                                                           "pentest-report",
                                                           "static-analysis-report",
                                                           "dynamic-analysis-report",
                                                           "runtime-analysis-report",
                                                           "component-analysis-report",
                                                           "maturity-report",
                                                           "certification-report",
                                                           "codified-infrastructure",
                                                           "quality-metrics",
                                                           "poam",
                                                           "electronic-signature",
                                                           "digital-signature",
                                                           "rfc-9116",
                                                           "other"};
constexpr std::array<std::string_view, 4> kReferenceTypes17{"patent", "patent-family",
                                                            "patent-assertion", "citation"};

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool contains(std::span<const std::string_view> all, std::string_view wanted) {
  for (const std::string_view one : all) {
    if (one == wanted) return true;
  }
  return false;
}

// Opens its object or array only when something is written into it.
class Lazily {
 public:
  Lazily(Out& out, std::string_view key, bool array, Lazily* outer = nullptr)
      : out_(out), key_(key), array_(array), outer_(outer) {}
  ~Lazily() {
    if (open_) out_.close();
  }
  Lazily(const Lazily&) = delete;
  Lazily& operator=(const Lazily&) = delete;

  Out& open() {
    if (open_) return out_;
    if (outer_ != nullptr) outer_->open();
    if (array_) {
      out_.array(key_);
    } else {
      out_.object(key_);
    }
    open_ = true;
    return out_;
  }

 private:
  Out& out_;
  std::string_view key_;
  bool array_;
  Lazily* outer_;
  bool open_ = false;
};

void write_field(Lazily& into, std::string_view member, Attributes& from, std::string_view key) {
  if (const Attribute* found = from.take(key)) {
    Out& out = into.open();
    out.field(member, found->value);
    from.label(out, *found);
  }
}

void write_texts(Lazily& into, std::string_view member, Attributes& from, std::string_view key) {
  Lazily list(into.open(), member, true);
  while (const Attribute* found = from.take(key)) {
    Out& out = list.open();
    out.item(found->value);
    from.label(out, *found);
  }
}

// An array of objects with one text each.
void write_objects(Lazily& into, std::string_view member, std::string_view field, Attributes& from,
                   std::string_view key) {
  Lazily list(into.open(), member, true);
  while (const Attribute* found = from.take(key)) {
    Out& out = list.open();
    out.object();
    out.field(field, found->value);
    from.label(out, *found);
    out.close();
  }
}

bool has_any(const Attributes& from, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (from.has(key)) return true;
  }
  return false;
}

// "accuracy@imdb test": a metric and the slice of data that it was measured on.
void write_metric(Out& out, Attributes& from, const Attribute& metric) {
  const std::string_view what = qualifier(metric.key);
  const std::size_t at = what.find('@');
  out.object();
  out.field("type", what.substr(0, at));
  out.field("value", metric.value);
  from.label(out, metric);
  if (at != what.npos) out.field("slice", what.substr(at + 1));
  out.close();
}

}  // namespace

bool Attributes::matches(std::size_t index, std::string_view key) const {
  const std::string& own = component_.attributes[index].key;
  if (taken_[index]) return false;
  return key.ends_with(':') ? own.starts_with(key) : own == key;
}

const Attribute* Attributes::take(std::string_view key) {
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    if (!matches(i, key)) continue;
    taken_[i] = true;
    return &component_.attributes[i];
  }
  return nullptr;
}

const Attribute* Attributes::peek(std::string_view key) const {
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    if (matches(i, key)) return &component_.attributes[i];
  }
  return nullptr;
}

void Attributes::give_back(const std::vector<const Attribute*>& attributes) {
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    for (const Attribute* one : attributes) {
      if (one == &component_.attributes[i]) taken_[i] = false;
    }
  }
}

void Attributes::take_member(std::string_view member) {
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    const Term* known = term(component_.attributes[i].key);
    if (known != nullptr && known->member == member) taken_[i] = true;
  }
}

std::vector<const Attribute*> Attributes::rest() const {
  std::vector<const Attribute*> out;
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    if (!taken_[i]) out.push_back(&component_.attributes[i]);
  }
  return out;
}

void write_organisation(Out& out, std::string_view member, Attributes& from) {
  if (const Attribute* found = from.take(member)) {
    out.object(member);
    out.field("name", found->value);
    from.label(out, *found);
    out.close();
  }
}

void write_hashes(Out& out, Attributes& from) {
  Lazily list(out, "hashes", true);
  std::vector<const Attribute*> odd;
  while (const Attribute* found = from.take("hash:")) {
    if (!is_hash(*found)) {
      odd.push_back(found);
      continue;
    }
    list.open().object();
    out.field("alg", qualifier(found->key));
    out.field("content", found->value);
    from.label(out, *found);
    out.close();
  }
  from.give_back(odd);
}

void write_licences(Out& out, Attributes& from, bool mixed) {
  std::vector<const Attribute*> all;
  while (const Attribute* found = from.take("licence")) all.push_back(found);
  if (all.empty()) return;
  out.array("licenses");
  for (const Attribute* licence : all) {
    out.object();
    const std::string_view id = licence_id(licence->value);
    // 1.6 allows an expression only alone.
    if (id.empty() && (mixed || all.size() == 1) && is_licence_expression(licence->value)) {
      out.field("expression", licence->value);
      from.label(out, *licence);
    } else {
      out.object("license");
      out.field(id.empty() ? "name" : "id", id.empty() ? licence->value : id);
      from.label(out, *licence);
      out.close();
    }
    out.close();
  }
  out.close();
}

void write_references(Out& out, Attributes& from, Format format) {
  Lazily list(out, "externalReferences", true);
  while (const Attribute* found = from.take("reference:")) {
    std::string_view type = qualifier(found->key);
    const bool known = contains(kReferenceTypes, type) ||
                       (format == Format::cyclonedx_1_7 && contains(kReferenceTypes17, type));
    list.open().object();
    out.field("type", known ? type : "other");
    out.field("url", iri(found->value));
    from.label(out, *found);
    if (!known) out.field("comment", type);
    out.close();
  }
}

void write_model_card(Out& out, Attributes& from, const Targets& trained, const Targets& tested) {
  Lazily card(out, "modelCard", false);
  {
    Lazily parameters(out, "modelParameters", false, &card);
    constexpr std::array<std::string_view, 5> kApproaches{"supervised", "unsupervised",
                                                          "reinforcement-learning",
                                                          "semi-supervised", "self-supervised"};
    if (const Attribute* approach = from.peek("approach");
        approach != nullptr && contains(kApproaches, approach->value)) {
      from.take("approach");
      parameters.open().object("approach");
      out.field("type", approach->value);
      from.label(out, *approach);
      out.close();
    }
    write_field(parameters, "task", from, "task");
    write_field(parameters, "architectureFamily", from, "architecture-family");
    write_field(parameters, "modelArchitecture", from, "architecture");
    if (!trained.empty() || !tested.empty() || from.has("training-data")) {
      parameters.open().array("datasets");
      for (const Targets* targets : {&trained, &tested}) {
        for (const std::string& id : *targets) {
          out.object();
          out.field("ref", id);
          out.close();
        }
      }
      while (const Attribute* data = from.take("training-data")) {
        out.object();
        out.field("type", "dataset");
        out.field("name", data->value);
        from.label(out, *data);
        out.close();
      }
      out.close();
    }
    if (from.has("input-format")) {
      write_objects(parameters, "inputs", "format", from, "input-format");
    }
    if (from.has("output-format")) {
      write_objects(parameters, "outputs", "format", from, "output-format");
    }
  }
  if (from.has("metric:")) {
    card.open().object("quantitativeAnalysis");
    out.array("performanceMetrics");
    while (const Attribute* metric = from.take("metric:")) write_metric(out, from, *metric);
    out.close();
    out.close();
  }
  if (!has_any(from, {"user", "use-case", "limitation", "tradeoff", "ethical-consideration",
                      "fairness"})) {
    return;
  }
  Lazily considerations(out, "considerations", false, &card);
  if (from.has("user")) write_texts(considerations, "users", from, "user");
  if (from.has("use-case")) write_texts(considerations, "useCases", from, "use-case");
  if (from.has("limitation")) {
    write_texts(considerations, "technicalLimitations", from, "limitation");
  }
  if (from.has("tradeoff")) write_texts(considerations, "performanceTradeoffs", from, "tradeoff");
  if (from.has("ethical-consideration")) {
    write_objects(considerations, "ethicalConsiderations", "name", from, "ethical-consideration");
  }
  if (from.has("fairness")) {
    write_objects(considerations, "fairnessAssessments", "groupAtRisk", from, "fairness");
  }
}

void write_data(Out& out, Attributes& from) {
  constexpr std::array<std::string_view, 5> kTypes{"source-code", "configuration", "dataset",
                                                   "definition", "other"};
  const Attribute* type = from.take("data-type");
  const bool known = type != nullptr && contains(kTypes, type->value);
  out.array("data");
  out.object();
  out.field("type", known ? std::string_view(type->value) : "dataset");
  if (known) from.label(out, *type);
  if (const Attribute* name = from.take("data-name")) {
    out.field("name", name->value);
    from.label(out, *name);
  }
  if (const Attribute* url = from.take("data-url")) {
    out.object("contents");
    out.field("url", iri(url->value));
    from.label(out, *url);
    out.close();
  }
  if (const Attribute* found = from.take("classification")) {
    out.field("classification", found->value);
    from.label(out, *found);
  }
  if (from.has("sensitive-data")) {
    Lazily list(out, "sensitiveData", true);
    while (const Attribute* found = from.take("sensitive-data")) {
      list.open().item(found->value);
      from.label(out, *found);
    }
  }
  if (const Attribute* text = from.take("data-description")) {
    out.field("description", text->value);
    from.label(out, *text);
  }
  if (has_any(from, {"data-owner", "data-steward", "data-custodian"})) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kRoles{
        {{"custodians", "data-custodian"}, {"stewards", "data-steward"}, {"owners", "data-owner"}}};
    out.object("governance");
    for (const auto& [member, key] : kRoles) {
      if (!from.has(key)) continue;
      out.array(member);
      while (const Attribute* found = from.take(key)) {
        out.object();
        out.object("organization");
        out.field("name", found->value);
        from.label(out, *found);
        out.close();
        out.close();
      }
      out.close();
    }
    out.close();
  }
  out.close();
  out.close();
}

void write_evidence(Out& out, const Component& component) {
  if (component.occurrences.empty()) return;
  out.object("evidence");
  out.array("occurrences");
  for (const record::Occurrence& place : component.occurrences) {
    out.object();
    out.field("location", place.path);
    if (place.line != 0) out.number("line", place.line);
    std::string context = place.signal;
    if (!place.evidence.empty()) {
      if (!context.empty()) context += ": ";
      context += place.evidence;
    }
    if (!context.empty()) out.field("additionalContext", context);
    out.close();
  }
  out.close();
  out.close();
}

std::string iri(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kNever = "<>\"{}|\\^`";
  const std::string clean = as_utf8(text);
  std::string out;
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const auto byte = static_cast<unsigned char>(clean[i]);
    const bool escape = clean[i] == '%' && (i + 2 >= clean.size() || !is_hex_digit(clean[i + 1]) ||
                                            !is_hex_digit(clean[i + 2]));
    if (byte <= 0x20 || byte == 0x7f || escape || kNever.find(clean[i]) != kNever.npos) {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += clean[i];
    }
  }
  return out;
}

}  // namespace bartizan::assure::bom
