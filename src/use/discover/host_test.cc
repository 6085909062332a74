#include "use/discover/host.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

using bartizan::use::Environment;
using bartizan::use::host_locations;

bool has(const std::vector<std::string>& all, std::string_view path) {
  return std::ranges::find(all, path) != all.end();
}

TEST_CASE("every home has the usual places") {
  const std::vector<std::string> homes{"/home/ann", "/home/bob/"};
  const auto all = host_locations(homes, {});
  for (const auto* home : {"/home/ann", "/home/bob"}) {
    for (const auto* place : {"/.cache/huggingface/hub", "/.ollama/models", "/.claude.json",
                              "/.cursor/mcp.json", "/.codex/config.toml", "/.cache/torch"}) {
      CHECK(has(all, std::string(home) + place));
    }
  }
  CHECK(has(all, "/usr/share/ollama/.ollama/models"));
  CHECK(std::ranges::is_sorted(all));
}

TEST_CASE("the environment moves the stores of its own user only") {
  const std::vector<std::string> homes{"/home/ann", "/home/bob"};
  const Environment environment{{"HF_HOME", "/data/hf/"},
                                {"OLLAMA_MODELS", "~/models/ollama"},
                                {"XDG_CONFIG_HOME", "/home/ann/cfg"},
                                {"TORCH_HOME", "relative"}};
  const auto all = host_locations(homes, environment);
  CHECK(has(all, "/data/hf/hub"));
  CHECK_FALSE(has(all, "/home/ann/.cache/huggingface/hub"));
  CHECK(has(all, "/home/bob/.cache/huggingface/hub"));
  CHECK(has(all, "/home/ann/models/ollama"));
  CHECK_FALSE(has(all, "/home/ann/.ollama/models"));
  CHECK(has(all, "/home/ann/cfg/zed/settings.json"));
  CHECK(has(all, "/home/bob/.config/zed/settings.json"));
  CHECK_FALSE(has(all, "relative"));
}

TEST_CASE("HF_HUB_CACHE wins over HF_HOME") {
  const std::vector<std::string> homes{"/root"};
  const auto all = host_locations(homes, {{"HF_HOME", "/hf"}, {"HF_HUB_CACHE", "/cache"}});
  CHECK(has(all, "/cache"));
  CHECK_FALSE(has(all, "/hf/hub"));
}

TEST_CASE("no place lies below another, and no home is needed") {
  const std::vector<std::string> homes{"/home/ann"};
  const auto all = host_locations(homes, {{"TORCH_HOME", "/home/ann/.cache"}});
  for (const std::string& path : all) {
    for (const std::string& other : all) CHECK_FALSE(path.starts_with(other + "/"));
  }
  CHECK(has(host_locations({}, {}), "/usr/share/ollama/.ollama/models"));
}

}  // namespace
