#include "assure/parse/bom/plain.h"

#include <charconv>

#include "assure/parse/bom/schema.h"
#include "assure/parse/bom/vocabulary.h"
#include "base/json_write.h"

namespace bartizan::assure::bom {
namespace {

using text::Node;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alphanumeric(char c) { return is_digit(c) || is_lower(c) || is_upper(c); }

template <typename Fits>
bool all(std::string_view text, Fits fits) {
  for (const char c : text) {
    if (!fits(c)) return false;
  }
  return true;
}

// `shape` has '0' for a digit, other characters for themselves.
bool shaped(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (shape[i] == '0' ? !is_digit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

int two(std::string_view text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_mime(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto fits = [](char c) {
    return is_lower(c) || is_digit(c) || c == '-' || c == '+' || c == '.';
  };
  return slash != text.npos && slash > 0 && slash + 1 < text.size() &&
         all(text.substr(0, slash), fits) && all(text.substr(slash + 1), fits);
}

// "urn:cdx:<uuid>/<version>" and, of an element, "#<ref>".
bool is_bom_link(std::string_view text) {
  constexpr std::string_view kStart = "urn:cdx:";
  if (!text.starts_with(kStart) || !is_uuid(text.substr(kStart.size(), 36))) return false;
  text.remove_prefix(kStart.size() + 36);
  if (text.size() < 2 || text[0] != '/' || text[1] == '0') return false;
  const std::size_t hash = text.find('#');
  const std::string_view number = text.substr(1, hash == text.npos ? text.npos : hash - 1);
  return !number.empty() && all(number, is_digit) && (hash == text.npos || hash + 1 < text.size());
}

bool is_hash_content(std::string_view text) {
  for (const std::size_t digits : {32U, 40U, 64U, 96U, 128U}) {
    if (text.size() == digits) {
      return all(text, [](char c) { return is_hex(c) || (c >= 'A' && c <= 'F'); });
    }
  }
  return false;
}

bool is_locale(std::string_view text) {
  if (text.size() != 2 && text.size() != 5) return false;
  if (!is_lower(text[0]) || !is_lower(text[1])) return false;
  return text.size() == 2 || (text[2] == '-' && is_upper(text[3]) && is_upper(text[4]));
}

bool is_patent_number(std::string_view text) {
  if (text.size() < 2 || text.size() > 30) return false;
  return is_alphanumeric(text.front()) && is_alphanumeric(text.back()) && all(text, [](char c) {
           return is_alphanumeric(c) ||
                  std::string_view("-/.() \t\n\r\f\v").find(c) != std::string_view::npos;
         });
}

bool is_cre(std::string_view text) {
  if (!text.starts_with("CRE:")) return false;
  text.remove_prefix(4);
  const std::size_t dash = text.find('-');
  return dash != text.npos && dash > 0 && dash + 1 < text.size() &&
         all(text.substr(0, dash), is_digit) && all(text.substr(dash + 1), is_digit);
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
  return count;
}

// "integer-1-", "number-0-1", "text-0-1024": name, least and most.
struct Ranged {
  std::string_view name;
  std::string_view least;
  std::string_view most;
};
Ranged ranged(std::string_view type) {
  for (const std::string_view name : {"integer", "number", "text"}) {
    if (!type.starts_with(name)) continue;
    Ranged out{name, {}, {}};
    if (type.size() == name.size()) return out;
    const std::string_view rest = type.substr(name.size() + 1);
    const std::size_t dash = rest.find('-');
    out.least = rest.substr(0, dash);
    if (dash != rest.npos) out.most = rest.substr(dash + 1);
    return out;
  }
  return {};
}

double number(std::string_view text) {
  double value = 0;
  std::from_chars(text.begin(), text.end(), value);
  return value;
}

bool is_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t dot = text.find('.');
  return !text.empty() && dot != 0 && all(text.substr(0, dot), is_digit) &&
         (dot == text.npos || all(text.substr(dot + 1), is_digit));
}

std::string wrong_number(const Node& node, const Ranged& range) {
  const bool whole =
      node.text.find_first_of(".eE") == std::string::npos || node.text.ends_with(".0");
  if (range.name == "integer" && !whole) return "must be a whole number";
  const double value = number(node.text);
  if (!range.least.empty() && value < number(range.least)) {
    return "must be at least " + std::string(range.least);
  }
  if (!range.most.empty() && value > number(range.most)) {
    return "must be at most " + std::string(range.most);
  }
  return {};
}

std::string wrong_text(std::string_view text, std::string_view type) {
  if (const Ranged range = ranged(type); range.name == "text") {
    const std::size_t length = characters(text);
    if (!range.least.empty() && static_cast<double>(length) < number(range.least)) {
      return "must not be empty";
    }
    if (!range.most.empty() && static_cast<double>(length) > number(range.most)) {
      return "has more than " + std::string(range.most) + " characters";
    }
    return {};
  }
  const auto unless = [](bool good, const char* why) { return good ? std::string() : why; };
  if (type == "ref" || type == "link") return unless(!text.empty(), "must not be empty");
  if (type == "utc") {
    return unless(text.size() == 20 && text.ends_with('Z') && is_date_time(text),
                  "is no time as 2026-01-31T12:00:00Z");
  }
  if (type == "ref-iri") {
    return unless(is_node_id(text) && !text.starts_with("_:"), "is no absolute IRI");
  }
  if (type == "ref-node") return unless(is_node_id(text), "is neither an IRI nor _:name");
  if (type == "media-type") {
    const std::size_t slash = text.find('/');
    return unless(slash != text.npos && slash > 0 && slash + 1 < text.size() &&
                      text.find('/', slash + 1) == text.npos,
                  "is no media type as text/plain");
  }
  if (type == "semver") {
    return unless(!text.empty() && is_digit(text.front()) && text.find('.') != text.npos &&
                      text.find('.') != text.rfind('.'),
                  "is no version as 3.0.1");
  }
  if (type == "decimal") {
    return unless(is_decimal(text), "is no decimal number");
  }
  if (type == "date-time") {
    return unless(is_date_time(text), "is no date and time as 2026-01-31T12:00:00Z (RFC 3339)");
  }
  if (type == "date") return unless(is_date(text), "is no date as 2026-01-31");
  if (type == "iri") return unless(is_iri_reference(text), "is no IRI (RFC 3987)");
  if (type == "email") {
    const std::size_t at = text.rfind('@');
    return unless(at != text.npos && at > 0 && at + 1 < text.size(), "is no e-mail address");
  }
  if (type == "serial") {
    return unless(text.starts_with("urn:uuid:") && is_uuid(text.substr(9)),
                  "must be urn:uuid: and a UUID in lower case");
  }
  if (type == "bom-link") return unless(is_bom_link(text), "is no BOM-Link (urn:cdx:...)");
  if (type == "mime-type") return unless(is_mime(text), "is no media type as text/plain");
  if (type == "hash-content") {
    return unless(is_hash_content(text), "is no digest: 32, 40, 64, 96 or 128 hexadecimal digits");
  }
  if (type == "locale") return unless(is_locale(text), "must be a locale as en or en-US");
  if (type == "jurisdiction") {
    return unless(text.size() == 2 && all(text, is_upper), "must be two capital letters");
  }
  if (type == "patent-number") return unless(is_patent_number(text), "is no patent number");
  if (type == "cre") return unless(is_cre(text), "must be as CRE:123-456");
  if (type == "spdx-id") {
    const std::string_view id = licence_id(text);
    if (id == text && !id.empty()) return {};
    if (!id.empty()) return "is spelled \"" + std::string(id) + "\" in the SPDX License List";
    return "is not on the SPDX License List; write it as a name, or as an expression";
  }
  return {};
}

}  // namespace

Node::Kind wanted_kind(std::string_view type) {
  if (type == "boolean") return Node::Kind::boolean;
  if (type == "signature") return Node::Kind::object;
  return type.starts_with("integer") || type.starts_with("number") ? Node::Kind::number
                                                                   : Node::Kind::string;
}

std::string wrong_with(const Node& node, std::string_view type) {
  if (type == "decimal" && node.is(Node::Kind::number)) return {};
  if (node.kind != wanted_kind(type)) return "is of another kind";
  if (node.is(Node::Kind::number)) return wrong_number(node, ranged(type));
  if (type == "signature") {
    // JSON Signature Format 0.82: signers, chain, or algorithm and value; nobody verifies it here.
    const bool core = node.find("algorithm") != nullptr && node.find("value") != nullptr;
    if (core || node.find("signers") != nullptr || node.find("chain") != nullptr) return {};
    return "is no signature: it lacks algorithm and value, signers or chain";
  }
  if (node.is_string()) return wrong_text(node.text, type);
  return {};
}

bool is_node_id(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != text.npos && colon > 0 && colon + 1 < text.size() && is_iri_reference(text);
}

bool is_date(std::string_view text) {
  if (!shaped(text, "0000-00-00")) return false;
  const int year = two(text) * 100 + two(text.substr(2));
  const int month = two(text.substr(5));
  const int day = two(text.substr(8));
  if (month < 1 || month > 12 || day < 1) return false;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool is_date_time(std::string_view text) {
  constexpr std::size_t kSeconds = 19;  // 2026-01-31T12:00:00
  if (text.size() < kSeconds + 1 || !is_date(text.substr(0, 10))) return false;
  if (text[10] != 'T' && text[10] != 't') return false;
  const std::string_view time = text.substr(11, 8);
  if (!shaped(time, "00:00:00") || two(time) > 23 || two(time.substr(3)) > 59 ||
      two(time.substr(6)) > 60) {
    return false;
  }
  text.remove_prefix(kSeconds);
  if (text.front() == '.') {
    const std::size_t end = text.find_first_not_of("0123456789", 1);
    if (end == text.npos || end == 1) return false;
    text.remove_prefix(end);
  }
  if (text == "Z" || text == "z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') &&
         shaped(text.substr(1), "00:00") && two(text.substr(1)) < 24 && two(text.substr(4)) < 60;
}

bool is_iri_reference(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte <= 0x20 || byte == 0x7f) return false;
    if (std::string_view("<>\"{}|\\^`").find(text[i]) != std::string_view::npos) return false;
  }
  return true;
}

std::string to_json(const Node& node) {
  std::string out;
  const auto write = [&out](const auto& self, const Node& one) -> void {
    switch (one.kind) {
      case Node::Kind::null:
        out += "null";
        return;
      case Node::Kind::boolean:
      case Node::Kind::number:
        out += one.text;
        return;
      case Node::Kind::string:
        base::append_json_string(out, one.text);
        return;
      case Node::Kind::array:
      case Node::Kind::object:
        break;
    }
    out += one.is_array() ? '[' : '{';
    for (std::size_t i = 0; i < one.items.size(); ++i) {
      if (i != 0) out += ',';
      if (one.is_object()) {
        base::append_json_string(out, one.items[i].key);
        out += ':';
      }
      self(self, one.items[i]);
    }
    out += one.is_array() ? ']' : '}';
  };
  write(write, node);
  return out;
}

}  // namespace bartizan::assure::bom
