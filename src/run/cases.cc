#include "run/cases.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/limits.h"
#include "run/audit.h"
#include "run/foreign.h"
#include "run/import_inventory.h"
#include "run/systems.h"

namespace bartizan::run {
namespace {

namespace decide = assure::decide;
using record::CaseState;

constexpr std::string_view kPlace = "place:";
// A VEX document larger than this is none that anybody reads.
constexpr std::uint64_t kMostVex = 256 * base::kMiB;

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

std::optional<bool> yes_or_no(std::string_view answer) {
  const std::string word = lower(answer);
  if (word == "y" || word == "yes") return true;
  if (word == "n" || word == "no") return false;
  return std::nullopt;
}

// Adds what is different of a case that was decided anew because of what `by` said. Whether it is
// another outcome or state.
bool add_difference(std::vector<store::ChangedCase>& out, const record::Case& before,
                    const record::Case& after, const record::CaseChange& why) {
  if (before == after) return false;
  const auto when = [](base::Millis at) {
    return at == 0 ? std::string("no date") : base::format_utc(at);
  };
  std::vector<record::CaseChange> changes;
  const auto add = [&](const char* what, std::string old, std::string fresh) {
    if (old == fresh) return;
    changes.push_back(
        {after.id, why.at, why.by, what, std::move(old), std::move(fresh), why.reason});
  };
  add("state", std::string(record::name(before.state)), std::string(record::name(after.state)));
  add("outcome", before.outcome, after.outcome);
  add("due", when(before.due), when(after.due));
  // Nothing but an explanation changed: who said so now.
  if (changes.empty()) add("inputs", "", "publicly-exposed");
  for (record::CaseChange& change : changes) out.push_back({after, std::move(change)});
  return before.outcome != after.outcome || before.state != after.state;
}

// The systems that a word about one, or about a place, decides.
base::Result<std::vector<std::string>> concerned_by(store::Store& store,
                                                    const std::string& said_of) {
  std::vector<std::string> concerned{said_of};
  if (!said_of.starts_with(kPlace)) return concerned;
  const auto systems = known_systems(store);
  if (!systems) return std::unexpected(systems.error());
  for (const KnownSystem& s : *systems) {
    if (kPlace.size() + s.place.size() != said_of.size() || !said_of.ends_with(s.place) ||
        s.id == said_of) {
      continue;
    }
    const auto own = store.cases().exposure(s.id);
    if (!own) return std::unexpected(own.error());
    if (!*own) concerned.push_back(s.id);
  }
  return concerned;
}

// Decides the cases of those anew. The number of cases whose outcome changed.
base::Result<std::size_t> decide_anew(store::Store& store, const std::string& said_of,
                                      const std::optional<record::Exposure>& exposure,
                                      const record::CaseChange& why) {
  const auto concerned = concerned_by(store, said_of);
  if (!concerned) return std::unexpected(concerned.error());
  std::size_t changed = 0;
  std::vector<store::ChangedCase> differences;
  for (const std::string& system : *concerned) {
    const auto cases = store.cases().cases(system);
    if (!cases) return std::unexpected(cases.error());
    for (const record::Case& before : *cases) {
      const record::Case after = decide::with_exposure(before, exposure);
      changed += add_difference(differences, before, after, why) ? 1U : 0U;
    }
  }
  if (const auto kept = store.cases().change_all(differences); !kept) {
    return std::unexpected(kept.error());
  }
  return changed;
}

// What the store knows of a case's component: enough to compare package URLs.
record::Component component_of(const record::Case& known) {
  record::Component component;
  component.id = known.component;
  if (known.component.starts_with("pkg:")) {
    component.attributes.push_back({"purl", known.component, record::Provenance::derived, "store"});
  }
  return component;
}

std::string reason_of(const record::VexStatement& statement) {
  std::string reason = "VEX";
  if (!statement.author.empty()) reason += " of " + statement.author;
  const std::string& why =
      statement.justification.empty() ? statement.impact : statement.justification;
  if (!why.empty()) reason += ": " + why;
  return reason + " (" + statement.id + ")";
}

std::string listed(const std::vector<KnownSystem>& systems) {
  std::string out;
  for (std::size_t i = 0; i < systems.size() && i < 3; ++i) {
    out += (i == 0 ? "" : ", ") + systems[i].id + " (" + where(systems[i]) + ")";
  }
  return systems.size() > 3 ? out + " ..." : out;
}

}  // namespace

const record::VexStatement* vex_word_on(const record::Case& known,
                                        std::span<const record::VexStatement> statements) {
  const record::Component component = component_of(known);
  return assure::vex::speaks_of(statements, {{known.advisory}, &component, known.system});
}

base::Result<std::vector<assure::vex::Decided>> decided_cases(
    store::Store& store, std::string_view system,
    std::span<const record::VexStatement> statements) {
  const auto known = store.cases().cases(system);
  if (!known) return std::unexpected(known.error());
  const auto systems = known_systems(store);
  if (!systems) return std::unexpected(systems.error());
  std::vector<assure::vex::Decided> decided;
  for (const record::Case& one : *known) {
    if (std::ranges::find(*systems, one.system, &KnownSystem::id) == systems->end()) continue;
    auto history = store.cases().history(one.id);
    if (!history) return std::unexpected(history.error());
    decided.push_back({one, std::move(*history), vex_word_on(one, statements)});
  }
  return decided;
}

std::string where(const KnownSystem& system) {
  if (system.path.empty() || system.path == ".") return system.place;
  return system.place + "/" + system.path;
}

base::Result<std::vector<KnownSystem>> known_systems(store::Store& store) {
  const auto places = store.estate().places();
  if (!places) return std::unexpected(places.error());
  // Without components: a million of them take seconds.
  auto rows = store.estate().systems();
  if (!rows) return std::unexpected(rows.error());
  std::map<std::string, std::vector<store::SystemRow>> by_place;
  for (store::SystemRow& row : *rows) by_place[row.place].push_back(std::move(row));
  std::vector<KnownSystem> systems;
  for (const store::Place& place : *places) {
    for (const store::SystemRow& row : by_place[place.path]) {
      const store::EstateSystem& s = row.system;
      systems.push_back({s.id, s.name, place.path, s.path, s.use_case});
    }
    // What belongs to no system of the place.
    systems.push_back(
        {std::string(kPlace) + place.path, last_part(place.path), place.path, "", ""});
  }
  return systems;
}

std::expected<KnownSystem, std::string> system_called(store::Store& store,
                                                      const std::string& handle,
                                                      const std::string& folder) {
  const auto systems = known_systems(store);
  if (!systems) return std::unexpected(std::string("the store: ") + systems.error().what);
  const auto is_place = [](const KnownSystem& s) { return s.id.starts_with(kPlace); };
  std::vector<KnownSystem> named;
  for (const KnownSystem& s : *systems) {
    if (s.id == handle) return s;
    const bool here = !folder.empty() && where(s) == folder;
    if (here || (!is_place(s) && (s.name == handle || s.use_case == handle))) named.push_back(s);
  }
  // A place and the one system at its root are the same to people.
  if (named.size() > 1) {
    const bool any_system = !std::ranges::all_of(named, is_place);
    if (any_system) std::erase_if(named, is_place);
  }
  // So are a system and what a BOM says of it.
  const auto is_bom = [](const KnownSystem& s) { return s.place.starts_with("bom:"); };
  if (named.size() > 1 && std::ranges::count_if(named, std::not_fn(is_bom)) == 1) {
    std::erase_if(named, is_bom);
  }
  if (named.size() == 1) return named.front();
  if (named.empty()) {
    const auto known = run::system(store, handle);
    if (!known) return std::unexpected(known.error());
    const auto at = std::ranges::find(*systems, known->id, &KnownSystem::id);
    if (at != systems->end()) return *at;
    return std::unexpected(handle + " is declared, and not found in what was read: bartizan "
                                    "discover PATH, then bartizan reconcile assign");
  }
  return std::unexpected("several systems are called " + handle + ": " + listed(named) +
                         ". Name one by its id");
}

base::Result<std::optional<record::Exposure>> exposure_of(store::Store& store,
                                                          const KnownSystem& system,
                                                          ExposureAsk& ask, base::Millis now) {
  std::vector<std::string> ids{system.id};
  // What was said of a folder counts for what lies in it.
  for (std::string folder = where(system); folder.starts_with('/');
       folder.resize(folder.rfind('/'))) {
    ids.push_back(std::string(kPlace) + folder);
  }
  if (!system.place.starts_with('/') || system.place == "/") {
    ids.push_back(std::string(kPlace) + system.place);
  }
  for (const std::string& id : ids) {
    auto said = store.cases().said_of_exposure(id);
    if (!said) return std::unexpected(said.error());
    if (ask.until) {
      std::erase_if(*said, [&](const record::Exposure& one) { return one.at > *ask.until; });
    }
    if (!said->empty()) return said->back();
  }
  std::optional<bool> exposed = ask.exposed;
  if (!exposed && ask.ask && !ask.enough) {
    const std::string name = system.name.empty() ? system.id : system.name;
    for (int tries = 0; !exposed && tries < 3; ++tries) {
      const auto answer = ask.ask(std::string(tries == 0 ? "" : "yes or no, please. ") + "Can " +
                                  name + " (" + where(system) +
                                  ") be reached from the internet by people you do not know? "
                                  "yes, no, or Enter to say it later:");
      if (!answer || answer->empty()) {
        ask.enough = true;
        break;
      }
      exposed = yes_or_no(*answer);
    }
    if (exposed && ask.by.empty()) {
      ask.by = ask.ask("Who says so? Your name is kept with the answer:").value_or("");
    }
    if (exposed && ask.by.empty()) {
      ask.by = ask.ask("Nobody's answer is not kept, and the system counts as exposed. Who says "
                       "so? (Enter: leave it)")
                   .value_or("");
    }
  }
  if (!exposed || ask.by.empty()) return std::nullopt;
  const record::Exposure exposure{system.id, *exposed, ask.by, ask.reason, now};
  store::AuditedChange change(
      store.audit(),
      command_event("exposure.set", system.id,
                    (*exposed ? "exposed" : "not exposed") + std::string(", says {0}"), now,
                    {ask.by}));
  if (const auto kept = store.cases().put_exposure(exposure); !kept) {
    return std::unexpected(kept.error());
  }
  if (const auto said = change.done(); !said) return std::unexpected(said.error());
  return exposure;
}

base::Result<std::size_t> set_exposure(store::Store& store, const record::Exposure& exposure,
                                       base::Millis now) {
  auto kept = store.cases().put_exposure(exposure);
  if (!kept) return std::unexpected(kept.error());
  const std::string reason = std::string("exposed: ") + (exposure.exposed ? "yes" : "no") +
                             (exposure.reason.empty() ? "" : ", " + exposure.reason);
  return decide_anew(store, exposure.system, exposure, {"", now, exposure.by, "", "", "", reason});
}

base::Result<bool> withdraw_exposure(store::Store& store, const std::string& system,
                                     base::Millis at, const std::string& by, base::Millis now) {
  const auto withdrawn = store.cases().withdraw_exposure(system, at, by, now);
  if (!withdrawn) return std::unexpected(withdrawn.error());
  if (!*withdrawn) return false;
  const auto row = store.estate().system(system);
  if (!row) return std::unexpected(row.error());
  KnownSystem known{system, "", "", "", ""};
  if (*row) {
    known.place = (*row)->place;
    known.path = (*row)->system.path;
  } else if (system.starts_with(kPlace)) {
    known.place = system.substr(kPlace.size());
  }
  ExposureAsk nobody;
  auto standing = known.place.empty() ? store.cases().exposure(system)
                                      : exposure_of(store, known, nobody, now);
  if (!standing) return std::unexpected(standing.error());
  const auto decided =
      decide_anew(store, system, *standing, {"", now, by, "", "", "", "the answer was taken back"});
  if (!decided) return std::unexpected(decided.error());
  return true;
}

base::Result<std::size_t> close_cases(store::Store& store, const std::vector<std::string>& systems,
                                      const std::string& reason, base::Millis now) {
  std::size_t closed = 0;
  std::vector<store::ChangedCase> differences;
  for (const std::string& system : systems) {
    const auto cases = store.cases().cases(system);
    if (!cases) return std::unexpected(cases.error());
    for (const record::Case& before : *cases) {
      if (before.state == CaseState::fixed) continue;
      record::Case after = before;
      after.state = CaseState::fixed;
      after.until = 0;
      (void)add_difference(differences, before, after, {"", now, "bartizan", "", "", "", reason});
      ++closed;
    }
  }
  if (const auto kept = store.cases().change_all(differences); !kept) {
    return std::unexpected(kept.error());
  }
  return closed;
}

base::Result<std::size_t> apply_vex(store::Store& store, base::Millis now,
                                    const record::VexStatement* removed) {
  const auto statements = store.cases().vex();
  if (!statements) return std::unexpected(statements.error());
  std::vector<record::VexStatement> before_removal = *statements;
  if (removed != nullptr) before_removal.push_back(*removed);
  const auto cases = store.cases().cases("");
  if (!cases) return std::unexpected(cases.error());
  std::size_t changed = 0;
  std::vector<store::ChangedCase> differences;
  for (const record::Case& before : *cases) {
    const record::VexStatement* word = vex_word_on(before, *statements);
    record::Case after = before;
    std::string reason = word == nullptr ? "" : reason_of(*word);
    using enum record::VexStatus;
    const bool excuses = word != nullptr && (word->status == not_affected || word->status == fixed);
    if (excuses) {
      if (before.state == CaseState::fixed) continue;
      after.state = word->status == fixed ? CaseState::fixed : CaseState::not_affected;
      after.until = 0;
    } else if (before.state == CaseState::not_affected) {
      // A newer word says otherwise, or the one that counted was taken back.
      const bool taken_back = removed != nullptr &&
                              vex_word_on(before, before_removal) != nullptr &&
                              vex_word_on(before, before_removal)->id == removed->id;
      if (word == nullptr && !taken_back) continue;
      after.state = CaseState::open;
      if (reason.empty()) reason = "its VEX statement was taken back";
    }
    const std::string by = word == nullptr || word->author.empty() ? "bartizan" : word->author;
    const record::CaseChange why{"", now, by, "", "", "", reason};
    changed += add_difference(differences, before, after, why) ? 1U : 0U;
  }
  if (const auto kept = store.cases().change_all(differences); !kept) {
    return std::unexpected(kept.error());
  }
  return changed;
}

std::expected<record::Case, std::string> case_called(store::Store& store, const std::string& handle,
                                                     const std::string& system) {
  const auto cases = store.cases().cases(system);
  if (!cases) return std::unexpected(std::string("the store: ") + cases.error().what);
  std::vector<const record::Case*> found;
  const std::string wanted = lower(handle);
  for (const record::Case& one : *cases) {
    if (one.id == wanted) return one;
    const bool begins = one.id.starts_with(wanted) || one.id.starts_with("case_" + wanted);
    if (!wanted.empty() && (begins || lower(one.advisory) == wanted)) found.push_back(&one);
  }
  if (found.size() == 1) return *found.front();
  if (found.empty()) {
    return std::unexpected("there is no case " + handle +
                           (system.empty() ? "" : " in that system") +
                           ". Look: bartizan clock --all");
  }
  std::string ids;
  constexpr std::size_t kMostNamed = 20;
  for (std::size_t i = 0; i < found.size() && i < kMostNamed; ++i) {
    ids += "\n  " + found[i]->id + "  " + found[i]->component + " in " + found[i]->system_name;
  }
  if (found.size() > kMostNamed) {
    ids += "\n  and " + std::to_string(found.size() - kMostNamed) + " more";
  }
  return std::unexpected(std::to_string(found.size()) + " cases fit " + handle +
                         ". Say more of the id" + (system.empty() ? ", or --system" : "") + ":" +
                         ids);
}

std::expected<VexFile, std::string> read_vex(const std::string& path, const std::string& system,
                                             base::Millis now,
                                             const std::function<bool()>& cancelled) {
  auto whole = read_whole(path, kMostVex);
  if (!whole) return std::unexpected(whole.error());
  auto reader = ForeignReader::start(base::Limits(), cancelled);
  if (!reader) return std::unexpected(std::string(reader.error().what));
  const std::string name = last_part(path);
  const ForeignFile input{name, whole->bytes, whole->bytes.size()};
  auto results = reader->read("vex", std::span(&input, 1));
  if (!results) return std::unexpected(std::string(results.error().what));
  if (!results->front().problem.empty()) {
    return std::unexpected("it was not read to its end: " + results->front().problem);
  }
  const std::string source = name + ", sha256:" + whole->sha256;
  return VexFile{assure::vex::statements_from_rows(results->front().rows, source, system, now),
                 whole->sha256};
}

}  // namespace bartizan::run
