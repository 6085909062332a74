#include "report/words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "report/text.h"
#include "scan/format.h"

namespace bartizan::report {
namespace {

using record::Artifact;
using record::Finding;
using record::Range;
using record::Verdict;

// Ids that a parser gives to a container it knows more precisely; they are in no registry.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kRefined{{
    {"jar", "Java archive"},
    {"joblib", "joblib pickle"},
    {"keras-zip", "Keras zip"},
    {"nemo", "NeMo archive"},
    {"npz", "NumPy zip"},
    {"skops", "skops zip"},
    {"torch-export", "PyTorch export"},
    {"torch-legacy", "PyTorch legacy file"},
    {"torch-legacy-tar", "PyTorch legacy tar"},
    {"torch-mobile", "PyTorch mobile zip"},
    {"torch-package", "PyTorch package"},
    {"torch-zip", "PyTorch zip"},
    {"torchscript", "TorchScript zip"},
    {"torchserve-mar", "TorchServe archive"},
}};

// A title or remedy may quote a decoded argument; longer ones are in the evidence.
constexpr std::size_t kLongestPhrase = 400;

std::string_view evidence(const Finding& finding, std::string_view key) {
  for (const record::FindingDetail& item : finding.evidence) {
    if (item.key == key) return item.value;
  }
  return {};
}

std::string phrase(std::string_view pattern, const Finding& finding) {
  return shorten(one_line(record::fill(pattern, finding)), kLongestPhrase);
}

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
  std::string out;
  for (const std::string& item : items) {
    if (!out.empty()) out += separator;
    out += item;
  }
  return out;
}

// As io/tree.cc says it; how many files each of them has follows.
constexpr std::string_view kGitObjects = "folder of git's own objects, ";

// Why a path was not looked at, of one and of several.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kReasons{{
    {"broken link", "broken links"},
    {"file of this program's own store", "files of this program's own store"},
    {"folder already visited", "folders already visited"},
    {"link to a folder already visited", "links to folders already visited"},
    {"link to a folder outside the roots", "links to folders outside the roots"},
    {"not a regular file", "that are no regular files"},
    {"symbolic link loop", "symbolic link loops"},
}};

std::string reason_of_several(std::string_view reason) {
  for (const auto& [one, several] : kReasons) {
    if (reason == one || (reason.starts_with(one) && reason.substr(one.size()).starts_with(" ("))) {
      return std::string(several) + std::string(reason.substr(one.size()));
    }
  }
  return std::string(reason);
}

std::uint64_t number_at(std::string_view text) {
  std::uint64_t n = 0;
  std::from_chars(text.begin(), text.end(), n);
  return n;
}

}  // namespace

