// Records: one object of a feed as advisories, by what it is.
//
// What it is: one function for each published form. What it is not: a reader of files (split.h,
// feed.h). Objects that are none of these forms are told apart, so that other files of a collection
// are no errors. Pure but for the rows.
#pragma once

#include <string>
#include <string_view>

#include "record/advisory.h"
#include "record/foreign.h"
#include "text/tree.h"

namespace bartizan::assure::feed {

enum class Form : std::uint8_t { none, osv, cve, kev, avid };
Form form_of(const text::Node& object);
record::FeedKind kind_of(Form form);

// What became of an object: rows, and how many records they were; `why` when it was refused.
struct Taken {
  std::uint64_t records = 0;
  std::string why;
};
// github.com/ossf/osv-schema 1.7.5, and model advisories (docs/formats/model-advisories.md).
Taken take_osv(const text::Node& object, record::RowSink& rows);
// github.com/CVEProject/cve-schema 5.0 to 5.2, with the containers that CISA adds (Vulnrichment).
Taken take_cve(const text::Node& object, record::RowSink& rows);
// CISA's catalogue as one object.
Taken take_kev(const text::Node& object, record::RowSink& rows);
// avidml.org: reports and vulnerabilities.
Taken take_avid(const text::Node& object, record::RowSink& rows);

// How the parts of CVE and OSV records are read; apart for their tests.
// The versions of a CVE record's product.
void read_cve_versions(const text::Node& product, record::Affected& affected);
// ">= 1.81.16, < 1.83.7", "1.2 to 1.4", "before 2.0", "3.1 and earlier", "1.2.3": as events or a
// version; false where it says nothing that can be compared, and nothing was added then.
bool read_version_text(std::string_view text, record::Affected& affected);

}  // namespace bartizan::assure::feed
