// bartizan exposure: who said whether a system can be reached from the internet.
#include <filesystem>
#include <map>

#include "cli/cases.h"
#include "cli/command_cases.h"
#include "cli/output.h"
#include "cli/prompt.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/ssvc.h"
#include "run/attachment.h"
#include "run/audit.h"
#include "run/gate.h"
#include "text/lines.h"

namespace bartizan::cli {

std::unique_ptr<store::Store> open_cases(const GlobalOptions& global, int& code, Use use) {
  const auto config = load_settings(global, {});
  if (!config || (use == Use::look && !store_is_there(global))) {
    code = run::kUsage;
    return nullptr;
  }
  auto store = open_store_for(global, *config, use);
  if (!store) code = run::kInternal;
  return store;
}

bool store_failed(const base::Error& error, int& code) {
  code = store_trouble(error);
  return false;
}

bool log_change(store::Store& store, std::string_view what, std::string_view subject,
                std::string_view detail, std::vector<std::string> people,
                const std::function<base::Result<void>()>& change, int& code) {
  store::AuditedChange logged(store.audit(),
                              run::command_event(what, subject, detail, now(), std::move(people)));
  if (const auto kept = change(); !kept) return store_failed(kept.error(), code);
  const auto said = logged.done();
  return said || store_failed(said.error(), code);
}

std::optional<run::KnownSystem> one_system(store::Store& store, const std::string& handle,
                                           int& code) {
  std::string folder;
  std::error_code error;
  if (std::filesystem::exists(handle, error)) {
    folder = std::filesystem::absolute(handle, error).lexically_normal().string();
    while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  } else if (handle.starts_with("/") || handle.starts_with("bom:")) {
    folder = handle;  // it was there, or it is a BOM
  }
  auto system = run::system_called(store, handle, folder);
  if (!system) {
    complain(system.error());
    code = run::kUsage;
    return std::nullopt;
  }
  return std::move(*system);
}

std::optional<std::string> system_option(store::Store& store, const std::string& handle,
                                         int& code) {
  if (handle.empty()) return std::string();
  const auto found = one_system(store, handle, code);
  return found ? std::optional(found->id) : std::nullopt;
}

std::optional<std::string> needed(const std::string& given, const char* option,
                                  const char* question, std::size_t most) {
  std::optional<std::string> answer;
  if (!text::trim(given).empty()) {
    answer = given;
  } else if (can_ask()) {
    answer = ask(question);
  }
  if (!answer || text::trim(*answer).empty()) {
    complain(std::string("say it with ") + option);
    return std::nullopt;
  }
  if (const std::string why = record::too_long(option, *answer, most); !why.empty()) {
    complain(why);
    return std::nullopt;
  }
  return answer;
}

std::optional<std::string> needed_name(const std::string& given, const char* option,
                                       const char* question) {
  return needed(given, option, question, record::kMostName);
}

bool attachment_option(const std::string& path, std::optional<store::Attachment>& attachment) {
  if (path.empty()) return true;
  auto read = run::read_attachment(path);
  if (!read) {
    complain(read.error());
    return false;
  }
  attachment = std::move(*read);
  return true;
}

int run(const GlobalOptions& global, const ExposureSetCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  const auto system = one_system(*store, command.system, code);
  if (!system) return code;
  const auto exposed = needed(command.exposed, "--exposed yes|no",
                              "Can it be reached from the internet by people you do not know? "
                              "yes or no:");
  if (!exposed) return run::kUsage;
  if (*exposed != "yes" && *exposed != "no") {
    complain("--exposed is yes or no, not " + *exposed);
    return run::kUsage;
  }
  const auto by =
      needed_name(command.by, "--by NAME", "Who says so? Your name is kept with the answer:");
  if (!by) return run::kUsage;
  store::AuditedChange change(
      store->audit(),
      run::command_event("exposure.set", system->id,
                         (*exposed == "yes" ? "exposed" : "not exposed") + std::string(", says {0}"),
                         now(), {*by}));
  const auto changed =
      run::set_exposure(*store, {system->id, *exposed == "yes", *by, command.reason, now()}, now());
  if (!changed) {
    store_failed(changed.error(), code);
    return code;
  }
  if (const auto said = change.done(); !said && !store_failed(said.error(), code)) return code;
  note(global.quiet,
       system->name + " (" + run::where(*system) + ") is " +
           (*exposed == "yes" ? "exposed" : "not exposed") + ", says " + *by +
           (*changed == 0 ? ""
                          : "; decided anew: " + std::to_string(*changed) +
                                (*changed == 1 ? " case" : " cases") + " (bartizan clock)"));
  return run::kPass;
}

int run(const GlobalOptions& global, const ExposureListCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto systems = run::known_systems(*store);
  if (!systems && !store_failed(systems.error(), code)) return code;
  const auto said = store->cases().said_of_exposure("");
  if (!said && !store_failed(said.error(), code)) return code;
  std::map<std::string, std::vector<record::Exposure>> said_of;
  for (const record::Exposure& one : *said) said_of[one.system].push_back(one);
  std::vector<report::ExposureLine> lines;
  for (const run::KnownSystem& s : *systems) {
    report::ExposureLine line{s.id, s.name, run::where(s), s.use_case, {}};
    if (auto own = said_of.extract(s.id)) line.said = std::move(own.mapped());
    // A place as a whole is listed where something was said about it.
    if (line.said.empty() && s.id.starts_with("place:")) continue;
    lines.push_back(std::move(line));
  }
  // What was said about systems that are not there any more.
  for (const record::Exposure& one : *said) {
    auto own = said_of.extract(one.system);
    if (!own) continue;
    lines.push_back({one.system, one.system, "not read any more", "", std::move(own.mapped())});
  }
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::exposures_json(lines, {global.reproducible, true})
                   : report::exposures(lines, style_of(global, output.fd()), command.all));
  if (!output.finish()) return run::kInternal;
  if (systems->empty()) note(global.quiet, "nothing was read yet: bartizan discover PATH");
  return systems->empty() ? run::kIncomplete : run::kPass;
}

}  // namespace bartizan::cli
