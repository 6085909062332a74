#include "run/linked.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "io/stamp.h"
#include "io/tree.h"
#include "run/discover.h"
#include "run/estate_parts.h"
#include "run/judge.h"
#include "run/led.h"
#include "run/left_out.h"
#include "run/stored.h"
#include "scan/catalog.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;

// So many steps through what a link leads to: a second.
constexpr std::size_t kMostListed = 200'000;

struct Target {
  std::string folder;  // empty: the link leads nowhere
  std::vector<std::string> files;
  bool is_whole = true;
};

Target target_of(const std::string& link, const std::function<bool()>& cancelled) {
  Target target;
  std::error_code error;
  const std::string real = fs::canonical(link, error).string();
  if (error) return target;
  target.folder = real;
  std::size_t steps = 0;
  const auto enough = [&] { return ++steps > kMostListed || (cancelled && cancelled()); };
  const io::Listing listing =
      io::list_tree({real}, {{kNeverRead.begin(), kNeverRead.end()}, enough, nullptr});
  for (const io::Entry& entry : listing.entries) target.files.push_back(entry.path);
  target.is_whole = steps <= kMostListed;
  return target;
}

bool is_model(const std::string& file) {
  return name_claims_model(file, scan::Catalog::embedded()) != NameClaim::none;
}

// What discovery writes of a key that stands in a file; other names are those of variables.
bool is_key(const record::Component& component) {
  return component.kind == record::ComponentKind::credential && component.name.starts_with("key:");
}

}  // namespace

// What discovery has read, and where it found keys.
class Linked::Read {
 public:
  explicit Read(store::Store& store) : store_(store) {
    if (auto places = store.estate().places()) places_ = std::move(*places);
  }

  bool is_harmless(const std::string& file) {
    struct stat there{};
    if (::stat(file.c_str(), &there) != 0) return false;
    return std::ranges::any_of(places_, [&](const store::Place& place) {
      return is_or_lies_in(file, place.path) && io::changed_at(there) <= place.read &&
             !keys_in(place.path).contains(file);
    });
  }

 private:
  const std::set<std::string>& keys_in(const std::string& place) {
    const auto [at, is_new] = keys_.try_emplace(place);
    if (!is_new) return at->second;
    const auto read = store_.estate().place(place);
    if (!read) return at->second;
    for (const record::Component& component : read->components) {
      if (!is_key(component)) continue;
      for (const record::Occurrence& where : component.occurrences) {
        at->second.insert((fs::path(place) / where.path).string());
      }
    }
    return at->second;
  }

  store::Store& store_;
  std::vector<store::Place> places_;
  std::map<std::string, std::set<std::string>> keys_;
};

Linked::Linked(store::Store& store, const std::function<bool()>& cancelled)
    : store_(store), cancelled_(cancelled) {}
Linked::~Linked() = default;

LinkedFiles Linked::behind(const std::string& link, std::string_view root, bool sources) {
  LinkedFiles found;
  const Target target = target_of(link, cancelled_);
  if (target.folder.empty()) return found;
  std::map<std::string, store::SeenFile> scanned;
  if (auto seen = store_.last_seen(target.folder, false)) {
    for (store::SeenFile& file : *seen) scanned.emplace(file.path, std::move(file));
  }
  const auto is_clean = [&](const std::string& file) {
    struct stat there{};
    const auto seen = scanned.find(file);
    return seen != scanned.end() && seen->second.coverage == record::CoverageState::complete &&
           (seen->second.verdict == record::Verdict::clean ||
            seen->second.verdict == record::Verdict::not_a_model) &&
           ::stat(file.c_str(), &there) == 0 && is_as_seen(there, seen->second);
  };
  for (const std::string& path : target.files) {
    const std::string file = target.folder + "/" + path, through = link + "/" + path;
    if (is_model(file) && !is_clean(file)) found.models.insert(through);
    if (!sources || !is_own_source(std::string_view(through).substr(root.size()))) continue;
    if (!read_) read_ = std::make_unique<Read>(store_);
    if (!read_->is_harmless(file)) found.sources.insert(through);
  }
  if (!target.is_whole) {
    found.models.insert(link);
    if (sources) found.sources.insert(link);
  }
  return found;
}

bool has_changed_behind(const std::string& link, base::Millis at,
                        const std::function<bool()>& cancelled) {
  if (is_led_elsewhere(link, at)) return true;
  const Target target = target_of(link, cancelled);
  return std::ranges::any_of(target.files, [&](const std::string& path) {
    const std::string file = target.folder + "/" + path;
    if (!is_model(file) && !is_own_source("/" + path)) return false;
    return io::changed_after(file, at) || is_led_elsewhere(file, at);
  });
}

}  // namespace bartizan::run
