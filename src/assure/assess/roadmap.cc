#include "assure/assess/roadmap.h"

#include <algorithm>
#include <map>
#include <set>

#include "assure/assess/changes.h"
#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

// Stages of the OMB forms of 2025 and 2024 that mean that a use case is in operation.
bool is_deployed(const CountedSystem& system) {
  return system.stage == "Deployed" || system.stage == "Operation and Maintenance";
}

void set_share(Measure& measure, std::uint64_t numerator, std::uint64_t denominator) {
  measure.unit = "%";
  measure.numerator = numerator;
  measure.denominator = denominator;
  if (denominator == 0) return;
  measure.value = 100.0 * static_cast<double>(numerator) / static_cast<double>(denominator);
}

// Evidence by system, so that many systems cost one pass.
using BySystem = std::map<std::string_view, std::vector<const Evidence*>>;

BySystem by_system(const Material& material) {
  BySystem pieces;
  for (const Evidence& piece : material.evidence) pieces[piece.system].push_back(&piece);
  return pieces;
}

Pieces of_kind(const BySystem& all, std::string_view system, EvidenceKind kind) {
  Pieces pieces;
  const auto found = all.find(system);
  if (found == all.end()) return pieces;
  std::copy_if(found->second.begin(), found->second.end(), std::back_inserter(pieces),
               [&](const Evidence* piece) { return piece->kind == kind; });
  return pieces;
}

// The items with the most that is missing, then by name.
struct Weighed {
  std::uint64_t weight = 0;
  Worst item;
};
std::vector<Worst> worst_of(std::vector<Weighed> items) {
  std::stable_sort(items.begin(), items.end(), [](const Weighed& a, const Weighed& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.item.title < b.item.title;
  });
  std::vector<Worst> worst;
  for (Weighed& item : items) {
    if (worst.size() == kMostWorst) break;
    worst.push_back(std::move(item.item));
  }
  return worst;
}

void responsible_use(Effort& effort, const BySystem& all, std::span<const CountedSystem> systems) {
  effort.measure.text = "deployed use cases with a complete record";
  effort.measure.formula =
      "use cases in operation that lack no answer which their form requires, of all in operation";
  std::uint64_t deployed = 0, complete = 0;
  std::vector<Weighed> items;
  for (const CountedSystem& system : systems) {
    if (!system.declared || !is_deployed(system)) continue;
    ++deployed;
    std::uint64_t missing = 0;
    bool known = false;
    for (const Evidence* record : of_kind(all, system.id, EvidenceKind::inventory)) {
      const auto number = assess::number(*record, "missing");
      known = known || number.has_value();
      missing += number.value_or(0);
    }
    if (known && missing == 0) {
      ++complete;
      continue;
    }
    items.push_back(
        {missing,
         {system.name,
          known ? counted(missing, "required answer") + " missing" : "its record was not checked",
          "bartizan inventory show " + (system.use_case.empty() ? system.id : system.use_case),
          "system", system.id}});
  }
  set_share(effort.measure, complete, deployed);
  if (deployed == 0) {
    effort.measure.note = "no use case in operation is declared";
    effort.next = "take in the inventory, or declare what runs";
    effort.next_command = "bartizan inventory import FILE";
  } else if (complete < deployed) {
    effort.next = "complete the records of use cases in operation";
    effort.next_command = "bartizan inventory lint";
  } else {
    effort.next = "compare what is declared with what runs";
    effort.next_command = "bartizan reconcile";
  }
  effort.worst = worst_of(std::move(items));
}

// What one AI system lacks of "no model that does harm, a fresh scan, a bill of materials, nothing
// overdue"; worst first.
struct Lacks {
  std::uint64_t harmful = 0;  // model files, malicious or suspicious
  std::uint64_t overdue = 0;
  std::vector<std::string> what;
  std::string action, command;  // against the first of them
};

