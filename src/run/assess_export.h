// Exports of an assessment: what of what was gathered belongs to one framework, and how a system
// may be called in public.
//
// Pure functions; report/assess_export.h writes the documents. Values own their strings.
#pragma once

#include <string>
#include <vector>

#include "run/assess.h"

namespace bartizan::run {

struct FrameworkRecords {
  std::vector<record::Answer> answers;
  std::vector<record::Action> actions;
};
FrameworkRecords records_of(const Gathered& gathered, const assure::assess::Framework& framework);

// As it was declared; empty where it was not, or where that is withheld.
std::string public_name(const Gathered& gathered);

}  // namespace bartizan::run
