#include "run/left_out.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "io/file.h"
#include "io/tree.h"
#include "run/discover.h"
#include "run/estate.h"
#include "run/estate_parts.h"
#include "run/evidence.h"
#include "run/evidence_parts.h"
#include "run/foreign.h"
#include "run/import_inventory.h"
#include "run/judge.h"
#include "run/linked.h"
#include "run/stored.h"
#include "sandbox/fd_source.h"
#include "scan/catalog.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
using record::Evidence;

constexpr std::string_view kType = "left-out";
constexpr std::string_view kModels = "left-out", kSources = "left-out-sources",
                           kUnread = "unread-sources";
// What somebody excludes one by one. More are said of their root as a whole.
constexpr std::size_t kMostPaths = 1024;
// More excluded files than these are not looked at: some ten seconds.
constexpr std::size_t kMostLookedAt = 100'000;
// As discovery does: small files go to one worker by many, larger ones to the scan core.
constexpr std::uint64_t kSmall = 64 * base::kKiB;
constexpr std::size_t kBatchFiles = 256;
constexpr std::uint64_t kBatchBytes = 8 * base::kMiB;
constexpr std::uint64_t kMostSettings = 64 * base::kKiB;
// An exclusion settles what nobody looked at; it does not pass away by itself.
constexpr base::Millis kAge = 365 * kDay;

// What lies behind an excluded path.
struct Behind {
  std::set<std::string> models, sources, unread;
  bool is_linked = false;  // what a link to a folder outside leads to
  bool empty() const { return models.empty() && sources.empty() && unread.empty(); }
};

// What an environment of Python's brings along is others' code. It says which Python made it
// (PEP 405) and has a folder for packages: a file of that name alone makes none.
bool is_environment(const std::string& path) {
  const auto settings = read_whole(path + "/pyvenv.cfg", kMostSettings);
  if (!settings) return false;
  const std::string_view text = settings->bytes;
  if (!text.starts_with("home") && text.find("\nhome") == text.npos) return false;
  std::error_code error;
  if (fs::is_directory(path + "/Lib/site-packages", error)) return true;
  for (const fs::directory_entry& one : fs::directory_iterator(path + "/lib", error)) {
    if (fs::is_directory(one.path() / "site-packages", error)) return true;
  }
  return false;
}

// The root below which a path lies; empty: none.
std::string root_of(const std::string& path, const std::vector<std::string>& roots) {
  for (const std::string& root : roots) {
    std::string place = absolute_path(root);
    if (is_or_lies_in(path, place)) return place;
  }
  return {};
}

// By root, where they are too many to be said one by one.
void fold(std::map<std::string, Behind>& found, const std::vector<std::string>& roots) {
  std::erase_if(found, [](const auto& one) { return one.second.empty(); });
  if (found.size() <= kMostPaths) return;
  std::map<std::string, Behind> folded;
  for (auto& [path, behind] : found) {
    const std::string root = root_of(path, roots);
    const std::string& whole = root.empty() ? path : root;
    folded[whole].models.merge(behind.models);
    folded[whole].sources.merge(behind.sources);
    folded[whole].unread.merge(behind.unread);
    folded[whole].is_linked = folded[whole].is_linked && behind.is_linked;
  }
  found = std::move(folded);
}

class Looking {
 public:
  Looking(store::Store& store, const LookAt& how, bool sources)
      : store_(store), how_(how), sources_(sources), linked_(store, how.cancelled) {}

  // `root`: that of the tree, which may lie anywhere.
  void add(const std::string& path, const std::string& root) {
    std::error_code error;
    if (fs::is_symlink(path, error) && fs::is_directory(path, error)) {
      // What lies in the tree is read there, or was excluded there.
      const std::string target = fs::canonical(path, error).string();
      const std::string tree = fs::canonical(root.empty() ? path : root, error).string();
      if (!is_or_lies_in(target, tree)) follow(path, root);
      return;
    }
    Behind& behind = found_[path];
    const bool sources = sources_ && !is_environment(path);
    std::map<std::string, store::SeenFile> known;
    if (auto seen = store_.last_seen(path, false)) {
      for (store::SeenFile& file : *seen) known.emplace(file.path, std::move(file));
    }
    for (const io::Entry& entry : io::list_tree({path}, {{}, how_.cancelled, nullptr}).entries) {
      const std::string file = entry.path == "." ? path : path + "/" + entry.path;
      if (io::is_git_object(file)) continue;
      const std::string_view inside = std::string_view(file).substr(root.size());
      if (sources && is_own_source(inside)) behind.sources.insert(file);
      const NameClaim claim = name_claims_model(file, scan::Catalog::embedded());
      if (claim == NameClaim::strong || !entry.problem.empty()) {
        behind.models.insert(file);
        continue;
      }
      struct stat there{};
      const auto before = known.find(file);
      const bool is_known = before != known.end() &&
                            before->second.verdict == record::Verdict::not_a_model &&
                            ::stat(file.c_str(), &there) == 0 && is_as_seen(there, before->second);
      if (is_known || entry.size == 0) continue;
      if (looked_at_++ >= kMostLookedAt) {
        behind.models.insert(path);
        break;
      }
      const bool is_plain = claim == NameClaim::none && entry.size <= kSmall;
      (is_plain ? small_ : doubtful_).emplace_back(file, &behind);
    }
  }

