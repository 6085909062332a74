// Real files: every one is what its list says, or honestly not recognised.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "run/analyse.h"
#include "support/recipes.h"

namespace bartizan::scan::recognised {
namespace {

namespace fs = std::filesystem;

// The list's words and the ids that may stand for them; "" is not recognised.
const std::map<std::string, std::set<std::string>> kExpected{
    {"onnx", {"onnx", ""}},  // "": the weights of a model in two files
    {"onnx TensorProto (.pb)", {"onnx-tensor"}},
    {"tflite", {"tflite"}},
    {"tflite named .bin", {"tflite"}},
    {"ncnn .param (text)", {"ncnn"}},
    {"Keras HDF5", {"hdf5"}},
    {"HDF5", {"hdf5"}},
    {"ExecuTorch program", {"executorch"}},
    {"Core ML compiled model directory", {"core-ml-compiled", "core-ml-program", "json"}},
    {"TensorFlow SavedModel directory", {"saved-model", "tf-checkpoint-index", "text", ""}},
    {"protobuf (not a model)", {""}},
    {"safetensors", {"safetensors"}},
    {"Git LFS pointer", {"lfs-pointer"}},
    {"not a model", {"text", ""}},
};

TEST_CASE("real files are recognised by their content") {
  const fs::path root = fs::path(std::getenv("BARTIZAN_TEST_DATA")) / "models";
  std::ifstream list(root / "manifest.csv");
  REQUIRE(list);
  std::string line;
  std::getline(list, line);
  std::size_t files = 0;
  while (std::getline(list, line)) {
    std::stringstream row(line);
    std::string path, bytes, hash, format;
    for (std::string* cell : {&path, &bytes, &hash, &format}) std::getline(row, *cell, ',');
    const auto expected = kExpected.find(format);
    if (expected == kExpected.end()) continue;
    const std::string content = test::slurp(root / path);
    // A name plays no part.
    const auto artifact =
        run::analyse_bytes(test::as_bytes(content), "file", record::Depth::structure);
    CAPTURE(path);
    CAPTURE(artifact.format);
    CHECK(expected->second.contains(artifact.format));
    ++files;
  }
  CHECK(files > 200);
}

}  // namespace
}  // namespace bartizan::scan::recognised
