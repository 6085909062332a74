#include "server/organisation.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "report/roadmap.h"
#include "run/evidence_parts.h"
#include "run/evidence_source.h"
#include "run/reread.h"
#include "run/standings.h"
#include "server/log.h"
#include "server/memory.h"

namespace bartizan::server {
namespace {

namespace room = assure::assess;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// Between two gatherings in the background, so that they leave room for other work: at least so
// long, and at least so many times what the last one took.
constexpr auto kPause = 5s;
constexpr int kPauseTimes = 4;
// Of a large store, before one that is begun only so that standings are kept: much may be written
// until then.
constexpr auto kKeepPause = 30s;
// Clocks run and evidence expires though nobody writes anything.
constexpr base::Millis kOld = base::Millis{5} * 60 * 1000;
// Of long lists of evidence, so many are shown: nobody reads forty thousand ids on a page.
constexpr report::MachineOptions kForPages{.reproducible = false, .pretty = false, .most = 20};
constexpr report::MachineOptions kForOne{.reproducible = false, .pretty = false, .most = 100};
constexpr std::size_t kMostUnread = 200;
// Documents of single requirements that are kept: up to 300 kB each.
constexpr std::size_t kMostRequirements = 32;

// How often this process wrote to a part. What another one writes counts for every part, and is
// taken in with the next gathering.
std::uint64_t own(std::uint64_t part, const store::ChangeMark& mark) { return part - mark.foreign; }

}  // namespace

Organisation::Organisation(store::Store& store, std::function<base::Millis()> now, Sizes sizes)
    : store_(store), now_(std::move(now)), sizes_(sizes), reader_(store) {}

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
  made->answers = own(mark->answers, *mark);
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
  made->pieces_gathered = made->gathered.evidence.size();
  auto systems = run::counted_systems(reader());
  if (!systems) return std::unexpected(systems.error());
  made->systems = std::move(*systems);
  return made;
}

std::shared_ptr<Organisation::Kept> Organisation::renew(bool keep) {
  std::set<std::string> asked;
  {
    const std::lock_guard lock(mutex_);
    asked = asked_for_;
  }
  auto made = make();
  if (!made) return nullptr;
  if (keep) {
    const std::lock_guard reading(making_);
    if (auto before = run::assessed_before(reader())) asked.merge(*before);
  }
  if ((*made)->pieces_gathered >= sizes_.few) prepare(**made, asked);
  if (keep) {
    const std::size_t pieces = (*made)->gathered.evidence.size();
    const std::lock_guard reading(making_);
    const auto kept = run::keep_standings(store_, reader(), (*made)->gathered);
    if (!kept) log_trouble("standings", kept.error().what);
    if ((*made)->gathered.evidence.size() != pieces) (*made)->pieces.reset();
  }
  return std::move(*made);
}

void Organisation::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    asked_.wait(lock, [&] { return wanted_ || keeping_ || stopping_; });
    const auto pause = std::max<Clock::duration>(kPause, cost_ * kPauseTimes);
    if (kept_) {
      // Until then somebody may want it for more than the standings.
      asked_.wait_until(lock, finished_ + std::max<Clock::duration>(pause, kKeepPause),
                        [&] { return wanted_ || stopping_; });
      asked_.wait_until(lock, finished_ + pause, [&] { return stopping_; });
    }
    if (stopping_) return;
    wanted_ = false;
    busy_ = true;
    const bool keep = std::exchange(keeping_, false);
    lock.unlock();
    const auto start = Clock::now();
    std::shared_ptr<Kept> made;
    try {
      made = renew(keep);
    } catch (const std::exception& error) {
      log_trouble("organisation", error.what());
    }
    lock.lock();
    busy_ = false;
    finished_ = Clock::now();
    cost_ = finished_ - start;
    // What cannot be read now is asked for again by the next request.
    if (made) std::swap(kept_, made);
    made_.notify_all();
    lock.unlock();
    made.reset();  // what was kept before
    give_back_memory();
    lock.lock();
  }
}

void Organisation::warm() {
  const std::lock_guard lock(mutex_);
  if (kept_ || stopping_) return;
  wanted_ = true;
  if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
  asked_.notify_all();
}

