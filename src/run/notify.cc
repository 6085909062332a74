// What there is to tell.
#include "run/notify.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "assure/api.h"
#include "protect/api.h"
#include "run/assess.h"
#include "run/evidence_parts.h"
#include "run/notify_address.h"
#include "run/watch.h"
#include "store/advisories.h"
#include "store/watch.h"
#include "text/base64.h"

namespace bartizan::run {
namespace {

using record::Notice;
using record::NoticeKind;
using record::Severity;

constexpr std::string_view kFindingsTold = "findings-told";
// Files whose readings are old, looked at in one pass.
constexpr std::size_t kMostOld = 5000;
constexpr std::size_t kFindingsAtOnce = 1000;

std::string day(base::Millis at) { return base::format_utc(at).substr(0, 10); }
// Raw, as everywhere in records: each sink escapes for itself.
std::string shown(std::string_view name) { return std::string(name); }
std::string_view tail(std::string_view path) {
  return path.substr(std::min(path.rfind('/') + 1, path.size()));
}
// How addresses of the dashboard name a file (RFC 4648, section 5, without padding).
std::string base64url(std::string_view bytes) {
  std::string text = text::encode_base64(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string counted(std::size_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

class Derive {
 public:
  Derive(store::Store& store, const NoticeOptions& options)
      : store_(store),
        reader_(options.reader == nullptr ? store : *options.reader),
        now_(options.now),
        options_(options) {}

  base::Result<void> run() {
    const auto settings = store_.watch().settings();
    if (!settings) return std::unexpected(settings.error());
    settings_ = *settings;
    if (const auto done = findings(); !done) return done;
    if (const auto done = places(); !done || !options_.whole) return done;
    for (const auto part :
         {&Derive::clocks, &Derive::answers, &Derive::old_readings, &Derive::feeds}) {
      if (const auto done = (this->*part)(); !done) return done;
    }
    return {};
  }

  std::vector<Notice> out;
  std::int64_t findings_until = 0;

 private:
  // `which`: what makes it this one and not the next one about the same subject.
  Notice& add(NoticeKind kind, Severity severity, std::string subject, std::string_view which,
              std::string title) {
    Notice notice;
    notice.id = record::notice_id(kind, subject, which);
    notice.kind = kind;
    notice.severity = severity;
    notice.subject = std::move(subject);
    notice.title = std::move(title);
    notice.at = now_;
    out.push_back(std::move(notice));
    return out.back();
  }

  base::Result<void> findings() {
    if (const auto flushed = store_.flush(); !flushed) return flushed;
    const auto last = store_.watch().last_sighting();
    if (!last) return std::unexpected(last.error());
    findings_until = *last;
    const auto told = store_.watch().value(kFindingsTold);
    if (!told) return std::unexpected(told.error());
    // Where nothing was asked for so far, what is known already is no news.
    std::int64_t from = *last;
    const std::string_view text = *told;
    (void)std::from_chars(text.begin(), text.end(), from);
    for (;;) {
      const auto files =
          store_.watch().findings_after(from, settings_.findings_from, kFindingsAtOnce);
      if (!files) return std::unexpected(files.error());
      for (const store::SightedFindings& file : *files) {
        from = file.sighting;
        std::string rules;
        for (const std::string& rule : file.rules) rules += (rules.empty() ? "" : ", ") + rule;
        Notice& notice = add(NoticeKind::finding, file.worst, file.path, file.sha256 + '\n' + rules,
                             shown(tail(file.path)) + ": " + file.title);
        notice.detail = rules + "; read on " + day(file.seen) + "; bartizan scan " +
                        shown(file.path) + " says more";
        notice.page = "artifacts/" + base64url(file.path);
      }
      if (files->size() < kFindingsAtOnce) return {};
    }
  }

  base::Result<void> clocks() {
    const auto expired = store_.cases().observe({}, {}, now_);
    if (!expired) return std::unexpected(expired.error());
    const auto cases = reader_.cases().cases("");
    if (!cases) return std::unexpected(cases.error());
    const base::Millis soon = now_ + settings_.clock_days * kDay;
    for (const record::Case& known : *cases) {
      using enum record::CaseState;
      const std::string what = shown(known.advisory) + " in " + shown(known.system_name);
      const Severity worse = known.kev_added != 0 ? Severity::critical : Severity::high;
      Notice* notice = nullptr;
      if (known.state == accepted && known.until != 0 && known.until <= soon) {
        notice = &add(NoticeKind::clock, Severity::medium, known.id,
                      "until " + std::to_string(known.until),
                      "the acceptance of " + what + " ends on " + day(known.until));
      } else if ((known.state == open || known.state == investigating) && known.due != 0) {
        if (known.due <= now_) {
          notice = &add(NoticeKind::clock, worse, known.id, "overdue " + std::to_string(known.due),
                        what + " is overdue: it was to be dealt with by " + day(known.due));
        } else if (known.due <= soon) {
          notice = &add(NoticeKind::clock, known.kev_added != 0 ? Severity::high : Severity::medium,
                        known.id, "due " + std::to_string(known.due),
                        what + " is to be dealt with by " + day(known.due));
        }
      }
      if (notice == nullptr) continue;
      notice->detail = shown(assure::decide::component_title(known.component)) +
                       (known.fixed_in.empty() ? "" : "; fixed in " + shown(known.fixed_in));
      notice->page = "vulnerabilities?case=" + known.id;
    }
    return {};
  }

  // Answers that end; and the systems whose answers may have fallen.
  base::Result<void> answers() {
    const auto all = reader_.evidence().answers("", "");
    if (!all) return std::unexpected(all.error());
    std::map<std::tuple<std::string, std::string, std::string>, const record::Answer*> last;
    for (const record::Answer& answer : *all) {
      last[{answer.system, answer.framework, answer.requirement}] =
          answer.withdrawn == 0 ? &answer : nullptr;
    }
    std::map<std::string, std::set<std::string>> asked;  // system -> frameworks
    const base::Millis soon = now_ + settings_.answer_days * kDay;
    for (const auto& [about, answer] : last) {
      if (answer == nullptr) continue;
      const std::string what = "the answer to " + answer->framework + " " + answer->requirement;
      Notice* notice = nullptr;
      if (answer->expires <= now_) {
        notice = &add(NoticeKind::answer, Severity::medium, answer->id, "ended",
                      what + " ended on " + day(answer->expires));
      } else {
        asked[answer->system].insert(answer->framework);
        if (answer->expires > soon) continue;
        notice = &add(NoticeKind::answer, Severity::low, answer->id, "ends",
                      what + " ends on " + day(answer->expires));
      }
      notice->detail = "bartizan answer add --framework " + answer->framework + " --requirement " +
                       answer->requirement;
      notice->page = "assessments/" + answer->framework;
    }
    for (const auto& [system, frameworks] : asked) {
      if (options_.cancelled && options_.cancelled()) return {};
      if (const auto done = fallen(system, frameworks); !done) return done;
    }
    return {};
  }

  base::Result<void> collect_shared(CollectOptions collect_options) {
    if (shared_) return {};
    collect_options.with_systems = false;
    auto all = collect(reader_, nullptr, collect_options);
    if (!all) return std::unexpected(all.error());
    shared_ = std::move(*all);
    return {};
  }

  base::Result<void> fallen(const std::string& id, const std::set<std::string>& frameworks) {
    std::optional<SystemRef> system;
    if (!id.empty()) {
      auto known = run::system(reader_, id);
      // One that is gone has no evidence: its answers say nothing about anybody.
      if (!known) return {};
      system = std::move(*known);
    }
    CollectOptions options;
    options.now = now_;
    Collected collected;
    if (system) {
      if (const auto done = collect_shared(options); !done) return done;
      collected.shared = shared_;
    }
    auto gathered = gather(reader_, system ? &*system : nullptr, options, {}, std::move(collected));
    if (!gathered) return std::unexpected(gathered.error());
    for (const std::string& name : frameworks) {
      const assure::assess::Framework* framework = assure::assess::framework(name);
      if (framework == nullptr || !framework->assessed()) continue;
      for (const assure::assess::Judged& judged : assess(*framework, *gathered).requirements) {
        if (!judged.answer || judged.answer->stands || judged.answer->answer.expires <= now_) {
          continue;
        }
        const record::Answer& answer = judged.answer->answer;
        Notice& notice =
            add(NoticeKind::answer, Severity::high, answer.id, "fell",
                "the answer to " + name + " " + answer.requirement +
                    (system ? " about " + shown(system->name.empty() ? system->id : system->name)
                            : "") +
                    " does not stand any more");
        notice.detail = judged.answer->fallen;
        notice.page = "assessments/" + name + (system ? "?system=" + system->id : "");
      }
    }
    return {};
  }

  base::Result<void> places() {
    const auto places = store_.watch().places();
    if (!places) return std::unexpected(places.error());
    const auto history = store_.posture().posture_history();
    if (!history) return std::unexpected(history.error());
    const protect::EffectivePosture posture = protect::effective(*history, now_);
    for (const record::Watched& place : *places) {
      const std::string name = shown(place.path);
      if (!place.problem.empty()) {
        Notice& notice = add(NoticeKind::place, Severity::medium, place.path,
                             "failing " + std::to_string(place.failing),
                             "the watched place " + name + " could not be read whole");
        notice.detail = place.problem;
        notice.page = "settings";
      } else if (standing(place, posture, now_).is_late) {
        Notice& notice = add(
            NoticeKind::place, Severity::medium, place.path, "late " + std::to_string(place.looked),
            place.looked == 0
                ? "the watched place " + name + " was never looked at"
                : "the watched place " + name + " was last looked at on " + day(place.looked));
        notice.detail = "bartizan watch run, by a timer, or bartizan serve look at it";
        notice.page = "settings";
      }
    }
    return {};
  }

  // A day after it ceased to count: until then reading again may be on its way.
  base::Result<void> old_readings() {
    const auto age = evidence::age_in_force(store_, now_);
    if (!age) return std::unexpected(age.error());
    const auto files = store_.watch().due_files("/", now_ - *age - kDay, kMostOld);
    if (!files) return std::unexpected(files.error());
    struct Old {
      std::size_t files = 0;
      base::Millis oldest = 0;
    };
    std::map<std::string, Old> by_system;
    std::map<std::string, std::string> systems;  // of folders
    for (const store::DueFile& file : *files) {
      const std::string folder = file.path.substr(0, file.path.rfind('/'));
      auto known = systems.find(folder);
      if (known == systems.end()) {
        auto system = system_at(store_, file.path);
        if (!system) return std::unexpected(system.error());
        known = systems.emplace(folder, std::move(*system)).first;
      }
      Old& old = by_system[known->second];
      if (old.files++ == 0 || file.seen < old.oldest) old.oldest = file.seen;
    }
    for (const auto& [id, old] : by_system) {
      std::string name = "files of no system";
      if (!id.empty()) {
        const auto known = run::system(store_, id);
        name = known ? shown(known->name) : id;
      }
      // A week at a time: the oldest one changes as files are read again.
      Notice& notice = add(
          NoticeKind::evidence, Severity::low, id, std::to_string(old.oldest / (7 * kDay)),
          name + ": " + counted(old.files, "reading") + (old.files == 1 ? " counts" : " count") +
              " no more, the oldest is of " + day(old.oldest));
      notice.detail = "bartizan scan PATH reads them again, bartizan watch add PATH for good";
      notice.page = id.empty() ? "artifacts" : "systems/" + id;
    }
    return {};
  }

  base::Result<void> feeds() {
    const auto index = store::open_advisories(store::feeds_folder(store_.place()));
    if (!index) return std::unexpected(index.error());
    for (const record::Feed& feed : (*index)->feeds()) {
      const assure::feeds::Age age = assure::feeds::age_of(feed, now_);
      if (!age.stale) continue;
      Notice& notice =
          add(NoticeKind::feed, Severity::medium, feed.id, std::to_string(feed.imported),
              "the feed " + shown(feed.id) + " is stale: " + age.reason);
      notice.detail = age.sentence;
      notice.page = "vulnerabilities";
    }
    return {};
  }

  store::Store& store_;
  store::Store& reader_;
  base::Millis now_;
  const NoticeOptions& options_;
  record::WatchSettings settings_;
  std::optional<std::vector<record::Evidence>> shared_;  // of the organisation as a whole
};

}  // namespace

base::Result<std::vector<Notice>> current_notices(store::Store& store,
                                                  const NoticeOptions& options) {
  Derive work(store, options);
  if (const auto done = work.run(); !done) return std::unexpected(done.error());
  return std::move(work.out);
}

base::Result<std::vector<Notice>> notice_all(store::Store& store, const NoticeOptions& options) {
  Derive work(store, options);
  if (const auto done = work.run(); !done) return std::unexpected(done.error());
  auto fresh = store.watch().unseen(std::move(work.out));
  if (!fresh) return std::unexpected(fresh.error());
  std::ranges::stable_sort(*fresh, std::ranges::greater(), &Notice::severity);
  std::size_t loud = fresh->size();
  if (fresh->size() > kMostTold) {
    Notice sum;
    sum.kind = fresh->front().kind;
    sum.severity = fresh->at(kMostTold - 1).severity;
    sum.subject = "many";
    sum.id = record::notice_id(sum.kind, sum.subject, fresh->front().id);
    sum.title = "and " + std::to_string(fresh->size() - kMostTold + 1) +
                " more notices at once, which are not sent one by one";
    sum.detail = "bartizan notify list --notices, or the dashboard, have them";
    sum.at = options.now;
    fresh->insert(fresh->begin() + static_cast<std::ptrdiff_t>(kMostTold - 1), std::move(sum));
    loud = kMostTold;
  }
  if (const auto kept = store.watch().tell(*fresh, loud); !kept) {
    return std::unexpected(kept.error());
  }
  // Last: what is told twice after a crash has the same id.
  if (const auto kept = store.watch().put_value(kFindingsTold, std::to_string(work.findings_until));
      !kept) {
    return std::unexpected(kept.error());
  }
  return fresh;
}

std::string in_words(const record::NotifyTarget& target) {
  std::string where = target.address;
  if (target.kind == record::TargetKind::webhook) {
    const auto address = webhook_address(target.address);
    where.clear();
    if (address) {
      const bool bare = address->host.find(':') != std::string::npos;
      where =
          (bare ? "[" + address->host + "]" : address->host) + ":" + std::to_string(address->port);
    }
  }
  std::string words(record::name(target.kind));
  if (target.name != target.address) words += " " + target.name;
  return words + (where.empty() ? "" : " at " + where);
}

std::string why_no_target(const record::NotifyTarget& target) {
  constexpr std::size_t kMostName = 100;
  if (target.name.empty() || target.name.size() > kMostName) {
    return "a target has a name of at most 100 characters";
  }
  if (target.kind == record::TargetKind::webhook) {
    const auto address = webhook_address(target.address);
    return address ? std::string() : address.error();
  }
  const auto address = syslog_address(target.address);
  return address ? std::string() : address.error();
}

}  // namespace bartizan::run
