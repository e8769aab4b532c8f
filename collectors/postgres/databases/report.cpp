#include "collectors/postgres/databases/report.hpp"

namespace lifeguard::postgres {
namespace {

constexpr std::size_t kMostNamed = 3;

std::string reasons(const std::map<std::string, std::string>& refused) {
  std::string text;
  std::size_t named = 0;
  for (const auto& [database, why] : refused) {
    if (named++ == kMostNamed) return text + "; …";
    text += (text.empty() ? "" : "; ") + database + ": " + why;
  }
  return text;
}

}  // namespace

PartResult report(const Databases& found, const std::string& failure, std::size_t visited, Seconds took) {
  PartResult result{"databases", true, took, ""};
  const std::size_t all = found.visits.size() + found.refused.size() + found.waiting.size();
  if (!failure.empty()) {
    result.success = false;
    result.error = "databases: cannot learn which there are: " + failure;
    return result;
  }
  result.success = !found.visits.empty() || all == 0;
  if (!found.refused.empty()) {
    result.error = "databases: " + std::to_string(found.refused.size()) + " of " + std::to_string(all) +
                   " could not be looked into: " + reasons(found.refused);
  }
  if (visited < all) {
    result.error +=
        (result.error.empty() ? "databases: " : "; ") + std::to_string(visited) + " of " + std::to_string(all) +
        " were looked into this time, and the next follow; name those that matter " + "in the key databases";
  }
  return result;
}

}  // namespace lifeguard::postgres
