#include "use/parse/discover/manifest/package.h"

#include <algorithm>

#include "base/path.h"

namespace bartizan::use {
namespace {

// A file with more unreadable entries is no manifest; a reader of the report has seen enough.
constexpr std::uint32_t kMostNotes = 20;
// npm's largest monorepo locks have some 10,000 entries.
constexpr std::size_t kMostPackages = 100'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "github.com/x/y/v2" is module y at its second major version; gopkg.in writes "y.v2".
std::string_view without_major(std::string_view module) {
  std::size_t end = module.size();
  while (end > 0 && is_digit(module[end - 1])) --end;
  if (end == module.size() || end < 2 || module[end - 1] != 'v') return module;
  const char before = module[end - 2];
  return before == '/' || before == '.' ? module.substr(0, end - 2) : module;
}

// Lower-case hexadecimal; empty for what is no base64 (RFC 4648, section 4).
std::string hex_of_base64(std::string_view encoded) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::string_view kHex = "0123456789abcdef";
  if (encoded.size() % 4 != 0) return {};
  while (encoded.ends_with('=')) encoded.remove_suffix(1);
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : encoded) {
    const std::size_t digit = kDigits.find(c);
    if (digit == kDigits.npos) return {};
    held = ((held << 6U) | static_cast<std::uint32_t>(digit)) & 0xFFFFU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const std::uint32_t byte = (held >> bits) & 0xFFU;
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

// Each "*" takes at least one character; all but the last as few as fit.
bool matches(std::string_view name, std::string_view pattern) {
  std::size_t star = pattern.find('*');
  if (!name.starts_with(pattern.substr(0, star))) return false;
  name.remove_prefix(star);
  while (true) {
    pattern.remove_prefix(star + 1);
    if (name.empty()) return false;
    name.remove_prefix(1);
    star = pattern.find('*');
    if (star == pattern.npos) return name.ends_with(pattern);
    const std::size_t found = name.find(pattern.substr(0, star));
    if (found == name.npos) return false;
    name.remove_prefix(found + star);
  }
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool in_folder(std::string_view path, std::string_view folder) {
  return base::last_part(base::folder_of(path)) == folder;
}

std::string package_name(std::string_view type, std::string_view name) {
  if (type != "pypi") return std::string(name);
  std::string out;
  for (const char c : lower(name)) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (!separator) out += c;
    if (separator && !out.empty() && out.back() != '-') out += '-';
  }
  return out;
}

PackageList::PackageList(const scan::Catalog& catalog, std::string_view type)
    : catalog_(catalog), type_(type), list_("discovery-" + std::string(type) + "-packages") {
  catalog.list_each(list_, [this](const scan::Catalog::Entry& entry) {
    if (entry.key.find('*') != entry.key.npos) patterns_.push_back({entry.key, entry.value});
    return true;
  });
}

std::string_view PackageList::category(std::string_view name) const {
  std::string key = package_name(type_, name);
  if (type_ == "nuget") key = lower(key);
  if (type_ == "golang") key = without_major(key);
  std::string_view found;
  if (const auto exact = catalog_.list(list_, key)) {
    found = *exact;
  } else {
    for (const Pattern& pattern : patterns_) {
      if (matches(key, pattern.name)) {
        found = pattern.value;
        break;
      }
    }
  }
  return found == "none" ? std::string_view() : found;
}

Manifest::Manifest(SourceText& source, std::string_view type, std::string_view signal)
    : source_(source),
      type_(type),
      signal_(signal),
      lines_(source.text),
      // Conda's channels carry what the Python Package Index has, mostly under the same names.
      list_(source.report.catalog(), type == "conda" ? "pypi" : type) {}

Detection Manifest::detection_of(const Package& package) const {
  Detection out;
  out.kind = ComponentKind::package;
  out.name = package_name(type_, package.name);
  out.version = package.version;
  out.provider = type_;
  out.signal = signal_;
  out.certainty = package.certainty;
  out.line = package.line;
  out.evidence = package.evidence;
  if (package.evidence.empty()) {
    const std::string_view line = text::trim(lines_.line(package.line));
    // A file without line breaks is one line for all of its packages.
    const bool whole = line.size() > 2 * record::kMostEvidence;
    out.evidence =
        whole ? package.name + ' ' + package.version + package.constraint : std::string(line);
  }
  const auto attribute = [&out](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    out.attributes.push_back(
        {std::string(key), std::string(value), record::Provenance::declared, ""});
  };
  attribute("constraint", package.constraint);
  attribute("scope", package.scope);
  attribute("digest", package.digest);
  attribute("url", without_credentials(package.url));
  for (const Attribute& more : package.more) attribute(more.key, more.value);
  return out;
}

void Manifest::add(const Package& package) {
  if (package.name.empty() || !charge(1)) return;
  if (seen_.size() == kMostPackages) {
    if (!full_) note("limit:packages", package.line, "more packages than are read of one manifest");
    full_ = true;
    return;
  }
  const std::string key =
      package.name + '\n' + package.version + '\n' + std::to_string(package.line);
  if (!seen_.insert(key).second) return;
  Detection detection = detection_of(package);
  const std::string_view category = list_.category(package.name);
  if (category.empty()) {
    source_.report.software(detection);
    return;
  }
  detection.attributes.push_back(
      {"category", std::string(category), record::Provenance::derived, ""});
  source_.report.detection(detection);
}

void Manifest::project(const Package& package) {
  if (package.name.empty() || !charge(1)) return;
  Package project = package;
  project.scope = "project";
  source_.report.software(detection_of(project));
}

void Manifest::note(std::string_view code, std::uint32_t line, std::string_view message) {
  if (notes_ > kMostNotes) return;
  const bool last = notes_++ == kMostNotes;
  source_.report.note({record::NoteLevel::warning, std::string(last ? "limit:notes" : code), line,
                       0, std::string(last ? "further notes on this file are left out" : message)});
}

void Manifest::malformed(const base::Error& error, std::string_view message) {
  const bool limit = error.code == base::Code::limit;
  note(limit ? "limit:document" : "malformed",
       lines_.line_of(static_cast<std::size_t>(error.offset)),
       limit ? "the file is larger or deeper than is read" : message);
}

std::optional<text::Node> Manifest::toml() {
  // Each costs a pass over the file.
  constexpr int kMostBadLines = 8;
  std::string copy;
  std::string_view text = source_.text;
  for (int bad = 0;; ++bad) {
    auto root = text::parse_toml(text, source_.budget);
    if (root) return std::move(*root);
    malformed(root.error(), "a line that is no TOML");
    const auto place = static_cast<std::size_t>(root.error().offset);
    if (bad == kMostBadLines || root.error().code == base::Code::limit) return std::nullopt;
    if (copy.empty()) copy = text;
    const std::size_t at = std::min(place, copy.size());
    const std::size_t begin = at == 0 ? 0 : copy.rfind('\n', at - 1) + 1;
    const std::size_t end = std::min(copy.find('\n', at), copy.size());
    const bool blank = copy.find_first_not_of(" \r", begin) >= end;
    if (blank) return std::nullopt;
    std::fill(copy.begin() + static_cast<std::ptrdiff_t>(begin),
              copy.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    text = copy;
  }
}

bool Manifest::charge(std::uint64_t steps) {
  if (source_.budget.charge_steps(steps)) return true;
  if (charged_) note("limit:steps", 0, "the file is too long to be read to its end");
  charged_ = false;
  return false;
}

std::string digest_of(std::string_view integrity) {
  // Several may stand side by side; the first is as good as any.
  integrity = integrity.substr(0, integrity.find(' '));
  const std::size_t dash = integrity.find('-');
  if (dash == integrity.npos) return std::string(integrity);
  const std::string_view encoded = integrity.substr(dash + 1);
  const std::string hex = hex_of_base64(encoded);
  return std::string(integrity.substr(0, dash)) + ':' + (hex.empty() ? std::string(encoded) : hex);
}

std::string without_credentials(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) return std::string(url);
  const std::size_t host = scheme + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", host), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  if (at == url.npos || at < host) return std::string(url);
  // "ssh://git@host" names no secret.
  if (url.substr(host, at - host) == "git") return std::string(url);
  return std::string(url.substr(0, host)) + std::string(url.substr(at + 1));
}

}  // namespace bartizan::use
