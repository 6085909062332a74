// Cases: what the commands exposure, clock and vex share. Each explains on standard error what it
// cannot give.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "run/cases.h"
#include "store/store.h"

namespace bartizan::cli {

// nullptr, with the exit code in `code`, where there is none.
std::unique_ptr<store::Store> open_cases(const GlobalOptions& global, int& code);
// One system by its id, name, use case or path.
std::optional<run::KnownSystem> one_system(store::Store& store, const std::string& handle,
                                           int& code);
// The id of the system that --system names, empty where it was not given; nullopt, with the code in
// `code`, where there is no such system.
std::optional<std::string> system_option(store::Store& store, const std::string& handle, int& code);
// The option as it was given, else asked for on a terminal; nullopt, and a complaint that names the
// option, where it stays empty.
std::optional<std::string> needed(const std::string& given, const char* option,
                                  const char* question);
bool store_failed(const base::Error& error, int& code);  // always false
// The change with its entry in the audit log, in one transaction: {0} of the detail is `people`'s
// first. False, and nothing logged, where the store refused.
bool log_change(store::Store& store, std::string_view what, std::string_view subject,
                std::string_view detail, std::vector<std::string> people,
                const std::function<base::Result<void>()>& change, int& code);

}  // namespace bartizan::cli
