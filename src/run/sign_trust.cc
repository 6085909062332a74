// Trust from files: keys, certificates, and the trusted root of keyless signatures.
#include "run/import_inventory.h"
#include "run/sign.h"
#include "run/sign_parts.h"

namespace bartizan::run {

namespace sign = assure::sign;

std::expected<sign::TrustedKey, std::string> read_public_key(const std::string& file) {
  const auto whole = read_whole(file, base::kMiB);
  if (!whole) return std::unexpected(file + ": " + whole.error());
  auto key = sign::PublicKey::from_pem(whole->bytes);
  if (!key) return std::unexpected(file + " " + key.error());
  return sign::TrustedKey{std::move(*key), file, 0};
}

std::expected<std::vector<std::string>, std::string> read_certificates(const std::string& file) {
  const auto whole = read_whole(file, 16 * base::kMiB);
  if (!whole) return std::unexpected(file + ": " + whole.error());
  auto all = sign::certificates_of_pem(whole->bytes);
  if (!all) return std::unexpected(file + " " + all.error());
  return all;
}

std::expected<assure::sigstore::TrustedRoot, std::string> read_trusted_root(
    const std::string& file, const base::Limits& limits, const std::function<bool()>& cancelled) {
  const auto whole = read_whole(file, 16 * base::kMiB);
  if (!whole) return std::unexpected(file + ": " + whole.error());
  auto reader = ForeignReader::start(limits, cancelled);
  if (!reader) return std::unexpected(std::string(reader.error().what));
  const auto rows =
      signing::read_rows(*reader, "trusted-root", signing::last_part(file), whole->bytes);
  if (!rows) return std::unexpected(file + " " + rows.error());
  auto import = assure::sigstore::root_from_rows(*rows);
  if (import.usable()) return std::move(import.root);
  return std::unexpected(file + " is no trusted root: it names no authority and no log" +
                         (import.notes.empty() ? "" : " (" + import.notes.front().message + ")"));
}

}  // namespace bartizan::run
