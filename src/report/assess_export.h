// Exports of an assessment: OSCAL, a page that prints well, and what may be made public.
//
// What it is: pure functions from the view that `assess` shows. OSCAL is 1.1.3, which readers of
// later ones take (pages.nist.gov/OSCAL). Ids in it are derived from what they name: the same
// assessment gives the same document but for its times.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/assess.h"

namespace bartizan::report {

std::string assess_oscal_results(const AssessView& view, const MachineOptions& options = {});
// nullopt where nothing falls short and nothing is planned: OSCAL knows no empty plan.
std::optional<std::string> assess_oscal_plan(const AssessView& view,
                                             const MachineOptions& options = {});
// One self-contained page with print styles; inert under its own content security policy.
std::string assess_html(const AssessView& view);
// That policy as a header: the page's one style and nothing else, in a frame of nobody.
std::string assess_html_policy();

// What of an assessment may leave the house: how requirements stand, which checks held, kinds,
// numbers and days of evidence. No names of files, folders, hosts, people and use cases that were
// not declared, no reasons, no hashes beyond their first 12 digits. Owns what its view looks at.
class PublicAssessment {
 public:
  // `system_name`: as it was declared; empty where it was not, or where it is withheld.
  PublicAssessment(const AssessView& view, std::string system_name);
  AssessView view() const;

 private:
  assure::assess::Assessed assessed_;
  std::string system_, system_name_;
  std::vector<record::Evidence> evidence_;
  std::vector<record::Answer> answers_;
  std::vector<record::Action> actions_;
  std::vector<assure::assess::Change> changes_;
  Freshness fresh_;
};

}  // namespace bartizan::report
