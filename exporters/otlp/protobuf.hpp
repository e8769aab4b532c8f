#pragma once

#include <cstdint>
#include <optional>
#include <protozero/pbf_writer.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/otlp/field.hpp"

namespace lifeguard::otlp {

/// Writes a message of protobuf. JsonWriter has the same functions, so that messages.hpp says each message
/// once. What is empty or 0 is left out, but in the functions that end in _as_is.
class ProtobufWriter {
 public:
  explicit ProtobufWriter(std::string& to) : to_(to) {}

  void text(Field, std::string_view);
  void text_as_is(Field, std::string_view);
  void bytes(Field, std::span<const std::uint8_t>);
  void truth_as_is(Field, bool);
  void number(Field, std::uint32_t);  // also an enum
  void integer_as_is(Field, std::int64_t);
  void fixed32(Field, std::uint32_t);
  void fixed64(Field, std::uint64_t);
  void real_as_is(Field, double);
  void packed(Field, const std::vector<std::uint64_t>&);
  void packed(Field, const std::vector<double>&);

  /// `write` is given the writer of the inner message.
  template <class Write>
  void message(Field field, const Write& write) {
    ProtobufWriter inner(to_, field);
    write(inner);
  }

  template <class List, class Write>
  void list(Field field, const List& list, const Write& write) {
    for (const auto& element : list) {
      ProtobufWriter inner(to_, field);
      write(inner, element);
    }
  }

  /// Messages that were written before.
  template <class List>
  void written(Field field, const List& list) {
    for (const std::string_view message : list) to_.add_message(field.number, message.data(), message.size());
  }

 private:
  ProtobufWriter(protozero::pbf_writer& outer, Field field) : to_(outer, field.number) {}

  protozero::pbf_writer to_;
};

/// What an answer in protobuf says, fields that are not known passed over; nothing when it is no protobuf.
struct ProtobufReply {
  std::int64_t rejected = 0;
  std::string message;
};
std::optional<ProtobufReply> partial_success_in(std::string_view body);
std::optional<ProtobufReply> status_in(std::string_view body);

}  // namespace lifeguard::otlp
