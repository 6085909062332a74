#include "assure/parse/feed/names.h"
#include "assure/parse/feed/put.h"
#include "assure/parse/feed/records.h"
#include "text/lines.h"

namespace bartizan::assure::feed {

using text::Node;

Taken take_kev(const Node& object, record::RowSink& rows) {
  const Node* entries = object.find("vulnerabilities");
  if (entries == nullptr || !entries->is_array()) return {0, "it lists no vulnerabilities"};
  rows.row("about", {"kev", one_line(object.string("catalogVersion"), kMostWord),
                     std::to_string(read_time(object.string("dateReleased")))});
  Taken taken;
  std::uint64_t refused = 0;
  for (const Node& one : entries->items) {
    record::KevEntry entry;
    entry.cve = text::trim(one.string("cveID"));
    if (!is_cve(entry.cve)) {
      ++refused;
      continue;
    }
    const std::string_view added = text::trim(one.string("dateAdded"));
    if (added.size() == 10) entry.added = read_time(added);
    if (entry.added == 0) {
      record::put_note(rows, {record::NoteLevel::warning, "malformed", 0, 0,
                              entry.cve + ": when it was added cannot be read"});
    }
    if (read_time(one.string("dueDate")) != 0) entry.due = one_line(one.string("dueDate"), 10);
    entry.vendor = one_line(one.string("vendorProject"), kMostWord);
    entry.product = one_line(one.string("product"), kMostWord);
    entry.name = one_line(one.string("vulnerabilityName"), record::kMostSummary);
    entry.ransomware = lower(one.string("knownRansomwareCampaignUse")) == "known";
    put_kev(rows, entry, true);
    ++taken.records;
  }
  if (refused > 0) taken.why = std::to_string(refused) + " entries have no CVE id";
  return taken;
}

}  // namespace bartizan::assure::feed
