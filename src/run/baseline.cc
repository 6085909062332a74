#include "base/budget.h"
#include "base/escape.h"
#include "base/json_read.h"
#include "base/reader.h"
#include "record/json.h"
#include "run/exceptions.h"

namespace bartizan::run {
namespace {

using record::Exception;

// A report of a large tree is large too.
constexpr std::uint64_t kMemory = 8 * base::kGiB;

// Finds the objects of the top-level array "artifacts".
class Report final : public base::JsonVisitor {
 public:
  explicit Report(std::string_view json) : json_(json) {}

  void key(std::string_view name, base::Range) override {
    if (depth_ == 1) key_ = name;
  }
  void string(std::string_view text, base::Range) override {
    if (depth_ == 1 && key_ == "schema") schema_ = text;
  }
  void begin_array(std::uint64_t) override { ++depth_; }
  void end_array(std::uint64_t) override { --depth_; }
  void begin_object(std::uint64_t offset) override {
    if (is_artifact()) begin_ = offset;
    ++depth_;
  }
  void end_object(std::uint64_t offset) override {
    --depth_;
    if (is_artifact()) artifacts_.push_back(json_.substr(begin_, offset + 1 - begin_));
  }

  bool is_report() const { return schema_ == "bartizan.scan/1"; }
  const std::vector<std::string_view>& artifacts() const { return artifacts_; }

 private:
  bool is_artifact() const { return depth_ == 2 && key_ == "artifacts"; }

  std::string_view json_;
  unsigned depth_ = 0;
  std::string key_;  // of the outermost object
  std::string schema_;
  std::uint64_t begin_ = 0;
  std::vector<std::string_view> artifacts_;
};

}  // namespace

base::Result<std::vector<Exception>> read_baseline(std::string_view json) {
  base::Limits limits;
  limits.memory = kMemory;
  base::Budget budget(limits);
  Report report(json);
  if (const auto read = base::read_json(base::bytes_of(json), budget, report); !read) {
    return std::unexpected(read.error());
  }
  if (!report.is_report()) {
    return base::fail(base::Code::invalid, "not a report of `bartizan scan --format json`");
  }
  std::vector<Exception> entries;
  for (const std::string_view one : report.artifacts()) {
    const auto artifact = record::artifact_from_json(one);
    if (!artifact) return std::unexpected(artifact.error());
    if (!artifact->sha256) continue;
    for (const record::Finding& finding : artifact->findings) {
      if (finding.verdict == record::Verdict::malicious) continue;
      Exception e;
      e.kind = record::ExceptionKind::baseline;
      e.rule = finding.rule;
      e.sha256 = *artifact->sha256;
      e.location = baseline_location(*artifact, finding);
      e.owner = "baseline";
      e.reason = "stood in the earlier report";
      e.id = exception_id(e);
      entries.push_back(std::move(e));
    }
  }
  return entries;
}

std::string baseline_location(const record::Artifact& artifact, const record::Finding& finding) {
  std::string location;
  for (const std::string& name : artifact.location(finding.member)) {
    location += base::escape_name(name) + " > ";
  }
  return location + '@' + std::to_string(finding.range.offset);
}

}  // namespace bartizan::run
