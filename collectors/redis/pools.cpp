#include "collectors/redis/pools.hpp"

namespace lifeguard::redis {

std::optional<std::vector<Pool>> pools_of(const Facts& facts) {
  if (!facts.info || !facts.info->clients) return std::nullopt;
  const Clients& clients = *facts.info->clients;
  Pool pool;
  pool.name = "clients";
  pool.title = "clients";
  pool.used = clients.taken;
  pool.limit = clients.limit;
  pool.limit_name = "maxclients";
  pool.raise =
      "CONFIG SET maxclients to more, up to what the limit of open files of Redis's process allows (ulimit -n)";
  pool.see_holders = "CLIENT LIST";
  if (clients.limit && clients.taken >= *clients.limit) {
    pool.see_holders +=
        ". While all are taken redis-cli is refused too: stop an instance of the app that has the most (see "
        "the "
        "evidence) first, or give both commands over a connection that is still open";
  }
  return std::vector<Pool>{pool};
}

}  // namespace lifeguard::redis
