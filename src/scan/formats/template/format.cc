#include "scan/formats/template/format.h"

#include <algorithm>

#include "scan/formats/template/parse.h"

namespace bartizan::scan::templates {
namespace {

// A file that does not begin with a tag is a template when tags make up this share of its head.
// Documents and sources that merely quote tags stay below.
constexpr std::size_t kShare = 30;  // percent
constexpr std::uint64_t kMaxFile = 16 * base::kMiB;

std::size_t tag_bytes(std::string_view text) {
  std::size_t inside = 0;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at)) {
    const std::string_view open = text.substr(at, 2);
    const std::string_view close = open == "{%"   ? "%}"
                                   : open == "{{" ? "}}"
                                   : open == "{#" ? "#}"
                                                  : "";
    if (close.empty()) {
      ++at;
      continue;
    }
    const std::size_t end = text.find(close, at + 2);
    if (end == std::string_view::npos) {
      // Cut off, or no tag at all.
      at += 2;
      continue;
    }
    inside += end - at;
    at = end + 2;
  }
  return inside;
}

Claim claim(const Probe& probe) {
  std::string_view head = base::text_of(probe.head);
  if (probe.size > kMaxFile || head.contains('\0')) return Claim::no;
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return Claim::no;
  head.remove_prefix(first);
  const bool tag_first = head.starts_with("{%") || head.starts_with("{{") || head.starts_with("{#");
  // JSON, scripts and markup may hold templates and are not templates.
  if (!tag_first && (head[0] == '{' || head.starts_with("#!") || head.starts_with("<!") ||
                     head.starts_with("<?") || head.starts_with("<html"))) {
    return Claim::no;
  }
  if (tag_first) return Claim::plausible;
  const std::size_t inside = tag_bytes(head);
  if (inside == 0) return Claim::no;
  // "<s>", "<|im_start|>", "[gMASK]": the special tokens that prompts begin with.
  const bool token_first = head[0] == '<' || head[0] == '[';
  return token_first || inside * 100 / head.size() >= kShare ? Claim::plausible : Claim::no;
}

}  // namespace

constexpr Format kJinja{"jinja", "Jinja template", Kind::model, claim, parse_file};

}  // namespace bartizan::scan::templates
