#include "alerts/rules/pg_cache_misses.hpp"

#include <spdlog/fmt/fmt.h>

#include "alerts/rules/database_counters.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/postgres/series.hpp"

namespace lifeguard {

using namespace postgres;

std::vector<Finding> CacheMisses::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const DatabaseStatistics& database : postgres_facts(now).server->databases) {
    if (auto finding = inspect(now, database)) findings.push_back(std::move(*finding));
  }
  return worst_first(std::move(findings));
}

std::optional<Finding> CacheMisses::inspect(const View& now, const DatabaseStatistics& database) const {
  const std::string& target = now.snapshot.target;
  const TimePoint from = comparable_since(now, database, config_.window);
  const auto read = increase(now.history.of(target, blocks_read_of(database.database)), from);
  const auto hit = increase(now.history.of(target, blocks_hit_of(database.database)), from);

  Finding finding;
  finding.key = database.database;
  finding.since = now.snapshot.taken - config_.window;
  if (!read || !hit || !covers(*read, now, config_.window) || !covers(*hit, now, config_.window)) {
    // Too little is known to open an incident, and to end one.
    finding.severity = Severity::none;
    finding.summary = "database " + database.database + " is not known for the last " +
                      in_words(config_.window) + ", so its share of blocks read from outside is not judged yet";
    return finding;
  }
  const double blocks = read->amount + hit->amount;
  const double per_second = blocks / Seconds(read->to - read->from).count();
  if (blocks == 0 || per_second < config_.blocks_per_second) return std::nullopt;
  const double missed = read->amount / blocks;
  const auto severity = judge(missed, config_.missed);
  if (!severity) return std::nullopt;

  finding.severity = *severity;
  finding.summary = fmt::format(
      "database {} read {:.1f} % of its blocks from outside shared buffers in the last {}, at {:.0f} "
      "blocks per second",
      database.database, 100 * missed, in_words(config_.window), per_second);
  finding.evidence.push_back({{"database", database.database},
                              {"blocks read from outside", fmt::format("{:.0f}", read->amount)},
                              {"blocks found in shared buffers", fmt::format("{:.0f}", hit->amount)},
                              {"share read from outside", fmt::format("{:.1f} %", 100 * missed)},
                              {"blocks per second", fmt::format("{:.0f}", per_second)}});
  finding.remedy =
      "SELECT schemaname, relname, heap_blks_read, idx_blks_read, seq_scan FROM pg_statio_user_tables JOIN "
      "pg_stat_user_tables USING (relid, schemaname, relname) ORDER BY heap_blks_read + "
      "coalesce(idx_blks_read, "
      "0) DESC LIMIT 5;  -- in database " +
      database.database +
      ": what reads most, often for want of an index; if it is simply large, raise shared_buffers (a quarter "
      "of "
      "the memory)";
  return finding;
}

}  // namespace lifeguard
