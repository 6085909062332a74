// How long it takes to collect the evidence of one system in a large store (tools/generate_estate).
//
//   collect_speed STORE [SYSTEMS]     200 systems, spread over the whole
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "run/evidence.h"

namespace {

using namespace bartizan;
using Clock = std::chrono::steady_clock;

double ms(Clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

void say(const char* what, std::vector<double> times) {
  if (times.empty()) return;
  std::ranges::sort(times);
  std::cout << what << ": median " << times[times.size() / 2] << " ms, p99 "
            << times[times.size() * 99 / 100] << " ms, worst " << times.back() << " ms\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const std::size_t wanted = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 200;
  const base::Millis now =
      std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::system_clock::now().time_since_epoch())
          .count();
  auto store = store::open({argv[1], false, now});
  if (!store) {
    std::cerr << store.error().what << "\n";
    return 1;
  }
  std::vector<double> list, one, by_id, whole;
  std::vector<run::SystemRef> systems;
  for (int i = 0; i < 5; ++i) {
    const auto start = Clock::now();
    systems = run::all_systems(**store).value();
    list.push_back(ms(Clock::now() - start));
  }
  run::CollectOptions options;
  options.now = now;
  std::size_t pieces = 0;
  for (std::size_t i = 0; i < wanted; ++i) {
    const run::SystemRef& system = systems[i * systems.size() / wanted];
    auto start = Clock::now();
    const auto ref = run::system(**store, system.id);
    by_id.push_back(ms(Clock::now() - start));
    start = Clock::now();
    pieces += run::collect(**store, &*ref, options)->size();
    one.push_back(ms(Clock::now() - start));
  }
  options.with_systems = false;
  for (int i = 0; i < 3; ++i) {
    const auto start = Clock::now();
    (void)run::collect(**store, nullptr, options);
    whole.push_back(ms(Clock::now() - start));
  }
  std::cout << systems.size() << " systems, " << pieces << " pieces of " << wanted << "\n";
  say("all_systems", list);
  say("system by id", by_id);
  say("collect one system", one);
  say("collect the organisation alone", whole);
  return 0;
}