Lacks lacks_of(const BySystem& all, const CountedSystem& system, base::Millis now) {
  Lacks lacks;
  const auto lack = [&](std::string what, std::string action, std::string command) {
    lacks.what.push_back(std::move(what));
    if (!lacks.command.empty()) return;
    lacks.action = std::move(action) + " of " + system.name;
    lacks.command = std::move(command);
  };
  const Pieces read = of_kind(all, system.id, EvidenceKind::discovery);
  const std::string place = read.empty() ? "PATH" : read[0]->subject;
  const Pieces scans = of_kind(all, system.id, EvidenceKind::scan);
  for (const std::string_view verdict : {"malicious", "suspicious"}) {
    const auto harmful = std::ranges::count_if(scans, [&](const Evidence* piece) {
      return piece->fact("verdict") == verdict && piece->fact("gone") != "yes";
    });
    if (harmful == 0) continue;
    lacks.harmful += static_cast<std::uint64_t>(harmful);
    lack(counted(static_cast<std::uint64_t>(harmful), std::string(verdict) + " model file"),
         "take out of use the harmful model files", "bartizan scan " + place);
  }

  const Pieces weaknesses = of_kind(all, system.id, EvidenceKind::vulnerabilities);
  bool matched = false, partly = false;
  for (const Evidence* piece : weaknesses) {
    const bool whole =
        piece->fact("differs").empty() && number(*piece, "left-out").value_or(0) == 0;
    matched = matched || (number(*piece, "matched") && whole && !piece->expired(now));
    partly = partly || !whole;
    lacks.overdue += number(*piece, "overdue").value_or(0);
  }
  if (lacks.overdue > 0) {
    lack(counted(lacks.overdue, "weakness") + " overdue", "decide the overdue weaknesses",
         "bartizan clock");
  }

  bool fresh = !read.empty();
  for (const Evidence* piece : read) {
    fresh = fresh && !piece->expired(now) && number(*piece, "unscanned-models").value_or(0) == 0;
  }
  for (const Evidence* piece : scans) {
    fresh = fresh && (!piece->expired(now) || piece->fact("gone") == "yes");
  }
  if (!fresh) {
    lack("no fresh scan", "scan the model files", "bartizan scan " + place);
  }
  const Pieces boms = of_kind(all, system.id, EvidenceKind::bom);
  const bool described = std::any_of(boms.begin(), boms.end(), [&](const Evidence* piece) {
    return !piece->expired(now) && piece->fact("changed-since") != "yes" &&
           piece->fact("differs").empty() && piece->fact("components") != "0";
  });
  if (!described) {
    lack(boms.empty() ? "no bill of materials" : "its bill of materials is no longer true",
         "make the bill of materials", "bartizan bom create " + place);
  }
  if (!matched) {
    lack(partly ? "weaknesses not looked up in all of it" : "weaknesses not looked up",
         "look up the weaknesses", "bartizan vuln --system " + system.id);
  }
  return lacks;
}

void assured(Effort& effort, const BySystem& all, std::span<const CountedSystem> systems,
             base::Millis now) {
  effort.measure.text = "AI systems scanned and harmless, described, nothing overdue";
  effort.measure.formula =
      "systems that were found and have a fresh scan of every model with none malicious or "
      "suspicious, a bill of materials that counts, weaknesses looked up and none overdue, of all "
      "that were found";
  std::uint64_t found = 0, good = 0;
  std::vector<Weighed> items;
  std::map<std::string_view, std::string> actions;
  for (const CountedSystem& system : systems) {
    if (!system.found) continue;
    ++found;
    const Lacks lacks = lacks_of(all, system, now);
    if (lacks.what.empty()) {
      ++good;
      continue;
    }
    std::string why;
    for (const std::string& one : lacks.what) why += (why.empty() ? "" : ", ") + one;
    // What does harm outweighs what is overdue, and that whatever was not done yet.
    actions.emplace(system.id, lacks.action);
    items.push_back({lacks.harmful * 1000 + lacks.overdue * 10 + lacks.what.size(),
                     {system.name, why, lacks.command, "system", system.id}});
  }
  set_share(effort.measure, good, found);
  effort.worst = worst_of(std::move(items));
  if (found == 0) {
    effort.measure.note = "no system was found yet";
    effort.next = "find the AI that runs";
    effort.next_command = "bartizan discover PATH";
  } else if (!effort.worst.empty()) {
    effort.next = actions[effort.worst.front().id];
    effort.next_command = effort.worst.front().command;
  } else {
    effort.next = "keep it so: let the gate run for every change";
    effort.next_command = "bartizan gate PATH";
  }
}