  // What a link leads to is no part of the tree, and loaders go there all the same.
  void follow(const std::string& link, const std::string& root) {
    Behind& behind = found_[link];
    behind.is_linked = true;
    LinkedFiles files = linked_.behind(link, root, sources_);
    behind.models = std::move(files.models);
    behind.sources = std::move(files.sources);
  }

  // The server looks nowhere but below its roots.
  void refuse(const std::string& link) {
    std::error_code error;
    if (!fs::is_symlink(link, error)) return;
    const bool is_folder = fs::is_directory(link, error);
    const bool is_model = name_claims_model(link, scan::Catalog::embedded()) != NameClaim::none;
    if (!is_folder && !is_model) return;
    Behind& behind = found_[link];
    behind.is_linked = true;
    behind.models.insert(link);
    if (is_folder && sources_) behind.sources.insert(link);
  }

  std::map<std::string, Behind> take() {
    look_at_small();
    look_at_doubtful();
    return std::move(found_);
  }

 private:
  using File = std::pair<std::string, Behind*>;

  // Those that may be models go on to the scan core; so does what cannot be told.
  void look_at_small() {
    if (small_.empty()) return;
    auto reader = ForeignReader::start(how_.limits, how_.cancelled);
    for (std::size_t at = 0; at < small_.size();) {
      std::vector<std::string> contents;
      std::uint64_t bytes = 0;
      std::size_t end = at;
      while (end < small_.size() && end - at < kBatchFiles && bytes <= kBatchBytes) {
        contents.push_back(bytes_of(small_[end++].first));
        bytes += contents.back().size();
      }
      std::vector<ForeignFile> files;
      // Under a name that says nothing: nobody shall read it as a source.
      for (const std::string& content : contents) {
        files.push_back({"left-out", content, content.size()});
      }
      const auto results =
          reader ? reader->read("discover", files)
                 : base::Result<std::vector<ForeignResult>>(std::unexpected(reader.error()));
      for (std::size_t i = 0; i < files.size(); ++i) {
        const bool is_none = results && (*results)[i].problem.empty() && !contents[i].empty() &&
                             std::ranges::none_of((*results)[i].rows, [](const record::Row& row) {
                               return row.kind == use::kModelRow;
                             });
        if (!is_none) doubtful_.push_back(std::move(small_[at + i]));
      }
      at = end;
    }
  }

  // Empty where they cannot be had.
  static std::string bytes_of(const std::string& path) {
    std::string error, bytes;
    const auto file = io::InputFile::open(path, error);
    if (!file || file->size() > kSmall) return bytes;
    bytes.resize(static_cast<std::size_t>(file->size()));
    sandbox::FdSource source(file->fd(), bytes.size());
    if (!source.read(0, std::as_writable_bytes(std::span(bytes)))) bytes.clear();
    return bytes;
  }

  void look_at_doubtful() {
    if (doubtful_.empty()) return;
    std::map<std::string_view, Behind*> open;
    ScanOptions options;
    for (const auto& [file, behind] : doubtful_) {
      options.roots.push_back(file);
      open.emplace(file, behind);
    }
    options.depth = record::Depth::structure;
    options.limits = how_.limits;
    options.jobs = how_.jobs;
    ScanHooks hooks;
    hooks.cancelled = how_.cancelled;
    if (const auto report = scan(options, hooks)) {
      for (const record::Artifact& artifact : report->artifacts) {
        using enum record::Verdict;
        // A text that ends nowhere, an array or a list of settings is no model.
        const bool is_model =
            artifact.verdict != not_a_model &&
            (artifact.verdict != clean || use::local_model(artifact.root, artifact));
        if (!is_model) open.erase(artifact.root);
      }
    }
    // What was not read to an end may be one.
    for (const auto& [file, behind] : open) behind->models.emplace(file);
  }

