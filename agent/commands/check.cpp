#include <boost/asio/io_context.hpp>

#include "agent/commands/collect_all.hpp"
#include "agent/commands/with_config.hpp"
#include "alerts/receivers.hpp"
#include "collectors/pgbouncer/checks.hpp"
#include "collectors/postgres/checks.hpp"

namespace lifeguard {
namespace {

std::vector<Check> checks_of(const Snapshot& snapshot) {
  if (const auto* facts = std::get_if<postgres::Facts>(&snapshot.facts)) return postgres::checks_from(*facts);
  if (const auto* facts = std::get_if<pgbouncer::Facts>(&snapshot.facts)) return pgbouncer::checks_from(*facts);
  return {};
}

bool report(const Snapshot& snapshot) {
  std::cout << snapshot.target << " (" << snapshot.kind << ")\n";
  if (!snapshot.up) {
    std::cout << "  FAIL  " << snapshot.error << "\n";
    return false;
  }
  bool well = true;
  for (const Check& check : checks_of(snapshot)) {
    std::cout << (!check.well            ? "  FAIL  "
                  : check.remedy.empty() ? "  ok    "
                                         : "  note  ")
              << check.what << "\n";
    if (!check.remedy.empty()) std::cout << "        run: " << check.remedy << "\n";
    well = well && check.well;
  }
  for (const PartResult& part : snapshot.parts) {
    if (part.success || part.part == "visibility") continue;
    std::cout << "  FAIL  " << part.error << "\n";
    well = false;
  }
  return well;
}

}  // namespace

int check_command(const ConfigFile& file) {
  return with_config(file, [](const Config& config) {
    std::cout << "config: " << config.source << "\n";
    for (const std::string& warning : config.warnings) std::cout << "  note  " << warning << "\n";
    if (make_receivers(config).empty()) {
      std::cout << "  note  no receiver: incidents show in the API and in /metrics only\n";
    }
    bool well = true;
    for (const SnapshotPtr& snapshot : collect_all(config)) well = report(*snapshot) && well;
    std::cout << (well ? "all well\n" : "something is missing; see above\n");
    return well ? kWell : kMissing;
  });
}

}  // namespace lifeguard
