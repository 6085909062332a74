#include "text/xml.h"

#include <array>
#include <charconv>

#include "text/account.h"
#include "text/lines.h"

namespace bartizan::text {
namespace {

using Kind = XmlEvent::Kind;

constexpr std::string_view kBlanks = " \t\r\n";

bool is_name_char(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == ':' || u >= 0x80;
}

std::string_view name_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_name_char(text[end])) ++end;
  return text.substr(at, end - at);
}

std::string_view without_prefix(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

// U+FFFD stands for what is no character.
void append_utf8(std::string& out, std::uint32_t code) {
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

// The character of "&name;"; nothing where it is none of the five and no number.
bool append_entity(std::string& out, std::string_view name) {
  struct Entity {
    std::string_view name;
    char character;
  };
  constexpr std::array<Entity, 5> kEntities{
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  for (const Entity& entity : kEntities) {
    if (entity.name != name) continue;
    out += entity.character;
    return true;
  }
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x');
  if (hex) name.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(name.begin(), name.end(), code, hex ? 16 : 10);
  if (error != std::errc() || end != name.end()) return false;
  append_utf8(out, code);
  return true;
}

std::string decoded(std::string_view text) {
  // The longest is "#x10FFFF".
  constexpr std::size_t kLongestEntity = 10;
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t mark = std::min(text.find('&'), text.size());
    out += text.substr(0, mark);
    text.remove_prefix(mark);
    if (text.empty()) break;
    const std::size_t end = text.substr(0, kLongestEntity).find(';');
    if (end != text.npos && append_entity(out, text.substr(1, end - 1))) {
      text.remove_prefix(end + 1);
    } else {
      out += '&';
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace

const XmlEvent& XmlReader::fail(const char* what, base::Code code) {
  done_ = true;
  event_ = {};
  event_.kind = Kind::error;
  event_.offset = std::min(at_, text_.size());
  event_.error = {code, event_.offset, what};
  return event_;
}

// Past a comment, instruction or document type; false where the text is none of them.
bool XmlReader::skip_markup() {
  const std::string_view rest = text_.substr(at_);
  const auto past = [this](std::string_view end, std::size_t from) {
    const std::size_t found = text_.find(end, from);
    at_ = found == text_.npos ? text_.size() : found + end.size();
  };
  if (rest.starts_with("<!--")) {
    past("-->", at_ + 4);
  } else if (rest.starts_with("<?")) {
    past("?>", at_ + 2);
  } else if (rest.starts_with("<!") && !rest.starts_with("<![CDATA[")) {
    // Its internal subset may hold ">" of its own.
    const std::size_t end = text_.find_first_of("[>", at_);
    if (end != text_.npos && text_[end] == '[') past("]", end);
    past(">", std::min(at_, text_.size()));
  } else {
    return false;
  }
  return true;
}

const XmlEvent& XmlReader::read_text() {
  event_ = {};
  event_.kind = Kind::text;
  event_.offset = at_;
  constexpr std::string_view kCdata = "<![CDATA[";
  if (text_.substr(at_).starts_with(kCdata)) {
    const std::size_t begin = at_ + kCdata.size();
    const std::size_t end = std::min(text_.find("]]>", begin), text_.size());
    event_.text = text_.substr(begin, end - begin);
    at_ = std::min(end + 3, text_.size());
  } else {
    const std::size_t end = std::min(text_.find('<', at_), text_.size());
    event_.text = decoded(text_.substr(at_, end - at_));
    at_ = end;
  }
  return event_;
}

bool XmlReader::read_attributes() {
  while (true) {
    at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size());
    const std::string_view name = name_at(text_, at_);
    if (name.empty()) return true;
    at_ += name.size();
    at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size());
    if (at_ == text_.size() || text_[at_] != '=') return false;
    at_ = std::min(text_.find_first_not_of(kBlanks, at_ + 1), text_.size());
    if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) return false;
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == text_.npos) return false;
    event_.attributes.push_back(
        {without_prefix(name), decoded(text_.substr(at_ + 1, end - at_ - 1))});
    at_ = end + 1;
  }
}

const XmlEvent& XmlReader::read_open() {
  if (open_.size() >= budget_.limits().json_depth) {
    budget_.hit(base::LimitKind::json_depth);
    return fail("elements are nested too deeply", base::Code::limit);
  }
  event_ = {};
  event_.kind = Kind::open;
  event_.offset = at_;
  const std::string_view name = name_at(text_, at_ + 1);
  if (name.empty()) return fail("a \"<\" that begins no element");
  at_ += 1 + name.size();
  event_.name = without_prefix(name);
  if (!read_attributes()) return fail("an attribute without a quoted value");
  const std::string_view rest = text_.substr(at_);
  if (rest.starts_with("/>")) {
    at_ += 2;
    close_next_ = true;
  } else if (rest.starts_with('>')) {
    at_ += 1;
  } else {
    return fail("a tag that does not end");
  }
  open_.push_back(name);
  return event_;
}

const XmlEvent& XmlReader::read_close() {
  event_ = {};
  event_.kind = Kind::close;
  event_.offset = at_;
  if (!close_next_) {
    const std::string_view name = name_at(text_, at_ + 2);
    if (open_.empty() || name != open_.back()) return fail("a tag closes what is not open");
    const std::size_t end = text_.find('>', at_);
    if (end == text_.npos) return fail("a tag that does not end");
    at_ = end + 1;
  }
  close_next_ = false;
  event_.name = without_prefix(open_.back());
  open_.pop_back();
  return event_;
}

const XmlEvent& XmlReader::next() {
  if (done_) return event_;
  if (close_next_) return read_close();
  const std::size_t before = at_;
  while (at_ < text_.size() && skip_markup()) {
    if (!budget_.charge_steps()) return fail("too many steps", base::Code::limit);
  }
  if (at_ >= text_.size()) {
    if (!open_.empty()) return fail("the text ends inside an element", base::Code::truncated);
    done_ = true;
    event_ = {};
    event_.offset = text_.size();
    return event_;
  }
  const std::string_view rest = text_.substr(at_);
  const bool cdata = rest.starts_with("<![CDATA[");
  if (rest.starts_with("</")) {
    read_close();
  } else if (rest.front() == '<' && !cdata) {
    read_open();
  } else {
    read_text();
  }
  if (!budget_.charge_steps(at_ - before)) return fail("too many steps", base::Code::limit);
  return event_;
}

XmlTree parse_xml(std::string_view text, base::Budget& budget) {
  XmlTree tree;
  Account account(budget);
  if (!account.input(text.size())) {
    tree.error = {base::Code::limit, 0, "more text than the budget allows"};
    return tree;
  }
  const Lines lines(text);
  XmlReader reader(text, budget);
  // Nodes that are open; a finished one moves into its parent.
  std::vector<Node> open;
  const auto close = [&] {
    Node done = std::move(open.back());
    open.pop_back();
    done.text = trim(done.text);
    if (open.empty()) {
      if (tree.root.key.empty()) tree.root = std::move(done);
      return;
    }
    open.back().items.push_back(std::move(done));
  };
  const auto afford = [&account](std::size_t nodes) {
    while (nodes > 0 && account.node()) --nodes;
    return nodes == 0;
  };
  while (true) {
    const XmlEvent& event = reader.next();
    if (event.kind == Kind::error) tree.error = event.error;
    if (event.kind == Kind::error || event.kind == Kind::end) break;
    if (event.kind == Kind::close) close();
    if (event.kind == Kind::text && !open.empty()) open.back().text += event.text;
    if (event.kind != Kind::open) continue;
    if (!afford(1 + event.attributes.size())) {
      tree.error = {base::Code::limit, event.offset, "too many elements"};
      break;
    }
    Node node;
    node.kind = Node::Kind::object;
    node.line = lines.line_of(event.offset);
    node.key = event.name;
    for (const XmlAttribute& attribute : event.attributes) {
      Node value;
      value.kind = Node::Kind::string;
      value.line = node.line;
      value.key = '@' + std::string(attribute.name);
      value.text = attribute.value;
      node.items.push_back(std::move(value));
    }
    open.push_back(std::move(node));
  }
  while (!open.empty()) close();
  return tree;
}

}  // namespace bartizan::text
