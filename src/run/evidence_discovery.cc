// Evidence of kind `discovery`: what a system is made of, counted and named.
#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <map>
#include <tuple>

#include "io/stamp.h"
#include "run/component_facts.h"
#include "run/estate_parts.h"
#include "run/evidence_parts.h"
#include "run/fetched.h"
#include "run/version.h"
#include "text/host.h"

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

// "http://host:port/x" of a host elsewhere; schemes have no case (RFC 3986, 3.1).
bool is_plain(std::string_view url) {
  const std::size_t end = url.find("://");
  if (end == url.npos) return false;
  std::string scheme(url.substr(0, end));
  std::ranges::transform(scheme, scheme.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const bool plain = scheme == "http" || scheme == "ws" || scheme == "grpc";
  return plain && !text::stays_on_machine(url.substr(end + 3));
}

void add_plain(const Component& component, std::set<std::string>& plain) {
  for (const record::Attribute& a : component.attributes) {
    if ((a.key == "base-url" || a.key == "url") && is_plain(a.value)) plain.insert(a.value);
  }
}

// Whether the scan core has read it: others are only named somewhere.
bool is_file(const Component& model) { return !model.attribute("verdict").empty(); }

struct Lists {
  std::map<std::string, std::set<std::string>> names;
  // A file may be named in code as well, and is one part all the same.
  std::set<std::tuple<ComponentKind, std::string, std::string, std::string>> parts;
  std::set<std::string> files, named;

  Lists() {
    // What was looked for and is not there is said to be none.
    for (const char* key :
         {"unpinned-packages", "unpinned-models", "unlicensed-models", "undocumented-models",
          "undocumented-datasets", "models-without-base", "remote-code", "literal-keys",
          "unpinned-mcp-servers", "plain-endpoints", "unpinned-containers", "local-models",
          "own-models", "hosted-models"}) {
      names[key];
    }
  }
  void add(const char* key, const Component& component) { names[key].insert(called(component)); }

  void look_at(const Component& c) {
    using enum ComponentKind;
    parts.emplace(c.kind, c.provider, c.name, c.version);
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
        if (fetches_any_version(c.attribute("command"), c.attribute("args"))) {
          add("unpinned-mcp-servers", c);
        }
        break;
      case runtime:
        if (c.attribute("digest").empty() && !is_exact_tag(c.version)) {
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
    add(is_hosted(c).value_or(false) ? "hosted-models" : "own-models", c);
    // Of a hosted model nobody here can say more than its publisher does.
    if (is_hosted(c).value_or(true)) return;
    // Of a file that is here its own component says it.
    if (c.provider == "local" && !is_file(c) && files.contains(c.name)) return;
    if (c.attribute("licence").empty()) add("unlicensed-models", c);
    if (c.provider != "local") return;
    if (!is_documented(c)) add("undocumented-models", c);
    if (c.attribute("base-model").empty()) add("models-without-base", c);
  }
};

// "models/x.pkl" of "../../models/x.pkl".
std::string without_way_up(std::string_view name) {
  for (;;) {
    if (name.starts_with("../")) {
      name.remove_prefix(3);
    } else if (name.starts_with("./")) {
      name.remove_prefix(2);
    } else {
      return std::string(name);
    }
  }
}

std::string path_from(const std::string& folder, const std::string& name) {
  return (std::filesystem::path(folder) / name).lexically_normal().string();
}

// Model files that no scan has read, or of which it is not known.
base::Result<std::set<std::string>> unscanned(const Collector& collector, const SystemRef& system,
                                              const Made& made) {
  std::set<std::string> missing;
  if (made.local_models.empty() && made.named_models.empty()) return missing;
  std::set<std::string, std::less<>> seen;
  for (const record::Evidence& piece : collector.out) {
    if (piece.kind == record::EvidenceKind::scan) seen.insert(piece.subject);
  }
  const std::string& folder = system.path.empty() ? system.place : system.path;
  const auto was_seen = [&](const std::string& path) -> base::Result<bool> {
    if (seen.contains(path)) return true;
    return collector.source.was_seen(path);
  };
  for (const std::string& model : made.local_models) {
    const auto scanned = was_seen(model == "." ? folder : folder + "/" + model);
    if (!scanned) return std::unexpected(scanned.error());
    if (!*scanned) missing.insert(model);
  }
  // What lies outside of a system is scanned for others, so that only what was found good there,
  // and is the same since, is known well enough.
  const auto is_good = [&](const std::string& path) -> base::Result<bool> {
    const auto files = collector.source.files(path);
    if (!files) return std::unexpected(files.error());
    return std::ranges::any_of(*files, [&](const store::SeenFile& file) {
      const bool is_now = collector.options.documents && !collector.options.as_it_was;
      return file.path == path && file.verdict == record::Verdict::clean &&
             file.coverage == record::CoverageState::complete &&
             !(is_now && io::changed_after(path, file.seen));
    });
  };
  for (const std::string& model : made.named_models) {
    // Code names a path from where it runs: its own folder, one below, or the one that holds all.
    const std::array paths{path_from(folder, model), path_from(system.place, model)};
    const std::string tail = "/" + without_way_up(model);
    const bool lies_outside = std::ranges::any_of(paths, [&](const std::string& path) {
      std::error_code error;
      return !is_or_lies_in(path, folder) && std::filesystem::exists(path, error);
    });
    if (!lies_outside &&
        std::ranges::any_of(seen, [&](const std::string& at) { return at.ends_with(tail); })) {
      continue;
    }
    bool is_scanned = false;
    for (const std::string& path : paths) {
      const auto scanned = is_or_lies_in(path, folder) ? was_seen(path) : is_good(path);
      if (!scanned) return std::unexpected(scanned.error());
      is_scanned = is_scanned || *scanned;
    }
    if (!is_scanned) missing.insert(model);
  }
  return missing;
}

}  // namespace

Made made_of(std::span<const record::Component* const> components) {
  Lists lists;
  for (std::size_t i = 0; i < record::kComponentKinds; ++i) {
    lists.names[plural(static_cast<ComponentKind>(i))];
  }
  for (const Component* c : components) {
    if (c->kind == ComponentKind::model && c->provider == "local") {
      (is_file(*c) ? lists.files : lists.named).insert(c->name);
    }
  }
  for (const Component* component : components) lists.look_at(*component);
  Made made;
  std::ranges::set_difference(lists.named, lists.files,
                              std::inserter(made.named_models, made.named_models.end()));
  made.local_models = std::move(lists.files);
  record::Evidence piece;
  put(piece, "components", std::uint64_t{lists.parts.size()});
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
  const auto missing = unscanned(collector, system, *made);
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
