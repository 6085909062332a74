#include "scan/formats/torch/container.h"

#include <algorithm>
#include <array>

#include "base/reader.h"
#include "scan/detect/payload.h"
#include "scan/formats/raw/format.h"
#include "scan/formats/torch/rules.h"
#include "scan/formats/zip/archive.h"

namespace bartizan::scan::torch {
namespace {

using namespace std::string_view_literals;
using record::Depth;

// Enough of a storage for an ELF or Mach-O header and most of PE, and little enough to have come
// along with the local header.
constexpr std::size_t kHead = 640;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_but_for_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size() || a == b) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

// Members that torch::jit and torch.load hand to their unpickler by name.
constexpr std::array kPickles{"data.pkl"sv,          "constants.pkl"sv,
                              "bytecode.pkl"sv,      "attributes.pkl"sv,
                              "traced_inputs.pkl"sv, "mobile_debug_handles.pkl"sv};

}  // namespace

Container::Container(zip::Archive& archive) : archive_(archive) {
  // PyTorchStreamReader takes the archive's name from the first record (caffe2/serialize).
  const zip::Entry* first = archive.first();
  if (first == nullptr) return;
  const std::string_view name = archive.name(*first);
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return;
  root_ = name.substr(0, slash + 1);
  bool code = false, sources = false;
  for (const zip::Entry& entry : archive.entries()) {
    std::string_view below = archive.name(entry);
    if (!below.starts_with(root_)) continue;
    below.remove_prefix(root_.size());
    code = code || below.starts_with("code/");
    sources = sources || below.ends_with(".py");
  }
  if (has("bytecode.pkl")) {
    layout_ = Layout::mobile;
  } else if (has("constants.pkl") || (has("data.pkl") && code)) {
    layout_ = Layout::script;
  } else if (has("data.pkl")) {
    layout_ = Layout::zip;
  } else if (has(".data/extern_modules") || (has(".data/version") && sources)) {
    layout_ = Layout::package;
  } else if (has("archive_format") || has("archive_version")) {
    layout_ = Layout::exported;
  }
}

bool Container::has(std::string_view below_root) const {
  base::Text name(archive_.artifact.budget());
  return name.append(root_) && name.append(below_root) && archive_.find(name.view()) != nullptr;
}

std::string_view Container::format_id() const {
  switch (layout_) {
    case Layout::none:
      return {};
    case Layout::zip:
      return "torch-zip";
    case Layout::script:
      return "torchscript";
    case Layout::mobile:
      return "torch-mobile";
    case Layout::package:
      return "torch-package";
    case Layout::exported:
      return "torch-export";
  }
  return {};
}

Role Container::role(std::string_view member) const {
  if (layout_ == Layout::none || !member.starts_with(root_)) return Role::probe;
  const std::string_view name = member.substr(root_.size());
  if (layout_ == Layout::exported) return Role::probe;
  if (layout_ == Layout::package) {
    if (name.starts_with(".data/") && name.ends_with(".storage")) return Role::payload;
    return name.ends_with(".pkl") ? Role::pickle : Role::probe;
  }
  for (const std::string_view pickle : kPickles) {
    if (name == pickle) return Role::pickle;
  }
  if (name.starts_with("data/") && name.size() > 5) return Role::payload;
  if (layout_ == Layout::zip) return Role::probe;
  if (name.starts_with("constants/") || name.starts_with("tensors/")) return Role::payload;
  if (name.starts_with("code/")) {
    if (name.ends_with(".py")) return Role::script;
    if (name.ends_with(".debug_pkl")) return Role::pickle;
  }
  return Role::probe;
}

void Container::storage(std::string_view member, base::Range data) {
  Artifact& artifact = archive_.artifact;
  if (artifact.depth() != Depth::structure) {
    artifact.span(data.offset, data.length, base::SpanLabel::payload);
    artifact.member_as(raw::kTensorData, member, data.offset, data.length, this);
    return;
  }
  artifact.payload(data.offset, data.length);
  // The first bytes came along with the local header; native code is seen at any depth.
  const auto head = archive_.locals.at(
      data.offset, data.length < kHead ? static_cast<std::size_t>(data.length) : kHead, kHead);
  if (const auto kind = detect::native_code(head)) {
    artifact.finding(kStorageNotData, data, member, {{"kind", *kind}});
  }
}

void Container::named(Artifact& pickle, std::string_view key, std::int64_t elements,
                      std::int64_t bytes_each, base::Range range) {
  // TorchScript keeps the storages of X.pkl in X/, torch.package all of them in .data/.
  std::string_view folder = layout_ == Layout::package ? ".data/"sv : pickle.name();
  if (layout_ != Layout::package) {
    folder.remove_prefix(std::min(folder.size(), root_.size()));
    folder = folder.substr(0, folder.rfind('.'));
  }
  base::Text name(archive_.artifact.budget());
  name.append(root_);
  name.append(folder);
  name.append(layout_ == Layout::package ? ""sv : "/"sv);
  name.append(key);
  name.append(layout_ == Layout::package ? ".storage"sv : ""sv);
  const zip::Entry* entry = archive_.find(name.view());
  // Mobile archives put all of them into constants/ since 1.8, however the pickle is called.
  if (entry == nullptr && layout_ != Layout::zip) {
    name.clear();
    name.append(root_);
    name.append("constants/");
    name.append(key);
    entry = archive_.find(name.view());
  }
  // A trace remembers its example inputs without their elements.
  if (folder == "traced_inputs") return;
  if (entry == nullptr) {
    if (elements != 0) pickle.finding(kMissingStorage, range, key);
    return;
  }
  std::int64_t bytes = 0;
  if (elements < 0 || bytes_each <= 0 || __builtin_mul_overflow(elements, bytes_each, &bytes)) {
    return;
  }
  if (static_cast<std::uint64_t>(bytes) > entry->size) {
    base::Text wanted(pickle.budget()), there(pickle.budget());
    wanted.append_signed(bytes);
    there.append_number(entry->size);
    pickle.finding(kShortStorage, range, archive_.name(*entry),
                   {{"wanted", wanted.view()}, {"present", there.view()}});
  }
}

void Container::report() {
  if (layout_ == Layout::none) return;
  Artifact& artifact = archive_.artifact;
  bool code_reported = false;
  for (const zip::Entry& entry : archive_.entries()) {
    const std::string_view name = archive_.name(entry);
    const base::Range record{entry.record, zip::kEntryBytes + entry.name_length};
    if (!name.starts_with(root_)) continue;
    const std::string_view below = name.substr(root_.size());
    for (const std::string_view pickle : kPickles) {
      if (equal_but_for_case(below, pickle)) artifact.finding(kNameCase, record, name);
    }
    if (layout_ == Layout::package && below.ends_with(".py") && !code_reported) {
      artifact.finding(kPackageCode, record, name);
      code_reported = true;
    }
    if (below == "byteorder" && entry.method == zip::kStored && entry.size <= 16) {
      if (const auto local = archive_.locals.header(entry.local, 512)) {
        const auto text = archive_.locals.at(local->data, static_cast<std::size_t>(entry.size), 64);
        artifact.fact("torch", "byteorder", base::text_of(text), {local->data, entry.size});
      }
    }
  }
  if (layout_ == Layout::exported) artifact.partial("format-not-analysed", {0, artifact.size()});
}

}  // namespace bartizan::scan::torch
