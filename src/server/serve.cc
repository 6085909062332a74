#include "server/serve.h"

#include <exception>
#include <filesystem>
#include <thread>

#include "run/audit.h"
#include "run/worker.h"
#include "sandbox/zygote.h"
#include "server/accounts.h"
#include "server/audit/keeper.h"
#include "server/estate_view.h"
#include "server/events.h"
#include "server/finding_trend.h"
#include "server/jobs.h"
#include "server/log.h"
#include "server/memory.h"
#include "server/organisation.h"
#include "server/reconciliation.h"
#include "server/roots.h"
#include "server/scan_job.h"
#include "server/uploads.h"
#include "server/watcher.h"

namespace bartizan::server {
namespace {

std::expected<void, std::string> check_sandbox() {
  auto zygote = sandbox::Zygote::start(run::worker_data(""));
  if (!zygote) return std::unexpected(std::string("no worker process can be started here"));
  const auto isolation = zygote->ready();
  if (!isolation || !isolation->complete()) {
    return std::unexpected(std::string("the sandbox is not available on this system"));
  }
  return {};
}

std::string address_of(const ServeOptions& options, std::uint16_t port) {
  const bool six = options.listen.address.find(':') != std::string::npos;
  return (options.certificate.empty() ? "http://" : "https://") +
         (six ? "[" + options.listen.address + "]" : options.listen.address) + ":" +
         std::to_string(port) + "/";
}

// While nobody has an account: where the first one is made.
std::expected<std::string, std::string> welcome_link(store::Store& store,
                                                     const std::string& address, base::Millis now) {
  const auto count = store.accounts().count();
  if (!count) return std::unexpected(std::string(count.error().what));
  if (*count != 0) return std::string();
  const auto secret = new_link(store, "first-start", "", now);
  if (!secret) return std::unexpected(std::string(secret.error().what));
  return link_address(address, *secret);
}

// What runs beside the requests, and uses all that serve() made before it: it has ended when this
// has, however serve() is left.
class Background {
 public:
  Background(Watcher& watcher, Uploads& uploads, Jobs& jobs)
      : watcher_(watcher), uploads_(uploads), jobs_(jobs) {}
  ~Background() { end(); }
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  void stop() {
    watcher_.stop();
    uploads_.leave();
    jobs_.stop();
  }
  void end() {
    stop();
    jobs_.wait();
    watcher_.wait();
  }

 private:
  Watcher& watcher_;
  Uploads& uploads_;
  Jobs& jobs_;
};

}  // namespace

std::expected<void, std::string> serve(const ServeOptions& options, store::Store& store,
                                       const run::Config& config,
                                       const std::function<base::Millis()>& now,
                                       const std::function<void(const Ready&)>& on_ready) {
  share_heaps();
  if (options.require_sandbox) {
    if (auto checked = check_sandbox(); !checked) return checked;
  }
  Roots roots;
  for (const std::string& path : options.roots) {
    std::string why;
    if (!roots.add(path, why)) {
      return std::unexpected("the folder " + path + " cannot be used: " + why);
    }
  }
  set_quiet_log(options.quiet);
  const std::string folder = std::filesystem::path(store.path()).parent_path().string();
  Uploads uploads(folder + "/uploads");
  // Ids that grow over restarts: a dashboard that comes back knows that it missed something.
  Events events(static_cast<std::uint64_t>(now()));
  auto key = ServerKey::open(run::KeyFolder::beside(store.path()).path());
  if (!key) return std::unexpected(key.error());
  Accounts accounts(store, std::move(*key), now);
  const AnchorKeeper keeper(store, run::default_anchors(store.path()),
                            run::KeyFolder::beside(store.path()), now);
  Jobs jobs(events, now, &store);
  EstateView estate(store, now);
  FindingTrend finding_trend(store, now);
  Organisation organisation(store, now);
  Reconciliation reconciliation(store, now);
  Context context{.store = store,
                  .now = now,
                  .events = events,
                  .jobs = jobs,
                  .roots = roots,
                  .uploads = uploads,
                  .estate = estate,
                  .finding_trend = finding_trend,
                  .organisation = organisation,
                  .reconciliation = reconciliation,
                  .config = config,
                  .state_folder = folder,
                  .require_sandbox = options.require_sandbox,
                  .accounts = &accounts,
                  .gatekeeper = &accounts};
  Watcher watcher(context);
  context.watcher = &watcher;
  Background background(watcher, uploads, jobs);
  const Router router(all_routes());
  Policy policy;
  policy.hosts = options.hosts;
  const Application app(router, accounts, context, policy, embedded_assets());

  ListenOptions listen;
  listen.address = options.listen.address;
  listen.port = options.listen.port;
  listen.certificate = options.certificate;
  listen.key = options.key;
  listen.on_stop = [&] {
    events.close();
    background.stop();
  };
  std::string why;
  const auto listener = Listener::open(listen, app, why);
  if (!listener) return std::unexpected(why);
  const std::string address = address_of(options, listener->port());
  log_event("started", address);
  const auto welcome = welcome_link(store, address, now());
  if (!welcome) return std::unexpected(welcome.error());
  // Now that nobody else has the port: what this server or one before it accepted.
  take_up_jobs(context);
  watcher.start();
  organisation.warm();
  const std::jthread first_look([&] {
    try {
      (void)estate.look();
      reconciliation.warm();
    } catch (const std::exception& error) {
      log_trouble("first look", error.what());
    }
  });
  on_ready({address, *welcome});
  listener->run();
  background.end();
  if (!store.flush()) return std::unexpected(std::string("the store could not be written"));
  log_event("stopped", "");
  return {};
}

}  // namespace bartizan::server
