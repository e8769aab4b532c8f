#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lifeguard::vector_store {

/// A place in an answer, for reading it by what it must be: each reader throws NotUnderstood that names the
/// place when something else is there. Good as long as the answer itself.
class Json {
 public:
  Json(const boost::json::value& answer, std::string what) : value_(&answer), path_(std::move(what)) {}

  /// A member; one that is missing, or of what is no object, does not exist.
  Json operator[](std::string_view member) const;
  /// False for null too.
  bool exists() const { return value_ && !value_->is_null(); }
  bool is_number() const { return value_ && value_->is_number(); }
  /// A dense vector of one row; several rows, a sparse one or one of bits is something else.
  bool is_list_of_numbers() const {
    const auto* list = value_ ? value_->if_array() : nullptr;
    return list && (list->empty() || list->front().is_number());
  }

  std::string text() const;
  std::int64_t integer() const;
  double number() const;
  /// A text, or a whole number of up to 64 bits with or without a sign, as a text.
  std::string id() const;
  bool flag() const;
  std::vector<float> vector() const;
  std::vector<Json> items() const;
  std::vector<std::pair<std::string, Json>> members() const;

  /// Absent when it does not exist.
  std::optional<std::string> text_if() const;
  std::optional<std::int64_t> integer_if() const;
  std::optional<int> int_if() const;
  std::optional<double> number_if() const;

  const std::string& path() const { return path_; }

 private:
  Json(const boost::json::value* value, std::string path) : value_(value), path_(std::move(path)) {}
  [[noreturn]] void is_not(const char* expected) const;

  const boost::json::value* value_;
  std::string path_;  // "collections/docs: result.config.params"
};

/// A vector as it is sent.
boost::json::array list_of(const std::vector<float>&);

}  // namespace lifeguard::vector_store
