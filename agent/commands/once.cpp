#include <algorithm>

#include "agent/api.hpp"
#include "agent/commands/collect_all.hpp"
#include "agent/commands/with_config.hpp"
#include "alerts/incidents.hpp"
#include "alerts/rules.hpp"
#include "exporters/prometheus.hpp"

namespace lifeguard {
namespace {

// Findings of a single look: the rules without a past, so growth and forecasts say nothing here.
void print_text(const std::vector<SnapshotPtr>& snapshots, const Config& config) {
  for (const std::string& warning : config.warnings) std::cout << "note: " << warning << "\n";
  const History none;
  const auto rules = make_rules(config.rules);
  for (const SnapshotPtr& snapshot : snapshots) {
    std::cout << snapshot->target << " (" << snapshot->kind << "): " << (snapshot->up ? "up" : snapshot->error)
              << "\n";
    for (const PartResult& part : snapshot->parts) {
      std::cout << "  " << part.part << ": "
                << (part.success ? (part.took.count() > 0 ? "collected in " + in_words(part.took) : "ok")
                                 : part.error)
                << "\n";
    }
    for (const auto& rule : rules) {
      if (!rule->watches(snapshot->kind)) continue;
      for (const Finding& finding : observe(*rule, View{*snapshot, none, snapshots}).findings) {
        if (finding.severity == Severity::none) continue;
        std::cout << "  " << name_of(finding.severity) << " " << rule->name() << ": " << finding.summary << "\n"
                  << "    run: " << finding.remedy << "\n";
      }
    }
  }
}

}  // namespace

int once_command(const ConfigFile& file, const std::string& format) {
  return with_config(file, [&](const Config& config) {
    const std::vector<SnapshotPtr> snapshots = collect_all(config);
    if (format == "prometheus") {
      std::cout << prometheus_text(snapshots, {});
    } else if (format == "json") {
      std::cout << api::snapshots(snapshots, now()) << "\n";
    } else {
      print_text(snapshots, config);
    }
    const bool all_up =
        std::all_of(snapshots.begin(), snapshots.end(), [](const auto& snapshot) { return snapshot->up; });
    return all_up ? kWell : kMissing;
  });
}

}  // namespace lifeguard