  store::Store& store_;
  const LookAt& how_;
  bool sources_;
  Linked linked_;
  std::map<std::string, Behind> found_;
  std::vector<File> small_, doubtful_;
  std::size_t looked_at_ = 0;
};

// What was said of these paths before, by path.
std::map<std::string, Evidence, std::less<>> said_before(store::Store& store) {
  std::map<std::string, Evidence, std::less<>> before;
  auto kept = store.evidence().latest_of(record::EvidenceKind::configuration);
  if (!kept) return before;
  for (Evidence& piece : *kept) {
    if (piece.fact("type") == kType) before.insert_or_assign(piece.subject, std::move(piece));
  }
  return before;
}

// Whether a piece says something that a run of a command can take back.
bool says_of(const Evidence& piece, std::string_view command) {
  const auto counts = [&](std::string_view key) {
    return !piece.fact(key).empty() && piece.fact(key) != "0";
  };
  return counts(kModels) || (command == kReadsSources && (counts(kSources) || counts(kUnread)));
}

Evidence piece_of(store::Store& store, const std::string& path, const Behind& behind,
                  const Evidence* before, std::string_view command, base::Millis now) {
  Evidence piece = left_piece(store, record::EvidenceKind::configuration, path, command, now, kAge);
  evidence::put(piece, "type", std::string(kType));
  evidence::put_names(piece, kModels, behind.models);
  if (behind.is_linked) evidence::put(piece, "linked", "yes");
  if (command == kReadsSources) {
    evidence::put_names(piece, kSources, behind.sources);
    if (!behind.unread.empty()) evidence::put_names(piece, kUnread, behind.unread);
  } else if (before != nullptr) {
    for (const record::EvidenceFact& fact : before->facts) {
      const bool of_sources = fact.key.starts_with(kSources) || fact.key.starts_with(kUnread);
      if (of_sources) piece.facts.push_back(fact);
    }
  }
  return piece;
}

}  // namespace

// Documents are no code, and neither is what others wrote and a manifest names.
bool is_own_source(std::string_view path) {
  return use::is_claimed(path) && !path.ends_with(".md") && !path.ends_with(".mdx") &&
         !lies_in_packages(path) && std::ranges::none_of(kNeverRead, [&](const char* folder) {
           return path.find("/" + std::string(folder) + "/") != path.npos;
         });
}

base::Result<void> leave_left_out(store::Store& store, const std::vector<std::string>& roots,
                                  std::span<const record::Excluded> excluded,
                                  std::string_view command, base::Millis now, const LookAt& how,
                                  std::span<const std::string> unread) {
  const auto before = said_before(store);
  const auto known = [&](const std::string& path) {
    const auto at = before.find(path);
    return at == before.end() ? nullptr : &at->second;
  };
  Looking looking(store, how, command == kReadsSources);
  for (const record::Excluded& one : excluded) {
    const std::string path = absolute_path(one.path);
    if (one.asked) looking.add(path, root_of(path, roots));
    if (one.reason == io::kLeadsOutside) looking.follow(path, root_of(path, roots));
    if (one.reason == io::kOutsideServer) looking.refuse(path);
  }
  std::vector<Evidence> pieces;
  std::set<std::string, std::less<>> left_out;
  auto found = looking.take();
  for (const std::string& path : unread) found[path].unread.insert(path);
  fold(found, roots);
  for (const auto& [path, behind] : found) {
    left_out.insert(path);
    pieces.push_back(piece_of(store, path, behind, known(path), command, now));
  }
  // What was left out below a root before, and was read now.
  for (const std::string& root : roots) {
    const std::string place = absolute_path(root);
    for (const auto& [path, piece] : before) {
      if (!says_of(piece, command) || !is_or_lies_in(path, place)) continue;
      if (left_out.contains(path)) continue;
      pieces.push_back(piece_of(store, path, {}, &piece, command, now));
      // The piece that is replaced is that of the same system.
      pieces.back().system = piece.system;
    }
  }
  if (pieces.empty()) return {};
  return leave_evidence(store, std::move(pieces));
}

}  // namespace bartizan::run
