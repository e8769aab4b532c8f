#include "alerts/rules/pg_checkpoints.hpp"

#include <cmath>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "base/bytes.hpp"
#include "collectors/postgres/wal/facts.hpp"
#include "collectors/postgres/wal/series.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

// The server asks for a checkpoint after about half of max_wal_size; far less than that, and it was somebody
// else.
constexpr double kOwnShare = 0.25;

// A counter's growth after `from`; what falls was begun anew by a reload.
std::int64_t growth(const std::deque<HistoryStep>& steps, TimePoint from) {
  if (steps.empty()) return 0;
  double sum = 0, before = steps.front().min;
  for (const HistoryStep& step : steps) {
    if (step.start > from && step.last > before) sum += step.last - before;
    before = step.last;
  }
  return std::llround(sum);
}

// As postgresql.conf spells it.
std::string megabytes(std::int64_t bytes) {
  return std::to_string(bytes >> 20) + "MB";
}

}  // namespace

std::vector<Finding> CheckpointsRule::inspect(const View& now) const {
  const Checkpoints& checkpoints = *postgres_facts(now).wal->checkpoints;
  if (checkpoints.in_recovery) return {};

  const TimePoint from = now.snapshot.taken - config_.window;
  const auto grown = [&](std::string_view series) {
    return growth(now.history.of(now.snapshot.target, series), from);
  };
  const std::int64_t timed = grown(kTimedCheckpointsSeries), requested = grown(kRequestedCheckpointsSeries);
  if (timed + requested < config_.checkpoints) return {};
  const auto severity =
      judge(static_cast<double>(requested) / static_cast<double>(timed + requested), config_.requested);
  if (!severity) return {};

  const Bytes written{grown(kWalBytesSeries)}, limit{checkpoints.max_wal_size};
  const bool by_somebody = static_cast<double>(written.count) <
                           kOwnShare * static_cast<double>(limit.count) * static_cast<double>(requested);
  const std::string window = in_words(config_.window);
  Finding finding;
  finding.severity = *severity;
  finding.since = from;
  finding.summary = std::to_string(requested) + " of " + std::to_string(timed + requested) +
                    " checkpoints in the last " + window + " came before their time, ";
  finding.summary +=
      by_somebody ? "for somebody asks for them" : "for WAL reaches max_wal_size, " + in_words(limit);
  finding.evidence.push_back({{"timed", std::to_string(timed)},
                              {"requested", std::to_string(requested)},
                              {"WAL written", in_words(written) + " in " + window},
                              {"max_wal_size", in_words(limit)}});
  finding.remedy =
      by_somebody
          ? "Find who runs CHECKPOINT, base backups or CREATE DATABASE so often: with log_checkpoints the "
            "server's log says when."
          : "ALTER SYSTEM SET max_wal_size = '" + megabytes(limit.count * 2) +
                "'; SELECT pg_reload_conf();  -- twice what it is now; the disk must have room for it";
  return {finding};
}

}  // namespace lifeguard
