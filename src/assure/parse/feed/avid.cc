#include <algorithm>

#include "assure/parse/feed/names.h"
#include "assure/parse/feed/put.h"
#include "assure/parse/feed/records.h"
#include "assure/parse/feed/shared.h"
#include "text/lines.h"

namespace bartizan::assure::feed {
namespace {

using std::string_view;
using text::Node;

// The first text of an array of texts, or the text itself.
string_view first_text(const Node& owner, string_view key) {
  const Node* node = owner.find(key);
  if (node == nullptr) return {};
  if (node->is_array()) {
    return node->items.empty() ? string_view() : string_view(node->items.front().text);
  }
  return node->text;
}

// "CVE-2024-0132" in "Vulnerability CVE-2024-0132".
void add_cves(std::vector<std::string>& all, string_view text) {
  for (std::size_t at = text.find("CVE-"); at != text.npos; at = text.find("CVE-", at + 4)) {
    std::size_t end = at + 4;
    while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '-')) ++end;
    const string_view id = text.substr(at, end - at);
    if (is_cve(id)) add_unique(all, std::string(id), kMostNames);
  }
}

void read_artifacts(const Node& affects, record::Advisory& out) {
  const std::string maker = lower(one_line(first_text(affects, "developer"), kMostWord));
  const std::string host = lower(one_line(first_text(affects, "deployer"), kMostWord));
  const Node* artifacts = affects.find("artifacts");
  if (artifacts == nullptr || !artifacts->is_array()) return;
  for (const Node& one : artifacts->items) {
    const std::string name = one_line(one.string("name"), kMostWord);
    if (name.empty() || out.affected.size() >= kMostAffected) continue;
    record::Affected affected;
    const std::size_t slash = name.find('/');
    const bool of_hub = host.contains("hugging face") || host.contains("huggingface") ||
                        maker.contains("hugging face");
    if (lower(one.string("type")) == "model" && of_hub && slash != name.npos &&
        name.find('/', slash + 1) == name.npos && !name.contains(' ')) {
      affected.type = "huggingface";
      affected.name = name;
      affected.every_version = true;
    } else {
      // Names in words, which are no package's: found by the id of the weakness, matched by none.
      affected.type = "avid";
      affected.name = (maker.empty() ? "n/a" : maker) + ":" + lower(name);
    }
    out.affected.push_back(std::move(affected));
  }
}

}  // namespace

Taken take_avid(const Node& object, record::RowSink& rows) {
  record::Advisory a;
  const Node* about = object.find("metadata");
  const Node* problem = object.find("problemtype");
  const Node* impact = object.find("impact");
  if (problem != nullptr) {
    if (const Node* text = problem->find("description")) {
      add_cves(a.aliases, text->string("value"));
      a.summary = one_line(text->string("value"), record::kMostSummary);
    }
  }
  if (about != nullptr) {
    a.id = about->string("vuln_id");
    const string_view report = about->string("report_id");
    if (a.id.empty()) {
      a.id = report;
    } else if (is_id(report)) {
      add_unique(a.aliases, std::string(report), kMostNames);
    }
  }
  // A report that AVID has given no number yet is known by its CVE.
  if (a.id.empty() && !a.aliases.empty()) {
    a.id = "AVID:" + a.aliases.front();
  }
  if (const Node* text = object.find("description")) {
    const bool only_id = a.summary.empty() || a.summary.starts_with("Vulnerability CVE-");
    if (only_id) a.summary = one_line(text->string("value"), record::kMostSummary);
  }
  a.published = read_time(object.string("published_date"));
  if (a.published == 0) a.published = read_time(object.string("reported_date"));
  a.modified = read_time(object.string("last_modified_date"));
  if (a.modified == 0) a.modified = a.published;
  if (impact != nullptr) {
    if (const Node* avid = impact->find("avid"); avid != nullptr) {
      const string_view id = avid->string("vuln_id");
      if (is_id(id) && id != a.id) add_unique(a.aliases, std::string(id), kMostNames);
    }
    if (const Node* cvss = impact->find("cvss"); cvss != nullptr && cvss->is_object()) {
      add_unique(a.severities, one_line(cvss->string("vectorString"), kMostWord), kMostSeverities);
      a.cvss = score_of(cvss->find("baseScore"));
      a.severity_word = severity_word(cvss->string("baseSeverity"));
    }
    if (const Node* all = impact->find("cwe"); all != nullptr && all->is_array()) {
      for (const Node& one : all->items) add_cwe(a.cwes, one.string("cweId"));
    }
  }
  if (const Node* all = object.find("reports"); all != nullptr && all->is_array()) {
    for (const Node& one : all->items) {
      const string_view id = one.string("report_id");
      if (is_id(id)) add_unique(a.aliases, std::string(id), kMostNames);
    }
  }
  if (const Node* all = object.find("references"); all != nullptr && all->is_array()) {
    for (const Node& one : all->items) {
      if (is_link(one.string("url"))) {
        add_unique(a.urls, std::string(one.string("url")), kMostLinks);
      }
    }
  }
  if (const Node* affects = object.find("affects")) read_artifacts(*affects, a);
  if (std::string why = why_refused(a); !why.empty()) return {0, std::move(why)};
  put_advisory(rows, a, record::FeedKind::avid);
  return {1, {}};
}

}  // namespace bartizan::assure::feed
