#include "server/organisation.h"

#include <algorithm>
#include <chrono>

#include "report/roadmap.h"
#include "run/evidence_source.h"
#include "run/reread.h"

namespace bartizan::server {
namespace {

namespace room = assure::assess;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// Of so few pieces of evidence it is gathered for each request: that takes some 20 ms.
constexpr std::size_t kFew = 1000;
// Of so many for the request that finds that the store has changed: some 200 ms.
constexpr std::size_t kSome = 10'000;
// Between two gatherings in the background, so that they leave room for other work: at least so
// long, and at least so many times what the last one took.
constexpr auto kPause = 5s;
constexpr int kPauseTimes = 4;
// Clocks run and evidence expires though nobody writes anything.
constexpr base::Millis kOld = base::Millis{5} * 60 * 1000;
// Of long lists of evidence, so many are shown: nobody reads forty thousand ids on a page.
constexpr report::MachineOptions kForPages{.reproducible = false, .pretty = false, .most = 20};
constexpr report::MachineOptions kForOne{.reproducible = false, .pretty = false, .most = 100};
constexpr std::size_t kMostUnread = 200;

}  // namespace

Organisation::Organisation(store::Store& store, std::function<base::Millis()> now)
    : store_(store), now_(std::move(now)), reader_(store) {}

Organisation::~Organisation() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_all();
  if (worker_.joinable()) worker_.join();
}

base::Result<std::unique_ptr<Organisation::Kept>> Organisation::make() {
  const std::lock_guard lock(making_);
  auto made = std::make_unique<Kept>();
  // What is written while this reads is seen by the next one.
  const auto mark = store_.change_mark();
  if (!mark) return std::unexpected(mark.error());
  made->mark = *mark;
  made->answers = mark->answers;
  run::CollectOptions collect;
  collect.now = now_();
  // By this connection: what another one writes would look like that of another process.
  if (const auto kept = run::evidence::keep_digests(store_); !kept) {
    return std::unexpected(kept.error());
  }
  auto evidence = run::collect(reader(), nullptr, collect);
  if (!evidence) return std::unexpected(evidence.error());
  std::ranges::copy_if(*evidence, std::back_inserter(made->shared),
                       [](const record::Evidence& piece) { return piece.system.empty(); });
  run::RereadOptions look;
  look.mode = run::RereadMode::none;
  look.now = now_;
  const auto seen = run::reread(store_, *evidence, look);
  if (!seen) return std::unexpected(seen.error());
  made->fresh.was_read = seen->was_read;
  made->fresh.files = seen->files;
  made->fresh.oldest = seen->as_of;
  std::vector<std::string> unread;
  for (const run::Unread& file : seen->unread) {
    unread.push_back(file.path);
    if (made->fresh.unread.size() < kMostUnread) {
      made->fresh.unread.push_back({file.path, file.why});
    } else {
      ++made->fresh.more_unread;
    }
  }
  run::Collected collected;
  if (!seen->wrote) collected.own = std::move(*evidence);
  auto gathered = run::gather(reader(), nullptr, collect, unread, std::move(collected));
  if (!gathered) return std::unexpected(gathered.error());
  made->gathered = std::move(*gathered);
  auto systems = run::counted_systems(reader());
  if (!systems) return std::unexpected(systems.error());
  made->systems = std::move(*systems);
  return made;
}

void Organisation::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    asked_.wait(lock, [&] { return wanted_ || stopping_; });
    const auto pause = std::max<Clock::duration>(kPause, cost_ * kPauseTimes);
    if (kept_) asked_.wait_until(lock, finished_ + pause, [&] { return stopping_; });
    if (stopping_) return;
    wanted_ = false;
    busy_ = true;
    lock.unlock();
    const auto start = Clock::now();
    auto made = make();
    if (made && (*made)->gathered.evidence.size() >= kFew) prepare(**made);
    lock.lock();
    busy_ = false;
    finished_ = Clock::now();
    cost_ = finished_ - start;
    // What cannot be read now is asked for again by the next request.
    if (made) kept_ = std::move(*made);
    made_.notify_all();
  }
}

void Organisation::warm() {
  const std::lock_guard lock(mutex_);
  if (kept_ || stopping_) return;
  wanted_ = true;
  if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
  asked_.notify_all();
}

base::Result<Organisation::Kept*> Organisation::kept(std::unique_lock<std::mutex>& lock) {
  const auto mark = store_.change_mark();
  if (!mark) return std::unexpected(mark.error());
  // Somebody is at the first one already.
  if (!kept_) made_.wait(lock, [&] { return kept_ || stopping_ || (!wanted_ && !busy_); });
  store::ChangeMark same = kept_ ? kept_->mark : *mark;
  // Answers are taken at once, and nothing that is kept stands on the rest.
  same.answers = mark->answers;
  same.standings = mark->standings;
  const bool changed = !(same == *mark) || (kept_ && now_() > kept_->gathered.now + kOld);
  const std::size_t pieces = kept_ ? kept_->gathered.evidence.size() : 0;
  if (pieces < kFew || (changed && pieces < kSome)) {
    lock.unlock();
    auto made = make();
    lock.lock();
    if (!made) return std::unexpected(made.error());
    kept_ = std::move(*made);
    return kept_.get();
  }
  if (changed) {
    wanted_ = true;
    if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
    asked_.notify_all();
  }
  if (const auto taken = take_answers(*kept_, *mark); !taken) return std::unexpected(taken.error());
  return kept_.get();
}

