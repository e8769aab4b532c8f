#include "traces/attributes.hpp"

#include <cstdlib>
#include <utility>

namespace lifeguard::traces {

void AttributeBuilder::text(std::string_view key, std::string_view value) {
  if (!value.empty()) into_.push_back({std::string(key), std::string(value)});
}

void AttributeBuilder::number(std::string_view key, std::int64_t value) {
  into_.push_back({std::string(key), value});
}

void AttributeBuilder::list(std::string_view key, std::vector<std::string> values) {
  if (!values.empty()) into_.push_back({std::string(key), std::move(values)});
}

void AttributeBuilder::address(std::string_view who, std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == address.npos) return;
  text(std::string(who) + ".address", address.substr(0, colon));
  number(std::string(who) + ".port", std::atoi(std::string(address.substr(colon + 1)).c_str()));
}

}  // namespace lifeguard::traces
