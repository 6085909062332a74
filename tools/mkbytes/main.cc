// mkbytes: turns a recipe into bytes.
//
//   mkbytes RECIPE [-o OUT]      to standard output without -o
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "mkbytes/recipe.h"

namespace {

int usage() {
  std::cerr << "usage: mkbytes RECIPE [-o OUT]\n";
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::string recipe_path;
  std::string output_path;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "-o" && i + 1 < argc) {
      output_path = argv[++i];
    } else if (argument.starts_with('-') || !recipe_path.empty()) {
      return usage();
    } else {
      recipe_path = argument;
    }
  }
  if (recipe_path.empty()) return usage();

  std::ifstream in(recipe_path, std::ios::binary);
  if (!in) {
    std::cerr << "mkbytes: cannot read " << recipe_path << "\n";
    return 1;
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    const std::string bytes = bartizan::mkbytes::make(text).bytes;
    if (output_path.empty()) {
      std::cout << bytes << std::flush;
      return std::cout ? 0 : 1;
    }
    std::ofstream out(output_path, std::ios::binary);
    out << bytes << std::flush;
    if (!out) {
      std::cerr << "mkbytes: cannot write " << output_path << "\n";
      return 1;
    }
  } catch (const bartizan::mkbytes::RecipeError& error) {
    std::cerr << recipe_path << ": " << error.what() << "\n";
    return 1;
  }
  return 0;
}