// Sectors that have a risk, and critical assets; assessed is what has been measured and is not
// late.
void protected_infrastructure(Effort& effort, const Material& material) {
  effort.measure.text = "sectors and critical assets with a risk assessment";
  effort.measure.formula =
      "sectors and critical assets with a risk whose likelihood and impact are known and whose "
      "date "
      "has not passed, of those that are listed";
  const Pieces records = anywhere(material, EvidenceKind::readiness);
  std::map<std::string, std::string>
      listed;  // "asset found_x", "sector energy" -> how it is called
  std::set<std::string> assessed;
  std::map<std::string, std::string> late, unmeasured;  // what is wrong; the risk
  for (const Evidence* asset : with(records, "type", "critical-asset")) {
    listed.emplace("asset " + (asset->system.empty() ? asset->name : asset->system), asset->name);
  }
  const Pieces risks = with(records, "type", "sector-risk");
  for (const Evidence* risk : risks) {
    const std::string sector(risk->fact("sector"));
    if (!sector.empty()) listed.emplace("sector " + sector, sector);
  }
  for (const Evidence* risk : risks) {
    const auto due = base::parse_utc(risk->fact("next"));
    const bool in_time = !due || *due > material.now;
    for (const std::string& key :
         {"sector " + std::string(risk->fact("sector")), "asset " + risk->system}) {
      if (!listed.contains(key)) continue;
      if (!in_time) {
        late[key] = "its date passed on " + base::format_date(*due);
      } else if (risk->fact("measured") == "yes") {
        assessed.insert(key);
      } else {
        unmeasured.emplace(key, risk->subject);
      }
    }
  }
  set_share(effort.measure, assessed.size(), listed.size());
  effort.measure.unit.clear();
  if (listed.empty()) {
    effort.measure.value.reset();
    effort.measure.note = "no sector and no critical asset is listed yet";
    effort.next = "say in which sectors you work and what must not fail";
    effort.next_command = "bartizan risk add";
    return;
  }
  effort.measure.value = static_cast<double>(assessed.size());
  std::vector<Weighed> items;
  for (const auto& [key, title] : listed) {
    if (assessed.contains(key)) continue;
    const auto passed = late.find(key);
    const auto begun = unmeasured.find(key);
    std::string why = "no risk assessment", command = "bartizan risk add";
    if (passed != late.end()) {
      why = passed->second;
      command = "bartizan risk list";
    } else if (begun != unmeasured.end()) {
      why = "its risk has no likelihood and impact";
      command = "bartizan risk set " + begun->second;
    }
    items.push_back({passed == late.end() ? 0U : 1U, {title, why, command, "posture", ""}});
  }
  effort.worst = worst_of(std::move(items));
  if (effort.worst.empty()) {
    effort.next = "play an incident through and write down what it showed";
    effort.next_command = "bartizan readiness record exercise";
  } else {
    const Worst& first = effort.worst.front();
    effort.next = "assess " + first.title;
    effort.next_command = first.command;
  }
}

