// Folders of samples: small trees with what a list of readers must say of each in expected.txt.
//
// BARTIZAN_UPDATE=1 in the environment writes these files anew; read the difference.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "use/parse/discover/reader.h"
#include "use/parse/discover/rows.h"

namespace bartizan::use {

namespace fs = std::filesystem;

inline std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// "requirements.txt:4 package pypi openai 1.30.1 [requirements] category=llm-client"
class SampleRows final : public record::RowSink {
 public:
  explicit SampleRows(std::string path) : path_(std::move(path)) {}

  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    record::Row row{std::string(kind), {fields.begin(), fields.end()}};
    record::Note note;
    record::Detection found;
    std::ostringstream line;
    if (kind == record::kNoteRow && record::read_note(row, note)) {
      line << path_ << ':' << note.line << " note " << note.code << ": " << note.message;
    } else {
      REQUIRE(read_detection(row, 0, found));
      const bool software = kind == kSoftwareRow;
      line << path_ << ':' << found.line << ' ' << (software ? kind : record::name(found.kind))
           << ' ' << found.provider << ' ' << found.name << ' '
           << (found.version.empty() ? "-" : found.version) << " [" << found.signal << ']';
      if (found.certainty != record::Certainty::high) line << ' ' << name(found.certainty);
      for (const auto& attribute : found.attributes) {
        line << ' ' << attribute.key << '=' << attribute.value;
      }
    }
    text += line.str() + '\n';
    return true;
  }

  std::string text;

 private:
  std::string path_;
};

inline std::string read_all(const std::string& path, std::string_view text,
                            std::span<const SourceReader> readers) {
  const base::Limits limits;
  base::Budget budget(limits);
  SampleRows lines(path);
  Report report(lines, scan::Catalog::embedded());
  SourceText source{path, text, budget, report};
  for (const SourceReader& reader : readers) {
    if (reader.claims(path, text.substr(0, 1024))) reader.read(source);
  }
  return lines.text;
}

inline std::string read_tree(const fs::path& folder, std::span<const SourceReader> readers) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().filename() == "expected.txt") continue;
    paths.push_back(fs::relative(entry.path(), folder).string());
  }
  std::sort(paths.begin(), paths.end());
  std::string out;
  for (const std::string& path : paths) out += read_all(path, slurp(folder / path), readers);
  return out;
}

inline void check_samples(std::string_view samples, std::span<const SourceReader> readers) {
  const fs::path folder = fs::path(BARTIZAN_SOURCE_DIR) / samples;
  std::size_t read = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    CAPTURE(entry.path().filename().string());
    const fs::path expected = entry.path() / "expected.txt";
    const std::string text = read_tree(entry.path(), readers);
    if (std::getenv("BARTIZAN_UPDATE") != nullptr) std::ofstream(expected) << text;
    CHECK(text == slurp(expected));
    ++read;
  }
  CHECK(read > 0);
}

}  // namespace bartizan::use
