#include "run/outdated.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "io/stamp.h"
#include "io/tree.h"
#include "run/estate.h"
#include "run/estate_parts.h"
#include "run/led.h"
#include "run/linked.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;

bool differs(const store::Place& place, const std::function<bool()>& cancelled,
             const io::Beneath* beneath) {
  if (is_led_elsewhere(place.path, place.read)) return true;
  // Version control and caches change all the time, and discovery reads nothing of them.
  const io::Listing listing =
      io::list_tree({place.path}, {{kNeverRead.begin(), kNeverRead.end()}, cancelled, beneath});
  std::set<std::string> folders{place.path};
  for (const io::Entry& entry : listing.entries) {
    if (io::changed_after(entry.open_path, place.read)) return true;
    if (!entry.link_target.empty() && is_led_elsewhere(entry.open_path, place.read)) return true;
    fs::path folder = fs::path(entry.open_path).parent_path();
    while (lies_in(folder.string(), place.path) && folders.insert(folder.string()).second) {
      folder = folder.parent_path();
    }
  }
  if (std::ranges::any_of(folders, [&](const std::string& folder) {
        return io::changed_after(folder, place.read);
      })) {
    return true;
  }
  return std::ranges::any_of(listing.skipped, [&](const io::Skipped& one) {
    return one.reason == io::kLeadsOutside && has_changed_behind(one.path, place.read, cancelled);
  });
}

// Whether the code of installed packages was read, too.
base::Result<bool> was_read_installed(store::Store& store, const std::string& path) {
  const auto place = store.estate().place(path);
  if (!place && place.error().code == base::Code::invalid) return false;  // not read before
  if (!place) return std::unexpected(place.error());
  return std::ranges::any_of(place->components, [](const record::Component& component) {
    return std::ranges::any_of(component.occurrences, [](const record::Occurrence& where) {
      return is_installed_code(where.path);
    });
  });
}

}  // namespace

bool is_outdated(const store::Place& place, const std::function<bool()>& cancelled,
                 const io::Beneath* beneath) {
  std::error_code error;
  return fs::is_directory(place.path, error) && differs(place, cancelled, beneath);
}

base::Result<std::vector<store::Place>> outdated_places(store::Store& store,
                                                        const SystemRef* system,
                                                        const std::function<bool()>& cancelled) {
  auto places = store.estate().places();
  if (!places) return std::unexpected(places.error());
  std::erase_if(*places, [&](const store::Place& place) {
    if (system != nullptr && place.path != system->place) return true;
    return !is_outdated(place, cancelled);
  });
  return places;
}

base::Result<std::vector<store::Place>> outdated_places(store::Store& store,
                                                        const io::Beneath& beneath,
                                                        const std::function<bool()>& cancelled) {
  auto places = store.estate().places();
  if (!places) return std::unexpected(places.error());
  std::erase_if(*places, [&](const store::Place& place) {
    return beneath.around(place.path) == nullptr || !is_outdated(place, cancelled, &beneath);
  });
  return places;
}

base::Result<std::vector<std::string>> places_to_read(
    store::Store& store, const std::string& path, bool is_folder,
    const std::function<bool(const store::Place&)>& is_old) {
  const auto known = store.estate().places();
  if (!known) return std::unexpected(known.error());
  std::vector<std::string> wanted;
  bool around = false;
  for (const store::Place& place : *known) {
    const bool here = is_or_lies_in(place.path, path);
    around = around || here || is_or_lies_in(path, place.path);
    if (here && is_old(place)) wanted.push_back(place.path);
  }
  if (!around && is_folder) wanted.push_back(path);
  return wanted;
}

base::Result<bool> discover_again(store::Store& store, const std::string& place,
                                  DiscoverOptions options, const ScanHooks& hooks) {
  const auto installed = was_read_installed(store, place);
  if (!installed) return std::unexpected(installed.error());
  options.roots = {place};
  options.installed = *installed;
  const auto report = discover(options, hooks);
  if (!report) return std::unexpected(report.error());
  if (report->interrupted) return false;
  if (const auto kept = remember(store, *report, hooks.now()); !kept) {
    return std::unexpected(kept.error());
  }
  return true;
}

}  // namespace bartizan::run
