#include "collectors/pgbouncer/facts.hpp"

#include <algorithm>
#include <charconv>

namespace lifeguard::pgbouncer {

std::optional<int> setting(const Facts& facts, const std::string& name) {
  if (!facts.config) return std::nullopt;
  const auto found = facts.config->find(name);
  if (found == facts.config->end()) return std::nullopt;
  const std::string& text = found->second;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

const Database* database_named(const Facts& facts, const std::string& name) {
  if (!facts.databases) return nullptr;
  const auto found = std::find_if(facts.databases->begin(), facts.databases->end(),
                                  [&](const Database& database) { return database.name == name; });
  return found == facts.databases->end() ? nullptr : &*found;
}

}  // namespace lifeguard::pgbouncer
