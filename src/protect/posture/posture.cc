#include "protect/posture/posture.h"

#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "record/said.h"
#include "scan/catalog.h"

namespace bartizan::protect {
namespace {

using record::PostureChange;

constexpr Millis kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::string_view kLevels = "posture-levels";

std::string_view level(std::string_view key) {
  return scan::Catalog::embedded().list(kLevels, key).value_or("");
}

// `otherwise` where a catalogue is damaged: no change.
unsigned count_of(std::string_view key, unsigned otherwise) {
  const std::string_view text = level(key);
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  return error == std::errc() && end == text.end() && value > 0 ? value : otherwise;
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

std::string id_of(const PostureChange& change) {
  std::string key;
  for (const std::string& part :
       {std::to_string(change.raised), std::to_string(change.at), std::to_string(change.until),
        change.preset, change.reason, change.by}) {
    key += part + '\n';
  }
  return "posture_" + base::base32(base::sha256(key));
}

std::string minute(Millis at) {
  std::string text = base::format_utc(at);
  text[10] = ' ';
  return text.substr(0, 16) + " UTC";
}

}  // namespace

Posture posture_at(std::span<const PostureChange> history, Millis now) {
  Posture posture;
  for (const PostureChange& change : history) {
    if (change.at > now) continue;
    if (change.raised) {
      posture = {true, change, PostureEnd::none, 0, {}};
    } else if (posture.raised && posture.raise.until > change.at) {
      posture.raised = false;
      posture.end = PostureEnd::lowered;
      posture.ended = change.at;
      posture.lower = change;
    }
  }
  if (posture.raised && posture.raise.until <= now) {
    posture.raised = false;
    posture.end = PostureEnd::expired;
    posture.ended = posture.raise.until;
  }
  return posture;
}

Millis EffectivePosture::watch_interval(Millis normal) const {
  return std::max(normal / 100 * watch_percent, std::min(normal, kMinute));
}

Millis EffectivePosture::target(Millis start, Millis due) const {
  if (due == 0 || due <= start) return due;
  const Millis time = due - start;
  return std::min(due, start + time / 100 * clock_percent);
}

EffectivePosture effective(const Posture& posture) {
  EffectivePosture now;
  now.raised = posture.raised;
  const std::string which = posture.raised ? "raised " : "normal ";
  now.evidence_age = Millis{count_of(which + "evidence-days", posture.raised ? 1 : 7)} * kDay;
  now.watch_percent = std::min(count_of(which + "watch-percent", 100), 100U);
  now.clock_percent = std::min(count_of(which + "clock-percent", 100), 100U);
  if (posture.raised) {
    now.since = posture.raise.at;
    now.until = posture.raise.until;
    now.reason = posture.raise.reason;
    now.by = posture.raise.by;
    now.preset = posture.raise.preset;
  }
  return now;
}

EffectivePosture effective(std::span<const PostureChange> history, Millis now) {
  return effective(posture_at(history, now));
}

std::vector<std::string> effects(const EffectivePosture& posture) {
  if (!posture.raised) return {};
  const EffectivePosture normal = effective(Posture());
  const auto days = [](Millis time) {
    const Millis n = time / kDay;
    return std::to_string(n) + (n == 1 ? " day" : " days");
  };
  return {"the gate adds the rules of the preset " + posture.preset +
              " unless --policy or --preset names others",
          "evidence counts for " + days(posture.evidence_age) + " instead of " +
              days(normal.evidence_age) + ", where it says nothing else",
          "watched places are looked at after " + std::to_string(posture.watch_percent) +
              " % of their interval",
          "cases have a target of their own after " + std::to_string(posture.clock_percent) +
              " % of their time; their dates stay what they are"};
}

std::string sentence(const EffectivePosture& posture) {
  if (!posture.raised) return {};
  return "posture raised until " + minute(posture.until) + " (" + posture.reason + ")";
}

std::expected<PostureChange, std::string> raise(const Raise& asked, Millis now) {
  if (blank(asked.by)) return std::unexpected("say who raises it");
  if (blank(asked.reason)) return std::unexpected("say why it is raised");
  if (std::string why = record::too_long("the reason", asked.reason); !why.empty()) {
    return std::unexpected(std::move(why));
  }
  if (asked.until <= now) {
    return std::unexpected("say until when: a time to come. Then it ends by itself");
  }
  const Millis most = Millis{count_of("most-days", 92)} * kDay;
  if (asked.until - now > most) {
    return std::unexpected("it can be raised for " + std::to_string(most / kDay) +
                           " days at most: what lasts longer belongs into the normal policy. "
                           "Raise it again when that time is over");
  }
  PostureChange change;
  change.raised = true;
  change.at = now;
  change.until = asked.until;
  change.preset = asked.preset.empty() ? std::string(level("raised preset")) : asked.preset;
  if (!scan::Catalog::embedded().list(kLevels, "preset " + change.preset)) {
    return std::unexpected("no raised posture has the preset " + change.preset +
                           ". Presets are strict, default");
  }
  change.reason = asked.reason;
  change.by = asked.by;
  change.id = id_of(change);
  return change;
}

std::expected<PostureChange, std::string> lower(std::span<const PostureChange> history,
                                                const std::string& reason, const std::string& by,
                                                Millis now) {
  if (blank(by)) return std::unexpected("say who lowers it");
  if (blank(reason)) return std::unexpected("say why it is lowered");
  if (std::string why = record::too_long("the reason", reason); !why.empty()) {
    return std::unexpected(std::move(why));
  }
  if (!posture_at(history, now).raised) return std::unexpected("the posture is not raised");
  PostureChange change;
  change.at = now;
  change.reason = reason;
  change.by = by;
  change.id = id_of(change);
  return change;
}

std::optional<Millis> duration_of(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  unsigned count = 0;
  const std::string_view digits = text.substr(0, text.size() - 1);
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), count);
  // Ten thousand weeks and more are a slip of the hand.
  if (error != std::errc() || end != digits.end() || count == 0 || count > 10'000) {
    return std::nullopt;
  }
  switch (text.back()) {
    case 'h':
      return count * kHour;
    case 'd':
      return count * kDay;
    case 'w':
      return count * 7 * kDay;
    default:
      return std::nullopt;
  }
}

}  // namespace bartizan::protect
