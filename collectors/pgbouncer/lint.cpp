#include "collectors/pgbouncer/lint.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string_view>

#include "collectors/pgbouncer/limits.hpp"

namespace lifeguard::pgbouncer {
namespace {

constexpr const char* kWriteIt = " in pgbouncer.ini, and RELOAD";

std::string text_of(const Facts& facts, const std::string& name) {
  const auto found = facts.config->find(name);
  return found == facts.config->end() ? "" : found->second;
}

bool has_session_pool(const Facts& facts) {
  return facts.pools && std::any_of(facts.pools->begin(), facts.pools->end(),
                                    [](const PoolRow& pool) { return pool.mode == "session"; });
}

bool is_loopback(std::string_view address) {
  return address == "127.0.0.1" || address == "localhost" || address == "::1";
}

// A list, as "127.0.0.1, ::1"; empty: unix sockets alone.
bool listens_to_others(const Facts& facts) {
  std::string addresses = text_of(facts, "listen_addr");
  std::replace(addresses.begin(), addresses.end(), ',', ' ');
  std::istringstream each(addresses);
  return std::any_of(std::istream_iterator<std::string>(each), {},
                     [](const std::string& address) { return !is_loopback(address); });
}

void judge_times(const Facts& facts, std::vector<Remark>& remarks) {
  if (setting(facts, "query_wait_timeout") == 0) {
    remarks.push_back(
        {"query_wait_timeout", true,
         "clients wait for ever for a connection (query_wait_timeout = 0): when a pool is exhausted "
         "the app hangs, and never gets an error",
         std::string("Set query_wait_timeout, for example to 30,") + kWriteIt});
  }
  if (setting(facts, "client_idle_timeout") == 0 && has_session_pool(facts)) {
    remarks.push_back(
        {"client_idle_timeout", false,
         "in session mode a client keeps its connection until it leaves, and idle ones may stay for "
         "ever (client_idle_timeout = 0)",
         std::string("Set client_idle_timeout above the app's own idle time,") + kWriteIt +
             "; or use transaction mode"});
  }
  if (const auto lifetime = setting(facts, "server_lifetime"); lifetime && *lifetime < 60) {
    remarks.push_back({"server_lifetime", true,
                       "connections to the server are closed after " + std::to_string(*lifetime) +
                           " s (server_lifetime): clients wait for logins all the time",
                       std::string("Set server_lifetime to 3600, which is the default,") + kWriteIt});
  }
}

void judge_access(const Facts& facts, std::vector<Remark>& remarks) {
  const std::string type = text_of(facts, "auth_type");
  if ((type != "any" && type != "trust") || !listens_to_others(facts)) return;
  remarks.push_back({"auth_type", true,
                     "whoever reaches " + text_of(facts, "listen_addr") +
                         " is let in without a password (auth_type = " + type + ")",
                     std::string("Set auth_type = scram-sha-256, or listen_addr = 127.0.0.1,") + kWriteIt +
                         " (listen_addr needs a restart)"});
}

}  // namespace

std::optional<int> most_files(const Facts& facts) {
  const auto clients = setting(facts, "max_client_conn");
  if (!clients || !facts.pools || !facts.databases) return std::nullopt;
  int files = *clients;
  for (const Claim& claim : claims_of(facts)) files += claim.most ? claim.most->value : 0;
  return files;
}

std::vector<Remark> lint(const Facts& facts) {
  if (!facts.config) return {};
  std::vector<Remark> remarks;
  judge_times(facts, remarks);
  judge_access(facts, remarks);
  return remarks;
}

}  // namespace lifeguard::pgbouncer
