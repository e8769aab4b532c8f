#include "collectors/pgbouncer/checks.hpp"

#include "collectors/pgbouncer/lint.hpp"

namespace lifeguard::pgbouncer {

std::vector<Check> checks_from(const Facts& facts) {
  std::vector<Check> checks;
  checks.push_back({Check::Level::ok, "PgBouncer " + facts.version, ""});
  if (facts.pools && facts.databases) {
    checks.push_back({Check::Level::ok,
                      "pools: " + std::to_string(facts.pools->size()) + " in use, " +
                          std::to_string(facts.databases->size()) + " databases",
                      ""});
  }
  if (const auto files = most_files(facts)) {
    checks.push_back(
        {Check::Level::ok,
         "files: up to " + std::to_string(*files) +
             " open at once; the limit of its process (ulimit -n, LimitNOFILE) must be above that, "
             "and the console does not tell it",
         ""});
  }
  for (const Remark& remark : lint(facts)) checks.push_back({Check::Level::note, remark.what, remark.remedy});
  return checks;
}

}  // namespace lifeguard::pgbouncer
