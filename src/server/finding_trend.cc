#include "server/finding_trend.h"

#include <algorithm>
#include <limits>

namespace bartizan::server {
namespace {

constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
constexpr base::Millis kForever = std::numeric_limits<base::Millis>::max();
// What another process wrote may have changed anything, so that all is read again: not too often.
constexpr base::Millis kForeignPause = 10'000;
// Entries of the log that are looked at for the last purge of scans.
constexpr std::size_t kPurges = 200;

std::int64_t day_of(base::Millis at) { return at / kDay; }

// What makes a finding the same one in the next sighting of its file.
std::uint64_t key_of(const store::SeenOnce& row) {
  std::uint64_t key = 14'695'981'039'346'656'037U;  // FNV-1a, 64 bit
  const auto mix = [&](std::uint64_t value) { key = (key ^ value) * 1'099'511'628'211U; };
  for (const std::string* text : {&row.rule, &row.subject, &row.member}) {
    for (const char c : *text) mix(static_cast<unsigned char>(c));
    mix(256);
  }
  mix(static_cast<std::uint64_t>(row.offset));
  mix(static_cast<std::uint64_t>(row.severity));
  return key;
}

bool is_about(const record::Exception& e, const store::SeenOnce& row) {
  if (e.rule != row.rule) return false;
  if (row.verdict == record::Verdict::malicious && e.kind != record::ExceptionKind::waiver) {
    return false;
  }
  if (!e.sha256.empty()) return row.sha256 == e.sha256;
  return row.subject == (e.module.empty() ? e.name : e.module + '.' + e.name);
}

}  // namespace

struct FindingTrend::Sighted {
  std::int64_t number = 0;
  std::string path;
  File now;
};

FindingTrend::FindingTrend(store::Store& store, std::function<base::Millis()> now)
    : store_(store), now_(std::move(now)), reader_(store) {}

base::Result<void> FindingTrend::read_decisions() {
  store::Triage& triage = reader_.store(now_()).triage();
  auto granted = triage.acceptances(true);
  const auto used = triage.used_exceptions();
  if (!granted) return std::unexpected(granted.error());
  if (!used) return std::unexpected(used.error());
  granted_.clear();
  configured_.clear();
  withdrawn_.clear();
  for (const record::Exception& one : *used) configured_[one.id] = one.expires;
  for (store::Acceptance& one : *granted) {
    const base::Millis end =
        one.withdrawn == 0 ? one.exception.expires : std::min(one.exception.expires, one.withdrawn);
    granted_[one.exception.id].push_back({one.exception.granted, end});
    if (one.withdrawn != 0) withdrawn_.push_back(std::move(one));
  }
  return {};
}

std::vector<FindingTrend::Stretch> FindingTrend::accepted_times(const store::SeenOnce& row) const {
  std::vector<Stretch> times;
  if (!row.accepted_by.empty()) {
    const auto here = granted_.find(row.accepted_by);
    const auto configured = configured_.find(row.accepted_by);
    if (here != granted_.end()) {
      times = here->second;
    } else {
      const base::Millis end = configured == configured_.end() ? 0 : configured->second;
      times.push_back({row.seen, end == 0 ? kForever : end});
    }
  }
  // The row says by what it is accepted today; what was taken back it does not remember.
  for (const store::Acceptance& one : withdrawn_) {
    if (one.exception.id == row.accepted_by || !is_about(one.exception, row)) continue;
    times.push_back({one.exception.granted, std::min(one.exception.expires, one.withdrawn)});
  }
  return times;
}

void FindingTrend::change(Held& held, base::Millis at, bool by_decision, Deltas& deltas) {
  held.open = !held.open;
  Delta& delta = deltas[day_of(at)];
  delta.open[held.severity] += held.open ? 1 : -1;
  ++(held.open ? delta.opened : delta.closed);
  if (!held.open && by_decision) ++delta.accepted;
}

// Follows the finding through a time in which its file was not seen again.
void FindingTrend::settle(Held& held, base::Millis from, base::Millis to, Deltas& deltas) {
  std::vector<base::Millis> points{from};
  for (const Stretch& one : held.accepted) {
    for (const base::Millis at : {one.from, one.to}) {
      if (at > from && at < to) points.push_back(at);
    }
  }
  std::ranges::sort(points);
  for (const base::Millis at : points) {
    const bool accepted = std::ranges::any_of(
        held.accepted, [&](const Stretch& one) { return one.from <= at && at < one.to; });
    if (held.open == accepted) change(held, at, true, deltas);
  }
}

void FindingTrend::take(Sighted& sighted) {
  if (sighted.number == 0) return;
  File& now = sighted.now;
  std::ranges::stable_sort(now.held, {}, &Held::key);
  // Two at one place stay two.
  for (std::size_t i = 1; i < now.held.size(); ++i) {
    now.held[i].key = std::max(now.held[i].key, now.held[i - 1].key + 1);
  }
  File& before = files_[sighted.path];
  // A clock that went back makes no time.
  now.seen = std::max(now.seen, before.seen);
  auto next = now.held.begin();
  for (Held& old : before.held) {
    settle(old, before.seen, now.seen, deltas_);
    while (next != now.held.end() && next->key < old.key) ++next;
    if (next != now.held.end() && next->key == old.key) {
      next->open = old.open;
    } else if (old.open) {
      change(old, now.seen, false, deltas_);
    }
  }
  for (Held& one : now.held) settle(one, now.seen, now.seen, deltas_);
  before = std::move(now);
}

base::Result<void> FindingTrend::refresh() {
  const auto mark = store_.change_mark();
  if (!mark) return std::unexpected(mark.error());
  const base::Millis now = now_();
  bool all = !mark_;
  if (mark_) {
    if (mark->seen == mark_->seen && mark->seen_changed == mark_->seen_changed) return {};
    const std::uint64_t foreign = mark->foreign - mark_->foreign;
    const bool only_foreign =
        mark->seen - mark_->seen == foreign && mark->seen_changed - mark_->seen_changed == foreign;
    if (only_foreign && now >= looked_ && now < looked_ + kForeignPause) return {};
    all = mark->seen_changed != mark_->seen_changed;
  }
  if (const auto done = read_decisions(); !done) return done;
  if (all) {
    newest_ = 0;
    first_ = cut_ = 0;
    files_.clear();
    deltas_.clear();
    store::AuditFilter purged;
    purged.what = "purge";
    purged.limit = kPurges;
    const auto purges = store_.audit().entries(purged);
    if (!purges) return std::unexpected(purges.error());
    for (const record::AuditEntry& one : *purges) {
      if (one.detail.find("scans ") == std::string::npos) continue;
      cut_ = one.at;
      break;
    }
  }
  Sighted sighted;
  const auto newest =
      reader_.store(now).triage().each_sighting(newest_, [&](const store::SeenOnce& row) {
        if (row.sighting != sighted.number) {
          take(sighted);
          sighted = {row.sighting, row.path, {row.seen, {}}};
          if (first_ == 0 || row.seen < first_) first_ = row.seen;
        }
        if (row.rule.empty()) return;
        sighted.now.held.push_back(
            {key_of(row), static_cast<std::uint8_t>(row.severity), false, accepted_times(row)});
      });
  // Half of it would be wrong: all is read again.
  if (!newest) {
    mark_.reset();
    return std::unexpected(newest.error());
  }
  take(sighted);
  newest_ = *newest;
  mark_ = *mark;
  looked_ = now;
  return {};
}

base::Result<TrendOfFindings> FindingTrend::look(std::size_t days) {
  const std::lock_guard lock(mutex_);
  if (const auto done = refresh(); !done) return std::unexpected(done.error());
  TrendOfFindings trend;
  trend.as_of = now_();
  if (first_ == 0) return trend;
  trend.is_cut = cut_ > first_;
  trend.from = trend.is_cut ? cut_ : first_;
  // What ended or began since a file was last seen: times of acceptances alone.
  Deltas since;
  for (const auto& [path, file] : files_) {
    for (const Held& one : file.held) {
      if (one.accepted.empty()) continue;
      Held copy = one;
      settle(copy, file.seen, trend.as_of, since);
    }
  }
  const std::int64_t today = day_of(trend.as_of);
  const std::int64_t known = day_of(trend.from);
  const std::int64_t begin = std::max(known, today - static_cast<std::int64_t>(days) + 1);
  std::array<std::int64_t, kSeverities> open{};
  const auto add = [&](const Deltas& deltas, Deltas::const_iterator& at, std::int64_t day,
                       TrendDay* shown) {
    for (; at != deltas.end() && at->first <= day; ++at) {
      for (std::size_t i = 0; i < kSeverities; ++i) open[i] += at->second.open[i];
      if (shown == nullptr || at->first != day) continue;
      shown->opened = shown->opened.value_or(0) + at->second.opened;
      shown->closed = shown->closed.value_or(0) + at->second.closed;
      shown->accepted = shown->accepted.value_or(0) + at->second.accepted;
    }
  };
  auto seen = deltas_.cbegin();
  auto decided = since.cbegin();
  add(deltas_, seen, begin - 1, nullptr);
  add(since, decided, begin - 1, nullptr);
  for (std::int64_t day = begin; day <= today; ++day) {
    TrendDay shown{.at = day * kDay, .open = {}, .opened = 0, .closed = 0, .accepted = 0};
    add(deltas_, seen, day, &shown);
    add(since, decided, day, &shown);
    for (std::size_t i = 0; i < kSeverities; ++i) {
      shown.open[i] = static_cast<std::uint64_t>(std::max<std::int64_t>(open[i], 0));
    }
    if (trend.is_cut && day == known) shown.opened = shown.closed = shown.accepted = std::nullopt;
    trend.days.push_back(shown);
  }
  return trend;
}

}  // namespace bartizan::server
