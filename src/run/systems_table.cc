#include "run/systems_table.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "run/assess.h"

namespace bartizan::run {
namespace {

namespace room = assure::assess;
using record::Evidence;
using record::Status;

constexpr base::Millis kMinute = 60'000;
constexpr std::string_view kRetired = "Retired";

// What is known of the organisation as a whole, as an assessment of one system has it.
bool is_shared(const Evidence& piece) {
  return piece.system.empty() && piece.kind != record::EvidenceKind::standing &&
         !(piece.kind == record::EvidenceKind::readiness && piece.fact("type") == "plan");
}

// Where the pieces of each system stand; those of the organisation under the empty name.
using Places = std::unordered_map<std::string_view, std::vector<std::uint32_t>>;

Places places_of(std::span<const Evidence> evidence) {
  Places places;
  std::vector<std::uint32_t>* last = nullptr;
  std::string_view of;
  for (std::uint32_t i = 0; i < evidence.size(); ++i) {
    const Evidence& piece = evidence[i];
    if (piece.system.empty() && !is_shared(piece)) continue;
    if (last == nullptr || of != piece.system) {
      of = piece.system;
      last = &places[of];
    }
    last->push_back(i);
  }
  return places;
}

// Sentences that many cells share, once each.
class Reasons {
 public:
  explicit Reasons(std::vector<std::string>& all) : all_(all) {
    for (std::uint32_t i = 0; i < all_.size(); ++i) known_.emplace(all_[i], i);
  }
  std::uint32_t of(const std::string& why) {
    const auto [at, is_new] = known_.emplace(why, static_cast<std::uint32_t>(all_.size()));
    if (is_new) all_.push_back(why);
    return at->second;
  }

