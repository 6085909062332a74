// How long it takes to collect the evidence of one system of a store (tools/generate_estate).
//
//   collect_speed STORE           the figures
//   collect_speed SMALL LARGE     both, and exit code 1 when one system of the large store takes
//   more
//                                 than four times as long: then something walks over everything
#include <algorithm>
#include <chrono>
#include <iostream>
#include <span>
#include <vector>

#include "run/evidence.h"

namespace {

using namespace bartizan;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kSystems = 200;  // spread over the whole store
constexpr double kMostTimes = 4;

double ms(Clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

// Prints the figures, gives the median.
double say(const char* what, std::vector<double> times) {
  std::ranges::sort(times);
  const double median = times[times.size() / 2];
  std::cout << "  " << what << ": median " << median << " ms, p99 "
            << times[times.size() * 99 / 100] << " ms, worst " << times.back() << " ms\n";
  return median;
}

// The median for one system; negative where the store cannot be read.
double measure(const char* path) {
  const base::Millis now = std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
  auto store = store::open({path, false, now});
  if (!store) {
    std::cerr << path << ": " << store.error().what << "\n";
    return -1;
  }
  std::vector<double> list, by_id, one, whole;
  std::vector<run::SystemRef> systems;
  for (int i = 0; i < 5; ++i) {
    const auto start = Clock::now();
    systems = run::all_systems(**store).value();
    list.push_back(ms(Clock::now() - start));
  }
  run::CollectOptions options;
  options.now = now;
  std::size_t pieces = 0;
  for (std::size_t i = 0; i < kSystems; ++i) {
    auto start = Clock::now();
    const auto system = run::system(**store, systems[i * systems.size() / kSystems].id);
    by_id.push_back(ms(Clock::now() - start));
    start = Clock::now();
    pieces += run::collect(**store, &*system, options)->size();
    one.push_back(ms(Clock::now() - start));
  }
  options.with_systems = false;
  for (int i = 0; i < 5; ++i) {
    const auto start = Clock::now();
    (void)run::collect(**store, nullptr, options);
    whole.push_back(ms(Clock::now() - start));
  }
  std::cout << path << ": " << systems.size() << " systems, " << pieces << " pieces about "
            << kSystems << " of them\n";
  say("all systems", list);
  say("one system by its id", by_id);
  const double median = say("the evidence of one system", one);
  say("the evidence of the organisation without its systems", whole);
  return median;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char* const> stores(argv + 1, argc > 0 ? static_cast<std::size_t>(argc - 1) : 0);
  if (stores.empty() || stores.size() > 2) {
    std::cerr << "usage: collect_speed STORE [LARGER_STORE]\n";
    return 2;
  }
  const double small = measure(stores[0]);
  if (small < 0) return 2;
  if (stores.size() == 1) return 0;
  const double large = measure(stores[1]);
  if (large < 0) return 2;
  return large <= kMostTimes * small ? 0 : 1;
}
