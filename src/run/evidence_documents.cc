// Evidence of kind `file`: the documents of a system's folder that checks look for, as they are
// now.
#include <algorithm>
#include <array>
#include <filesystem>

#include "assure/api.h"
#include "run/evidence_parts.h"
#include "run/import_inventory.h"
#include "run/version.h"
#include "scan/catalog.h"
#include "text/decode.h"

namespace bartizan::run::evidence {
namespace {

// Where such documents are put; deeper ones are somebody else's.
constexpr std::array<std::string_view, 6> kFolders{"",          ".github", "docs", ".well-known",
                                                   ".bartizan", "security"};
// A folder of more entries is no place where people put documents.
constexpr int kMostEntries = 4096;
// As much text as is read of any file (base/limits.h), and four such files in all.
constexpr std::uint64_t kMostBytes = std::uint64_t{16} << 20;
constexpr std::uint64_t kMostOfAll = 4 * kMostBytes;
constexpr std::size_t kMostDocuments = 64;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

// Regular files only: a link may lead anywhere.
std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  if (!std::filesystem::is_directory(std::filesystem::symlink_status(folder, error))) return names;
  std::filesystem::directory_iterator entries(folder, error);
  for (int seen = 0; !error && entries != std::filesystem::directory_iterator(); ++seen) {
    if (seen == kMostEntries) break;
    std::error_code bad;
    if (std::filesystem::is_regular_file(entries->symlink_status(bad))) {
      names.push_back(entries->path().filename().string());
    }
    entries.increment(error);
  }
  std::ranges::sort(names);
  return names;
}

// What its text says, as far as the checks of its role ask for it.
void say(record::Evidence& piece, std::string_view role, std::string_view name,
         std::string_view bytes) {
  namespace document = assure::document;
  const std::string text = text::decode(bytes).text;
  if (document::says_nothing(text)) put_yes(piece, "empty", true);
  if (role == "security-policy") {
    put_yes(piece, "reporting", document::says_how_to_report(text));
  } else if (role == "lock-file") {
    if (const auto entries = document::locked_packages(name, text)) {
      put(piece, "entries", std::uint64_t{*entries});
    }
  } else if (role == "security-txt") {
    const document::SecurityTxt said = document::read_security_txt(text);
    put(piece, "contacts", said.contacts);
    put(piece, "contact", said.contact);
    put(piece, "expires-fields", said.expires_fields);
    if (said.expires) put(piece, "expires", base::format_utc(*said.expires));
  }
  // As ATLAS writes its ids: tactics, techniques, mitigations, case studies.
  for (const char* id : {"AML.TA", "AML.T0", "AML.M0", "AML.CS"}) {
    if (text.find(id) == text.npos) continue;
    put_yes(piece, "atlas", true);
    break;
  }
}

}  // namespace

std::optional<std::size_t> add_documents(const Collector& collector, const SystemRef& system) {
  std::error_code error;
  if (system.path.empty() || !std::filesystem::is_directory(system.path, error)) return {};
  std::size_t found = 0;
  std::uint64_t left = kMostOfAll;
  for (const std::string_view sub : kFolders) {
    const std::string folder = system.path + (sub.empty() ? "" : "/" + std::string(sub));
    for (const std::string& name : names_in(folder)) {
      const auto role = scan::Catalog::embedded().list("evidence-documents", lower(name));
      if (!role || found == kMostDocuments) continue;
      record::Evidence piece;
      piece.kind = record::EvidenceKind::file;
      piece.subject = folder + "/" + name;
      piece.name = (sub.empty() ? "" : std::string(sub) + "/") + name;
      piece.producer = producer("collect", kVersion);
      piece.at = collector.options.now;
      piece.expires = collector.options.now + collector.options.age;
      put(piece, "role", std::string(*role));
      const auto size = std::filesystem::file_size(piece.subject, error);
      if (!error) put(piece, "size", std::uint64_t{size});
      const auto whole = read_whole(piece.subject, std::min(kMostBytes, left));
      if (whole) {
        piece.sha256 = whole->sha256;
        left -= whole->bytes.size();
        say(piece, *role, lower(name), whole->bytes);
      } else {
        put_yes(piece, "unread", true);
      }
      collector.out.push_back(std::move(piece));
      ++found;
    }
  }
  return found;
}

}  // namespace bartizan::run::evidence
