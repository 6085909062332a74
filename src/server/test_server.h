// TestServer: an Application with all routes, a store in memory and a gate that a test opens.
//
// What it is: the frame of tests of routes: requests in, answers out, no socket. What it is not: in
// the product. Everything lives as long as it does.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "server/accounts.h"
#include "server/app.h"
#include "server/estate_view.h"
#include "server/events.h"
#include "server/finding_trend.h"
#include "server/jobs.h"
#include "server/log.h"
#include "server/organisation.h"
#include "server/reconciliation.h"
#include "server/roots.h"
#include "server/uploads.h"
#include "support/temp_folder.h"

namespace bartizan::server {

class TestGate final : public Gatekeeper {
 public:
  std::optional<Principal> person;  // nobody
  std::optional<Denial> denial;
  bool means_it = true;
  std::function<void()> when_asked;  // who it is, on any thread

  std::expected<std::optional<Principal>, Denial> principal(const Request&) override {
    if (when_asked) when_asked();
    if (denial) return std::unexpected(*denial);
    return person;
  }
  bool meant(const Request&, const Principal&) override { return means_it; }
};

class TestServer {
 public:
  explicit TestServer(std::vector<const Route*> routes = all_routes())
      : router(std::move(routes)), app(router, gate, context, policy(), embedded_assets()) {
    set_quiet_log(true);
  }
  // Jobs use the context and all that it names.
  ~TestServer() {
    jobs.stop();
    jobs.wait();
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  static Policy policy() {
    Policy policy;
    policy.hosts = {"bartizan.test"};
    return policy;
  }
  static std::unique_ptr<store::Store> open_store(const std::string& path) {
    store::Options options;
    options.path = path;
    options.now = kNow;
    auto store = store::open(options);
    REQUIRE(store);
    return std::move(*store);
  }
  static Principal admin() {
    Principal person;
    person.account = "account_1";
    person.name = "ada";
    person.role = Role::admin;
    person.scopes = Scopes::all();
    return person;
  }

  Request request(Method method, std::string_view target, std::string body = {}) const {
    Request request;
    request.method = method;
    request.id = "test-1";
    request.peer = {"127.0.0.1", true, false};
    (void)set_target(request, target);
    request.headers = {{"host", "localhost:8765"}};
    if (!body.empty()) {
      request.headers.push_back({"content-type", "application/json"});
      request.headers.push_back({"content-length", std::to_string(body.size())});
    }
    request.body = std::move(body);
    return request;
  }
  Response answer(Request request, bool bad_target = false) const {
    Exchange exchange;
    exchange.request = std::move(request);
    exchange.bad_target = bad_target;
    auto admission = app.admit(exchange);
    Response response;
    if (admission.answer) {
      response = std::move(*admission.answer);
    } else if (exchange.request.sink) {
      const bool taken = exchange.request.sink->write(exchange.request.body);
      response = taken ? app.answer(exchange) : problem(413, "There is no room for this here.");
    } else {
      response = app.answer(exchange);
    }
    app.finish(exchange, response);
    return response;
  }
  Response get(std::string_view target) const { return answer(request(Method::get, target)); }
  Response post(std::string_view target, std::string body) const {
    return answer(request(Method::post, target, std::move(body)));
  }

  static constexpr base::Millis kNow = 1'795'824'000'000;  // 2026-11-28T00:00:00Z

  tests::TempFolder temp;
  std::unique_ptr<store::Store> store = open_store(temp.file("store.db"));
  run::Config config;
  Events events{1};
  Jobs jobs{events, [] { return kNow; }};
  Roots roots;
  Uploads uploads{temp.file("uploads"), 1 << 20};
  TestGate gate;
  Accounts accounts{*store, ServerKey(std::string(32, 'k')), [] { return kNow; }, {1, 64, 1}};
  EstateView estate{*store, [] { return kNow; }};
  FindingTrend finding_trend{*store, [] { return kNow; }};
  Organisation organisation{*store, [] { return kNow; }};
  Reconciliation reconciliation{*store, [] { return kNow; }};
  Context context{.store = *store,
                  .now = [] { return kNow; },
                  .events = events,
                  .jobs = jobs,
                  .roots = roots,
                  .uploads = uploads,
                  .estate = estate,
                  .finding_trend = finding_trend,
                  .organisation = organisation,
                  .reconciliation = reconciliation,
                  .config = config,
                  .state_folder = temp.path(),
                  .accounts = &accounts,
                  .gatekeeper = &gate};
  Router router;
  Application app;
};

}  // namespace bartizan::server
