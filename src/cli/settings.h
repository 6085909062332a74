// Settings: configuration, store and exceptions of one run, opened the same way by every command.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "run/config.h"
#include "run/exceptions.h"
#include "store/store.h"

namespace bartizan::cli {

// Reads the configuration; explains on standard error and returns nullopt when it is wrong.
std::optional<run::Config> load_settings(const GlobalOptions& global,
                                         const std::vector<std::string>& roots);

// Opens the store that the options, the configuration or the default name. nullptr after having
// explained why on standard error.
std::unique_ptr<store::Store> open_store(const GlobalOptions& global, const run::Config& config,
                                         bool durable = false);

// False, after having explained it, where two results would go to one of `files`, or one of them is
// a file of the store: a result in its place would take it away, and to read it would give up its
// locks (base/own_files.h). The exit code is 2.
bool spare_store(const GlobalOptions& global, const std::vector<NamedFile>& files);

// Complains of a store that refused; the exit code.
int store_trouble(const base::Error& error);

// The exit code of a command that has `code` to end with and was to keep what it found: where that
// was refused, it says so, and ends with 4 unless something is to be fixed (1).
int unless_kept(const base::Result<void>& kept, int code);

// False, after having explained it, where --store names a file that is not there: what a command
// that only reads, or works on what was kept before, would say of it is not about what was meant,
// and making it would hide that. The exit code is 2. The default store may be yet to come.
bool store_is_there(const GlobalOptions& global);

// Whether a command only looks at what is known, tries what it would keep, or keeps what somebody
// says: that would be lost with a store in memory, and nobody would know.
enum class Use { look, rehearse, keep };
// Whoever looks asks store_is_there() first.
std::unique_ptr<store::Store> open_store_for(const GlobalOptions& global, const run::Config& config,
                                             Use use);

// As open_store, for what makes no sense with a store that is kept in memory only: "watching needs"
// one on disk.
std::unique_ptr<store::Store> open_on_disk(const GlobalOptions& global, const run::Config& config,
                                           std::string_view what_needs);

// The same for a command that needs none and only leaves evidence: nullptr, without a word, where
// there is no place that can be written. A store that is there and refuses (a full disk) is the
// error.
base::Result<std::unique_ptr<store::Store>> open_for_evidence(const GlobalOptions& global,
                                                              const run::Config& config);

// The same for a command that changes what lies beside the store (feeds, a catalogue, texts of
// standards). Open it before the change: what cannot be said in the audit log is not done. nullptr
// after having explained why.
std::unique_ptr<store::Store> open_for_audit(const GlobalOptions& global,
                                             const run::Config& config);
// Says what was done beside the store; false after having explained why it could not.
bool say_done(store::Store& store, std::string_view what, std::string_view subject,
              std::string_view detail);

// What counts now: the exceptions of the configuration, and those that were granted in the store. A
// store that cannot be asked is complained of.
run::Exceptions exceptions_in_force(store::Store& store, const run::Config& config);

}  // namespace bartizan::cli
