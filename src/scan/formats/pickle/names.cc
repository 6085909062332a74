#include "scan/formats/pickle/names.h"

#include <algorithm>
#include <array>

namespace bartizan::scan::pickle {
namespace {

std::uint64_t hash_of(std::string_view module, std::string_view name, bool renames) {
  // FNV-1a; the table's probes are charged as steps, so collisions cannot buy time.
  std::uint64_t hash = renames ? 0xcbf29ce484222325u : 0x84222325cbf29ce4u;
  const auto mix = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    hash = (hash ^ 0xff) * 0x100000001b3u;
  };
  mix(module);
  mix(name);
  return hash ^ hash >> 32;
}

bool is_dunder(std::string_view word) {
  return word.size() > 4 && word.starts_with("__") && word.ends_with("__");
}

// Calls visit(prefix, component, is_last) for each dot-separated component.
template <typename Visit>
void each_component(std::string_view name, Visit visit) {
  std::size_t begin = 0;
  while (true) {
    const std::size_t dot = name.find('.', begin);
    const bool last = dot == std::string_view::npos;
    const std::size_t end = last ? name.size() : dot;
    visit(name.substr(0, end), name.substr(begin, end - begin), last);
    if (last) return;
    begin = dot + 1;
  }
}

}  // namespace

unsigned edit_distance(std::string_view a, std::string_view b) {
  constexpr std::size_t kLongest = 32;
  if (a.size() > kLongest || b.size() > kLongest) return 3;
  // Optimal string alignment over three rows.
  std::array<std::array<unsigned, kLongest + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<unsigned>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i - 1) % 3];
    const auto& above2 = rows[(i + 1) % 3];
    row[0] = static_cast<unsigned>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const unsigned replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], above2[j - 2] + 1);
      }
    }
  }
  return std::min(rows[a.size() % 3][b.size()], 3u);
}

std::optional<std::uint32_t> Names::intern(std::string_view module, std::string_view name,
                                           bool renames, bool& fresh) {
  fresh = false;
  if ((names_.size() + 1) * 2 > slots_.size() && !rehash()) return std::nullopt;
  const std::uint64_t mask = slots_.size() - 1;
  std::uint64_t at = hash_of(module, name, renames) & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    if (!names_.budget().charge_steps()) return std::nullopt;
    const std::uint32_t id = slots_[at] - 1;
    if (names_[id].renames == renames && written_module(id) == module && written_name(id) == name) {
      return id;
    }
  }
  // A dozen look-ups: the price keeps a file of nothing but new names within the budget of steps.
  if (!names_.budget().charge_steps(kStepsPerName)) return std::nullopt;
  const auto id = static_cast<std::uint32_t>(names_.size());
  if (text_.size() > UINT32_MAX - module.size() - name.size()) return std::nullopt;
  Name entry;
  entry.text = static_cast<std::uint32_t>(text_.size());
  entry.module_size = static_cast<std::uint32_t>(module.size());
  entry.name_size = static_cast<std::uint32_t>(name.size());
  entry.renames = renames;
  classify(entry, module, name);
  if (!text_.append(module) || !text_.append(name) || !names_.try_push(entry)) return std::nullopt;
  slots_[at] = id + 1;
  fresh = true;
  return id;
}

bool Names::rehash() {
  const std::size_t size = slots_.empty() ? 64 : slots_.size() * 2;
  base::Vec<std::uint32_t> old(slots_.budget());
  std::swap(old, slots_);
  if (!slots_.try_resize(size)) {
    std::swap(old, slots_);
    return false;
  }
  for (std::uint32_t id = 0; id < names_.size(); ++id) {
    std::uint64_t at = hash_of(written_module(id), written_name(id), names_[id].renames);
    while (slots_[at & (size - 1)] != 0) ++at;
    slots_[at & (size - 1)] = id + 1;
  }
  return true;
}

std::string_view Names::written_module(std::uint32_t id) const {
  return text_.view().substr(names_[id].text, names_[id].module_size);
}
std::string_view Names::written_name(std::uint32_t id) const {
  return text_.view().substr(names_[id].text + names_[id].module_size, names_[id].name_size);
}
std::string_view Names::module(std::uint32_t id) const {
  return names_[id].renamed_module.empty() ? written_module(id) : names_[id].renamed_module;
}
std::string_view Names::name(std::uint32_t id) const {
  return names_[id].renamed_name.empty() ? written_name(id) : names_[id].renamed_name;
}

bool Names::append(std::uint32_t id, base::Text& out) const {
  if (!out.append(module(id))) return false;
  return name(id).empty() || (out.append('.') && out.append(name(id)));
}

