#include "run/estate_parts.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "run/estate.h"
#include "use/api.h"

namespace bartizan::run {

bool is_or_lies_in(std::string_view path, std::string_view folder) {
  return path == folder ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

namespace {

using record::Component;

// The system with the deepest folder around a path.
store::EstateSystem* owner_of(std::vector<store::EstateSystem>& systems, std::string_view path) {
  store::EstateSystem* best = nullptr;
  for (store::EstateSystem& system : systems) {
    if (system.path != "." && !is_or_lies_in(path, system.path)) continue;
    if (best == nullptr || best->path == "." ||
        (system.path != "." && system.path.size() > best->path.size())) {
      best = &system;
    }
  }
  return best;
}

void add_all(std::vector<std::string>& to, const std::vector<std::string>& ids) {
  to.insert(to.end(), ids.begin(), ids.end());
  std::ranges::sort(to);
  to.erase(std::unique(to.begin(), to.end()), to.end());
}

class Joining {
 public:
  Joining(store::Place whole, const store::Place& part) : whole_(std::move(whole)), part_(part) {
    area_ = part.path.substr(whole_.path.size() + (whole_.path.ends_with('/') ? 0 : 1));
    std::error_code error;
    front_ = area_ + "/";
    // Of a file the path is its name.
    if (std::filesystem::is_regular_file(part.path, error)) {
      front_ = area_.substr(0, area_.rfind('/') + 1);
    }
  }

  store::Place run() {
    take_out();
    put_in();
    relations();
    systems();
    return std::move(whole_);
  }

 private:
  void take_out() {
    for (Component& c : whole_.components) {
      if (c.occurrences.empty()) continue;
      std::erase_if(c.occurrences,
                    [&](const record::Occurrence& o) { return is_or_lies_in(o.path, area_); });
      if (c.occurrences.empty()) gone_.insert(c.id);
    }
    std::erase_if(whole_.components, [&](const Component& c) { return gone_.contains(c.id); });
  }

  std::string shown(const std::string& path) const { return front_ + path; }

  void put_in() {
    for (const Component& read : part_.components) {
      Component c = read;
      // A model file is called by its path.
      if (c.kind == record::ComponentKind::model && c.provider == "local") {
        c.name = c.name == "." ? area_ : shown(c.name);
      }
      c.id = use::component_id(c.kind, c.provider, c.name, c.version);
      for (record::Attribute& a : c.attributes) {
        const bool here = std::ranges::any_of(
            c.occurrences, [&](const auto& o) { return a.source.starts_with(o.path); });
        if (here) a.source = shown(a.source);
      }
      for (record::Occurrence& o : c.occurrences) o.path = shown(o.path);
      ids_.emplace(read.id, c.id);
      gone_.erase(c.id);
      const auto known = std::ranges::find(whole_.components, c.id, &Component::id);
      if (known == whole_.components.end()) {
        whole_.components.push_back(std::move(c));
        continue;
      }
      std::ranges::move(c.occurrences, std::back_inserter(known->occurrences));
      for (record::Attribute& a : c.attributes) {
        if (std::ranges::find(known->attributes, a) == known->attributes.end()) {
          known->attributes.push_back(std::move(a));
        }
      }
    }
  }

  void relations() {
    std::erase_if(whole_.relations, [&](const record::Relation& r) {
      return gone_.contains(r.from) || gone_.contains(r.to);
    });
    for (record::Relation r : part_.relations) {
      const auto from = ids_.find(r.from), to = ids_.find(r.to);
      if (from == ids_.end() || to == ids_.end()) continue;
      r.from = from->second;
      r.to = to->second;
      if (std::ranges::find(whole_.relations, r) == whole_.relations.end()) {
        whole_.relations.push_back(std::move(r));
      }
    }
  }

  void systems() {
    const bool own = std::ranges::any_of(
        whole_.systems, [&](const store::EstateSystem& s) { return s.path == area_; });
    std::erase_if(whole_.systems, [&](const store::EstateSystem& s) {
      return s.path != "." && is_or_lies_in(s.path, area_);
    });
    for (store::EstateSystem& s : whole_.systems) {
      std::erase_if(s.components, [&](const std::string& id) { return gone_.contains(id); });
    }
    for (const store::EstateSystem& read : part_.systems) {
      store::EstateSystem system = read;
      system.components.clear();
      for (const std::string& id : read.components) {
        if (const auto at = ids_.find(id); at != ids_.end())
          system.components.push_back(at->second);
      }
      std::ranges::sort(system.components);
      system.path = read.path == "." ? area_ : shown(read.path);
      system.id = found_system_id(whole_.path, system.path);
      // What was no system of its own when all was read is a part of the one around it.
      store::EstateSystem* around = owner_of(whole_.systems, system.path);
      if (read.path == "." && !own && around != nullptr) {
        add_all(around->components, system.components);
        continue;
      }
      whole_.systems.push_back(std::move(system));
    }
    std::ranges::sort(whole_.systems, {}, &store::EstateSystem::path);
  }

  store::Place whole_;
  const store::Place& part_;
  std::string area_, front_;  // of the part, in the whole
  std::set<std::string> gone_;
  std::map<std::string, std::string> ids_;
};

}  // namespace

bool lies_in(std::string_view path, std::string_view folder) {
  if (!folder.starts_with('/') || path.size() <= folder.size()) return false;
  return folder == "/" || (path.starts_with(folder) && path[folder.size()] == '/');
}

bool is_read_again(const std::string& path, const store::Place& outer) {
  const std::string area = path.substr(outer.path.size() + (outer.path.ends_with('/') ? 0 : 1));
  for (const Component& c : outer.components) {
    for (const record::Occurrence& o : c.occurrences) {
      if (is_or_lies_in(o.path, area)) return true;
    }
  }
  std::error_code error;
  return !std::filesystem::exists(path, error);
}

store::Place with_part(store::Place whole, const store::Place& part) {
  return Joining(std::move(whole), part).run();
}

}  // namespace bartizan::run