void communication(Effort& effort, const Material& material) {
  effort.measure.text = "policies of the register looked at in time";
  effort.measure.formula =
      "entries of the policy register that hold and were looked at by their check date, of all "
      "that hold; bundles sent and received are not counted yet";
  const Pieces registers = pieces_of(material, EvidenceKind::policy);
  std::uint64_t entries = 0, unchecked = 0;
  std::vector<Weighed> items;
  for (const Evidence* piece : registers) {
    entries += number(*piece, "entries").value_or(0);
    unchecked += number(*piece, "unchecked").value_or(0);
    for (const std::string& name : names_of(piece->fact("unchecked:names"))) {
      items.push_back(
          {0, {name, "past its check date", "bartizan policy " + name, "policy", name}});
    }
  }
  const bool known = organisation_is_known(material);
  if (known) set_share(effort.measure, entries - std::min(unchecked, entries), entries);
  const bool shares = !anywhere(material, EvidenceKind::sharing).empty();
  effort.measure.note = registers.empty() ? "the policy register is not read yet"
                        : known           ? ""
                                          : "nothing of the organisation was read yet";
  if (!shares) {
    effort.measure.note += (effort.measure.note.empty() ? "" : "; ") +
                           std::string("bundles sent and received are not counted yet");
  }
  effort.worst = worst_of(std::move(items));
  effort.next = unchecked > 0 ? "look at the policies that are past their check date"
                              : "see what changed in policy";
  effort.next_command = "bartizan policy";
}

void workforce(Effort& effort, const Material& material) {
  effort.measure.text = "staff in AI roles with passed labs";
  effort.measure.formula =
      "people in AI roles who passed the labs of their role, of all such people";
  effort.measure.unit = "%";
  std::uint64_t staff = 0, passed = 0;
  for (const Evidence* piece : anywhere(material, EvidenceKind::training)) {
    staff += number(*piece, "staff").value_or(0);
    passed += number(*piece, "passed").value_or(0);
  }
  set_share(effort.measure, passed, staff);
  if (staff == 0) effort.measure.note = "unknown: this version records no labs or courses";
  effort.next = "answer what you know about training by hand";
  effort.next_command = "bartizan answer add --framework roadmap --requirement 5.3";
}

Overdue overdue_of(const Assessed& assessed, const Material& material) {
  Overdue overdue;
  for (const Judged& judged : assessed.requirements) {
    if (judged.answer && !judged.answer->stands && judged.answer->answer.withdrawn == 0) {
      ++overdue.answers;
    }
  }
  for (const Evidence& piece : material.evidence) {
    if (piece.kind == EvidenceKind::vulnerabilities) {
      overdue.clocks += number(piece, "overdue").value_or(0);
    } else if (piece.kind == EvidenceKind::readiness && piece.fact("type") == "plan") {
      overdue.actions += number(piece, "overdue").value_or(0);
    } else if (piece.kind == EvidenceKind::readiness) {
      const auto next = base::parse_utc(piece.fact("next"));
      if (next && *next <= material.now) ++overdue.readiness;
    }
  }
  return overdue;
}

}  // namespace

Roadmap roadmap(const Assessed& assessed, const Material& material,
                std::span<const CountedSystem> systems) {
  Roadmap made;
  made.now = material.now;
  const BySystem all = by_system(material);
  for (const Group& group : assessed.framework->groups) {
    if (!group.parent.empty()) continue;
    Effort effort;
    effort.id = group.id;
    effort.title = group.title;
    for (const Judged& judged : assessed.requirements) {
      if (judged.requirement->group == group.id) effort.objectives.push_back(&judged);
    }
    if (group.id == "1") responsible_use(effort, all, systems);
    if (group.id == "2") assured(effort, all, systems, material.now);
    if (group.id == "3") protected_infrastructure(effort, material);
    if (group.id == "4") communication(effort, material);
    if (group.id == "5") workforce(effort, material);
    made.efforts.push_back(std::move(effort));
  }
  made.overdue = overdue_of(assessed, material);
  return made;
}

}  // namespace bartizan::assure::assess
