#include "support/recipes.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "mkbytes/recipe.h"
#include "run/analyse.h"

namespace bartizan::test {

namespace fs = std::filesystem;

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

record::Artifact Input::analyse() const { return run::analyse_bytes(as_bytes(bytes), path, depth); }

std::vector<fs::path> find_recipes(const fs::path& root, std::string_view filter) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const fs::path& path = entry.path();
    if (path.extension() != ".recipe" || path.parent_path().filename() != "recipes") continue;
    if (path.string().find(filter) != std::string::npos) found.push_back(path);
  }
  std::sort(found.begin(), found.end());
  return found;
}

Input read_recipe(const fs::path& recipe) {
  Input input;
  input.recipe = recipe;
  const fs::path folder = recipe.parent_path().parent_path();
  input.name = (folder.filename() / recipe.stem()).string();
  try {
    mkbytes::Recipe made = mkbytes::make(slurp(recipe));
    input.bytes = std::move(made.bytes);
    // Without a name of its own an input claims nothing by its name.
    input.path = made.path.empty() ? recipe.stem().string() : made.path;
    if (!made.depth.empty()) {
      const auto depth = record::parse_depth(made.depth);
      if (!depth) throw std::runtime_error("unknown depth: " + made.depth);
      input.depth = *depth;
    }
  } catch (const std::exception& error) {
    throw std::runtime_error(recipe.string() + ": " + error.what());
  }
  return input;
}

std::vector<fs::path> recipe_roots() {
  const fs::path source = BARTIZAN_SOURCE_DIR;
  return {source / "src", source / "tests"};
}

std::vector<Input> all_inputs(std::string_view filter) {
  std::vector<Input> inputs;
  for (const fs::path& root : recipe_roots()) {
    for (const fs::path& recipe : find_recipes(root, filter)) inputs.push_back(read_recipe(recipe));
  }
  return inputs;
}

}  // namespace bartizan::test
