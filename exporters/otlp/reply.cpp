#include "exporters/otlp/reply.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/utf8.hpp"
#include "exporters/otlp/protobuf.hpp"

namespace lifeguard::otlp {

namespace json = boost::json;

namespace {

constexpr std::size_t kLongestMessage = 200;

bool is(const HttpResponse& response, std::string_view type) {
  return response.header("Content-Type").value_or("").starts_with(type);
}

std::string shown(std::string_view message) {
  std::string text(message.substr(0, 4 * kLongestMessage));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return cut_utf8(valid_utf8(std::move(text)), kLongestMessage);
}

std::optional<json::object> object_in(const std::string& body) {
  json::error_code error;
  const json::value document = json::parse(body, error);
  if (error || !document.is_object()) return std::nullopt;
  return document.get_object();
}

std::string text_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : "";
}

/// A whole number of 64 bits is text, and may be a number all the same.
std::int64_t whole_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (!value) return 0;
  std::int64_t number = 0;
  if (const auto* text = value->if_string()) {
    std::from_chars(text->data(), text->data() + text->size(), number);
  } else if (value->is_int64()) {
    number = value->get_int64();
  }
  return number;
}

Reply reply_of(std::int64_t rejected, std::string_view message) {
  return {static_cast<std::uint64_t>(std::max<std::int64_t>(rejected, 0)), shown(message)};
}

std::optional<Reply> partial_success_in_json(const std::string& body) {
  const auto answer = object_in(body);
  if (!answer) return std::nullopt;
  const auto* part = answer->if_contains("partialSuccess");
  if (!part || !part->is_object()) return Reply{};
  const json::object& partial = part->get_object();
  // Only one of them is there.
  const std::int64_t rejected = whole_at(partial, "rejectedSpans") + whole_at(partial, "rejectedLogRecords") +
                                whole_at(partial, "rejectedDataPoints");
  return reply_of(rejected, text_at(partial, "errorMessage"));
}

}  // namespace

std::optional<Reply> partial_success(const HttpResponse& response) {
  if (response.body.empty()) return Reply{};
  if (is(response, "application/json")) return partial_success_in_json(response.body);
  if (!is(response, "application/x-protobuf")) return std::nullopt;
  const auto answer = partial_success_in(response.body);
  return answer ? std::optional(reply_of(answer->rejected, answer->message)) : std::nullopt;
}

std::string status_message(const HttpResponse& response) {
  if (is(response, "application/json")) {
    const auto status = object_in(response.body);
    return status ? shown(text_at(*status, "message")) : "";
  }
  if (is(response, "application/x-protobuf")) {
    const auto status = status_in(response.body);
    return status ? shown(status->message) : "";
  }
  return is(response, "text/plain") ? shown(response.body) : "";
}

}  // namespace lifeguard::otlp
