// Evidence of kind `discovery`: what a system is made of, counted and named.
#include <algorithm>
#include <map>

#include "run/component_facts.h"
#include "run/evidence_parts.h"
#include "run/version.h"

namespace bartizan::run::evidence {
namespace {

using record::Component;
using record::ComponentKind;

// "mcp-server" -> "mcp-servers"
std::string plural(ComponentKind kind) { return std::string(record::name(kind)) + "s"; }

std::string called(const Component& component) {
  return component.version.empty() ? component.name : component.name + " " + component.version;
}

bool says_yes(const Component& component, std::string_view key) {
  return std::ranges::any_of(component.attributes, [&](const record::Attribute& a) {
    return a.key == key && a.value == "true";
  });
}

// A card or a configuration beside the model said something of it: what stands in the model's own
// bytes does not count.
bool is_documented(const Component& model) {
  return std::ranges::any_of(model.attributes, [&](const record::Attribute& a) {
    const std::string_view file = std::string_view(a.source).substr(0, a.source.rfind(':'));
    return a.provenance == record::Provenance::declared && !a.source.empty() &&
           file != model.name && file.ends_with(".md");
  });
}

// Somebody wrote down more of it than its name.
bool is_described(const Component& dataset) {
  return std::ranges::any_of(dataset.attributes, [](const record::Attribute& a) {
    return a.provenance == record::Provenance::declared && !a.value.empty();
  });
}

// A place on this machine: what is sent there does not leave it.
bool is_local(std::string_view host) {
  return host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]") ||
         host.starts_with("0.0.0.0") || host.starts_with("host.docker.internal");
}

// "http://host:port/x" of a host elsewhere.
bool is_plain(std::string_view url) {
  constexpr std::string_view kPlain = "http://";
  return url.starts_with(kPlain) && !is_local(url.substr(kPlain.size()));
}

void add_plain(const Component& component, std::set<std::string>& plain) {
  for (const record::Attribute& a : component.attributes) {
    if ((a.key == "base-url" || a.key == "url") && is_plain(a.value)) plain.insert(a.value);
  }
}

bool has_letter_of_version(std::string_view argument) {
  // "@scope/name@1.2", "name==1.2", "image:1.2@sha256:..."
  return argument.find('@', 1) != argument.npos || argument.find("==") != argument.npos ||
         argument.find("sha256:") != argument.npos;
}

// What a server's command fetches when it starts, without saying which version.
bool fetches_anything(const Component& server) {
  const std::string_view command = server.attribute("command");
  const std::string_view tool = command.substr(command.rfind('/') + 1);
  if (tool != "npx" && tool != "uvx" && tool != "bunx" && tool != "pipx" && tool != "docker") {
    return false;
  }
  std::string_view rest = server.attribute("args");
  bool any = false;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view argument = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (argument.empty() || argument.starts_with('-')) continue;
    any = true;
    if (has_letter_of_version(argument)) return false;
  }
  return any;
}

struct Lists {
  std::map<std::string, std::set<std::string>> names;

  Lists() {
    // What was looked for and is not there is said to be none.
    for (const char* key :
         {"unpinned-packages", "unpinned-models", "unlicensed-models", "undocumented-models",
          "undocumented-datasets", "models-without-base", "remote-code", "literal-keys",
          "unpinned-mcp-servers", "plain-endpoints", "unpinned-containers", "local-models"}) {
      names[key];
    }
  }
  void add(const char* key, const Component& component) { names[key].insert(called(component)); }

  void look_at(const Component& c) {
    using enum ComponentKind;
    names[plural(c.kind)].insert(called(c));
    if (says_yes(c, "trust-remote-code") || says_yes(c, "custom-code")) add("remote-code", c);
    add_plain(c, names["plain-endpoints"]);
    for (const record::Attribute& a : c.attributes) {
      if (a.key == "licence" && !a.value.empty()) names["licences"].insert(a.value);
    }
    switch (c.kind) {
      case package:
        if (c.version.empty()) add("unpinned-packages", c);
        break;
      case model:
        look_at_model(c);
        break;
      case dataset:
        if (!is_described(c)) add("undocumented-datasets", c);
        break;
      case credential:
        if (c.name.starts_with("key:")) names["literal-keys"].insert(c.provider);
        break;
      case mcp_server:
        if (fetches_anything(c)) add("unpinned-mcp-servers", c);
        break;
      case runtime:
        if (c.attribute("digest").empty() && (c.version.empty() || c.version == "latest")) {
          add("unpinned-containers", c);
        }
        break;
      default:
        break;
    }
  }

  void look_at_model(const Component& c) {
    if (is_pinned(c) == Pinned::no) add("unpinned-models", c);
    if (c.provider == "local") add("local-models", c);
    // Of a hosted model nobody here can say more than its publisher does.
    if (is_hosted(c).value_or(true)) return;
    if (c.attribute("licence").empty()) add("unlicensed-models", c);
    if (c.provider != "local") return;
    if (!is_documented(c)) add("undocumented-models", c);
    if (c.attribute("base-model").empty()) add("models-without-base", c);
  }
};

// Model files that no scan has read, or of which it is not known.
base::Result<std::set<std::string>> unscanned(const Collector& collector, const SystemRef& system,
                                              const std::set<std::string>& models) {
  std::set<std::string> missing;
  if (models.empty()) return missing;
  std::set<std::string, std::less<>> seen;
  for (const record::Evidence& piece : collector.out) {
    if (piece.kind == record::EvidenceKind::scan) seen.insert(piece.subject);
  }
  for (const std::string& model : models) {
    const std::string path = system.place + "/" + model;
    if (seen.contains(path)) continue;
    const auto elsewhere = collector.source.was_seen(path);
    if (!elsewhere) return std::unexpected(elsewhere.error());
    if (!*elsewhere) missing.insert(model);
  }
  return missing;
}

}  // namespace

Made made_of(std::span<const record::Component* const> components) {
  Lists lists;
  for (std::size_t i = 0; i < record::kComponentKinds; ++i) {
    lists.names[plural(static_cast<ComponentKind>(i))];
  }
  for (const Component* component : components) lists.look_at(*component);
  Made made;
  made.local_models = lists.names["local-models"];
  record::Evidence piece;
  put(piece, "components", std::uint64_t{components.size()});
  for (const auto& [key, names] : lists.names) put_names(piece, key, names);
  made.facts = std::move(piece.facts);
  return made;
}

base::Result<void> add_discovery(const Collector& collector, const SystemRef& system) {
  if (!system.found) return {};
  auto made = collector.source.made(system.id);
  if (!made) return std::unexpected(made.error());
  record::Evidence piece;
  piece.kind = record::EvidenceKind::discovery;
  piece.subject = system.path.empty() ? system.place : system.path;
  piece.name = system.name;
  piece.producer = producer("discover", kVersion);
  piece.at = system.read;
  piece.expires = system.read + collector.options.age;
  piece.facts = std::move(made->facts);
  const auto missing = unscanned(collector, system, made->local_models);
  if (!missing) return std::unexpected(missing.error());
  put_names(piece, "unscanned-models", *missing);
  put(piece, "owner", system.owner);
  if (collector.options.documents) {
    if (const auto documents = add_documents(collector, system)) {
      put(piece, "documents", std::uint64_t{*documents});
    }
  }
  collector.out.push_back(std::move(piece));
  return {};
}

}  // namespace bartizan::run::evidence
