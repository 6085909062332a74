#include "run/policy.h"

#include <algorithm>

#include "run/judged.h"
#include "scan/format.h"
#include "text/nearest.h"

namespace bartizan::run {
namespace {

namespace gate = assure::gate;

// A misspelt format is one that no file has. Members of archives have the formats of files.
std::optional<std::string> unknown_format(const gate::Rule& rule) {
  std::vector<std::string_view> known;
  for (const scan::Format* const format : scan::formats()) known.push_back(format->id);
  for (const auto* alternatives : {&rule.when, &rule.unless}) {
    for (const gate::Alternative& tests : *alternatives) {
      for (const gate::Test& test : tests) {
        const bool exact = test.op == gate::Op::is || test.op == gate::Op::is_not ||
                           test.op == gate::Op::outside;
        if (test.field != "format" || !exact) continue;
        for (const std::string& word : test.values) {
          if (std::ranges::find(known, word) != known.end()) continue;
          const std::string_view guess = text::nearest(word, known);
          return "unknown format \"" + word + "\"" +
                 (guess.empty() ? ". Look: bartizan help formats"
                                : ": did you mean \"" + std::string(guess) + "\"?");
        }
      }
    }
  }
  return {};
}

}  // namespace

std::string PolicyError::text() const {
  return file + (line > 0 ? ":" + std::to_string(line) : "") + ": " + what;
}

std::expected<gate::Policy, PolicyError> load_policy(const std::string& file,
                                                     const std::vector<std::string>& roots) {
  if (const std::string where = among_judged(file, roots); !where.empty()) {
    return std::unexpected(PolicyError{
        file, 0,
        where + ", which is to be judged: what is judged must not say how. Move the policy elsewhere."});
  }
  std::string text;
  if (const auto error = read_own_file(file, text)) {
    return std::unexpected(PolicyError{file, 0, error->what});
  }
  auto policy = gate::read_policy(text, file);
  if (!policy) {
    return std::unexpected(PolicyError{file, policy.error().line, policy.error().what});
  }
  for (const gate::Rule& rule : policy->rules) {
    if (auto what = unknown_format(rule)) {
      return std::unexpected(PolicyError{file, rule.line, std::move(*what)});
    }
  }
  return std::move(*policy);
}

std::vector<std::string> policy_places() {
  std::vector<std::string> places;
  for (const std::string& config : {config_places().user, config_places().system}) {
    if (!config.empty()) places.push_back(config.substr(0, config.rfind('/')) + "/gate.toml");
  }
  return places;
}

Exceptions policy_exceptions(const gate::Policy& policy, base::Millis now) {
  std::vector<record::Exception> entries = policy.exceptions;
  for (record::Exception& entry : entries) entry.id = exception_id(entry);
  return Exceptions(std::move(entries), now);
}

}  // namespace bartizan::run
