#include "report/catalog.h"

#include "base/escape.h"
#include "base/json_write.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using assure::catalog::Answer;
using assure::catalog::Change;
using assure::catalog::Comparison;
using assure::catalog::Effect;
using assure::catalog::State;
using Outcome = assure::catalog::Answer::Outcome;

constexpr std::size_t kIndent = 2, kTextAt = 14;
// Of one effect, without --verbose.
constexpr std::size_t kShown = 20;

std::string title(std::uint32_t version, const std::string& date) {
  return "catalogue " + std::to_string(version) + " of " + one_line(date);
}

std::string counted(std::uint64_t n, std::string_view effect) {
  return count_of(n, "answer") + " " + std::string(effect);
}

void put_changes(std::string& out, const Paint& paint, const Comparison& comparison, Effect effect,
                 std::string_view heading, bool all) {
  std::size_t count = 0;
  for (const Change& change : comparison.changes) count += change.effect == effect ? 1U : 0U;
  if (count == 0) return;
  const Ink colour = effect == Effect::weakens ? Ink::bad : Ink::bold;
  out += "\n" + paint.in(colour, std::string(heading) + " (" + number(count) + ")") + "\n";
  std::size_t shown = 0;
  for (const Change& change : comparison.changes) {
    if (change.effect != effect) continue;
    if (!all && shown++ == kShown) break;
    out += paint.fact(kIndent, one_line(change.section), kTextAt,
                      one_line(change.key + (change.key.empty() ? "" : "  ") + change.what));
  }
  if (!all && count > kShown) {
    out += "  " + paint.in(Ink::dim, "and " + number(count - kShown) + " more (-v lists them)") +
           "\n";
  }
}

void put_changes(std::string& out, const Paint& paint, const Comparison& comparison, bool all) {
  put_changes(out, paint, comparison, Effect::weakens, "Makes answers weaker", all);
  put_changes(out, paint, comparison, Effect::vouches, "Vouches for what was unknown", all);
  if (all) put_changes(out, paint, comparison, Effect::other, "Changes besides", all);
}

std::string advice(const Answer& answer) {
  switch (answer.outcome) {
    case Outcome::untrusted:
      return "name the publisher's public key (--key vendor.pem), or list it as keys of [catalog] in "
             "the configuration; take it from a place that you trust, not from where the catalogue "
             "came";
    case Outcome::weaker:
      return "read the list above; to have it all the same, add --accept-weaker";
    case Outcome::unreadable:
      return "name a file that bartizan catalog pack has written";
    default:
      return {};
  }
}

std::string verdict(const Answer& answer) {
  const std::string number = answer.version == 0 ? "the catalogue" : title(answer.version, answer.date);
  switch (answer.outcome) {
    case Outcome::installed:
      return number + " is installed and in force from now on";
    case Outcome::would_install:
      return number + " would be installed";
    case Outcome::unchanged:
      return number + " is installed already";
    default:
      return one_line(answer.file) + " is not installed: " + one_line(answer.reason);
  }
}

void write_changes(base::JsonWriter& out, const Comparison& comparison, bool all) {
  out.begin_array();
  for (const Change& change : comparison.changes) {
    if (!all && change.effect != Effect::weakens) continue;
    out.begin_object()
        .field("effect", assure::catalog::kEffects[static_cast<std::size_t>(change.effect)])
        .field("section", base::encode_text(change.section))
        .field("key", base::encode_text(change.key))
        .field("what", base::encode_text(change.what))
        .end_object();
  }
  out.end_array();
}

void write_state(base::JsonWriter& out, const State& state) {
  out.begin_object()
      .field("version", state.version)
      .field("date", base::encode_text(state.date))
      .field("hash", state.hash)
      .field("source", state.installed ? "installed" : "built-in")
      .field("signer", state.signer)
      .field("trusted_by", base::encode_text(state.trusted_by))
      .field("weakens", state.weakens)
      .field("built_in_version", state.built_in)
      .field("highest_version", state.highest)
      .field("file", base::escape_name(state.file))
      .field("problem", base::encode_text(state.problem))
      .end_object();
}

}  // namespace

