#include "scan/formats/template/parse.h"

#include <algorithm>
#include <array>

#include "scan/formats/template/flow.h"
#include "scan/formats/template/fold.h"
#include "scan/formats/template/judge.h"
#include "scan/formats/template/lexer.h"
#include "scan/formats/template/parser.h"
#include "scan/formats/template/prose.h"
#include "scan/formats/template/report.h"
#include "scan/formats/template/rules.h"

namespace bartizan::scan::templates {
namespace {

// Names that only renderers of chat templates provide (transformers, utils/chat_template_utils.py).
constexpr std::array<std::string_view, 5> kChatNames{"bos_token", "eos_token", "raise_exception",
                                                     "add_generation_prompt", "system_message"};
// Web pages have messages too; those of a conversation have roles and contents.
constexpr std::array<std::string_view, 2> kMessages{"messages", "message"};
constexpr std::array<std::string_view, 2> kFields{"role", "content"};
constexpr std::array<std::string_view, 5> kMarkup{"<html", "<div", "</a>", "<li", "{% block"};
// How sources and documents begin that quote a template; what they say is not said to a model.
constexpr std::array<std::string_view, 8> kSources{"# ",    "#\n", "\"\"\"", "import ",
                                                   "from ", "//",  "/*",     "---\n"};
// All that is said of a template that is no chat template.
constexpr std::array kEscapes{kSandboxEscape, kFormatAccess};

struct Parsed {
  explicit Parsed(base::Budget& budget) : tree(budget) {}
  Tree tree;
  Failure failure;
  bool chat = false;
};

bool is_chat(std::string_view text, std::span<const Token> tokens) {
  const auto among = [](std::span<const std::string_view> list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  };
  bool messages = false, fields = false, behind_block = false;
  for (const Token& token : tokens) {
    std::string_view word = text.substr(token.begin, token.length);
    if (token.kind == TokenKind::string) {
      word = word.substr(1, word.size() - 2);
    } else if (token.kind != TokenKind::name) {
      continue;
    } else if (among(kChatNames, word)) {
      return true;
    }
    messages = messages || among(kMessages, word);
    fields = fields || (!behind_block && among(kFields, word));
    behind_block = word == "block";  // {% block content %}
  }
  const bool markup = std::any_of(kMarkup.begin(), kMarkup.end(),
                                  [&](std::string_view tag) { return text.contains(tag); });
  return messages && (fields || !markup);
}

bool is_source(std::string_view text) {
  return std::any_of(kSources.begin(), kSources.end(),
                     [&](std::string_view begin) { return text.starts_with(begin); });
}

void read(std::string_view text, base::Budget& budget, std::uint32_t max_depth, Parsed& out) {
  base::Vec<Token> tokens(budget);
  out.failure = lex(text, tokens);
  out.chat = is_chat(text, tokens.span());
  // What stands before an error is judged all the same; the first error is the one to tell.
  const Failure grammar = parse_template(text, tokens, max_depth, out.tree);
  if (grammar && (!out.failure || grammar.offset < out.failure.offset)) out.failure = grammar;
}

bool judge(Artifact& artifact, Parsed& parsed, Report& report) {
  base::Budget& budget = artifact.budget();
  if (parsed.tree.size() == 0) return false;
  Folder folder(budget, parsed.tree);
  if (!folder.prepare()) return false;
  judge_expressions(artifact.catalog(), budget, parsed.tree, folder, report);
  return judge_flow(budget, parsed.tree, folder, report) &&
         judge_prose(artifact.catalog(), budget, parsed.tree, folder, report);
}

void tell(Artifact& artifact, std::string_view text, Range range, std::string_view source_name,
          Parsed& parsed) {
  artifact.fact("template", source_name, text, range);
  Report report(artifact, text, range, source_name);
  if (parsed.failure) {
    const Range unread =
        report.place(parsed.failure.offset, static_cast<std::uint32_t>(text.size()));
    artifact.finding(kNotUnderstood, unread, source_name, {{"flaw", parsed.failure.what}});
    artifact.partial("template-not-understood", unread);
  }
  if (!judge(artifact, parsed, report)) artifact.partial("limit:memory", range);
  report.flush();
}

}  // namespace

void analyse_template(Artifact& artifact, std::string_view text, Range range,
                      std::string_view source_name) {
  if (text.size() > artifact.limits().text) {
    artifact.budget().hit(base::LimitKind::text);
    return artifact.partial("limit:text", range);
  }
  Parsed parsed(artifact.budget());
  read(text, artifact.budget(), artifact.limits().json_depth, parsed);
  tell(artifact, text, range, source_name, parsed);
}

void parse_file(Artifact& artifact) {
  const Range all{0, artifact.size()};
  artifact.span(0, artifact.size(), base::SpanLabel::text);
  if (artifact.size() > artifact.limits().text) {
    artifact.budget().hit(base::LimitKind::text);
    return artifact.partial("limit:text", all);
  }
  base::Reader reader = artifact.reader();
  const std::string_view text = reader.take_text(artifact.size());
  if (!reader.ok()) return artifact.refused("unreadable");

  Parsed parsed(artifact.budget());
  read(text, artifact.budget(), artifact.limits().json_depth, parsed);
  if (parsed.chat && !is_source(text)) return tell(artifact, text, all, "file", parsed);
  Report report(artifact, text, all, "file");
  if (!judge(artifact, parsed, report)) artifact.partial("limit:memory", all);
  report.keep_only(kEscapes);
  if (report.empty() && !artifact.has_gap()) return artifact.refine("text");
  report.flush();
}

}  // namespace bartizan::scan::templates
