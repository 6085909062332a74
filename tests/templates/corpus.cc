// template_corpus DIR [FAMILIES]: analyses every template and GGUF file below DIR, which
// tests/templates/fetch.py filled from published packages, and demands silence: verdict clean,
// nothing above severity info. Prints the model families; fewer than FAMILIES is a failure.
//
// template_corpus --parse FILE...: a line for each file, "ok" or "no", offset and reason; for
// differential.py.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/budget.h"
#include "run/analyse.h"
#include "scan/formats/template/parser.h"
#include "support/recipes.h"

namespace {

namespace fs = std::filesystem;
using namespace bartizan;

// As they stand in file names; the first that fits counts.
constexpr std::array kFamilies{
    "alpaca",    "apertus",   "apriel",       "aya",          "bielik",      "chatml",
    "codestral", "cogito",    "cohere",       "command",      "deepseek",    "devstral",
    "dolphin",   "exaone",    "falcon",       "firefunction", "functionary", "gemma",
    "gigachat",  "glm",       "gpt-oss",      "granite",      "hermes",      "hy3",
    "jamba",     "kimi",      "laguna",       "lfm2",         "ling",        "llama",
    "llava",     "magistral", "marco",        "mathstral",    "metharme",    "mimo",
    "minicpm",   "minimax",   "ministral",    "mistral",      "mixtral",     "moondream",
    "nemotron",  "nous",      "olmo",         "openchat",     "openhermes",  "orca",
    "phi",       "pixtral",   "qwen",         "qwq",          "reka",        "rwkv",
    "seed-oss",  "smollm",    "smallthinker", "solar",        "spark",       "stablelm",
    "starcoder", "starling",  "stepfun",      "tulu",         "vicuna",      "wizard",
    "yi",        "zephyr"};

std::string family(std::string name) {
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const char* one : kFamilies) {
    if (name.find(one) != std::string::npos) return one;
  }
  return "other";
}

bool quiet(const fs::path& path) {
  const std::string bytes = test::slurp(path);
  const auto artifact = run::analyse_bytes(test::as_bytes(bytes), path.filename().string());
  bool fine = artifact.verdict == record::Verdict::clean;
  if (!fine) {
    std::cout << path.string() << ": " << record::name(artifact.verdict) << "\n";
    for (const auto& gap : artifact.coverage.gaps) std::cout << "  gap " << gap.reason << "\n";
  }
  for (const auto& finding : artifact.findings) {
    if (finding.severity == record::Severity::info) continue;
    fine = false;
    std::cout << "  " << path.filename().string() << ": " << finding.rule << " " << finding.title
              << "\n";
  }
  return fine;
}

void parse_only(const fs::path& path) {
  using namespace scan::templates;
  const std::string text = test::slurp(path);
  const base::Limits limits;
  base::Budget budget(limits);
  base::Vec<Token> tokens(budget);
  Tree tree(budget);
  Failure failure = lex(text, tokens);
  if (!failure) failure = parse_template(text, tokens, limits.json_depth, tree);
  if (failure) {
    std::cout << "no " << failure.offset << " " << failure.what << "\n";
  } else {
    std::cout << "ok\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--parse") {
    for (int i = 2; i < argc; ++i) parse_only(argv[i]);
    return 0;
  }
  if (argc < 2) {
    std::cerr << "usage: template_corpus DIR [FAMILIES]\n";
    return 2;
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(argv[1])) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::map<std::string, int> families;
  int loud = 0;
  for (const fs::path& file : files) {
    ++families[family(file.filename().string())];
    loud += quiet(file) ? 0 : 1;
  }
  for (const auto& [name, count] : families) std::cout << name << " " << count << "\n";
  const auto known = families.size() - families.count("other");
  std::cout << files.size() << " files, " << known << " families, " << loud << " not quiet\n";
  const unsigned long wanted = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 20;
  return loud == 0 && known >= wanted ? 0 : 1;
}
