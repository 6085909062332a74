#include "assure/bom/convert.h"

#include "assure/parse/bom/schema.h"
#include "base/budget.h"

namespace bartizan::assure::bom {
namespace {

class Fitter {
 public:
  Fitter(std::string_view version, std::vector<Loss>& losses)
      : budget_(limits_),
        schema_("bom-cyclonedx", version, budget_),
        version_(version),
        losses_(losses) {}

  void all(std::vector<Raw>& raws, std::string_view owner, const std::string& subject) {
    std::erase_if(raws, [&](Raw& raw) { return !one(raw, owner, subject); });
  }
  // False when nothing of it can stand in that version.
  bool one(Raw& raw, std::string_view owner, const std::string& subject) {
    const std::string type =
        owner == "vulnerability" ? "vulnerability" : schema_.member_type(owner, raw.key);
    if (type.empty()) {
      lose(subject, raw.key, "CycloneDX " + version_ + " has no place for it");
      return false;
    }
    auto node = text::parse_json(raw.json, budget_);
    if (!node) return false;
    for (const std::string& path : schema_.prune(*node, type)) {
      lose(subject, raw.key + path, "CycloneDX " + version_ + " has no place for it");
    }
    if (!schema_.check(*node, type).problems.empty()) {
      lose(
          subject, raw.key,
          "does not fit CycloneDX " + version_ + " as it stands; written from its main statements");
      return false;
    }
    raw.json = to_json(*node);
    return true;
  }

 private:
  void lose(const std::string& subject, std::string what, std::string why) {
    losses_.push_back({subject, std::move(what), std::move(why)});
  }

  // Raw is bounded where it was read; this is of the whole document again.
  base::Limits limits_;
  base::Budget budget_;
  Schema schema_;
  std::string version_;
  std::vector<Loss>& losses_;
};

}  // namespace

Bom fit(const Bom& bom, Format format, std::vector<Loss>& losses) {
  Bom out = bom;
  if (format == Format::spdx_3_0_1 || bom.format.empty()) return out;
  if (bom.format == "spdx") {
    for (Component& component : out.components) {
      for (const Raw& raw : component.raw) {
        for (const std::string& path : raw.beyond) {
          losses.push_back(
              {component.id, path,
               "the model has no word for it, and CycloneDX is written from the model"});
        }
      }
      component.raw.clear();
    }
    for (const Raw& raw : out.raw) {
      for (const std::string& what : raw.beyond) {
        losses.push_back({"document", what.empty() ? raw.key : what,
                          "the model has no word for it, and CycloneDX is written from the model"});
      }
    }
    out.raw.clear();
    return out;
  }
  const std::string_view wanted = format == Format::cyclonedx_1_7 ? "1.7" : "1.6";
  if (bom.version == wanted) return out;
  Fitter fitter(wanted, losses);
  fitter.all(out.raw, "bom", "document");
  fitter.all(out.metadata.raw, "metadata", "metadata");
  for (Component& component : out.components) {
    fitter.all(component.raw, component.type == "service" ? "service" : "component", component.id);
  }
  for (Finding& finding : out.findings) fitter.all(finding.raw, "vulnerability", finding.id);
  for (Raw& raw : out.raw) {
    if (raw.key == "$schema") {
      raw.json = "\"http://cyclonedx.org/schema/bom-" + std::string(wanted) + ".schema.json\"";
    }
  }
  return out;
}

}  // namespace bartizan::assure::bom