base::Result<void> Organisation::keep_standings() {
  // Readings are written behind whoever read.
  if (const auto flushed = store_.flush(); !flushed) return flushed;
  std::unique_lock lock(mutex_);
  if (kept_ && kept_->pieces_gathered >= sizes_.some) {
    keeping_ = true;
    if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
    asked_.notify_all();
    return {};
  }
  const auto known = kept(lock);
  if (!known) return std::unexpected(known.error());
  const std::size_t pieces = (*known)->gathered.evidence.size();
  const auto done = run::keep_standings(store_, store_, (*known)->gathered);
  if ((*known)->gathered.evidence.size() != pieces) forget_documents(**known);
  if (!done) return std::unexpected(done.error());
  return {};
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
  const std::size_t pieces = kept_ ? kept_->pieces_gathered : 0;
  if (pieces < sizes_.few || (changed && pieces < sizes_.some)) {
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
  if (kept.answers == own(mark.answers, mark)) return {};
  const auto renewed = run::renew_answers(store_, kept.gathered);
  if (!renewed) return renewed;
  kept.answers = own(mark.answers, mark);
  forget_documents(kept);
  return {};
}

void Organisation::forget_documents(Kept& kept) {
  kept.pieces.reset();
  kept.documents.clear();
  kept.requirements.clear();
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

room::Assessed Organisation::judged(Kept& kept, const room::Framework& framework) {
  const std::size_t before = kept.gathered.evidence.size();
  room::Assessed assessed = run::assess(framework, kept.gathered);
  if (kept.gathered.evidence.size() != before) kept.pieces.reset();
  return assessed;
}

room::Judged Organisation::judged(Kept& kept, const room::Framework& framework,
                                  const room::Requirement& requirement) {
  const std::size_t before = kept.gathered.evidence.size();
  room::Judged one = run::assess_one(framework, requirement, kept.gathered);
  if (kept.gathered.evidence.size() != before) kept.pieces.reset();
  return one;
}

std::string Organisation::written(Kept& kept, const room::Framework& framework) {
  const auto at = kept.documents.find(framework.id);
  if (at != kept.documents.end()) return at->second;
  const room::Assessed assessed = judged(kept, framework);
  return kept.documents
      .emplace(framework.id, report::assess_json(view_of(kept, assessed), kForPages))
      .first->second;
}

// So that the first who asks does not wait.
void Organisation::prepare(Kept& kept, const std::set<std::string>& asked) {
  std::vector<const room::Framework*> wanted;
  for (const room::Framework& framework : room::frameworks()) {
    const bool of_all = framework.per == room::Per::organisation || asked.contains(framework.id);
    if (framework.assessed() && of_all) wanted.push_back(&framework);
  }
  run::judge_systems(wanted, kept.gathered);
  for (const room::Framework* framework : wanted) (void)written(kept, *framework);
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
  view.feeds_read = report::has_feed(kept.gathered.evidence);
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
  asked_for_.insert(framework.id);
  const auto known = kept(lock);
  if (!known) return std::unexpected(known.error());
  return written(**known, framework);
}

base::Result<std::string> Organisation::requirement(const room::Framework& framework,
                                                    const room::Requirement& requirement) {
  const auto mark = store_.change_mark();
  if (!mark) return std::unexpected(mark.error());
  const std::string name = framework.id + '\n' + requirement.id;
  std::unique_lock lock(mutex_);
  const auto known = kept(lock);
  if (!known) return std::unexpected(known.error());
  auto& written = (*known)->requirements;
  const auto at = written.find(name);
  if (at != written.end() && at->second.first == mark->standings) return at->second.second;
  const auto history = run::stood(store_, framework.id, requirement.id, "");
  if (!history) return std::unexpected(history.error());
  room::Assessed assessed{&framework, {}, (*known)->gathered.now, {}, {}};
  assessed.requirements.push_back(judged(**known, framework, requirement));
  const report::AssessView view = view_of(**known, assessed);
  std::string text =
      report::assess_requirement_json(view, assessed.requirements.front(), *history, kForOne);
  (*known)->pieces = view.pieces;
  if (written.size() >= kMostRequirements) written.clear();
  written.insert_or_assign(name, std::pair(mark->standings, text));
  return text;
}

base::Result<Organisation::SystemsOf> Organisation::systems(const room::Framework& framework) {
  const auto mark = store_.change_mark();
  if (!mark) return std::unexpected(mark.error());
  std::unique_lock lock(mutex_);
  asked_for_.insert(framework.id);
  const auto known = kept(lock);
  if (!known) return std::unexpected(known.error());
  SystemsOf of;
  const std::size_t before = (*known)->gathered.evidence.size();
  of.table = run::systems_table(framework, (*known)->gathered);
  if ((*known)->gathered.evidence.size() != before) (*known)->pieces.reset();
  auto& last = last_[framework.id];
  if (!last.second || last.first != mark->standings) {
    auto assessed = run::last_assessed(store_, framework.id);
    if (!assessed) return std::unexpected(assessed.error());
    last.first = mark->standings;
    last.second =
        std::make_shared<const std::unordered_map<std::string, base::Millis>>(std::move(*assessed));
  }
  of.assessed = last.second;
  return of;
}

std::optional<std::vector<record::Evidence>> Organisation::shared_pieces() {
  const auto mark = store_.change_mark();
  run::CollectOptions options;
  {
    const std::lock_guard lock(mutex_);
    if (!mark || !kept_ || kept_->pieces_gathered < sizes_.few) return std::nullopt;
    if (own(kept_->mark.posture, kept_->mark) == own(mark->posture, *mark)) return kept_->shared;
    // Counting takes a second; what people decided is read in a millisecond.
    const auto estate = std::ranges::find_if(kept_->shared, run::evidence::is_estate);
    if (estate == kept_->shared.end()) return std::nullopt;
    options.estate = *estate;
  }
  options.now = now_();
  options.with_systems = false;
  auto shared = run::collect(store_, nullptr, options);
  if (!shared) return std::nullopt;
  return std::move(*shared);
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
    assessed.requirements.push_back(judged(**known, framework, requirement));
    if (const auto kept = run::what_changed(store_, assessed, true); !kept) {
      made = std::unexpected(std::string(kept.error().what));
    }
  }
  gathered.now = as_of;
  forget_documents(**known);
  return made;
}

}  // namespace bartizan::server
