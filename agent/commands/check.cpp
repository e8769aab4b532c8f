#include <boost/asio/io_context.hpp>

#include "agent/commands/check_otlp.hpp"
#include "agent/commands/collect_all.hpp"
#include "agent/commands/with_config.hpp"
#include "alerts/receivers.hpp"
#include "alerts/rules/schema_drift.hpp"
#include "alerts/state_dir.hpp"
#include "collectors/app_pool/checks.hpp"
#include "collectors/pgbouncer/checks.hpp"
#include "collectors/postgres/checks.hpp"
#include "collectors/redis/checks.hpp"
#include "collectors/vector/checks.hpp"
#include "joins/budget.hpp"

namespace lifeguard {
namespace {

const char* mark_of(Check::Level level) {
  switch (level) {
    case Check::Level::ok:
      return "  ok    ";
    case Check::Level::note:
      return "  note  ";
    case Check::Level::warning:
      return "  warn  ";
    case Check::Level::failure:
      return "  FAIL  ";
  }
  return "";
}

/// What was printed: only a failure has the command fail.
struct Tally {
  int warnings = 0, failures = 0;
};

void print(const Check& check, Tally& tally) {
  std::cout << mark_of(check.level) << check.what << "\n";
  if (!check.remedy.empty()) std::cout << "        run: " << check.remedy << "\n";
  tally.warnings += check.level == Check::Level::warning;
  tally.failures += check.level == Check::Level::failure;
}

void fail(const std::string& what, Tally& tally) {
  print({Check::Level::failure, what, ""}, tally);
}

// What the config says must be there, and is not.
std::vector<Check> schema_checks(const Snapshot& snapshot, const SchemaDriftConfig& config) {
  std::vector<Check> checks;
  const History none;
  for (const Finding& finding : SchemaDrift(config).inspect(View{snapshot, none})) {
    if (finding.severity == Severity::none) continue;
    const bool wanted = finding.severity == Severity::critical;
    checks.push_back({wanted ? Check::Level::failure : Check::Level::warning, finding.summary, finding.remedy});
  }
  return checks;
}

// The posture's verdict on the pools of all targets, in the manner of the server's own checks.
std::vector<Check> budget_checks(const Snapshot& snapshot, const std::vector<SnapshotPtr>& targets,
                                 const std::vector<std::string>& accepted) {
  const auto budget = joins::budget_of(snapshot, targets);
  if (!budget) return {};
  return {postgres::check_from(joins::kPoolMaxima, postgres::Concern::danger, judge(*budget), accepted)};
}

std::vector<Check> checks_of(const Snapshot& snapshot) {
  if (const auto* facts = std::get_if<postgres::Facts>(&snapshot.facts)) return postgres::checks_from(*facts);
  if (const auto* facts = std::get_if<pgbouncer::Facts>(&snapshot.facts)) return pgbouncer::checks_from(*facts);
  if (const auto* facts = std::get_if<app_pool::Facts>(&snapshot.facts)) {
    return app_pool::checks_from(*facts, snapshot.pools.value_or(std::vector<Pool>()), snapshot.server);
  }
  if (const auto* facts = std::get_if<redis::Facts>(&snapshot.facts)) return redis::checks_from(*facts);
  if (const auto* facts = std::get_if<vector_store::Facts>(&snapshot.facts))
    return vector_store::checks_from(*facts);
  return {};
}

void report(const Snapshot& snapshot, const std::vector<SnapshotPtr>& targets, const RulesConfig& rules,
            Tally& tally) {
  std::cout << snapshot.target << " (" << snapshot.kind << ")\n";
  if (!snapshot.up) {
    fail(snapshot.error, tally);
    if (snapshot.kind != "redis") return;
    for (const Check& check : redis::checks_of_refusal(snapshot.error)) print(check, tally);
    return;
  }
  for (const Check& check : checks_of(snapshot)) print(check, tally);
  for (const PartResult& part : snapshot.parts) {
    if (part.success || part.part == "visibility") continue;
    // An extension is more than Lifeguard needs; what hides its statements hides the sessions too, and failed
    // above.
    const bool is_extra = part.part == "statements";
    print({is_extra ? Check::Level::warning : Check::Level::failure, part.error, ""}, tally);
  }
  const auto* facts = std::get_if<postgres::Facts>(&snapshot.facts);
  if (!facts) return;
  for (const Check& check : schema_checks(snapshot, rules.schema_drift)) print(check, tally);
  std::cout << "  posture\n";
  const auto& accepted = rules.pg_posture.ignore;
  for (const Check& check : postgres::posture_checks_from(*facts, accepted)) print(check, tally);
  for (const Check& check : budget_checks(snapshot, targets, accepted)) print(check, tally);
}

}  // namespace

int check_command(const ConfigFile& file) {
  return with_config(file, [](const Config& config) {
    std::cout << "config: " << config.source << "\n";
    for (const std::string& warning : config.warnings) std::cout << "  note  " << warning << "\n";
    if (make_receivers(config).empty()) {
      std::cout << "  note  no receiver: incidents show in the API and in /metrics only\n";
    }
    Tally tally;
    if (const std::string trouble = state_dir_trouble(config.agent.state_dir); !trouble.empty()) {
      print({Check::Level::warning, trouble, ""}, tally);
    }
    const std::vector<Check> told = check_otlp(config);
    if (!told.empty()) std::cout << "otlp\n";
    for (const Check& check : told) print(check, tally);
    const std::vector<SnapshotPtr> targets = collect_all(config);
    for (const SnapshotPtr& snapshot : targets) report(*snapshot, targets, config.rules, tally);
    if (tally.failures > 0) {
      std::cout << "something is missing; see FAIL above\n";
    } else if (tally.warnings > 0) {
      std::cout << "all is there; see warn above\n";
    } else {
      std::cout << "all well\n";
    }
    return tally.failures == 0 ? kWell : kMissing;
  });
}

}  // namespace lifeguard
