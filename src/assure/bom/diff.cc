#include "assure/bom/diff.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "assure/bom/match.h"
#include "assure/parse/bom/vocabulary.h"

namespace bartizan::assure::bom {
namespace {

using Values = std::map<std::string, std::set<std::string>>;

class Side {
 public:
  explicit Side(const Bom& bom) : bom_(bom) {
    for (const Component& one : bom.components) {
      by_identity_[identity(one)].push_back(&one);
      by_id_.emplace(one.id, &one);
    }
    for (const Relation& one : bom.relations) {
      if (!one.to.empty()) relations_[one.from].push_back(&one);
    }
  }

  const std::map<std::string, std::vector<const Component*>>& all() const { return by_identity_; }
  // Everything that is said of a component, by key.
  Values values(const Component& component) const;
  std::set<std::string> findings() const;

 private:
  std::string name_of(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? id : found->second->name;
  }

  const Bom& bom_;
  std::map<std::string, std::vector<const Component*>> by_identity_;
  std::map<std::string_view, const Component*> by_id_;
  std::map<std::string_view, std::vector<const Relation*>> relations_;
};

Values Side::values(const Component& component) const {
  Values out;
  if (!component.version.empty()) out["version"].insert(component.version);
  for (const record::Attribute& attribute : component.attributes) {
    // Its version is in it, and told as such.
    if (attribute.key == "purl" || !says_something(attribute.value)) continue;
    std::string value = attribute.value;
    if (attribute.key == "licence") {
      if (const std::string_view id = licence_id(value); !id.empty()) value = id;
    }
    out[attribute.key].insert(std::move(value));
  }
  if (const auto found = relations_.find(component.id); found != relations_.end()) {
    for (const Relation* one : found->second) out[one->kind].insert(name_of(one->to));
  }
  return out;
}

std::set<std::string> Side::findings() const {
  std::set<std::string> out;
  for (const Finding& one : bom_.findings) {
    for (const std::string& id : one.affects) {
      const auto found = by_id_.find(id);
      out.insert(one.id + "  " + (found == by_id_.end() ? id : display(*found->second)));
    }
    if (one.affects.empty()) out.insert(one.id);
  }
  return out;
}

std::string join(const std::set<std::string>& all) {
  std::string out;
  for (const std::string& one : all) {
    if (!out.empty()) out += "; ";
    out += one;
  }
  return out;
}

void compare(const Component& before, const Values& old, const Component& after, const Values& now,
             Diff& out) {
  const std::size_t changes = out.changes.size();
  std::set<std::string> keys;
  for (const auto& [key, values] : old) keys.insert(key);
  for (const auto& [key, values] : now) keys.insert(key);
  for (const std::string& key : keys) {
    const auto left = old.find(key);
    const auto right = now.find(key);
    const std::set<std::string> none;
    const std::set<std::string>& a = left == old.end() ? none : left->second;
    const std::set<std::string>& b = right == now.end() ? none : right->second;
    if (a != b) {
      out.changes.push_back({Happened::changed, after.kind, before.name, key, join(a), join(b)});
    }
  }
  if (out.changes.size() == changes) ++out.same;
}

}  // namespace

std::string_view name(Happened happened) {
  constexpr std::array<std::string_view, 3> kNames{"added", "removed", "changed"};
  return kNames[static_cast<std::size_t>(happened)];
}

Diff diff(const Bom& before, const Bom& after) {
  const Side old(before);
  const Side now(after);
  Diff out;
  const auto whole = [&](Happened happened, const Component& one) {
    Change change{happened, one.kind, one.name, {}, {}, {}};
    (happened == Happened::added ? change.after : change.before) = one.version;
    out.changes.push_back(std::move(change));
  };
  for (const auto& [key, left] : old.all()) {
    const auto found = now.all().find(key);
    std::vector<const Component*> right;
    if (found != now.all().end()) right = found->second;
    std::vector<const Component*> unmatched;
    // Of several versions of one thing those that both have are the same.
    for (const Component* one : left) {
      const auto same = std::find_if(right.begin(), right.end(), [&](const Component* other) {
        return other->version == one->version;
      });
      if (same == right.end()) {
        unmatched.push_back(one);
        continue;
      }
      compare(*one, old.values(*one), **same, now.values(**same), out);
      right.erase(same);
    }
    const std::size_t pairs = std::min(unmatched.size(), right.size());
    for (std::size_t i = 0; i < unmatched.size(); ++i) {
      if (i < pairs) {
        compare(*unmatched[i], old.values(*unmatched[i]), *right[i], now.values(*right[i]), out);
      } else {
        whole(Happened::removed, *unmatched[i]);
      }
    }
    for (std::size_t i = pairs; i < right.size(); ++i) whole(Happened::added, *right[i]);
  }
  for (const auto& [key, right] : now.all()) {
    if (old.all().contains(key)) continue;
    for (const Component* one : right) whole(Happened::added, *one);
  }
  std::sort(out.changes.begin(), out.changes.end(), [](const Change& a, const Change& b) {
    return std::tie(a.happened, a.kind, a.component, a.what, a.before, a.after) <
           std::tie(b.happened, b.kind, b.component, b.what, b.before, b.after);
  });
  const std::set<std::string> had = old.findings();
  const std::set<std::string> has = now.findings();
  std::set_difference(has.begin(), has.end(), had.begin(), had.end(),
                      std::back_inserter(out.new_findings));
  std::set_difference(had.begin(), had.end(), has.begin(), has.end(),
                      std::back_inserter(out.gone_findings));
  return out;
}

}  // namespace bartizan::assure::bom
