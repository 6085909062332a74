#include "assure/parse/trusted_root/trusted_root.h"

#include <array>
#include <span>
#include <string_view>

#include "assure/parse/signature/base64.h"
#include "assure/parse/trusted_root/time.h"
#include "text/lines.h"
#include "text/tree.h"

namespace bartizan::assure::sigstore {
namespace {

using text::Node;

// sigstore/protobuf-specs, protos/sigstore_trustroot.proto, as of v0.5: the names of both versions.
constexpr std::array<std::string_view, 3> kMediaTypes{
    "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "application/vnd.dev.sigstore.trustedroot.v0.1+json",
    "application/vnd.dev.sigstore.trustedroot.v0.2+json",
};

// A member by its name in JSON or, as readers of protocol buffers must accept too, in the schema.
const Node* member(const Node& node, std::string_view name) {
  if (const Node* found = node.find(name)) return found;
  std::string schema;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      schema += '_';
      schema += static_cast<char>(c - 'A' + 'a');
    } else {
      schema += c;
    }
  }
  return node.find(schema);
}

std::string_view text_of(const Node& node, std::string_view name) {
  const Node* found = member(node, name);
  return found != nullptr && found->is_string() ? std::string_view(found->text)
                                                : std::string_view();
}

class Reading {
 public:
  explicit Reading(record::Foreign& file) : file_(file) {}

  void root(const Node& root) {
    file_.rows.row("root", {text_of(root, "mediaType")});
    each(root, "certificateAuthorities", [this](const Node& one) { authority(one, "authority"); });
    each(root, "tlogs", [this](const Node& one) { log(one, "log"); });
    each(root, "ctlogs", [this](const Node& one) { log(one, "ct-log"); });
    each(root, "timestampAuthorities",
         [this](const Node& one) { authority(one, "timestamp-authority"); });
  }

  void note(record::NoteLevel level, std::string code, std::uint32_t line, std::string message) {
    record::put_note(file_.rows, {level, std::move(code), line, 0, std::move(message)});
  }

 private:
  struct Times {
    bool good = true;
    std::string start;
    std::string end;
  };

  template <typename Function>
  void each(const Node& root, std::string_view name, Function function) {
    const Node* list = member(root, name);
    if (list == nullptr || list->is(Node::Kind::null)) return;
    if (!list->is_array()) return drop(*list, std::string(name) + " is no list");
    for (const Node& one : list->items) {
      if (++anchors_ > kMostAnchors) {
        return note(record::NoteLevel::warning, "limit:anchors", one.line,
                    "only the first 1000 authorities and logs were read");
      }
      if (one.is_object()) {
        function(one);
      } else {
        drop(one, "an element of " + std::string(name) + " is no object");
      }
    }
  }

  void drop(const Node& node, std::string message) {
    note(record::NoteLevel::warning, "left-out", node.line, std::move(message));
  }

  // An end that cannot be read must not become "for ever".
  static Times times(const Node* window) {
    Times times;
    if (window == nullptr || window->is(Node::Kind::null)) return times;
    if (!window->is_object()) return {false, {}, {}};
    for (const auto& [name, out] :
         {std::pair{"start", &times.start}, std::pair{"end", &times.end}}) {
      const Node* written = window->find(name);
      if (written == nullptr || written->is(Node::Kind::null)) continue;
      const auto time = written->is_string() ? parse_rfc3339(written->text) : std::nullopt;
      if (!time) return {false, {}, {}};
      *out = std::to_string(*time);
    }
    return times;
  }

  static std::string bytes_of(const Node* node) {
    if (node == nullptr || !node->is_object()) return {};
    const auto bytes = signature::from_base64(text_of(*node, "rawBytes"));
    return bytes && bytes->size() <= kMostCertificate ? *bytes : std::string();
  }

  void authority(const Node& node, std::string_view kind) {
    std::string name;
    if (const Node* subject = node.find("subject")) {
      name = text_of(*subject, "organization");
      const std::string_view common = text_of(*subject, "commonName");
      if (!name.empty() && !common.empty()) name += ", ";
      name += common;
    }
    const Times window = times(member(node, "validFor"));
    if (!window.good) return drop(node, "the window of an authority cannot be read");
    const Node* chain = member(node, "certChain");
    const Node* list = chain != nullptr ? chain->find("certificates") : nullptr;
    if (list == nullptr || !list->is_array() || list->items.empty() ||
        list->items.size() > kMostChain) {
      return drop(node, "an authority has no chain of one to 16 certificates");
    }
    std::vector<std::string> certificates;
    for (const Node& one : list->items) {
      certificates.push_back(bytes_of(&one));
      if (certificates.back().empty()) {
        return drop(one, "a certificate of an authority cannot be read");
      }
    }
    std::vector<std::string_view> fields{name, text_of(node, "uri"), window.start, window.end};
    fields.insert(fields.end(), certificates.begin(), certificates.end());
    put(node, kind, fields);
  }

  void log(const Node& node, std::string_view kind) {
    const Node* key = member(node, "publicKey");
    const std::string bytes = bytes_of(key);
    if (bytes.empty()) return drop(node, "a log has no key that can be read");
    const Times window = times(member(*key, "validFor"));
    if (!window.good) return drop(node, "the window of a log's key cannot be read");
    std::array<std::string, 2> ids;
    std::size_t next = 0;
    for (const std::string_view name : {"logId", "checkpointKeyId"}) {
      if (const Node* id = member(node, name)) {
        const auto value = signature::from_base64(text_of(*id, "keyId"));
        if (!value) return drop(node, "the id of a log cannot be read");
        ids[next] = *value;
      }
      ++next;
    }
    if (ids[0].empty() && ids[1].empty()) return drop(node, "a log has no id");
    put(node, kind,
        std::vector<std::string_view>{text_of(node, "baseUrl"), text_of(node, "hashAlgorithm"),
                                      bytes, text_of(*key, "keyDetails"), ids[0], ids[1],
                                      window.start, window.end});
  }

  void put(const Node& node, std::string_view kind, std::span<const std::string_view> fields) {
    if (!file_.rows.row(kind, fields)) drop(node, "an authority or log is too large");
  }

  record::Foreign& file_;
  std::size_t anchors_ = 0;
};

}  // namespace

void parse(record::Foreign& file) {
  Reading reading(file);
  const auto refuse = [&](std::string code, std::uint32_t line, std::string message) {
    reading.note(record::NoteLevel::error, std::move(code), line, std::move(message));
  };
  const std::uint64_t size = file.bytes.size();
  if (size != file.whole_size || !file.budget.charge_memory(size)) {
    return refuse("limit:size", 0, "is too large for a trusted root");
  }
  std::string bytes(size, '\0');
  if (!file.bytes.read(0, std::as_writable_bytes(std::span(bytes)))) {
    return refuse("unreadable", 0, "could not be read");
  }
  const auto tree = text::parse_json(bytes, file.budget);
  if (!tree) {
    const auto offset = static_cast<std::size_t>(tree.error().offset);
    return refuse("malformed", text::Lines(bytes).line_of(offset), "is no JSON");
  }
  // A client's configuration carries the trusted root along with addresses of services.
  const Node* inner = member(*tree, "trustedRoot");
  const Node& root = inner != nullptr ? *inner : *tree;
  const std::string_view type = text_of(root, "mediaType");
  for (const std::string_view known : kMediaTypes) {
    if (type == known) return reading.root(root);
  }
  refuse("unsupported", root.line, "has no media type of a trusted root of version 0.1 or 0.2");
}

}  // namespace bartizan::assure::sigstore
