#include "alerts/json_text.hpp"

#include <boost/json.hpp>
#include <cmath>

#include "base/utf8.hpp"

namespace lifeguard {
namespace {

namespace json = boost::json;

constexpr double kExact = 9007199254740992;  // 2^53: beyond, a double does not hold every whole number

// The library writes five seconds as 5E0.
void write_whole_numbers_plainly(json::value& value) {
  if (json::array* items = value.if_array()) {
    for (json::value& item : *items) write_whole_numbers_plainly(item);
  } else if (json::object* members = value.if_object()) {
    for (auto& member : *members) write_whole_numbers_plainly(member.value());
  } else if (const double* number = value.if_double()) {
    if (std::trunc(*number) == *number && std::abs(*number) < kExact) {
      value = static_cast<std::int64_t>(*number);
    }
  }
}

}  // namespace

std::string text_of(const json::value& value) {
  json::value plain = value;
  write_whole_numbers_plainly(plain);
  return valid_utf8(json::serialize(plain));
}

}  // namespace lifeguard
