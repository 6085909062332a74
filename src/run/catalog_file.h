// Catalog file: the installed catalogue beside the store, and what is remembered of earlier ones.
//
// What it is: one file, `STORE.catalog`: a line of JSON (signature, key, highest version), then the
// table as it is, so that a start has nothing to decode. After a reset only the line is left. What
// it is not: trusted; run/catalog.h checks the signature each time. One process writes at a time.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

namespace bartizan::run {

struct CatalogFile {
  std::uint32_t highest = 0;  // the highest version that was ever installed, and its hash
  std::string highest_hash;
  // The rest only when a catalogue is installed.
  std::string table;
  std::string payload_type, signature;  // of the envelope; the signature as bytes
  std::string key;                      // PEM of the key that made it
  bool named_key = false;               // trusted because somebody named it with --key
  std::uint64_t weakens = 0;            // compared with the built-in catalogue of hash `against`
  std::string against;

  bool has_table() const { return !table.empty(); }
};

// Where it stands for a store; empty where the store has no place.
std::string catalog_file_of(const std::string& store);

// An empty CatalogFile where there is no file. The error says what is wrong with it.
std::expected<CatalogFile, std::string> read_catalog_file(const std::string& path);
// Why it could not be written, or empty.
std::string write_catalog_file(const std::string& path, const CatalogFile& file);

}  // namespace bartizan::run
