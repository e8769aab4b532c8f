// How a Chroma bears many write probes: the product's own, one after the other, instead of one a minute.
//
//   write_probes URL ROUNDS
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <iostream>

#include "collectors/vector/prober.hpp"
#include "collectors/vector/stores.hpp"

namespace {

using namespace lifeguard;

boost::asio::awaitable<void> probe(const VectorConfig config, int rounds) {
  Resolver resolver;
  vector_store::Prober prober(config, vector_store::make_store(config, std::nullopt, resolver));
  std::vector<Seconds> times;
  for (int i = 0; i < rounds; ++i) {
    auto probing = prober.round({});
    co_await std::move(probing);
    vector_store::Facts facts;
    std::vector<PartResult> parts;
    prober.tell(facts, parts);
    if (!parts.at(0).success) throw std::runtime_error(parts.at(0).error);
    times.push_back(parts.at(0).took);
  }
  std::ranges::sort(times);
  const auto at = [&](std::size_t percent) { return in_words(times[(times.size() - 1) * percent / 100]); };
  std::cout << rounds << " write probes: p50 " << at(50) << ", p95 " << at(95) << ", p99 " << at(99) << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  VectorConfig config;
  config.name = "chroma";
  config.url.value = argv[1];
  config.probe = "write";
  config.probe_interval = Seconds(0);
  const int rounds = std::atoi(argv[2]);
  boost::asio::io_context loop(1);
  int code = 0;
  boost::asio::co_spawn(loop, probe(config, rounds), [&code](std::exception_ptr error) {
    try {
      if (error) std::rethrow_exception(error);
    } catch (const std::exception& what) {
      std::cerr << what.what() << "\n";
      code = 1;
    }
  });
  loop.run();
  return code;
}