// POSIX.1-2017 XCU 2.2.2: nothing but a quote ends single quotes.
std::string shell_word(std::string_view name) {
  const bool harmless = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_.,:/@%+=-").find(c) != std::string_view::npos;
  });
  if (harmless) return std::string(name);
  std::string out = "'";
  for (const char c : name) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string counted_reasons(std::span<const record::Excluded> excluded, bool grouped) {
  std::map<std::string, std::uint64_t, std::less<>> by_reason;
  std::uint64_t git_folders = 0, git_files = 0;
  for (const record::Excluded& path : excluded) {
    if (path.reason.starts_with(kGitObjects)) {
      ++git_folders;
      git_files += number_at(std::string_view(path.reason).substr(kGitObjects.size()));
    } else {
      ++by_reason[path.reason];
    }
  }
  std::vector<std::string> parts;
  for (const auto& [reason, n] : by_reason) {
    parts.push_back(number(n, grouped) + ' ' +
                    one_line(n == 1 ? reason : reason_of_several(reason)));
  }
  if (git_folders != 0) {
    parts.push_back(count_of(git_folders, "folder", grouped) + " of git's own objects, " +
                    count_of(git_files, "file", grouped) +
                    (git_folders == 1 ? "; name it to read it" : "; name one to read it"));
  }
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string_view symbol(Verdict verdict) {
  switch (verdict) {
    case Verdict::malicious:
      return "✗";
    case Verdict::suspicious:
      return "!";
    case Verdict::incomplete:
      return "?";
    case Verdict::clean:
      return "✓";
    case Verdict::not_a_model:
      return "·";
  }
  return "?";
}

std::string_view word(Verdict verdict) {
  return verdict == Verdict::not_a_model ? "not a model" : record::name(verdict);
}

std::vector<std::string> Phrases::ids() const {
  std::vector<std::string> all;
  for (const std::string& id : atlas) all.push_back("ATLAS " + id);
  for (const std::string& id : cwe) all.push_back(id);
  for (const std::string& id : owasp) all.push_back("OWASP " + id);
  return all;
}

std::string Phrases::see() const { return joined(ids(), " · "); }

Phrases Words::phrases(const Artifact& artifact, const Finding& finding) const {
  Phrases out;
  out.title =
      shorten(one_line(finding.title.empty() ? finding.subject : finding.title), kLongestPhrase);
  out.place = member(artifact, finding.member);
  const std::string bytes = range(artifact, finding.member, finding.range);
  out.where = path(artifact);
  if (!out.place.empty()) out.where += " › " + out.place;
  if (!bytes.empty()) {
    out.where += ", " + bytes;
    out.place += (out.place.empty() ? "" : ", ") + bytes;
  }
  const std::string_view opcode = evidence(finding, "opcode");
  if (!opcode.empty()) {
    out.where += " (" + one_line(opcode) + ")";
    out.place += (out.place.empty() ? "(" : " (") + one_line(opcode) + ")";
  }
  out.sure = std::string(record::name(finding.confidence)) + " confidence, severity " +
             std::string(record::name(finding.severity));

  const auto rule = catalog_.rule(finding.rule);
  if (!rule) return out;
  out.when = phrase(rule->trigger, finding);
  const std::string_view weights_only = evidence(finding, "weights_only");
  if (!weights_only.empty() && rule->trigger.find("{weights_only}") == std::string_view::npos) {
    out.when += "; weights_only=True " + one_line(weights_only);
  }
  out.why = phrase(rule->why, finding);
  out.remedy = shorten(one_line(fill_command(rule->remedy, finding)), kLongestPhrase);
  if (!rule->example_false.starts_with("none known")) {
    out.mistaken = phrase(rule->example_false, finding);
  }
  out.atlas = split(rule->atlas);
  out.cwe = split(rule->cwe);
  out.owasp = split(rule->owasp);
  out.references = split(rule->references);
  return out;
}

std::string Words::path(const Artifact& artifact) const {
  if (artifact.path.empty() || artifact.path == ".") return one_line(artifact.root);
  if (!several_roots_) return one_line(artifact.path);
  return one_line(artifact.root.ends_with('/') ? artifact.root + artifact.path
                                               : artifact.root + '/' + artifact.path);
}

std::string Words::member(const Artifact& artifact, std::uint32_t member) const {
  std::vector<std::string> names;
  for (const std::string& name : artifact.location(member)) {
    names.push_back(name.empty() ? "(unnamed)" : one_line(name));
  }
  return joined(names, " › ");
}

std::string Words::format(std::string_view id) const {
  if (id.empty()) return "unrecognised";
  if (const scan::Format* format = scan::find_format(id)) return std::string(format->title);
  for (const auto& [refined, title] : kRefined) {
    if (refined == id) return std::string(title);
  }
  return one_line(id);
}

std::string Words::range(const Artifact& artifact, std::uint32_t member, const Range& range) const {
  std::uint64_t whole = artifact.size;
  bool decoded = false;
  if (member < artifact.members.size()) {
    whole = artifact.members[member].size;
    decoded = member != 0 && !artifact.members[member].file_range;
  }
  if (range.offset == 0 && (range.length == 0 || range.length == whole)) return {};
  std::string out = decoded ? "decoded " : "";
  if (range.length <= 1) return out + "byte " + number(range.offset);
  return out + "bytes " + number(range.offset) + " to " + number(range.end() - 1);
}

std::string Words::gap(const Artifact& artifact, const record::Gap& gap) const {
  const std::string inside = member(artifact, gap.member);
  const std::string bytes = range(artifact, gap.member, gap.range);
  return inside.empty() ? bytes : bytes.empty() ? inside : inside + ", " + bytes;
}

std::string Words::number(std::uint64_t n) const { return report::number(n, grouped_); }

bool has_several_roots(const record::ScanReport& report) {
  return std::any_of(report.artifacts.begin(), report.artifacts.end(), [&](const Artifact& other) {
    return other.root != report.artifacts.front().root;
  });
}

std::vector<std::string> split(std::string_view ids) {
  std::vector<std::string> out;
  while (!ids.empty()) {
    const std::size_t blank = ids.find(' ');
    if (blank != 0) out.push_back(one_line(ids.substr(0, blank)));
    ids.remove_prefix(blank == std::string_view::npos ? ids.size() : blank + 1);
  }
  return out;
}

std::string fill_command(std::string_view pattern, const Finding& finding) {
  return record::fill(pattern, finding, shell_word);
}

std::string general(std::string_view text) {
  std::string out;
  bool inside = false;
  for (const char c : text) {
    if (c == '{') {
      inside = true;
      out += "…";
    } else if (c == '}' && inside) {
      inside = false;
    } else if (!inside) {
      out += c;
    }
  }
  return out;
}

std::vector<const Artifact*> worst_first(const record::ScanReport& report) {
  const auto severity = [](const Artifact& artifact) {
    int worst = -1;
    for (const Finding& finding : artifact.findings) {
      worst = std::max(worst, static_cast<int>(finding.severity));
    }
    return worst;
  };
  std::vector<std::pair<int, const Artifact*>> keyed;
  for (const Artifact& artifact : report.artifacts)
    keyed.emplace_back(severity(artifact), &artifact);
  std::sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) {
    if (a.second->verdict != b.second->verdict) return a.second->verdict > b.second->verdict;
    if (a.first != b.first) return a.first > b.first;
    return a.second < b.second;  // they stand in one array, in walk order
  });
  std::vector<const Artifact*> out;
  for (const auto& [worst, artifact] : keyed) out.push_back(artifact);
  return out;
}

