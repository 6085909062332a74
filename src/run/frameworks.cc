#include "run/frameworks.h"

#include <algorithm>
#include <filesystem>

#include "run/foreign.h"
#include "run/import_inventory.h"
#include "run/replace_file.h"

namespace bartizan::run {
namespace {

using assure::assess::Framework;
using assure::assess::Texts;

// A standard is a book, not a library.
constexpr std::uint64_t kMostFile = 16UL * 1024 * 1024;

std::string file_of(const std::string& store, std::string_view framework) {
  const std::string folder = texts_folder_of(store);
  return folder.empty() ? std::string() : folder + "/" + std::string(framework) + ".json";
}

const Framework* target_of(const std::string& id) {
  if (!id.empty()) return assure::assess::framework(id);
  const Framework* only = nullptr;
  for (const Framework& one : assure::assess::frameworks()) {
    if (one.imports.empty()) continue;
    if (only != nullptr) return nullptr;
    only = &one;
  }
  return only;
}

ImportFailure failed(std::string reason) { return {std::move(reason), false, false}; }

}  // namespace

std::string texts_folder_of(const std::string& store) {
  return store.empty() ? std::string() : store + ".frameworks";
}

Texts imported_texts(const std::string& store, std::string_view framework, std::string& problem) {
  Texts none;
  none.framework = framework;
  const std::string path = file_of(store, framework);
  std::error_code error;
  if (path.empty() || !std::filesystem::exists(path, error)) return none;
  const auto whole = read_whole(path, kMostFile);
  if (!whole) {
    problem = path + " cannot be read: " + whole.error();
    return none;
  }
  auto texts = assure::assess::read_texts(whole->bytes);
  if (!texts || texts->framework != framework) {
    problem = path + " is damaged; import the texts again";
    return none;
  }
  return std::move(*texts);
}

std::expected<ImportedTexts, ImportFailure> import_texts(const ImportTexts& options) {
  const Framework* framework = target_of(options.framework);
  if (framework == nullptr || framework->imports.empty()) {
    return std::unexpected(
        ImportFailure{options.framework.empty()
                          ? "name the framework with --framework: there are several that take texts"
                          : options.framework + " is no framework that takes texts",
                      true, false});
  }
  const std::string path = file_of(options.store, framework->id);
  if (path.empty()) {
    return std::unexpected(
        ImportFailure{"there is no place to keep texts in. Name a store with "
                      "--store.",
                      true, false});
  }
  std::string problem;
  Texts texts = imported_texts(options.store, framework->id, problem);
  ImportedTexts done;
  auto worker = ForeignReader::start(options.limits, options.cancelled);
  if (!worker) return std::unexpected(failed(std::string(worker.error().what)));
  for (const std::string& file : options.files) {
    const auto whole = read_whole(file, kMostFile);
    if (!whole) return std::unexpected(ImportFailure{file + ": " + whole.error(), true, false});
    const ForeignFile input{file, whole->bytes, whole->bytes.size()};
    const auto results = worker->read(assure::requirements::kParser, std::span(&input, 1));
    if (!results) return std::unexpected(failed(std::string(results.error().what)));
    if (!results->front().problem.empty()) {
      return std::unexpected(ImportFailure{
          file + " was not read to its end: " + results->front().problem, false, true});
    }
    auto taken = assure::assess::take_texts(*framework, results->front().rows);
    if (!taken) return std::unexpected(ImportFailure{file + ": " + taken.error(), false, true});
    for (const record::Note& note : taken->notes) {
      done.notes.push_back(file + (note.line == 0 ? "" : ", line " + std::to_string(note.line)) +
                           ": " + note.message);
    }
    if (taken->by_id.empty()) {
      return std::unexpected(ImportFailure{
          file + ": no requirement was found in it; what is read is " + framework->imports, false,
          true});
    }
    for (auto& [id, text] : taken->by_id) {
      std::string& kept = texts.by_id[id];
      if (kept != text) ++done.fresh;
      kept = std::move(text);
    }
    if (std::find(texts.sources.begin(), texts.sources.end(), whole->sha256) ==
        texts.sources.end()) {
      texts.sources.push_back(whole->sha256);
    }
  }
  std::sort(texts.sources.begin(), texts.sources.end());
  texts.framework = framework->id;
  texts.at = options.now;
  done.framework = framework->id;
  done.file = path;
  done.have = texts.by_id.size();
  done.of = framework->requirements.size();
  if (const std::string why = replace_file(path, assure::assess::write_texts(texts));
      !why.empty()) {
    return std::unexpected(failed(path + " cannot be written: " + why));
  }
  return done;
}

}  // namespace bartizan::run
