#include "run/catalog_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "run/import_inventory.h"
#include "run/replace_file.h"
#include "scan/catalog_check.h"
#include "text/base64.h"
#include "text/tree.h"

namespace bartizan::run {
namespace {

constexpr std::string_view kForm = "bartizan.catalog-installed/1";
// Of the first line: a key, a signature and a few numbers.
constexpr std::size_t kMostLine = 64UL * 1024;

std::optional<std::uint64_t> number_of(const text::Node& node, std::string_view key) {
  const text::Node* found = node.find(key);
  if (found == nullptr || !found->is(text::Node::Kind::number)) return std::nullopt;
  return base::JsonNumber{found->text}.as_u64();
}

}  // namespace

std::string catalog_file_of(const std::string& store) {
  return store.empty() ? std::string() : store + ".catalog";
}

std::expected<CatalogFile, std::string> read_catalog_file(const std::string& path) {
  CatalogFile out;
  struct stat status{};
  if (path.empty() || ::lstat(path.c_str(), &status) != 0) return out;
  // It says itself that its key was named by the user: nobody else may have written it.
  if (!S_ISREG(status.st_mode) || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0 ||
      (status.st_uid != ::geteuid() && status.st_uid != 0)) {
    return std::unexpected("is not believed: somebody else could have written it");
  }
  auto whole = read_whole(path, scan::kMostTable + kMostLine);
  if (!whole) return std::unexpected("cannot be read: " + whole.error());
  const std::size_t end = whole->bytes.substr(0, kMostLine).find('\n');
  if (end == std::string::npos) return std::unexpected("is damaged: its first line does not end");
  const base::Limits limits;
  base::Budget budget(limits);
  const auto line = text::parse_json(std::string_view(whole->bytes).substr(0, end), budget);
  if (!line || line->string("form") != kForm) {
    return std::unexpected("is damaged: its first line is not what was written there");
  }
  const auto highest = number_of(*line, "highest");
  if (!highest || *highest > scan::kMostVersion) {
    return std::unexpected("is damaged: it does not say which versions were here");
  }
  out.highest = static_cast<std::uint32_t>(*highest);
  out.highest_hash = line->string("highest_hash");
  const auto size = number_of(*line, "size").value_or(0);
  whole->bytes.erase(0, end + 1);
  if (whole->bytes.size() != size) return std::unexpected("is damaged: it is cut off, or longer");
  if (size == 0) return out;
  const auto signature = text::decode_base64(line->string("signature"));
  out.payload_type = line->string("payload_type");
  out.key = line->string("key");
  if (!signature || signature->empty() || out.key.empty()) {
    return std::unexpected("is damaged: its signature or its key is gone");
  }
  out.signature = *signature;
  out.named_key = line->string("trusted") == "named";
  out.weakens = number_of(*line, "weakens").value_or(0);
  out.against = line->string("against");
  out.table = std::move(whole->bytes);
  return out;
}

std::string write_catalog_file(const std::string& path, const CatalogFile& file) {
  base::JsonWriter line;
  line.begin_object().field("form", kForm).field("highest", file.highest);
  line.field("highest_hash", file.highest_hash);
  line.field("size", file.table.size());
  if (file.has_table()) {
    line.field("payload_type", file.payload_type);
    line.field("signature", text::encode_base64(file.signature)).field("key", file.key);
    line.field("trusted", file.named_key ? "named" : "listed");
    line.field("weakens", file.weakens).field("against", file.against);
  }
  line.end_object();
  return replace_file(path, line.text() + "\n" + file.table);
}

}  // namespace bartizan::run
