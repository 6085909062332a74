// Helpers of tests: forgeries, one by one, and the check that each must fail.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "assure/sign/sigstore/synthetic_test.h"

namespace bartizan::assure::sigstore {

using Forge = std::function<void(Made&)>;
using Change = std::function<void(Plan&)>;

struct Case {
  const char* what;
  const char* ids;  // the checks that fail
  Change plan;      // what signer and authorities do otherwise
  Forge forge;      // what is changed afterwards
};

void flip(std::string& bytes, std::size_t at);
void replace(std::string& text, std::string_view from, std::string_view to);
// Makes each case of `base` and holds what failed against its ids.
void hold(const Plan& base, const std::vector<Case>& cases);
// What any keyless signature must stand up to, whichever log it is in.
std::vector<Case> common(const Plan& base);

}  // namespace bartizan::assure::sigstore