std::vector<const Finding*> worst_first(const Artifact& artifact) {
  // A rule stands where its worst finding stands.
  const auto weight = [](const Finding& finding) {
    return static_cast<int>(finding.verdict) * 8 + static_cast<int>(finding.severity);
  };
  std::map<std::string_view, int> rules;
  std::vector<const Finding*> out;
  for (const Finding& finding : artifact.findings) {
    auto [at, fresh] = rules.try_emplace(finding.rule, weight(finding));
    at->second = std::max(at->second, weight(finding));
    out.push_back(&finding);
  }
  std::sort(out.begin(), out.end(), [&](const Finding* a, const Finding* b) {
    const int left = rules.at(a->rule), right = rules.at(b->rule);
    if (left != right) return left > right;
    if (a->rule != b->rule) return a->rule < b->rule;
    if (a->member != b->member) return a->member < b->member;
    if (a->range.offset != b->range.offset) return a->range.offset < b->range.offset;
    return a < b;  // they stand in one array
  });
  return out;
}

std::vector<std::string> reasons(const Artifact& artifact) {
  std::vector<std::string> out;
  for (const record::Gap& gap : artifact.coverage.gaps) {
    if (std::find(out.begin(), out.end(), gap.reason) == out.end()) out.push_back(gap.reason);
  }
  return out;
}

std::string catalog_of(const record::Run& run) {
  return "catalogue " + std::to_string(run.catalog_version) + " of " + one_line(run.catalog_date) +
         (run.catalog_installed ? ", installed" : "");
}

}  // namespace bartizan::report
