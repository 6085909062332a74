// bartizan find: where something is used, across the estate.
#include "run/find.h"

#include "cli/command.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/estate.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

int search_inventory(const GlobalOptions& global, const FindCommand& command) {
  InventoryListCommand list;
  list.search = command.question;
  list.all = command.all;
  return run(global, list);
}

}  // namespace

int run(const GlobalOptions& global, const FindCommand& command) {
  if (command.by == "text") return search_inventory(global, command);
  std::optional<record::ComponentKind> kind;
  if (!command.kind.empty()) {
    kind = record::component_kind(command.kind);
    if (!kind) {
      complain("there is no kind " + command.kind +
               ". Kinds are package, model, dataset, agent, tool, mcp-server, skill, prompt, "
               "endpoint, vector-store, credential, runtime, resource.");
      return run::kUsage;
    }
  }
  const auto question = run::parse_question(command.question, command.by, kind);
  if (!question) {
    complain("cannot understand " + command.question +
             ". Ask for a name with an optional range: bartizan find 'litellm<1.83.7'");
    return run::kUsage;
  }
  const auto config = load_settings(global, {});
  if (!config || !store_is_there(global)) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  const auto places = store->estate().places();
  const auto answers = run::find(*store, *question);
  if (!places || !answers) {
    complain(std::string("the store cannot be read: ") +
             (places ? answers.error().what : places.error().what));
    return run::kInternal;
  }
  std::vector<report::FindLine> lines;
  for (const run::FindAnswer& answer : *answers) {
    lines.push_back({&answer.hit.component, answer.hit.place, answer.hit.systems, answer.sure});
  }
  const report::FindView view{command.question, lines, places->size()};
  if (places->empty() && global.format != "json") {
    complain("nothing was read yet. Read a folder first: bartizan discover PATH");
    return run::kIncomplete;
  }
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::found_json(view, {global.reproducible, true})
                   : report::found(view, style_of(global, output.fd()), command.all));
  if (!output.finish()) return run::kInternal;
  return places->empty() ? run::kIncomplete : run::kPass;
}

}  // namespace bartizan::cli