 private:
  std::vector<std::string>& all_;
  std::unordered_map<std::string, std::uint32_t> known_;
};

// When a status may change by itself; what is past has changed it already.
std::uint32_t until(base::Millis expires, base::Millis now) {
  return expires <= now ? 0 : static_cast<std::uint32_t>(expires / kMinute);
}

void judge_system(SystemsTable& table, std::size_t system, const room::Material& material,
                  std::span<const record::Answer> said, room::Outcomes& outcomes, Reasons& reasons,
                  const Systems::OnJudged& on_judged) {
  const room::Framework& framework = *table.framework;
  std::vector<record::Answer> answers;
  std::ranges::copy_if(said, std::back_inserter(answers),
                       [&](const record::Answer& a) { return a.framework == framework.id; });
  const std::size_t columns = framework.requirements.size();
  const auto put = [&](std::size_t k, const auto& stands) {
    table.cells[system * columns + k] = {stands.status, stands.is_grave, reasons.of(stands.why),
                                         until(stands.expires, table.now)};
  };
  if (!on_judged) {
    const auto stands = room::standpoints(framework, material, answers, outcomes);
    for (std::size_t k = 0; k < columns; ++k) put(k, stands[k]);
    return;
  }
  const room::Assessed assessed = room::evaluate(framework, material, answers, outcomes);
  for (std::size_t k = 0; k < columns; ++k) put(k, assessed.requirements[k]);
  on_judged(assessed);
}

void roll_up(SystemsTable& table) {
  const std::size_t columns = table.framework->requirements.size();
  table.requirements.assign(columns, {});
  for (std::size_t i = 0; i < table.systems->size(); ++i) {
    const SystemRef& system = (*table.systems)[i];
    const auto row = table.row(i);
    for (std::size_t k = 0; k < columns; ++k) {
      table.requirements[k].add(system.id, system.name.empty() ? system.id : system.name,
                                row[k].status, table.reasons[row[k].why],
                                base::Millis{row[k].until} * kMinute, row[k].is_grave);
    }
  }
}

}  // namespace

std::span<const SystemsTable::Cell> SystemsTable::row(std::size_t system) const {
  const std::size_t columns = framework->requirements.size();
  return std::span(cells).subspan(system * columns, columns);
}

room::Totals SystemsTable::totals(std::size_t system) const {
  room::Totals totals;
  for (const Cell& cell : row(system)) {
    ++totals.by_status[static_cast<std::size_t>(cell.status)];
  }
  return totals;
}

Status SystemsTable::worst(std::size_t system) const {
  Status worst = Status::not_applicable;
  for (const Cell& cell : row(system)) {
    if (room::severity_order(cell.status) < room::severity_order(worst)) worst = cell.status;
  }
  return worst;
}

int compare_standing(const room::Totals& a, const room::Totals& b) {
  for (const Status status : {Status::unmet, Status::unknown, Status::partly}) {
    if (a.of(status) != b.of(status)) return a.of(status) > b.of(status) ? -1 : 1;
  }
  return 0;
}

base::Result<Systems::BySystem> Systems::read_said(store::Store& store,
                                                   std::span<const record::Action> actions) const {
  auto answers = store.evidence().answers_of_systems();
  if (!answers) return std::unexpected(answers.error());
  BySystem said;
  for (record::Answer& answer : *answers) {
    if (as_it_was_) {
      if (answer.at > now_) continue;
      if (answer.withdrawn > now_) answer.withdrawn = 0;
    }
    std::vector<record::Answer>& of = said[answer.system].answers;
    of.push_back(std::move(answer));
  }
  for (const record::Action& action : actions) {
    if (!action.system.empty()) said[action.system].actions.push_back(action);
  }
  return said;
}

base::Result<std::shared_ptr<Systems>> Systems::load(store::Store& store,
                                                     std::span<const record::Action> actions,
                                                     base::Millis now, bool as_it_was) {
  auto made = std::make_shared<Systems>();
  auto refs = all_systems(store);
  if (!refs) return std::unexpected(refs.error());
  std::erase_if(*refs, [](const SystemRef& ref) { return !ref.found && ref.stage == kRetired; });
  made->refs_ = std::make_shared<const std::vector<SystemRef>>(std::move(*refs));
  made->now_ = now;
  made->as_it_was_ = as_it_was;
  auto said = made->read_said(store, actions);
  if (!said) return std::unexpected(said.error());
  made->said_ = std::move(*said);
  return made;
}

base::Result<bool> Systems::renew(store::Store& store, std::span<const record::Action> actions) {
  auto said = read_said(store, actions);
  if (!said) return std::unexpected(said.error());
  bool any = false;
  static const Said kNothing;
  for (std::size_t i = 0; i < refs_->size(); ++i) {
    const std::string& id = (*refs_)[i].id;
    const auto before = said_.find(id), now = said->find(id);
    const Said& was = before == said_.end() ? kNothing : before->second;
    const Said& is = now == said->end() ? kNothing : now->second;
    if (was == is) continue;
    any = true;
    for (auto& [framework, kept] : kept_) kept.due[i] = true;
  }
  said_ = std::move(*said);
  return any;
}

std::shared_ptr<const SystemsTable> Systems::table(const room::Framework& framework,
                                                   std::span<const Evidence> evidence,
                                                   const OnJudged& on_judged) {
  const room::Framework* const one = &framework;
  judge(std::span(&one, 1), evidence, on_judged);
  return kept_[one].table;
}

void Systems::judge(std::span<const room::Framework* const> frameworks,
                    std::span<const Evidence> evidence, const OnJudged& on_judged) {
  std::vector<Kept*> due;
  for (const room::Framework* framework : frameworks) {
    Kept& kept = kept_[framework];
    if (!kept.table) {
      kept.table = std::make_shared<SystemsTable>();
      kept.table->framework = framework;
      kept.table->systems = refs_;
      kept.table->cells.resize(refs_->size() * framework->requirements.size());
      kept.due.assign(refs_->size(), true);
    } else if (std::ranges::find(kept.due, true) == kept.due.end()) {
      continue;
    } else {
      // Somebody may still look at the one that was given out.
      kept.table = std::make_shared<SystemsTable>(*kept.table);
    }
    kept.table->now = now_;
    due.push_back(&kept);
  }
  if (due.empty()) return;
  judge_due(due, evidence, on_judged);
  for (Kept* kept : due) roll_up(*kept->table);
}

void Systems::judge_again(const room::Framework& framework, std::span<const std::size_t> systems,
                          std::span<const Evidence> evidence, const OnJudged& on_judged) {
  (void)table(framework, evidence);
  std::vector<bool>& due = kept_[&framework].due;
  for (const std::size_t i : systems) due[i] = true;
  (void)table(framework, evidence, on_judged);
}

void Systems::judge_due(std::span<Kept* const> all, std::span<const Evidence> evidence,
                        const OnJudged& on_judged) const {
  const Places places = places_of(evidence);
  std::vector<Reasons> reasons;
  for (Kept* kept : all) reasons.emplace_back(kept->table->reasons);
  // A system's own pieces, then what is shared, which is moved rather than copied each time.
  std::vector<Evidence> material;
  const auto shared = places.find("");
  if (shared != places.end()) {
    for (const std::uint32_t i : shared->second) material.push_back(evidence[i]);
  }
  static const Said kNothing;
  for (std::size_t i = 0; i < refs_->size(); ++i) {
    if (std::ranges::none_of(all, [&](const Kept* kept) { return kept->due[i]; })) continue;
    const std::string& id = (*refs_)[i].id;
    std::vector<Evidence> own;
    if (const auto at = places.find(id); at != places.end()) {
      for (const std::uint32_t k : at->second) own.push_back(evidence[k]);
    }
    const auto known = said_.find(id);
    const Said& said = known == said_.end() ? kNothing : known->second;
    if (auto plan = plan_piece(said.actions, id, now_)) own.push_back(std::move(*plan));
    const auto added = static_cast<std::ptrdiff_t>(own.size());
    material.insert(material.begin(), std::move_iterator(own.begin()),
                    std::move_iterator(own.end()));
    room::Outcomes outcomes;
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (!all[k]->due[i]) continue;
      all[k]->due[i] = false;
      judge_system(*all[k]->table, i, {id, material, now_, {}, nullptr}, said.answers, outcomes,
                   reasons[k], on_judged);
    }
    material.erase(material.begin(), material.begin() + added);
  }
}

base::Result<std::unordered_map<std::string, base::Millis>> last_assessed(
    store::Store& store, std::string_view framework) {
  auto all = store.evidence().last_assessed(framework);
  if (!all) return std::unexpected(all.error());
  std::unordered_map<std::string, base::Millis> by_system;
  for (store::LastAssessed& one : *all) by_system.emplace(std::move(one.system), one.at);
  return by_system;
}

}  // namespace bartizan::run
