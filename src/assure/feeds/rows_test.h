// Both halves of the reading of feeds in one process, for tests and the fuzz target.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assure/feeds/rows.h"
#include "assure/parse/feed/feed.h"
#include "base/reader.h"

namespace bartizan::assure::feeds {

struct Collected final : Records {
  void take(record::Advisory&& advisory) override { advisories.push_back(std::move(advisory)); }
  void take(record::KevEntry&& entry) override { kevs.push_back(std::move(entry)); }
  void take(record::SsvcPoints&& points) override { ssvc.push_back(std::move(points)); }
  void take(record::EpssScore&& score) override { scores.push_back(std::move(score)); }

  std::vector<record::Advisory> advisories;
  std::vector<record::KevEntry> kevs;
  std::vector<record::SsvcPoints> ssvc;
  std::vector<record::EpssScore> scores;
  Tally tally;
  std::uint64_t disbelieved = 0;
};

// Hands rows over as the wire does.
class RowBridge final : public record::RowSink {
 public:
  explicit RowBridge(Rows& rows) : rows_(rows) {}
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    std::size_t size = kind.size();
    for (const std::string_view field : fields) size += field.size() + sizeof(std::uint32_t);
    if (size > record::kMostRow || fields.size() > record::kMostFields) return false;
    rows_.row({std::string(kind), {fields.begin(), fields.end()}});
    return true;
  }

 private:
  Rows& rows_;
};

inline Collected collect(std::string_view text, std::string_view options, base::Millis now,
                         const base::Limits& limits = {}) {
  Collected out;
  Rows rows(out, now);
  RowBridge bridge(rows);
  base::Budget budget(limits);
  base::MemorySource bytes(base::bytes_of(text));
  record::Foreign file{"feed", bytes, text.size(), options, budget, bridge};
  feed::parse(file);
  rows.end();
  out.tally = rows.tally();
  out.disbelieved = rows.disbelieved();
  return out;
}

}  // namespace bartizan::assure::feeds
