#include "collectors/postgres/waits/labels.hpp"

#include <cctype>

namespace lifeguard::postgres {

WaitEvent wait_event(std::string_view type, std::string_view event) {
  if (type.empty()) return {"CPU", "running"};
  std::string name;
  for (const char c : event) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter)) name += static_cast<char>(std::tolower(letter));
  }
  constexpr std::string_view kLock = "lock";
  if (type == "LWLock" && name.size() > kLock.size() && name.ends_with(kLock)) {
    name.resize(name.size() - kLock.size());
  }
  return {std::string(type), name};
}

}  // namespace lifeguard::postgres
