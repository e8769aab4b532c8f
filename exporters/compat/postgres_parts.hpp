#pragma once

#include <string>
#include <vector>

#include "collectors/postgres/facts.hpp"
#include "collectors/sample.hpp"

// What write_postgres() is made of: one file each. `of`: the target, and its server.
namespace lifeguard::compat {

inline constexpr std::string_view kPostgresHelp = "As postgres_exporter names it.";

/// The original tells these times in milliseconds, as the server does.
inline double milliseconds(Seconds time) {
  return time.count() * 1000;
}

struct PostgresTarget {
  std::string target, server;

  /// The values of all labels; `others` follow server's.
  std::vector<std::string> labels(std::vector<std::string> others = {}) const {
    others.insert(others.begin(), {target, server});
    return others;
  }
};

void write_sessions(const postgres::Facts&, const PostgresTarget& of, std::vector<Sample>&);
void write_databases(const postgres::Facts&, const PostgresTarget& of, std::vector<Sample>&);
void write_settings(const postgres::Facts&, const PostgresTarget& of, std::vector<Sample>&);
void write_wal(const postgres::Facts&, const PostgresTarget& of, std::vector<Sample>&);
void write_replication(const postgres::Facts&, const PostgresTarget& of, std::vector<Sample>&);
void write_tables(const postgres::Facts&, const PostgresTarget& of, std::vector<Sample>&);
void write_statements(const postgres::Facts&, const PostgresTarget& of, std::vector<Sample>&);

}  // namespace lifeguard::compat
