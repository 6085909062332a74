// web_embed FOLDER OUT: the files of the dashboard as one blob and its table in C++.
//
// Writes OUT/web.bin (every file, and its gzip form where that is smaller) and OUT/web_table.cc.
// The output depends on names and contents alone. Without FOLDER/index.html FALLBACK stands for it.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

#include "base/hash.h"
#include "base/json_write.h"

namespace {

namespace fs = std::filesystem;

struct Type {
  std::string_view suffix, type;
};
constexpr std::array kTypes{Type{".html", "text/html; charset=utf-8"},
                            Type{".js", "text/javascript; charset=utf-8"},
                            Type{".css", "text/css; charset=utf-8"},
                            Type{".svg", "image/svg+xml"},
                            Type{".json", "application/json"},
                            Type{".webmanifest", "application/manifest+json"},
                            Type{".txt", "text/plain; charset=utf-8"},
                            Type{".png", "image/png"},
                            Type{".ico", "image/x-icon"},
                            Type{".woff2", "font/woff2"}};

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// gzip at its best level, without time and name; empty when it does not help.
std::string pack(std::string bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    return {};
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  static_assert(sizeof(Bytef) == 1);
  stream.next_in = static_cast<Bytef*>(static_cast<void*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = static_cast<Bytef*>(static_cast<void*>(out.data()));
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END || out.size() + out.size() / 8 > bytes.size()) return {};
  return out;
}

std::string_view type_of(const std::string& path) {
  for (const Type& known : kTypes) {
    if (path.ends_with(known.suffix)) return known.type;
  }
  return "application/octet-stream";
}

std::string literal(std::string_view text) {
  std::string out;
  bartizan::base::append_json_string(out, text);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const fs::path folder = argv[1], out = argv[2];
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files["/" + fs::relative(entry.path(), folder).generic_string()] = read(entry.path());
  }
  if (files["/index.html"].empty()) {
    std::cerr << "web_embed: there is no " << folder / "index.html" << '\n';
    return 1;
  }
  std::string blob, table;
  for (const auto& [path, bytes] : files) {
    const std::string packed = pack(bytes);
    const auto place = [&](const std::string& part) {
      const std::string text = part.empty() ? "{}"
                                            : "part(" + std::to_string(blob.size()) + ", " +
                                                  std::to_string(part.size()) + ")";
      blob += part;
      return text;
    };
    const std::string etag = '"' + bartizan::base::base32(bartizan::base::sha256(bytes)) + '"';
    table += "    {" + literal(path) + ", " + literal(type_of(path)) + ", " + literal(etag) + ", ";
    table += place(bytes) + ", ";
    table += place(packed) + ", ";
    // Vite puts what it names by content there.
    table += path.starts_with("/assets/") ? "true},\n" : "false},\n";
  }
  fs::create_directories(out);
  std::ofstream(out / "web.bin", std::ios::binary) << blob;
  std::ofstream code(out / "web_table.cc", std::ios::binary);
  code << "// Made by tools/web_embed.cc.\n#include <array>\n\n#include \"server/assets.h\"\n\n"
       << "extern \"C\" const char bartizan_web_begin[" << blob.size() << "];\n\n"
       << "namespace bartizan::server {\nnamespace {\n\n"
       << "std::string_view part(std::size_t at, std::size_t size) {\n"
       << "  return std::string_view(bartizan_web_begin, " << blob.size()
       << ").substr(at, size);\n}\n\n}  // namespace\n\n"
       << "std::span<const Asset> embedded_assets() {\n"
       << "  static const std::array<Asset, " << files.size() << "> assets{{\n"
       << table << "  }};\n  return assets;\n}\n\n}  // namespace bartizan::server\n";
  code.flush();
  return code ? 0 : 1;
}
