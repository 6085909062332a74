// What EstateView reads of the store, part by part, and joins.
#include <algorithm>
#include <charconv>

#include "report/clock.h"
#include "run/evidence_source.h"
#include "server/estate_view.h"
#include "use/api.h"

namespace bartizan::server {
namespace {

constexpr std::string_view kPlace = "place:";

std::uint64_t number_of(std::string_view text) {
  std::uint64_t value = 0;
  (void)std::from_chars(text.begin(), text.end(), value);
  return value;
}

// What the line of a digest that begins with `key` counts.
std::optional<std::uint64_t> counted_in(std::string_view body, std::string_view key) {
  std::size_t at = 0;
  while (!body.substr(at).starts_with(key)) {
    at = body.find('\n', at);
    if (at == body.npos) return std::nullopt;
    ++at;
  }
  return number_of(body.substr(at + key.size()));
}

std::size_t hash_of(const record::UseCase& use_case) {
  std::size_t sum = 0;
  for (const record::Field& field : use_case.fields) {
    sum = sum * 31 + std::hash<std::string>()(field.id);
    sum = sum * 31 + std::hash<std::string>()(field.value);
  }
  return sum;
}

}  // namespace

const SystemLine* Estate::system(std::string_view id) const {
  const auto at = by_id.find(id);
  return at == by_id.end() ? nullptr : &systems[at->second];
}

const SystemLine* Estate::system_of_file(std::size_t file) const {
  return system_of[file] == kNone ? nullptr : &systems[system_of[file]];
}

const SystemLine* Estate::system_around(std::string_view path) const {
  const SystemLine* inner = nullptr;
  for (const SystemLine& one : systems) {
    const std::string& folder = one.ref.path;
    if (folder.empty() || !path.starts_with(folder)) continue;
    if (path.size() != folder.size() && path[folder.size()] != '/') continue;
    if (inner == nullptr || folder.size() > inner->ref.path.size()) inner = &one;
  }
  return inner;
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

base::Result<void> EstateParts::refresh(store::Store& reader, store::Store& store, base::Millis now,
                                        const store::ChangeMark& mark,
                                        const store::ChangeMark& before, bool all) {
  const bool inventory = all || mark.inventory != before.inventory;
  const bool estate = all || mark.estate != before.estate;
  const bool seen_changed = all || mark.seen_changed != before.seen_changed;
  base::Result<void> done;
  if (inventory || estate) done = load_systems(reader, now, inventory);
  if (done && estate) done = load_components(reader, store);
  if (done && (seen_changed || mark.seen != before.seen)) done = load_files(reader, seen_changed);
  if (done && (all || mark.cases != before.cases)) done = load_cases(reader);
  if (done && (all || mark.exposure != before.exposure)) {
    auto said = reader.cases().exposures();
    if (!said) return std::unexpected(said.error());
    exposures_.clear();
    for (record::Exposure& one : *said) exposures_.insert_or_assign(one.system, one);
  }
  if (all) {
    newest_standing_ = 0;
    standings_.clear();
  }
  if (done && (all || mark.standings != before.standings)) done = load_standings(reader);
  if (done && (all || mark.evidence != before.evidence)) done = load_boms(reader);
  return done;
}

base::Result<void> EstateParts::load_systems(store::Store& reader, base::Millis now,
                                             bool inventory) {
  auto refs = run::all_systems(reader);
  if (!refs) return std::unexpected(refs.error());
  refs_ = std::move(*refs);
  // People look for "srv" after "Chest X-ray", whatever its first letter looks like.
  const auto before = [](std::string_view a, std::string_view b) {
    const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c + 0; };
    return std::ranges::lexicographical_compare(a, b, {}, fold, fold);
  };
  std::ranges::stable_sort(refs_, before, &run::SystemRef::name);
  placed_ = false;
  if (!inventory) return {};
  const auto records = reader.inventory().records();
  const auto imports = reader.inventory().imports();
  if (!records || !imports) return std::unexpected(records ? imports.error() : records.error());
  std::map<std::string_view, const use::Schema*> schemas;
  for (const store::ImportRow& import : *imports) {
    schemas[import.id] = use::find_schema(import.schema);
  }
  use::LintOptions options;
  const std::string today = base::format_date(now);
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

base::Result<void> EstateParts::load_components(store::Store& reader, store::Store& store) {
  if (const auto kept = run::evidence::keep_digests(store); !kept) return kept;
  const auto digests = reader.estate().digests(run::evidence::digest_version());
  if (!digests) return std::unexpected(digests.error());
  components_.clear();
  for (const store::Digest& digest : *digests) {
    const auto components = counted_in(digest.body, "components\t");
    if (!components) continue;
    components_.emplace(digest.system,
                        Parts{*components, counted_in(digest.body, "local-models\t").value_or(0)});
  }
  return {};
}

base::Result<void> EstateParts::load_files(store::Store& reader, bool all) {
  auto since = reader.seen_since(all ? 0 : newest_sighting_);
  if (!since) return std::unexpected(since.error());
  placed_ = false;
  if (all) files_.clear();
  for (store::SeenFile& file : since->files) {
    std::string path = file.path;
    files_.insert_or_assign(std::move(path),
                            std::make_shared<const store::SeenFile>(std::move(file)));
  }
  newest_sighting_ = since->newest;
  return {};
}

base::Result<void> EstateParts::load_cases(store::Store& reader) {
  auto cases = reader.cases().cases("");
  if (!cases) return std::unexpected(cases.error());
  std::ranges::sort(*cases, more_urgent);
  acceptance_ends_ = 0;
  for (const record::Case& known : *cases) {
    if (known.state != record::CaseState::accepted || known.until == 0) continue;
    if (acceptance_ends_ == 0 || known.until < acceptance_ends_) acceptance_ends_ = known.until;
  }
  cases_ = std::make_shared<const std::vector<record::Case>>(std::move(*cases));
  auto index = std::make_shared<Estate::CaseIndex>(cases_->size());
  for (std::uint32_t i = 0; i < cases_->size(); ++i) index->emplace((*cases_)[i].id, i);
  case_of_ = std::move(index);
  return {};
}

base::Result<void> EstateParts::load_standings(store::Store& reader) {
  auto since = reader.evidence().standing_totals(newest_standing_);
  if (!since) return std::unexpected(since.error());
  for (store::StandingTotals& totals : since->systems) {
    standings_.insert_or_assign(totals.system, totals);
  }
  newest_standing_ = since->newest;
  return {};
}

base::Result<void> EstateParts::load_boms(store::Store& reader) {
  const auto boms = reader.evidence().latest_of(record::EvidenceKind::bom);
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

void EstateParts::place_files(Estate& estate) const {
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

bool EstateParts::copy_places(Estate& estate) const {
  if (!placed_ || !last_) return false;
  estate.files = last_->files;
  estate.system_of = last_->system_of;
  estate.findings = last_->findings;
  for (std::size_t i = 0; i < estate.systems.size(); ++i) {
    SystemLine& line = estate.systems[i];
    const SystemLine& before = last_->systems[i];
    line.artifacts = before.artifacts;
    line.findings = before.findings;
    line.verdict = before.verdict;
  }
  return true;
}

std::shared_ptr<const Estate> EstateParts::joined(base::Millis now) {
  auto estate = std::make_shared<Estate>();
  estate->as_of = now;
  estate->systems.reserve(refs_.size());
  for (const run::SystemRef& ref : refs_) {
    SystemLine& line = estate->systems.emplace_back();
    line.ref = ref;
    if (const auto at = components_.find(ref.id); at != components_.end()) {
      line.components = at->second.components;
      line.models = at->second.models;
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
  estate->by_id.reserve(2 * estate->systems.size());
  for (std::uint32_t i = 0; i < estate->systems.size(); ++i) {
    estate->by_id.emplace(estate->systems[i].ref.id, i);
  }
  for (std::uint32_t i = 0; i < estate->systems.size(); ++i) {
    const std::string& use_case = estate->systems[i].ref.use_case;
    if (!use_case.empty()) estate->by_id.emplace(use_case, i);
  }
  if (!copy_places(*estate)) place_files(*estate);
  estate->cases = cases_;
  estate->case_of = case_of_;
  for (std::uint32_t i = 0; i < cases_->size(); ++i) {
    const record::Case& known = (*cases_)[i];
    const bool runs =
        known.state == record::CaseState::open || known.state == record::CaseState::investigating;
    const auto at = estate->by_id.find(known.system);
    if (!runs || known.due == 0 || at == estate->by_id.end()) continue;
    SystemClock& clock = estate->systems[at->second].clock;
    ++clock.running;
    clock.due = clock.due == 0 ? known.due : std::min(clock.due, known.due);
  }
  placed_ = true;
  last_ = estate;
  return last_;
}

}  // namespace bartizan::server
