// Risk: the sector risk assessment: 16 sectors, three categories of DHS, the four functions.
//
// What it is: the words of the register (catalogs/lists/risk-*.toml, atlas-techniques.toml) and
// pure functions of its entries. What it is not: a judge of how likely anything is: people say so.
// Views live as long as the catalogue; thread-safe.
#pragma once

#include <array>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "record/posture.h"

namespace bartizan::protect {

using base::Millis;

struct Named {
  std::string_view key, name;
};
std::vector<Named> sectors();          // 16
std::vector<Named> risk_categories();  // 3
// Empty where there is none of that key.
std::string_view sector_name(std::string_view key);
std::string_view risk_category_name(std::string_view key);
std::string_view atlas_name(std::string_view id);

// "very-low" ... "very-high", ascending.
inline constexpr std::array<std::string_view, 5> kRiskWords{"very-low", "low", "moderate", "high",
                                                            "very-high"};
inline constexpr std::array<std::string_view, 4> kTreatments{"reduce", "avoid", "transfer",
                                                             "accept"};
// Of the AI RMF; record::Risk::notes are in this order.
inline constexpr std::array<std::string_view, 4> kFunctions{"govern", "map", "measure", "manage"};

// How likelihood and impact come together; empty while one is not known.
std::string_view risk_level(const record::Risk& risk);
// For each function whether the risk answers it: an owner; a scenario with techniques where its
// category has them; likelihood and impact; a treatment with a date.
std::array<bool, 4> answered(const record::Risk& risk);
// Its date is over and it is still open.
bool is_risk_overdue(const record::Risk& risk, Millis now);
// Overdue first, then by level, then by date; closed ones last.
void sort_risks(std::vector<record::Risk>& risks, Millis now);

// The risk as it may be kept, with its id, or what is wrong with it, for people. `before`: what it
// was, where it is changed.
std::expected<record::Risk, std::string> checked_risk(record::Risk risk, const record::Risk* before,
                                                      Millis now);

}  // namespace bartizan::protect