base::Result<void> Organisation::take_answers(Kept& kept, const store::ChangeMark& mark) {
  if (kept.answers == mark.answers) return {};
  const auto renewed = run::renew_answers(store_, kept.gathered);
  if (!renewed) return renewed;
  kept.answers = mark.answers;
  kept.pieces.reset();
  kept.documents.clear();
  return {};
}

report::AssessView Organisation::view_of(const Kept& kept, const room::Assessed& assessed) const {
  report::AssessView view;
  view.assessed = &assessed;
  view.evidence = kept.gathered.evidence;
  view.remembered = kept.gathered.remembered;
  view.actions = kept.gathered.actions;
  view.fresh = kept.fresh;
  view.pieces = kept.pieces;
  return view;
}

std::string Organisation::written(Kept& kept, const room::Framework& framework) {
  const auto at = kept.documents.find(framework.id);
  if (at != kept.documents.end()) return at->second;
  const room::Assessed assessed = run::assess(framework, kept.gathered);
  return kept.documents
      .emplace(framework.id, report::assess_json(view_of(kept, assessed), kForPages))
      .first->second;
}

// So that the first who asks does not wait.
void Organisation::prepare(Kept& kept) {
  for (const room::Framework& framework : room::frameworks()) {
    if (framework.assessed()) (void)written(kept, framework);
  }
  (void)roadmap_of(kept);
}

base::Result<std::string> Organisation::roadmap_of(Kept& kept) {
  constexpr std::string_view kDocument = "the roadmap itself";
  const auto at = kept.documents.find(kDocument);
  if (at != kept.documents.end()) return at->second;
  // Once a day, for the trend of its measures.
  const std::int64_t day = kept.gathered.now / run::kDay;
  const bool keep = kept_day_.exchange(day) != day;
  const auto made = run::make_roadmap(store_, kept.gathered, keep, &kept.systems);
  if (!made) return std::unexpected(made.error());
  report::RoadmapView view;
  view.roadmap = &(*made)->roadmap;
  view.assessed = &(*made)->assessed;
  view.fresh = kept.fresh;
  for (const auto& [id, points] : (*made)->trend) {
    for (const run::RoadmapPoint& point : points) view.trend[id].push_back({point.at, point.value});
  }
  return kept.documents.emplace(kDocument, report::roadmap_json(view, kForPages)).first->second;
}

base::Result<std::string> Organisation::roadmap() {
  std::unique_lock lock(mutex_);
  const auto known = kept(lock);
  if (!known) return std::unexpected(known.error());
  return roadmap_of(**known);
}

base::Result<std::string> Organisation::framework(const room::Framework& framework) {
  std::unique_lock lock(mutex_);
  const auto known = kept(lock);
  if (!known) return std::unexpected(known.error());
  return written(**known, framework);
}

base::Result<std::string> Organisation::requirement(const room::Framework& framework,
                                                    const room::Requirement& requirement) {
  const auto history = run::stood(store_, framework.id, requirement.id, "");
  if (!history) return std::unexpected(history.error());
  std::unique_lock lock(mutex_);
  const auto known = kept(lock);
  if (!known) return std::unexpected(known.error());
  room::Assessed assessed{&framework, {}, (*known)->gathered.now, {}, {}};
  assessed.requirements.push_back(run::assess_one(framework, requirement, (*known)->gathered));
  const report::AssessView view = view_of(**known, assessed);
  std::string text =
      report::assess_requirement_json(view, assessed.requirements.front(), *history, kForOne);
  (*known)->pieces = view.pieces;
  return text;
}

std::optional<std::vector<record::Evidence>> Organisation::shared_pieces() {
  const auto mark = store_.change_mark();
  const std::lock_guard lock(mutex_);
  if (!mark || !kept_ || kept_->gathered.evidence.size() < kFew ||
      kept_->mark.posture != mark->posture) {
    return std::nullopt;
  }
  return kept_->shared;
}

std::expected<record::Answer, std::string> Organisation::answer(
    const room::Framework& framework, const room::Requirement& requirement,
    const run::NewAnswer& said) {
  std::unique_lock lock(mutex_);
  const auto known = kept(lock);
  if (!known) return std::unexpected(std::string(known.error().what));
  run::Gathered& gathered = (*known)->gathered;
  const base::Millis as_of = gathered.now;
  gathered.now = now_();
  auto made = run::answer(store_, gathered, framework, requirement, said);
  if (made) {
    room::Assessed assessed{&framework, {}, gathered.now, {}, {}};
    assessed.requirements.push_back(run::assess_one(framework, requirement, gathered));
    if (const auto kept = run::what_changed(store_, assessed, true); !kept) {
      made = std::unexpected(std::string(kept.error().what));
    }
  }
  gathered.now = as_of;
  (*known)->documents.clear();
  return made;
}

}  // namespace bartizan::server
