#include "server/estate_view.h"

#include <algorithm>
#include <charconv>

#include "report/clock.h"
#include "run/evidence_source.h"
#include "use/api.h"

namespace bartizan::server {
namespace {

// How long what another process wrote may stay unseen.
constexpr base::Millis kForeignPause = 2000;
constexpr std::string_view kPlace = "place:";

std::uint64_t number_of(std::string_view text) {
  std::uint64_t value = 0;
  (void)std::from_chars(text.begin(), text.end(), value);
  return value;
}

// The mark without what was only counted because another process wrote.
store::ChangeMark own(store::ChangeMark mark) {
  for (std::uint64_t* part :
       {&mark.inventory, &mark.estate, &mark.seen, &mark.seen_changed, &mark.cases, &mark.exposure,
        &mark.evidence, &mark.answers, &mark.standings, &mark.posture, &mark.other}) {
    *part -= mark.foreign;
  }
  mark.foreign = 0;
  return mark;
}

std::size_t hash_of(const record::UseCase& use_case) {
  std::size_t sum = 0;
  for (const record::Field& field : use_case.fields) {
    sum = sum * 31 + std::hash<std::string>()(field.id);
    sum = sum * 31 + std::hash<std::string>()(field.value);
  }
  return sum;
}

// Whether what is kept here is as it was, whatever else was written.
bool is_same(store::ChangeMark a, const store::ChangeMark& b) {
  a.answers = b.answers;
  a.posture = b.posture;
  a.other = b.other;
  return a == b;
}

}  // namespace

const SystemLine* Estate::system(std::string_view id) const {
  const auto at = by_id.find(id);
  return at == by_id.end() ? nullptr : &systems[at->second];
}

const SystemLine* Estate::system_of_file(std::size_t file) const {
  return system_of[file] == kNone ? nullptr : &systems[system_of[file]];
}

bool more_urgent(const record::Case& a, const record::Case& b) {
  const auto place = [](const record::Case& known) {
    if (report::is_closed(known)) return 3;
    if (known.state == record::CaseState::accepted) return 2;
    return known.due == 0 ? 1 : 0;
  };
  if (place(a) != place(b)) return place(a) < place(b);
  return std::pair(a.due, std::string_view(a.id)) < std::pair(b.due, std::string_view(b.id));
}

EstateView::EstateView(store::Store& store, std::function<base::Millis()> now)
    : store_(store), now_(std::move(now)), reader_(store) {}

base::Result<std::shared_ptr<const Estate>> EstateView::look() {
  const std::lock_guard lock(mutex_);
  const base::Millis now = now_();
  if (!estate_ || (acceptance_ends_ != 0 && acceptance_ends_ <= now)) {
    // What was accepted for a time is open again when that is over.
    if (const auto done = store_.cases().observe({}, {}, now); !done) {
      return std::unexpected(done.error());
    }
  }
  const auto mark = store_.change_mark();
  if (!mark) return std::unexpected(mark.error());
  if (estate_ && is_same(*mark, *mark_)) return estate_;
  const bool only_foreign = estate_ && is_same(own(*mark), own(*mark_));
  if (only_foreign && now < looked_ + kForeignPause && now >= looked_) return estate_;
  // Parts are all other ones where there were none.
  const store::ChangeMark before = mark_ ? *mark_ : store::ChangeMark();
  if (mark_ && mark->foreign == mark_->foreign) {
    if (const auto done = refresh(*mark, before); !done) return std::unexpected(done.error());
  } else {
    estate_.reset();
    if (const auto done = refresh(*mark, before); !done) return std::unexpected(done.error());
    looked_ = now;
  }
  mark_ = *mark;
  estate_ = joined();
  return estate_;
}

base::Result<void> EstateView::refresh(const store::ChangeMark& mark,
                                       const store::ChangeMark& before) {
  const bool all = !estate_;
  const bool inventory = all || mark.inventory != before.inventory;
  const bool estate = all || mark.estate != before.estate;
  const bool seen_changed = all || mark.seen_changed != before.seen_changed;
  base::Result<void> done;
  if (inventory || estate) done = load_systems(inventory);
  if (done && estate) done = load_components();
  if (done && (seen_changed || mark.seen != before.seen)) done = load_files(seen_changed);
  if (done && (all || mark.cases != before.cases)) done = load_cases();
  if (done && (all || mark.exposure != before.exposure)) {
    auto said = reader().cases().exposures();
    if (!said) return std::unexpected(said.error());
    exposures_.clear();
    for (record::Exposure& one : *said) exposures_.insert_or_assign(one.system, one);
  }
  if (all) {
    newest_standing_ = 0;
    standings_.clear();
  }
  if (done && (all || mark.standings != before.standings)) done = load_standings();
  if (done && (all || mark.evidence != before.evidence)) done = load_boms();
  return done;
}

base::Result<void> EstateView::load_systems(bool inventory) {
  auto refs = run::all_systems(reader());
  if (!refs) return std::unexpected(refs.error());
  refs_ = std::move(*refs);
  if (!inventory) return {};
  const auto records = reader().inventory().records();
  const auto imports = reader().inventory().imports();
  if (!records || !imports) return std::unexpected(records ? imports.error() : records.error());
  std::map<std::string_view, const use::Schema*> schemas;
  for (const store::ImportRow& import : *imports) {
    schemas[import.id] = use::find_schema(import.schema);
  }
  use::LintOptions options;
  const std::string today = base::format_date(now_());
  options.today = today;
  missing_of_.clear();
  std::unordered_map<std::string, std::pair<std::size_t, std::uint64_t>> kept;
  for (const record::UseCase& use_case : *records) {
    const use::Schema* schema = &use::schemas().front();
    if (!use_case.import.empty()) {
      const auto at = schemas.find(use_case.import);
      schema = at == schemas.end() ? nullptr : at->second;
    }
    if (schema == nullptr) continue;
    // Required answers that are missing do not depend on the day, and most records stay as they
    // were.
    const std::size_t hash = hash_of(use_case) ^ std::hash<std::string_view>()(schema->id);
    const auto known = missing_.find(use_case.id);
    const std::uint64_t missing =
        known != missing_.end() && known->second.first == hash
            ? known->second.second
            : use::lint(*schema, std::span(&use_case, 1), options).missing;
    kept.emplace(use_case.id, std::pair(hash, missing));
    missing_of_.emplace(use_case.id, missing);
  }
  missing_ = std::move(kept);
  return {};
}

base::Result<void> EstateView::load_components() {
  if (const auto kept = run::evidence::keep_digests(store_); !kept) return kept;
  const auto digests = reader().estate().digests(run::evidence::digest_version());
  if (!digests) return std::unexpected(digests.error());
  components_.clear();
  constexpr std::string_view kKey = "components\t";
  for (const store::Digest& digest : *digests) {
    std::size_t at = digest.body.starts_with(kKey) ? 0 : digest.body.find("\ncomponents\t");
    if (at == digest.body.npos) continue;
    at += (at == 0 && digest.body.starts_with(kKey) ? 0 : 1) + kKey.size();
    components_.emplace(digest.system, number_of(std::string_view(digest.body).substr(at)));
  }
  return {};
}

base::Result<void> EstateView::load_files(bool all) {
  auto since = reader().seen_since(all ? 0 : newest_sighting_);
  if (!since) return std::unexpected(since.error());
  if (all) files_.clear();
  for (store::SeenFile& file : since->files) {
    std::string path = file.path;
    files_.insert_or_assign(std::move(path),
                            std::make_shared<const store::SeenFile>(std::move(file)));
  }
  newest_sighting_ = since->newest;
  return {};
}

base::Result<void> EstateView::load_cases() {
  auto cases = reader().cases().cases("");
  if (!cases) return std::unexpected(cases.error());
  std::ranges::sort(*cases, more_urgent);
  acceptance_ends_ = 0;
  for (const record::Case& known : *cases) {
    if (known.state != record::CaseState::accepted || known.until == 0) continue;
    if (acceptance_ends_ == 0 || known.until < acceptance_ends_) acceptance_ends_ = known.until;
  }
  cases_ = std::make_shared<const std::vector<record::Case>>(std::move(*cases));
  return {};
}

base::Result<void> EstateView::load_standings() {
  auto since = reader().evidence().standing_totals(newest_standing_);
  if (!since) return std::unexpected(since.error());
  for (store::StandingTotals& totals : since->systems) {
    standings_.insert_or_assign(totals.system, totals);
  }
  newest_standing_ = since->newest;
  return {};
}

base::Result<void> EstateView::load_boms() {
  const auto boms = reader().evidence().latest_of(record::EvidenceKind::bom);
  if (!boms) return std::unexpected(boms.error());
  boms_.clear();
  std::unordered_map<std::string_view, base::Millis> newest;
  for (const record::Evidence& piece : *boms) {
    const std::uint64_t of = number_of(piece.fact("g7-of"));
    if (piece.system.empty() || of == 0 || piece.at < newest[piece.system]) continue;
    newest[piece.system] = piece.at;
    boms_[piece.system] = 100 * number_of(piece.fact("g7-have")) / of;
  }
  return {};
}

void EstateView::place_files(Estate& estate) const {
  std::unordered_map<std::string_view, std::uint32_t> folders;
  for (std::uint32_t i = 0; i < estate.systems.size(); ++i) {
    const std::string& path = estate.systems[i].ref.path;
    if (!path.empty()) folders.emplace(path, i);
  }
  for (const auto& [path, file] : files_) {
    if (file->verdict == record::Verdict::not_a_model) continue;
    const auto index = static_cast<std::uint32_t>(estate.files.size());
    estate.files.push_back(file);
    // The innermost folder around it is whose it is.
    std::uint32_t system = Estate::kNone;
    for (std::string_view folder = path; !folder.empty();
         folder = folder.substr(0, folder.rfind('/'))) {
      const auto known = folders.find(folder);
      if (known != folders.end()) {
        system = known->second;
        break;
      }
      if (folder.find('/') == folder.npos) break;
    }
    estate.system_of.push_back(system);
    for (std::uint32_t i = 0; i < file->findings.size(); ++i) estate.findings.push_back({index, i});
    if (system == Estate::kNone) continue;
    SystemLine& line = estate.systems[system];
    ++line.artifacts;
    line.findings += static_cast<std::uint64_t>(
        std::ranges::count(file->findings, false, &store::SeenFinding::accepted));
    line.verdict = std::max(line.verdict.value_or(file->verdict), file->verdict);
  }
  std::ranges::stable_sort(estate.findings, [&](const auto& a, const auto& b) {
    return estate.files[a.file]->findings[a.finding].severity >
           estate.files[b.file]->findings[b.finding].severity;
  });
}

std::shared_ptr<const Estate> EstateView::joined() const {
  auto estate = std::make_shared<Estate>();
  estate->as_of = now_();
  estate->systems.reserve(refs_.size());
  for (const run::SystemRef& ref : refs_) {
    SystemLine& line = estate->systems.emplace_back();
    line.ref = ref;
    if (const auto at = components_.find(ref.id); at != components_.end()) {
      line.components = at->second;
    }
    if (const auto at = missing_of_.find(ref.use_case); at != missing_of_.end()) {
      line.missing = at->second;
    }
    if (const auto at = boms_.find(ref.id); at != boms_.end()) line.completeness = at->second;
    // As run::exposure_of: of the system itself, else of its place.
    for (const std::string& id :
         {ref.id, ref.use_case, ref.place.empty() ? "" : std::string(kPlace) + ref.place}) {
      const auto said = id.empty() ? exposures_.end() : exposures_.find(id);
      if (said == exposures_.end()) continue;
      line.exposure = said->second;
      break;
    }
    if (const auto at = standings_.find(ref.id); at != standings_.end()) {
      line.assessed = at->second.at;
      line.statuses = at->second.by_status;
    }
  }
  for (std::uint32_t i = 0; i < estate->systems.size(); ++i) {
    estate->by_id.emplace(estate->systems[i].ref.id, i);
  }
  for (std::uint32_t i = 0; i < estate->systems.size(); ++i) {
    const std::string& use_case = estate->systems[i].ref.use_case;
    if (!use_case.empty()) estate->by_id.emplace(use_case, i);
  }
  place_files(*estate);
  estate->cases = cases_;
  for (std::uint32_t i = 0; i < cases_->size(); ++i) {
    const record::Case& known = (*cases_)[i];
    estate->case_of.emplace(known.id, i);
    const bool runs =
        known.state == record::CaseState::open || known.state == record::CaseState::investigating;
    const auto at = estate->by_id.find(known.system);
    if (!runs || known.due == 0 || at == estate->by_id.end()) continue;
    SystemClock& clock = estate->systems[at->second].clock;
    ++clock.running;
    clock.due = clock.due == 0 ? known.due : std::min(clock.due, known.due);
  }
  return estate;
}

}  // namespace bartizan::server
