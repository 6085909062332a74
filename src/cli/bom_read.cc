// bartizan bom validate, score, diff, merge and convert: what BOMs that are there say.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "cli/bom.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "run/estate.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

namespace bom = assure::bom;

constexpr std::array kStandards{bom::Standard::g7_2026, bom::Standard::cisa_2025,
                                bom::Standard::ntia_2021};

}  // namespace

std::string bom_timestamp(const GlobalOptions& global) {
  constexpr std::int64_t kLastSecond =
      253'402'300'799;  // 9999-12-31T23:59:59Z: RFC 3339 ends there
  base::Millis time = now();
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  if (global.reproducible && epoch == nullptr) return {};
  if (epoch != nullptr && *epoch != '\0') {
    const std::string_view text = epoch;
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), seconds);
    if (error == std::errc() && end == text.end() && seconds >= 0 && seconds <= kLastSecond) {
      time = seconds * 1000;
    } else {
      complain("SOURCE_DATE_EPOCH is no time in seconds; the BOM gets the time of now");
    }
  }
  return base::format_utc(time).substr(0, 19) + "Z";
}

std::optional<run::BomFile> load_bom(const run::Config& config, const std::string& file) {
  auto read = run::read_bom(file, config.limits, interrupted);
  if (!read) {
    complain("cannot read " + file + ": " + read.error());
    return std::nullopt;
  }
  if (!read->imported.bom) {
    complain(file +
             " is no BOM that is known (CycloneDX or SPDX as JSON). What is wrong with it: "
             "bartizan bom validate " +
             file);
    return std::nullopt;
  }
  return std::move(*read);
}

int write_bom(const GlobalOptions& global, const bom::Bom& document, bool labels) {
  const auto format =
      bom::format(global.format == "text" ? std::string_view("cyclonedx-1.7") : global.format);
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  const bom::Written written = bom::write(document, *format, {.pretty = true, .labels = labels});
  output.write(written.text);
  if (!output.finish()) return run::kInternal;
  if (!written.losses.empty() && !global.quiet) {
    report::BomOptions options = bom_options(global, STDERR_FILENO);
    // Who converts wants to know each; of a new document the sum will do.
    options.quiet = labels && !global.verbose;
    std::cerr << report::bom_losses(written.losses, options);
  }
  return run::kPass;
}

base::Result<void> leave_bom_evidence(const GlobalOptions& global, const run::Config& config,
                                      const bom::Bom& document, const run::BomLeft& left) {
  const auto store = open_for_evidence(global, config);
  if (!store) return std::unexpected(store.error());
  if (!*store) return {};
  return run::leave_evidence(**store, {run::left_by_bom(**store, left, document, now())});
}

report::BomOptions bom_options(const GlobalOptions& global, int fd) {
  return {style_of(global, fd), global.quiet, global.verbose};
}

int run(const GlobalOptions& global, const BomCheckCommand& command) {
  if (!all_exist({command.file})) return run::kUsage;
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto read = run::read_bom(command.file, config->limits, interrupted);
  if (!read) {
    complain("cannot read " + command.file + ": " + read.error());
    return run::kIncomplete;
  }
  const bom::Imported& imported = read->imported;
  Output output(global.output);
  output.write(
      global.format == "json"
          ? report::bom_problems_json(command.file, imported, {global.reproducible, true})
          : report::bom_problems(command.file, imported, bom_options(global, output.fd())));
  if (!output.finish()) return run::kInternal;
  if (imported.valid()) return run::kPass;
  const bool judged = std::ranges::any_of(
      imported.problems, [](const bom::Problem& p) { return p.level == record::NoteLevel::error; });
  return judged ? run::kGateFailed : run::kIncomplete;
}

int run(const GlobalOptions& global, const BomScoreCommand& command) {
  if (!all_exist({command.file})) return run::kUsage;
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto read = load_bom(*config, command.file);
  if (!read) return run::kIncomplete;
  std::vector<bom::Score> scores;
  for (const bom::Standard standard : kStandards) {
    if (command.standard != "all" && command.standard != bom::name(standard)) continue;
    scores.push_back(bom::score(*read->imported.bom, standard));
  }
  const int code = unless_kept(
      leave_bom_evidence(global, *config, *read->imported.bom,
                         {"score", run::absolute_path(command.file), read->sha256, "", ""}),
      run::kPass);
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::bom_scores_json(scores, {global.reproducible, true})
                   : report::bom_scores(scores, bom_options(global, output.fd())));
  if (!output.finish()) return run::kInternal;
  std::error_code error;
  if (std::filesystem::is_regular_file(command.file + ".sig", error)) {
    note(global.quiet, "a signature lies beside it, which a document cannot say of itself: bartizan "
                       "verify " + command.file);
  }
  return code;
}

int run(const GlobalOptions& global, const BomDiffCommand& command) {
  if (!all_exist({command.before, command.after})) return run::kUsage;
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto before = load_bom(*config, command.before);
  const auto after = load_bom(*config, command.after);
  if (!before || !after) return run::kIncomplete;
  const bom::Diff diff = bom::diff(*before->imported.bom, *after->imported.bom);
  Output output(global.output);
  output.write(global.format == "json" ? report::bom_diff_json(diff, {global.reproducible, true})
                                       : report::bom_diff(diff, bom_options(global, output.fd())));
  if (!output.finish()) return run::kInternal;
  return command.gate && !diff.empty() ? run::kGateFailed : run::kPass;
}

int run(const GlobalOptions& global, const BomMergeCommand& command) {
  if (!all_exist(command.files)) return run::kUsage;
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  std::vector<bom::Bom> boms;
  for (const std::string& file : command.files) {
    auto read = load_bom(*config, file);
    if (!read) return run::kIncomplete;
    boms.push_back(std::move(*read->imported.bom));
  }
  bom::Merged merged = bom::merge(boms);
  merged.bom.metadata.timestamp = bom_timestamp(global);
  if (!global.quiet && (!merged.conflicts.empty() || !merged.losses.empty())) {
    std::cerr << report::bom_conflicts(merged, bom_options(global, STDERR_FILENO));
  }
  return write_bom(global, merged.bom);
}

int run(const GlobalOptions& global, const BomConvertCommand& command) {
  if (!all_exist({command.file})) return run::kUsage;
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto read = load_bom(*config, command.file);
  return read ? write_bom(global, *read->imported.bom, false) : int{run::kIncomplete};
}

}  // namespace bartizan::cli
