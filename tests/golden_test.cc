// bartizan_golden: scans every recipe and compares the result with the golden file beside it.
//
//   bartizan_golden [FILTER]            FILTER: a part of the recipe's path
//   bartizan_golden --update [FILTER]   rewrites the golden files; review them like code
//
// A recipe src/.../recipes/NAME.recipe has its result in src/.../golden/NAME.json.
#include "support/golden.h"

#include <sys/resource.h>

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <string>

#include "support/recipes.h"

namespace {

namespace fs = std::filesystem;
using namespace bartizan;

// No recipe may cost more than this, whatever it tries; sanitizers get ten times as much.
#ifdef BARTIZAN_SANITIZED
constexpr double kMostSeconds = 20;
#else
constexpr double kMostSeconds = 2;
#endif

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

fs::path golden_of(const fs::path& recipe) {
  return recipe.parent_path().parent_path() / "golden" / recipe.stem().concat(".json");
}

bool update(const fs::path& golden, const std::string& text) {
  if (fs::exists(golden) && test::slurp(golden) == text) return false;
  fs::create_directories(golden.parent_path());
  std::ofstream(golden, std::ios::binary) << text;
  return true;
}

// A golden file without its recipe checks nothing any more.
int orphans(const fs::path& root, const std::set<fs::path>& known, bool updating) {
  int found = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const fs::path& path = entry.path();
    if (path.parent_path().filename() != "golden" || path.extension() != ".json") continue;
    if (known.contains(path) || !fs::exists(path.parent_path().parent_path() / "recipes")) continue;
    std::cout << path.string() << (updating ? ": removed" : ": has no recipe") << "\n";
    if (updating) {
      fs::remove(path);
    } else {
      ++found;
    }
  }
  return found;
}

int walk(bool updating, const std::string& filter) {
  int checked = 0;
  int wrong = 0;
  int written = 0;
  std::set<fs::path> known;
  for (const fs::path& root : test::recipe_roots()) {
    for (const fs::path& recipe : test::find_recipes(root, filter)) {
      const fs::path golden = golden_of(recipe);
      known.insert(golden);
      ++checked;
      try {
        const test::Input input = test::read_recipe(recipe);
        const double start = cpu_seconds();
        const std::string got = test::golden_text(input.analyse());
        const double seconds = cpu_seconds() - start;
        if (seconds > kMostSeconds) {
          std::cout << recipe.string() << ": took " << seconds << " s of processor time, at most "
                    << kMostSeconds << " are allowed\n";
          ++wrong;
        }
        if (updating) {
          if (update(golden, got)) {
            std::cout << golden.string() << ": written\n";
            ++written;
          }
          continue;
        }
        if (!fs::exists(golden)) {
          std::cout << recipe.string() << ": no golden file yet; this is the result:\n" << got;
          ++wrong;
        } else if (const std::string wanted = test::slurp(golden); wanted != got) {
          std::cout << golden.string() << ": differs (- golden, + now)\n"
                    << test::difference(wanted, got);
          ++wrong;
        }
      } catch (const std::exception& error) {
        std::cout << error.what() << "\n";
        ++wrong;
      }
    }
    if (filter.empty()) wrong += orphans(root, known, updating);
  }
  std::cout << checked << " recipes, " << wrong << " wrong";
  if (updating) std::cout << ", " << written << " golden files written";
  std::cout << "\n";
  if (wrong != 0 && !updating) {
    std::cout << "If the new results are right: cmake --build <build> --target update-goldens, "
                 "then read the diff.\n";
  }
  return wrong == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  bool updating = false;
  std::string filter;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--update") {
      updating = true;
    } else {
      filter = argument;
    }
  }
  return walk(updating, filter);
}
