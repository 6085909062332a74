// TorchScript source in `code/`: a token scan for operators that leave the model.
//
// TorchScript is compiled, not run as Python: only operators registered with the runtime can be
// called, as `torch.<name>(...)` (namespace aten) or `ops.<namespace>.<name>(...)`. The scan looks
// at those calls alone, so that methods and variables of the same names stay quiet.
#include <algorithm>
#include <array>
#include <string_view>

#include "base/reader.h"
#include "base/vec.h"
#include "scan/formats/torch/container.h"
#include "scan/formats/torch/rules.h"

namespace bartizan::scan::torch {
namespace {

using namespace std::string_view_literals;

Claim claim_nothing(const Probe&) { return Claim::no; }

// Operators with effects outside the interpreter: aten::save and aten::from_file touch files (the
// latter maps one, writable when shared), rpc operators reach other machines.
constexpr std::array kReachesOut{"save"sv,      "from_file"sv,    "load"sv,       "open"sv,
                                 "read_file"sv, "write_file"sv,   "system"sv,     "exec"sv,
                                 "eval"sv,      "load_library"sv, "dlopen"sv,     "rpc_async"sv,
                                 "rpc_sync"sv,  "rpc_remote"sv,   "file_writer"sv};

// Namespaces whose operators ship with PyTorch and its domain libraries.
constexpr std::array kNamespaces{"aten"sv,
                                 "prim"sv,
                                 "prims"sv,
                                 "quantized"sv,
                                 "_quantized"sv,
                                 "quantized_decomposed"sv,
                                 "prepacked"sv,
                                 "mkldnn"sv,
                                 "mkldnn_prepacked"sv,
                                 "xnnpack"sv,
                                 "torchvision"sv,
                                 "torchaudio"sv,
                                 "torchtext"sv,
                                 "torch_scatter"sv,
                                 "torch_sparse"sv,
                                 "torch_cluster"sv,
                                 "torch_spline_conv"sv,
                                 "fbgemm"sv,
                                 "sparse"sv,
                                 "rnn"sv,
                                 "inductor"sv,
                                 "profiler"sv,
                                 "static_runtime"sv,
                                 "_caffe2"sv,
                                 "vulkan_prepacked"sv,
                                 "metal"sv,
                                 "metal_prepacked"sv,
                                 "tensorexpr"sv,
                                 "cuda"sv,
                                 "c10"sv,
                                 "_test"sv,
                                 "torchao"sv,
                                 "onednn"sv,
                                 "mkl"sv,
                                 "rpc"sv,
                                 "dist_autograd"sv};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// A dotted name at the front of `text` ("ops.prim.unchecked_cast"), not part of a longer one.
std::string_view dotted_name(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (is_word(text[end]) || text[end] == '.')) ++end;
  return text.substr(0, end);
}

void judge_call(Artifact& artifact, std::string_view call, std::uint64_t offset) {
  const Range range{offset, call.size()};
  std::string_view space = "aten", name;
  if (call.starts_with("torch.")) {
    name = call.substr(6);
  } else {
    const std::string_view rest = call.substr(4);  // after "ops."
    const std::size_t dot = rest.find('.');
    if (dot == std::string_view::npos) return;
    space = rest.substr(0, dot);
    name = rest.substr(dot + 1);
  }
  // Overloads are written behind another dot.
  const std::string_view operation = name.substr(0, name.find('.'));
  if (among(kReachesOut, operation)) {
    artifact.finding(kScriptReachesOut, range, call);
  } else if (!among(kNamespaces, space)) {
    artifact.finding(kCustomOperator, range, call, {{"namespace", space}});
  }
}

void scan(Artifact& artifact, std::string_view text) {
  char quote = 0;
  bool comment = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (comment || quote != 0) {
      if (c == '\n') comment = false;
      if (quote != 0 && c == '\\') ++i;
      if (quote != 0 && c == quote) quote = 0;
      ++i;
    } else if (c == '#') {
      comment = true;
      ++i;
    } else if (c == '"' || c == '\'') {
      quote = c;
      ++i;
    } else if (is_word(c) || c == '.') {
      const std::string_view name = dotted_name(text.substr(i));
      std::size_t after = i + name.size();
      while (after < text.size() && (text[after] == ' ' || text[after] == '\t')) ++after;
      const bool called = after < text.size() && text[after] == '(';
      if (called && (name.starts_with("torch.") || name.starts_with("ops."))) {
        judge_call(artifact, name, i);
      }
      i += name.size();
    } else {
      ++i;
    }
  }
}

void parse(Artifact& artifact) {
  artifact.span(0, artifact.size(), base::SpanLabel::code);
  base::Vec<std::byte> bytes(artifact.budget());
  const std::uint64_t size = std::min(artifact.size(), artifact.limits().text);
  if (!artifact.budget().charge_steps(size) || !bytes.try_resize(static_cast<std::size_t>(size)) ||
      !artifact.source().read(0, bytes.span())) {
    artifact.partial("limit:memory", {0, artifact.size()});
    return;
  }
  scan(artifact, base::text_of(bytes.span()));
  if (size < artifact.size()) artifact.partial("limit:text", {size, artifact.size() - size});
}

}  // namespace

constexpr Format kScript{"torchscript-code", "TorchScript code", Kind::model, claim_nothing, parse};

}  // namespace bartizan::scan::torch
