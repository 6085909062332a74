#include "server/routes/assessed.h"

#include "run/reread.h"
#include "server/organisation.h"
#include "server/routes/answer.h"

namespace bartizan::server {

std::expected<std::unique_ptr<Asked>, Response> gather(const Call& call, std::string_view handle) {
  store::Store& store = call.context.store;
  std::optional<run::SystemRef> system;
  if (!handle.empty()) {
    auto known = run::system(store, handle);
    if (!known)
      return std::unexpected(problem(404, known.error(), {{"query", "system", known.error()}}));
    system = std::move(*known);
  }
  const run::SystemRef* about = system ? &*system : nullptr;
  run::CollectOptions collect;
  collect.now = call.context.now();
  auto evidence = run::collect(store, about, collect);
  if (!evidence) return std::unexpected(internal_problem());
  run::RereadOptions look;
  look.mode = run::RereadMode::none;
  look.now = call.context.now;
  const auto seen = run::reread(store, *evidence, look);
  if (!seen) return std::unexpected(internal_problem());

  auto asked = std::make_unique<Asked>();
  asked->fresh.was_read = seen->was_read;
  asked->fresh.files = seen->files;
  asked->fresh.oldest = seen->as_of;
  std::vector<std::string> unread;
  for (const run::Unread& file : seen->unread) {
    asked->fresh.unread.push_back({file.path, file.why});
    unread.push_back(file.path);
  }
  run::Collected collected;
  if (!seen->wrote) collected.own = std::move(*evidence);
  if (system) collected.shared = call.context.organisation.shared_pieces();
  auto gathered = run::gather(store, about, collect, unread, std::move(collected));
  if (!gathered) return std::unexpected(internal_problem());
  asked->gathered = std::move(*gathered);
  return asked;
}

report::AssessView view_of(const Asked& asked, const assure::assess::Assessed& assessed) {
  report::AssessView view;
  view.assessed = &assessed;
  view.system = asked.gathered.id();
  if (asked.gathered.system) view.system_name = asked.gathered.system->name;
  view.evidence = asked.gathered.evidence;
  view.remembered = asked.gathered.remembered;
  view.actions = asked.gathered.actions;
  view.fresh = asked.fresh;
  return view;
}

std::expected<const assure::assess::Framework*, Response> framework_called(std::string_view id,
                                                                           bool about_system) {
  const assure::assess::Framework* framework = assure::assess::framework(id);
  if (framework == nullptr) return std::unexpected(not_found("such framework"));
  if (!framework->assessed()) {
    return std::unexpected(problem(409,
                                   "That is a list which others refer to; there is nothing to "
                                   "assess in it."));
  }
  if (framework->per == assure::assess::Per::organisation && about_system) {
    const std::string why = "this framework is about the organisation";
    return std::unexpected(
        problem(400, "That framework asks nothing of one system.", {{"query", "system", why}}));
  }
  return framework;
}

std::expected<run::SystemRef, Response> system_called(const Call& call, std::string_view id,
                                                      std::string_view in) {
  auto system = run::system(call.context.store, id);
  if (system && (system->id == id || system->use_case == id)) return std::move(*system);
  if (in == "path") return std::unexpected(not_found("such system"));
  return std::unexpected(problem(404, "There is no such system.",
                                 {{std::string(in), "system", "is the id of no system"}}));
}

std::expected<run::SystemRef, Response> system_of_body(const Call& call) {
  const std::string_view id = call.body_text("system");
  if (id.empty()) return run::SystemRef();
  return system_called(call, id, "body");
}

std::string name_in_records(const run::SystemRef& system) {
  return system.name.empty() ? system.id : system.name;
}

}  // namespace bartizan::server
