// Evidence of watching: kind `configuration`, fact `watched`; and how long evidence counts.
#include <algorithm>

#include "protect/api.h"
#include "run/evidence_parts.h"
#include "run/version.h"
#include "run/watch.h"
#include "store/watch.h"

namespace bartizan::run::evidence {
namespace {

bool holds(std::string_view folder, std::string_view path) {
  return path == folder || folder == "/" ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

std::string duration(base::Millis span) {
  const base::Millis hours = std::max<base::Millis>(1, span / (60 * 60 * 1000));
  if (hours % 24 == 0) {
    return std::to_string(hours / 24) + (hours == 24 ? " day" : " days");
  }
  return std::to_string(hours) + (hours == 1 ? " hour" : " hours");
}

}  // namespace

base::Result<void> add_watched(const Collector& collector, const SystemRef& system) {
  if (system.path.empty()) return {};
  const auto places = collector.source.watched();
  if (!places) return std::unexpected(places.error());
  if (places->empty()) return {};
  const auto history = collector.store.posture().posture_history();
  if (!history) return std::unexpected(history.error());
  const base::Millis now = collector.options.now;

  record::Evidence piece;
  piece.kind = record::EvidenceKind::configuration;
  piece.subject = "watched";
  piece.name = "the watching of " + system.name;
  piece.producer = producer("watch", kVersion);
  // The innermost place around it is the one that looks at it.
  const record::Watched* around = nullptr;
  for (const record::Watched& place : *places) {
    if (holds(place.path, system.path) &&
        (around == nullptr || place.path.size() > around->path.size())) {
      around = &place;
    }
  }
  // That others are watched already, or this one from now on, speaks against nothing.
  const auto say = [&](std::string_view how, std::string why) {
    put(piece, "watched", std::string(how));
    put(piece, "watched:why", std::move(why));
    collector.out.push_back(std::move(piece));
  };
  piece.at = now;
  piece.expires = now + collector.options.age;
  if (around == nullptr) {
    say("unknown", "no watched place holds it: bartizan watch add " + system.path);
    return {};
  }
  const std::string& name = around->path;
  put(piece, "place", around->path);
  if (around->looked == 0) {
    say("unknown", name + " is watched, but nothing has looked at it yet: bartizan watch run");
    return {};
  }
  const PlaceStanding stands = standing(*around, protect::effective(*history, now), around->looked);
  piece.at = around->looked;
  piece.expires = stands.due + stands.interval;
  if (!around->problem.empty()) {
    say("no", name + " could not be read whole: " + around->problem);
    return {};
  }
  say("yes", name + " is looked at every " + duration(stands.interval));
  return {};
}

base::Result<base::Millis> age_in_force(store::Store& store, base::Millis now) {
  const auto history = store.posture().posture_history();
  if (!history) return std::unexpected(history.error());
  const auto settings = store.watch().settings();
  if (!settings) return std::unexpected(settings.error());
  const protect::EffectivePosture posture = protect::effective(*history, now);
  if (settings->evidence_age == 0) return posture.evidence_age;
  return posture.raised ? std::min(settings->evidence_age, posture.evidence_age)
                        : settings->evidence_age;
}

}  // namespace bartizan::run::evidence
