#include "use/discover/resolve.h"

#include <algorithm>
#include <array>

#include "base/path.h"

namespace bartizan::use {
namespace {

constexpr std::array<std::string_view, 8> kScriptEnds{".ts",  ".tsx", ".js",  ".jsx",
                                                      ".mjs", ".cjs", ".mts", ".cts"};

std::string joined(const std::string& folder, std::string_view rest) {
  if (folder.empty()) return std::string(rest);
  return folder + "/" + std::string(rest);
}

void add_python(std::vector<std::string>& out, const std::string& base) {
  out.push_back(base + ".py");
  out.push_back(joined(base, "__init__.py"));
}

std::vector<std::string> python(std::string_view module, std::string_view importer) {
  std::vector<std::string> out;
  const std::size_t dots = std::min(module.find_first_not_of('.'), module.size());
  std::string rest(module.substr(dots));
  std::ranges::replace(rest, '.', '/');
  if (dots > 0) {
    std::string folder(base::folder_of(importer));
    for (std::size_t up = 1; up < dots; ++up) folder = std::string(base::folder_of(folder));
    if (rest.empty()) {
      out.push_back(joined(folder, "__init__.py"));
    } else {
      add_python(out, joined(folder, rest));
    }
    return out;
  }
  // Beside the importer first, as scripts do it, then from any root of packages.
  add_python(out, joined(std::string(base::folder_of(importer)), rest));
  add_python(out, rest);
  add_python(out, "*/" + rest);
  // The root that is read may be the package itself.
  const std::size_t slash = rest.find('/');
  if (slash != rest.npos) add_python(out, rest.substr(slash + 1));
  return out;
}

std::vector<std::string> script(std::string_view module, std::string_view importer) {
  std::string folder(base::folder_of(importer));
  while (module.starts_with("./") || module.starts_with("../")) {
    if (module.starts_with("../")) folder = std::string(base::folder_of(folder));
    module.remove_prefix(module.find('/') + 1);
  }
  const std::string base = joined(folder, module);
  std::vector<std::string> out{base};
  // TypeScript sources import "./config.js" and mean config.ts.
  std::string stem = base;
  for (const std::string_view end : kScriptEnds) {
    if (stem.ends_with(end)) stem.resize(stem.size() - end.size());
  }
  for (const std::string_view end : kScriptEnds) out.push_back(stem + std::string(end));
  for (const std::string_view end : kScriptEnds) {
    out.push_back(joined(base, "index" + std::string(end)));
  }
  return out;
}

}  // namespace

Symbol split_symbol(std::string_view symbol) {
  const std::size_t colon = symbol.rfind(':');
  if (colon == symbol.npos) return {{}, std::string(symbol)};
  return {std::string(symbol.substr(0, colon)), std::string(symbol.substr(colon + 1))};
}

std::vector<std::string> candidates(std::string_view module, std::string_view importer) {
  if (module.starts_with("./") || module.starts_with("../")) return script(module, importer);
  return python(module, importer);
}

}  // namespace bartizan::use
