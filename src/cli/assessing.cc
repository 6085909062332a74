#include "cli/assessing.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <span>

#include "cli/cases.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "run/estate.h"
#include "run/estate_parts.h"
#include "run/exceptions.h"
#include "run/gate.h"
#include "run/judge.h"
#include "run/newcomers.h"
#include "run/outdated.h"
#include "text/nearest.h"

namespace bartizan::cli {
namespace {

// Of changed and of gone files, so many are named unasked.
constexpr std::size_t kMostNoted = 20;

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

std::optional<run::RereadMode> reread_mode(const std::string& word) {
  if (word == "none") return run::RereadMode::none;
  if (word == "changed") return run::RereadMode::changed;
  if (word == "all") return run::RereadMode::all;
  return std::nullopt;
}

// What came into the folders since they were read, as pieces that rereading looks at.
base::Result<std::vector<record::Evidence>> newcomers(store::Store& store,
                                                      const run::SystemRef* system) {
  const auto folders = run::read_folders(store, system);
  if (!folders) return std::unexpected(folders.error());
  const auto found = run::newcomers(store, *folders, interrupted);
  if (!found) return std::unexpected(found.error());
  std::vector<record::Evidence> pieces;
  for (const run::Newcomer& one : *found) {
    pieces.push_back(run::left_piece(store, record::EvidenceKind::scan, one.path, "assess", now()));
  }
  return pieces;
}

bool read_place_again(const GlobalOptions& global, Assessing& assessing, const std::string& place,
                      int& code) {
  run::DiscoverOptions options;
  options.limits = assessing.config.limits;
  options.jobs = global.jobs != 0 ? global.jobs : assessing.config.jobs.value_or(0);
  run::ScanHooks hooks;
  hooks.now = now;
  hooks.cancelled = interrupted;
  const auto read = run::discover_again(*assessing.store, place, options, hooks);
  if (read) return true;
  complain(place + " could not be read again: " + read.error().what);
  code = run::kIncomplete;
  return false;
}

// Reads those places again whose files are not those that discovery read. What may not be read is
// said.
bool read_places_again(const GlobalOptions& global, Assessing& assessing, run::RereadMode mode,
                       const run::SystemRef* system, std::vector<std::string>& unread, int& code) {
  const auto outdated = run::outdated_places(*assessing.store, system, interrupted);
  if (!outdated) return store_failed(outdated.error(), code);
  for (const store::Place& place : *outdated) {
    if (mode == run::RereadMode::none) {
      assessing.fresh.unread.push_back(
          {place.path, "its files have changed since it was read on " + base::format_date(place.read)});
      ++assessing.fresh.folders;
      unread.push_back(place.path);
      continue;
    }
    if (!read_place_again(global, assessing, place.path, code)) return false;
  }
  return true;
}

// Looks at the files behind the evidence, and reads again those that are asked for. `collected`: the
// evidence, where that made no newer.
bool refresh(const GlobalOptions& global, Assessing& assessing, run::RereadMode mode,
             const run::CollectOptions& collect, const run::SystemRef* system,
             std::vector<std::string>& unread,
             std::optional<std::vector<record::Evidence>>& collected, int& code) {
  if (!read_places_again(global, assessing, mode, system, unread, code)) return false;
  auto evidence = run::collect(*assessing.store, system, collect);
  if (!evidence) return store_failed(evidence.error(), code);
  run::RereadOptions options;
  options.mode = mode;
  if (collect.age != 0) options.age = collect.age;
  const run::Exceptions exceptions = exceptions_in_force(*assessing.store, assessing.config);
  options.exceptions = &exceptions;
  options.scan.limits = assessing.config.limits;
  options.scan.allow_table = run::overlay_table(exceptions.entries());
  options.scan.config_files = assessing.config.files;
  options.scan.jobs = global.jobs != 0 ? global.jobs : assessing.config.jobs.value_or(0);
  options.now = now;
  options.cancelled = interrupted;
  std::set<std::string> came;
  if (mode != run::RereadMode::none) {
    auto fresh = newcomers(*assessing.store, system);
    if (!fresh) return store_failed(fresh.error(), code);
    for (record::Evidence& piece : *fresh) {
      came.insert(piece.subject);
      evidence->push_back(std::move(piece));
    }
  }
  const auto result = run::reread(*assessing.store, *evidence, options);
  if (!result) {
    complain(std::string("files could not be read again: ") + result.error().what);
    code = run::kIncomplete;
    return false;
  }
  assessing.fresh.was_read = result->was_read;
  assessing.fresh.files = result->files;
  assessing.fresh.read = result->read.size();
  assessing.fresh.oldest = result->as_of;
  for (const run::Unread& file : result->unread) {
    assessing.fresh.unread.push_back({file.path, file.why});
    unread.push_back(file.path);
  }
  const std::size_t most =
      global.verbose ? result->changed.size() + result->gone.size() : kMostNoted;
  const auto first = [&](const std::vector<std::string>& paths, std::string_view what) {
    const std::size_t shown = std::min(paths.size(), most);
    if (shown < paths.size()) {
      note(global.quiet, std::to_string(paths.size()) + " files " + std::string(what) +
                             ", the first " + std::to_string(shown) +
                             " of them (--verbose says all):");
    }
    return std::span(paths).first(shown);
  };
  for (const std::string& path : first(result->changed, "changed")) {
    if (!came.contains(path)) {
      note(global.quiet, "changed, and read again: " + path);
    } else if (const auto seen = assessing.store->last_seen(path, true); seen && !seen->empty()) {
      note(global.quiet, "new, and read: " + path + ", " +
                             std::string(record::name(seen->front().verdict)));
    }
  }
  for (const std::string& path : first(result->gone, "are gone")) {
    note(global.quiet, "gone: " + path);
  }
  if (!result->wrote) collected = std::move(*evidence);
  return true;
}

std::expected<run::SystemRef, std::string> system_called(store::Store& store,
                                                         const std::string& handle) {
  std::error_code error;
  std::string name = handle;
  if (std::filesystem::is_directory(handle, error)) name = run::absolute_path(handle);
  auto system = run::system(store, name);
  if (!system && name != handle) system = run::system(store, handle);
  return system;
}

// A system of which nothing was left when its folder was read last has no name until something is
// there again: the folders that may be meant are read, where they have changed.
bool read_where_it_was(const GlobalOptions& global, Assessing& assessing, const std::string& handle,
                       int& code) {
  if (system_called(*assessing.store, handle)) return true;
  const auto places = assessing.store->estate().places();
  if (!places) return store_failed(places.error(), code);
  const std::string path = run::absolute_path(handle);
  for (const store::Place& place : *places) {
    std::error_code error;
    const bool may_be = run::is_or_lies_in(path, place.path) ||
                        place.path.ends_with("/" + handle) ||
                        std::filesystem::is_directory(place.path + "/" + handle, error);
    if (!may_be || !run::is_outdated(place, interrupted)) continue;
    if (!read_place_again(global, assessing, place.path, code)) return false;
  }
  return true;
}

}  // namespace

std::optional<run::SystemRef> assessed_system(store::Store& store, const std::string& handle,
                                              int& code) {
  auto system = system_called(store, handle);
  if (system) return std::move(*system);
  complain(system.error());
  code = run::kUsage;
  return std::nullopt;
}

std::optional<Assessing> open_assessing(const GlobalOptions& global, const AssessSource& source,
                                        int& code) {
  const auto mode = reread_mode(source.reread);
  if (!mode) {
    complain("--reread is none, changed or all, not " + source.reread);
    code = run::kUsage;
    return std::nullopt;
  }
  Assessing assessing;
  assessing.now = now();
  if (!source.as_of.empty()) {
    const auto at = base::parse_utc(source.as_of);
    if (!at) {
      complain("--as-of " + source.as_of + " is no date. Write it as 2026-12-31.");
      code = run::kUsage;
      return std::nullopt;
    }
    assessing.now = *at;
    assessing.of_another_time = true;
  }
  auto config = load_settings(global, {});
  if (!config || (source.use == Use::look && !store_is_there(global))) {
    code = run::kUsage;
    return std::nullopt;
  }
  assessing.config = std::move(*config);
  assessing.store = open_store_for(global, assessing.config, source.use);
  if (!assessing.store) {
    code = run::kInternal;
    return std::nullopt;
  }
  std::optional<run::SystemRef> system;
  catch_interrupts();
  if (!source.system.empty()) {
    if (*mode != run::RereadMode::none && !assessing.of_another_time &&
        !read_where_it_was(global, assessing, source.system, code)) {
      return std::nullopt;
    }
    system = assessed_system(*assessing.store, source.system, code);
    if (!system) return std::nullopt;
  }
  const run::SystemRef* const about = system ? &*system : nullptr;
  run::CollectOptions collect;
  collect.now = assessing.now;
  collect.as_it_was = assessing.of_another_time;
  std::vector<std::string> unread;
  std::optional<std::vector<record::Evidence>> collected;
  // Of another time nothing can be read: what is there now was not there then.
  if (!refresh(global, assessing, assessing.of_another_time ? run::RereadMode::none : *mode,
               collect, about, unread, collected, code)) {
    return std::nullopt;
  }
  auto gathered = run::gather(*assessing.store, about, collect, unread, {std::move(collected), {}});
  if (!gathered) {
    store_failed(gathered.error(), code);
    return std::nullopt;
  }
  assessing.gathered = std::move(*gathered);
  return assessing;
}

const assure::assess::Framework* framework_called(const std::string& id, bool of_system,
                                                  int& code) {
  const assure::assess::Framework* framework = assure::assess::framework(id);
  code = run::kUsage;
  if (framework == nullptr) {
    std::vector<std::string_view> ids;
    for (const auto& one : assure::assess::frameworks()) ids.push_back(one.id);
    const std::string_view guess = text::nearest(id, ids);
    complain("there is no framework " + id + "." +
             (guess.empty() ? std::string(" bartizan assess lists them.")
                            : " Did you mean " + std::string(guess) + "?"));
    return nullptr;
  }
  if (!framework->assessed()) {
    complain(framework->id + " is a list that others refer to; there is nothing to assess in it. " +
             "bartizan explain ID shows an entry.");
    return nullptr;
  }
  if (of_system && framework->per == assure::assess::Per::organisation) {
    complain(framework->id + " is about the organisation: leave --system out");
    return nullptr;
  }
  code = run::kPass;
  return framework;
}

const assure::assess::Requirement* requirement_called(const assure::assess::Framework& framework,
                                                      const std::string& id, int& code) {
  for (const auto& requirement : framework.requirements) {
    if (same_word(requirement.id, id)) return &requirement;
  }
  for (const auto& found : assure::assess::find_requirements(id)) {
    if (found.framework->id == framework.id) return found.requirement;
  }
  std::vector<std::string_view> ids;
  for (const auto& one : framework.requirements) ids.push_back(one.id);
  const std::string_view guess = text::nearest(id, ids);
  complain(framework.id + " has no requirement " + id + "." +
           (guess.empty() ? std::string() : " Did you mean " + std::string(guess) + "?"));
  code = run::kUsage;
  return nullptr;
}

std::optional<base::Millis> day(const std::string& text, const char* option) {
  const auto at = base::parse_utc(text);
  if (at) return at;
  complain(text.empty()
               ? std::string("say until when with ") + option + " 2027-06-30"
               : std::string(option) + " " + text + " is no date. Write it as 2027-06-30.");
  return std::nullopt;
}

}  // namespace bartizan::cli
