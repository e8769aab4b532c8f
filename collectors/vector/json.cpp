#include "collectors/vector/json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <cmath>
#include <limits>

#include "collectors/vector/store.hpp"

namespace lifeguard::vector_store {

namespace json = boost::json;

namespace {

constexpr double kLargestWhole = 9007199254740992;  // 2^53, up to which a double is exact

std::string kind_of(const json::value* value) {
  if (!value) return "is missing";
  switch (value->kind()) {
    case json::kind::null:
      return "is null";
    case json::kind::bool_:
      return "is a boolean";
    case json::kind::string:
      return "is a text";
    case json::kind::array:
      return "is a list";
    case json::kind::object:
      return "is an object";
    default:
      return "is another number";
  }
}

}  // namespace

Json Json::operator[](std::string_view member) const {
  const bool in_answer = path_.ends_with(':');
  std::string path = path_ + (in_answer ? " " : path_.find(": ") == std::string::npos ? ": " : ".");
  path.append(member);
  const json::object* object = value_ ? value_->if_object() : nullptr;
  const json::value* found = object ? object->if_contains(member) : nullptr;
  return Json(found, std::move(path));
}

void Json::is_not(const char* expected) const {
  throw NotUnderstood(path_ + " " + kind_of(value_) + " where " + expected +
                      " was expected; is this the product and version that kind says?");
}

std::string Json::text() const {
  if (value_ && value_->is_string()) return std::string(value_->get_string());
  is_not("a text");
}

std::int64_t Json::integer() const {
  const double value = number();
  if (value_->is_int64()) return value_->get_int64();
  if (std::abs(value) > kLargestWhole || value != std::floor(value)) is_not("a whole number");
  return static_cast<std::int64_t>(value);
}

std::string Json::id() const {
  if (value_ && value_->is_uint64()) return std::to_string(value_->get_uint64());
  return is_number() ? std::to_string(integer()) : text();
}

double Json::number() const {
  if (value_ && value_->is_int64()) return static_cast<double>(value_->get_int64());
  if (value_ && value_->is_uint64()) return static_cast<double>(value_->get_uint64());
  if (value_ && value_->is_double()) return value_->get_double();
  is_not("a number");
}

bool Json::flag() const {
  if (value_ && value_->is_bool()) return value_->get_bool();
  is_not("true or false");
}

std::vector<Json> Json::items() const {
  if (!value_ || !value_->is_array()) is_not("a list");
  std::vector<Json> items;
  std::size_t index = 0;
  for (const json::value& item : value_->get_array()) {
    items.push_back(Json(&item, path_ + "[" + std::to_string(index++) + "]"));
  }
  return items;
}

// Of the numbers only the first that is none is told of: there are thousands.
std::vector<float> Json::vector() const {
  if (!value_ || !value_->is_array()) is_not("a list of numbers");
  std::vector<float> numbers;
  numbers.reserve(value_->get_array().size());
  for (const json::value& item : value_->get_array()) {
    if (!item.is_number()) Json(&item, path_ + "[" + std::to_string(numbers.size()) + "]").is_not("a number");
    numbers.push_back(item.to_number<float>());
  }
  return numbers;
}

std::vector<std::pair<std::string, Json>> Json::members() const {
  if (!value_ || !value_->is_object()) is_not("an object");
  std::vector<std::pair<std::string, Json>> members;
  for (const auto& member : value_->get_object()) members.emplace_back(member.key(), (*this)[member.key()]);
  return members;
}

std::optional<std::string> Json::text_if() const {
  return exists() ? std::optional(text()) : std::nullopt;
}

std::optional<std::int64_t> Json::integer_if() const {
  return exists() ? std::optional(integer()) : std::nullopt;
}

std::optional<int> Json::int_if() const {
  const auto value = integer_if();
  if (!value) return std::nullopt;
  if (*value < std::numeric_limits<int>::min() || *value > std::numeric_limits<int>::max())
    is_not("a small number");
  return static_cast<int>(*value);
}

std::optional<double> Json::number_if() const {
  return exists() ? std::optional(number()) : std::nullopt;
}

json::array list_of(const std::vector<float>& numbers) {
  json::array list;
  list.reserve(numbers.size());
  for (const float number : numbers) list.emplace_back(static_cast<double>(number));
  return list;
}

}  // namespace lifeguard::vector_store
