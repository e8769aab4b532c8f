#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "traces/span.hpp"

namespace lifeguard::traces {

/// Adds attributes one by one; what is empty is left out.
class AttributeBuilder {
 public:
  explicit AttributeBuilder(Attributes& into) : into_(into) {}

  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, std::int64_t value);
  void list(std::string_view key, std::vector<std::string> values);
  /// "10.0.0.7:5432", "::1:5432" as who.address and who.port; nothing of what has no port.
  void address(std::string_view who, std::string_view address);

 private:
  Attributes& into_;
};

}  // namespace lifeguard::traces
