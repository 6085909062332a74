#include <string>

#include "use/parse/discover/infra/config.h"

namespace bartizan::use::infra {

using std::string_view;
using text::Node;

void put_kubernetes(Config& config, const Node& document) {
  const Node* kind = document.find("kind");
  const string_view version = document.string("apiVersion");
  if (version.empty() || kind == nullptr || !kind->is_string()) return;
  SourceText& source = config.source();
  config.signal("kubernetes");
  const Node* metadata = document.find("metadata");
  const string_view name = metadata != nullptr ? metadata->string("name") : string_view();

  if (const auto groups = source.report.catalog().list("discovery-kubernetes", kind->text)) {
    const string_view group = version.substr(0, version.find('/'));
    bool fits = version.find('/') != version.npos && *groups != "gpu";
    if (fits) {
      // One of several groups, as a whole or at the start or end of the manifest's.
      bool found = false;
      string_view rest = *groups;
      while (!rest.empty()) {
        const string_view one = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        found = found || group == one || group.ends_with("." + std::string(one)) ||
                group.starts_with(std::string(one) + ".");
      }
      fits = found;
    }
    if (fits) {
      std::string full = kind->text;
      if (!name.empty() && !has_expansion(name)) full += "/" + std::string(name);
      put(source, ComponentKind::resource, full, "kubernetes", config.spot(*kind));
      if (kind->text == "Agent" && !name.empty()) {
        put(source, ComponentKind::agent, name, "kagent", config.spot(*kind));
      }
      if (kind->text.ends_with("MCPServer") && !name.empty()) {
        put(source, ComponentKind::mcp_server, name, {}, config.spot(*kind));
      }
    }
  }
  if (kind->text == "ConfigMap" || kind->text == "Secret") {
    const bool secret = kind->text == "Secret";
    for (const string_view part : {"data", "stringData"}) {
      const Node* data = document.find(part);
      if (data == nullptr) continue;
      for (const Node& item : data->items) {
        if (item.is_object() || item.is_array()) continue;
        put_variable(source, item.key, secret ? string_view() : string_view(item.text),
                     config.spot(item));
      }
    }
  }
}

}  // namespace bartizan::use::infra
