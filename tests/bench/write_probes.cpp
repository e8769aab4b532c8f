// How a Chroma bears many write probes: the product's own, of several agents at once, instead of one a minute.
//
//   write_probes URL ROUNDS AGENTS
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <iostream>
#include <set>

#include "collectors/vector/prober.hpp"
#include "collectors/vector/stores.hpp"

namespace {

using namespace lifeguard;

boost::asio::awaitable<void> probe(const VectorConfig config, int& left, std::vector<Seconds>& times) {
  Resolver resolver;
  vector_store::Prober prober(config, vector_store::make_stores(config, std::nullopt, resolver).for_probes);
  while (left > 0) {
    --left;
    auto probing = prober.round({});
    co_await std::move(probing);
    vector_store::Facts facts;
    std::vector<PartResult> parts;
    prober.tell(facts, parts);
    if (!parts.at(0).success) throw std::runtime_error(parts.at(0).error);
    times.push_back(parts.at(0).took);
  }
}

/// Names of targets that write to different slots: see own_slot() of the prober.
std::vector<std::string> names_of(int agents) {
  std::vector<std::string> names;
  std::set<std::size_t> slots;
  for (int i = 0; std::ssize(names) < agents; ++i) {
    std::string name = "chroma" + std::to_string(i);
    if (slots.insert(std::hash<std::string>()(name) % vector_store::kProbeSlots).second)
      names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  VectorConfig config;
  config.url.value = argv[1];
  config.probe = "write";
  config.probe_interval = Seconds(0);
  const int rounds = std::atoi(argv[2]);
  int left = rounds, code = 0;
  std::vector<Seconds> times;
  boost::asio::io_context loop(1);
  for (std::string& name : names_of(std::min(std::atoi(argv[3]), vector_store::kProbeSlots / 2))) {
    config.name = std::move(name);
    boost::asio::co_spawn(loop, probe(config, left, times), [&](std::exception_ptr error) {
      try {
        if (error) std::rethrow_exception(error);
      } catch (const std::exception& what) {
        std::cerr << what.what() << "\n";
        code = 1;
        left = 0;
      }
    });
  }
  loop.run();
  if (code != 0) return code;
  std::ranges::sort(times);
  const auto at = [&](std::size_t percent) { return in_words(times[(times.size() - 1) * percent / 100]); };
  std::cout << times.size() << " write probes: p50 " << at(50) << ", p95 " << at(95) << ", p99 " << at(99)
            << "\n";
}