std::optional<Callable> Names::look_up(std::string_view module, std::string_view name) const {
  if (const auto found = catalog_->callable(module, name)) return found;
  // A member of a class that a reviewer allowed: "module class attribute" -> class or value.
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  base::Text key(names_.budget());
  if (!key.append(module) || !key.append(' ') || !key.append(name.substr(0, dot)) ||
      !key.append(' ') || !key.append(name.substr(dot + 1))) {
    return std::nullopt;
  }
  const auto role = catalog_->list("getattr", key.view());
  if (!role) return std::nullopt;
  return Callable{{}, {}, *role == "class" ? Role::klass : Role::value, {}, "getattr", {}};
}

Reach Names::reach_of(std::string_view module, std::string_view name) const {
  Reach reach = Reach::direct;
  each_component(name, [&](std::string_view prefix, std::string_view word, bool last) {
    if (is_dunder(word)) {
      reach = Reach::dunder;
      return;
    }
    if (last || reach != Reach::direct || catalog_->callable(module, prefix)) return;
    while (word.starts_with('_')) word.remove_prefix(1);
    if (catalog_->list("known-modules", word)) reach = Reach::module;
  });
  return reach;
}

std::string_view Names::lookalike_of(std::string_view module) {
  const std::string_view top = module.substr(0, module.find('.'));
  constexpr std::size_t kLong = 7;  // "skleam": two edits away from sklearn
  // Short words are near too many others; a module of a known package is not a lookalike.
  if (top.size() < 5 || catalog_->list("known-modules", top)) return {};
  // One comparison with every known name is dear: a stream's own package is asked about once, and a
  // stream that names hundreds of packages is suspicious a hundred times already.
  if (top == last_top_.view()) return last_lookalike_;
  if (++lookalikes_asked_ > kMostLookalikes) return {};
  last_top_.clear();
  last_lookalike_ = {};
  if (!last_top_.append(top)) return {};
  const std::uint32_t count = catalog_->list_count("known-modules");
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string_view known = catalog_->list_at("known-modules", i).key;
    if (known.size() < 5 || known.size() > top.size() + 2 || top.size() > known.size() + 2)
      continue;
    const unsigned allowed = known.size() >= kLong && top.size() >= kLong - 1 ? 2 : 1;
    if (edit_distance(top, known) <= allowed) {
      last_lookalike_ = known;
      break;
    }
  }
  return last_lookalike_;
}

void Names::classify(Name& entry, std::string_view module, std::string_view name) {
  const auto take = [&](const Callable& found) {
    entry.known = true;
    entry.role = found.role;
    entry.detail = found.detail;
    entry.framework = found.framework;
    entry.reason = found.reason;
  };
  const auto as_written = look_up(module, name);
  if (entry.renames) {
    if (const auto renamed = catalog_->python2(module, name)) {
      entry.renamed_module = renamed->module;
      // An unchanged name stays where it stands: `name` does not outlive this call.
      if (renamed->name != name) entry.renamed_name = renamed->name;
      if (const auto found = look_up(renamed->module, renamed->name)) take(*found);
      // Python 2 loads the name as written: dangerous there is dangerous.
      if (as_written && as_written->role == Role::danger) take(*as_written);
    } else if (as_written) {
      take(*as_written);
    }
  } else if (as_written) {
    take(*as_written);
  }
  if (!entry.known) {
    entry.reach = reach_of(module, name);
    // What the last hop reaches: "serialization.os.system" ends in os.system.
    for (std::size_t dot = name.rfind('.'); dot != std::string_view::npos && dot > 0;) {
      const std::size_t before = name.rfind('.', dot - 1);
      const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
      std::string_view owner = name.substr(begin, dot - begin);
      while (owner.starts_with('_')) owner.remove_prefix(1);
      const auto reached = catalog_->callable(owner, name.substr(dot + 1));
      if (reached && reached->role == Role::danger) {
        entry.reach = Reach::module;
        take(*reached);
        break;
      }
      dot = begin == 0 ? std::string_view::npos : begin - 1;
    }
    if (!entry.known) entry.lookalike = lookalike_of(module);
  }
  const auto allowed = [&](std::string_view m, std::string_view n) {
    base::Text key(names_.budget());
    return key.append(m) && key.append(' ') && key.append(n) &&
           catalog_->list("weights-only", key.view()).has_value();
  };
  const std::string_view now_module = entry.renamed_module.empty() ? module : entry.renamed_module;
  const std::string_view now_name = entry.renamed_name.empty() ? name : entry.renamed_name;
  entry.weights_only = allowed(module, name) || allowed(now_module, now_name);
}

}  // namespace bartizan::scan::pickle
