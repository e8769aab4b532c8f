#include "collectors/pgbouncer/parts.hpp"

#include <array>

#include "collectors/pgbouncer/read.hpp"

namespace lifeguard::pgbouncer {
namespace {

template <auto member, auto read>
constexpr Part part(std::string_view show, std::string_view name, Part::Sort sort = Part::Sort::usual) {
  return {show, name, [](const Table& table, Facts& facts) { facts.*member = read(table); },
          [](Facts& facts) { (facts.*member).reset(); }, sort};
}

constexpr std::array kParts{
    part<&Facts::pools, read_pools>("POOLS", "pools"),
    part<&Facts::databases, read_databases>("DATABASES", "databases"),
    part<&Facts::config, read_config>("CONFIG", "config"),
    part<&Facts::lists, read_lists>("LISTS", "lists"),
    part<&Facts::totals, read_totals>("STATS_TOTALS", "stats_totals"),
    part<&Facts::users, read_users>("USERS", "users"),
    part<&Facts::clients, read_sockets>("CLIENTS", "clients", Part::Sort::long_list),
    part<&Facts::servers, read_sockets>("SERVERS", "servers", Part::Sort::long_list),
    part<&Facts::mode, read_mode>("STATE", "state", Part::Sort::recent),
};

}  // namespace

std::span<const Part> parts() {
  return kParts;
}

}  // namespace lifeguard::pgbouncer
