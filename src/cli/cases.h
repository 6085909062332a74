// Cases: what the commands that keep what people say share: exposure, clock, vex, answer, readiness
// and others. Each explains on standard error what it cannot give.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/settings.h"
#include "record/said.h"
#include "run/cases.h"
#include "store/attachment.h"
#include "store/store.h"

namespace bartizan::cli {

// nullptr, with the exit code in `code`, where there is none.
std::unique_ptr<store::Store> open_cases(const GlobalOptions& global, int& code,
                                         Use use = Use::look);
// One system by its id, name, use case or path.
std::optional<run::KnownSystem> one_system(store::Store& store, const std::string& handle,
                                           int& code);
// The id of the system that --system names, empty where it was not given; nullopt, with the code in
// `code`, where there is no such system.
std::optional<std::string> system_option(store::Store& store, const std::string& handle, int& code);
// The option as it was given, else asked for on a terminal; nullopt, and a complaint that names the
// option, where it stays empty or has more than `most` bytes.
std::optional<std::string> needed(const std::string& given, const char* option,
                                  const char* question, std::size_t most = record::kMostSaid);
// The same for somebody's name.
std::optional<std::string> needed_name(const std::string& given, const char* option,
                                       const char* question);
// The file that --attachment names, nothing where it was not given. False, and a complaint, where
// it cannot be taken.
bool attachment_option(const std::string& path, std::optional<store::Attachment>& attachment);
bool store_failed(const base::Error& error, int& code);  // always false
// The change with its entry in the audit log, in one transaction: {0} of the detail is `people`'s
// first. False, and nothing logged, where the store refused.
bool log_change(store::Store& store, std::string_view what, std::string_view subject,
                std::string_view detail, std::vector<std::string> people,
                const std::function<base::Result<void>()>& change, int& code);

}  // namespace bartizan::cli
