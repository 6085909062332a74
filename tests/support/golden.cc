#include "support/golden.h"

#include <algorithm>
#include <vector>

#include "base/escape.h"
#include "base/json_write.h"

namespace bartizan::test {
namespace {

using base::encode_text;
using base::escape_name;
using base::JsonWriter;

std::string range_text(const base::Range& range) {
  return std::to_string(range.offset) + "+" + std::to_string(range.length);
}

// "archive.zip › data.pkl" as one string: the file itself is "".
std::string location_text(const record::Artifact& artifact, std::uint32_t member) {
  std::string out;
  for (const std::string& part : artifact.location(member)) {
    out += (out.empty() ? "" : " > ") + escape_name(part);
  }
  return out;
}

void write_member(JsonWriter& out, const record::Artifact& artifact, std::uint32_t id) {
  const record::Member& member = artifact.members[id];
  out.begin_object();
  out.field("location", location_text(artifact, id)).field("size", member.size);
  if (member.file_range && id != 0) out.field("file_range", range_text(*member.file_range));
  out.key("formats").begin_array();
  for (const std::string& format : member.formats) out.value(format);
  out.end_array();
  // A listing of 1,000 alike spans helps nobody.
  constexpr std::size_t kListed = 64;
  out.key("spans").begin_array();
  for (std::size_t i = 0; i < std::min(kListed, member.spans.size()); ++i) {
    const base::Span& span = member.spans[i];
    out.value(range_text(span.range) + " " + base::name(span.label) +
              (span.read ? "" : ", not read"));
  }
  if (member.spans.size() > kListed) {
    out.value("and " + std::to_string(member.spans.size() - kListed) + " more");
  }
  out.end_array().end_object();
}

void write_finding(JsonWriter& out, const record::Artifact& artifact,
                   const record::Finding& finding) {
  out.begin_object();
  out.field("rule", finding.rule).field("subject", encode_text(finding.subject));
  out.field("location", location_text(artifact, finding.member));
  out.field("range", range_text(finding.range));
  if (finding.count != 1) out.field("count", finding.count);
  out.key("evidence").begin_object();
  for (const record::FindingDetail& evidence : finding.evidence) {
    out.field(encode_text(evidence.key), encode_text(evidence.value));
  }
  out.end_object().end_object();
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace

std::string golden_text(const record::Artifact& artifact) {
  JsonWriter out(true);
  out.begin_object();
  out.field("path", escape_name(artifact.path)).field("size", artifact.size);
  out.field("format", artifact.format).field("verdict", record::name(artifact.verdict));
  out.key("coverage").begin_object();
  out.field("state", record::name(artifact.coverage.state));
  out.field("depth", record::name(artifact.coverage.depth));
  out.key("gaps").begin_array();
  for (const record::Gap& gap : artifact.coverage.gaps) {
    out.begin_object().field("reason", encode_text(gap.reason));
    out.field("location", location_text(artifact, gap.member));
    out.field("range", range_text(gap.range)).end_object();
  }
  out.end_array().end_object();
  out.key("findings").begin_array();
  for (const record::Finding& finding : artifact.findings) write_finding(out, artifact, finding);
  out.end_array();
  constexpr std::uint32_t kListed = 200;
  const auto members = static_cast<std::uint32_t>(artifact.members.size());
  out.key("members").begin_array();
  for (std::uint32_t id = 0; id < std::min(kListed, members); ++id) write_member(out, artifact, id);
  out.end_array();
  if (members > kListed) out.field("more_members", members - kListed);
  out.end_object();
  return out.take() + "\n";
}

// Longest common subsequence between the equal head and tail; where that is too large to compare,
// all of it counts as different.
std::string difference(std::string_view wanted, std::string_view got) {
  std::vector<std::string_view> a = lines_of(wanted);
  std::vector<std::string_view> b = lines_of(got);
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head &&
         a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
    ++tail;
  }
  const std::size_t rows = a.size() - head - tail;
  const std::size_t columns = b.size() - head - tail;
  std::vector<std::uint32_t> common;
  constexpr std::size_t kMostCells = 4'000'000;
  const bool comparable = (rows + 1) * (columns + 1) <= kMostCells;
  const auto cell = [&](std::size_t i, std::size_t k) -> std::uint32_t& {
    return common[i * (columns + 1) + k];
  };
  if (comparable) {
    common.resize((rows + 1) * (columns + 1));
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t k = columns; k-- > 0;) {
        cell(i, k) = a[head + i] == b[head + k] ? cell(i + 1, k + 1) + 1
                                                : std::max(cell(i + 1, k), cell(i, k + 1));
      }
    }
  }
  std::string out;
  const auto line = [&](char sign, std::size_t number, std::string_view text) {
    out += "  " + std::to_string(number + 1) + " " + sign + " " + std::string(text) + "\n";
  };
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < rows || k < columns) {
    if (comparable && i < rows && k < columns && a[head + i] == b[head + k]) {
      ++i, ++k;
    } else if (k == columns || (i < rows && (!comparable || cell(i + 1, k) >= cell(i, k + 1)))) {
      line('-', head + i, a[head + i]);
      ++i;
    } else {
      line('+', head + k, b[head + k]);
      ++k;
    }
  }
  return out;
}

}  // namespace bartizan::test
