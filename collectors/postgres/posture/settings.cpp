#include "collectors/postgres/posture/settings.hpp"

namespace lifeguard::postgres {

const std::string* setting(const Facts& facts, const std::string& name) {
  const auto found = facts.posture->settings.find(name);
  return found == facts.posture->settings.end() ? nullptr : &found->second;
}

Verdict unknown_setting(const std::string& name) {
  return unknown("the server does not show " + name);
}

std::vector<std::pair<std::string, std::string>> shown_setting(const Facts& facts, const std::string& name) {
  const std::string* value = setting(facts, name);
  return {{"setting", name}, {"value", value ? *value : "not shown"}};
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 5;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kMost) text += " and " + std::to_string(names.size() - kMost) + " more";
  return text;
}

}  // namespace lifeguard::postgres