std::string catalog_state(const State& state, const Comparison& weaker,
                          const CatalogOptions& options) {
  const Paint paint(options.style);
  std::string out = paint.in(Ink::bold, title(state.version, state.date)) + "\n";
  if (options.quiet) return out;
  const auto fact = [&](std::string_view label, std::string_view text) {
    out += paint.fact(kIndent, label, kTextAt, text);
  };
  fact("source", state.installed ? "installed: " + one_line(state.file) : "in the program");
  fact("hash", state.hash);
  if (state.installed) {
    fact("signed by", state.signer);
    fact("trusted by", one_line(state.trusted_by));
    fact("built in", "number " + std::to_string(state.built_in));
  }
  if (state.highest > state.version) {
    fact("earlier", "number " + std::to_string(state.highest) +
                        " was installed here; nothing older can be installed again");
  }
  if (!state.aside.empty()) fact("aside", one_line(state.aside));
  if (!state.problem.empty()) fact("problem", one_line(state.problem));
  put_changes(out, paint, weaker, Effect::weakens, "Makes answers weaker", options.verbose);
  return out;
}

std::string catalog_answer(const Answer& answer, const CatalogOptions& options) {
  const Paint paint(options.style);
  std::string out;
  if (!options.quiet) {
    if (!answer.signer.empty()) {
      out += paint.fact(0, "signed by", kTextAt,
                        answer.signer + " (" + one_line(answer.trusted_by) + ")");
    }
    if (!answer.hash.empty()) out += paint.fact(0, "hash", kTextAt, one_line(answer.hash));
    if (!answer.signer.empty()) {
      out += paint.fact(0, "before", kTextAt, title(answer.before.version, answer.before.date) +
                            (answer.before.installed ? ", installed" : ", in the program"));
    }
    put_changes(out, paint, answer.comparison, options.verbose);
    if (!out.empty()) out += "\n";
  }
  const bool good = answer.outcome == Outcome::installed ||
                    answer.outcome == Outcome::would_install ||
                    answer.outcome == Outcome::unchanged;
  out += paint.in(good ? Ink::bold : Ink::bad, verdict(answer)) + "\n";
  if (good && !options.quiet) {
    out += number(answer.comparison.changes.size()) + " changes" + paint.plain(" · ") +
           counted(answer.comparison.weakens, "weaker") + paint.plain(" · ") +
           counted(answer.comparison.vouches, "vouched for") + "\n";
  }
  if (const std::string next = advice(answer); !next.empty()) {
    out += paint.fact(0, "do", kTextAt, next);
  }
  return out;
}

std::string catalog_state_json(const State& state, const Comparison& weaker,
                               const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.catalog/1");
  out.key("state");
  write_state(out, state);
  out.key("weaker");
  write_changes(out, weaker, false);
  out.end_object();
  return out.take() + "\n";
}

std::string catalog_answer_json(const Answer& answer, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.catalog/1");
  out.key("state");
  write_state(out, answer.before);
  out.key("update")
      .begin_object()
      .field("outcome", assure::catalog::kOutcomes[static_cast<std::size_t>(answer.outcome)])
      .field("reason", base::encode_text(answer.reason))
      .field("file", base::escape_name(answer.file))
      .field("version", answer.version)
      .field("date", base::encode_text(answer.date))
      .field("hash", base::encode_text(answer.hash))
      .field("signer", answer.signer)
      .field("trusted_by", base::encode_text(answer.trusted_by))
      .field("weakens", answer.comparison.weakens)
      .field("vouches", answer.comparison.vouches)
      .field("weakens_built_in", answer.weakens_built_in)
      .key("changes");
  write_changes(out, answer.comparison, true);
  out.end_object().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
