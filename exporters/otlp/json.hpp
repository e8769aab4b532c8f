#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/otlp/field.hpp"

namespace lifeguard::otlp {

/// Writes a message of OTLP in JSON: ids in hex, whole numbers of 64 bits as text, enums as numbers. The
/// functions are those of ProtobufWriter.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& to) : to_(to) { to_ += '{'; }
  ~JsonWriter() { to_ += '}'; }
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void text(Field, std::string_view);
  void text_as_is(Field, std::string_view);
  void bytes(Field, std::span<const std::uint8_t>);
  void truth_as_is(Field, bool);
  void number(Field, std::uint32_t);
  void integer_as_is(Field, std::int64_t);
  void fixed32(Field, std::uint32_t);
  void fixed64(Field, std::uint64_t);
  void real_as_is(Field, double);
  void packed(Field, const std::vector<std::uint64_t>&);
  void packed(Field, const std::vector<double>&);

  template <class Write>
  void message(Field field, const Write& write) {
    key(field);
    JsonWriter inner(to_);
    write(inner);
  }

  template <class List, class Write>
  void list(Field field, const List& list, const Write& write) {
    if (std::empty(list)) return;
    array(field, list, [&](const auto& element) {
      JsonWriter inner(to_);
      write(inner, element);
    });
  }

  template <class List>
  void written(Field field, const List& list) {
    array(field, list, [this](std::string_view message) { to_ += message; });
  }

 private:
  void key(Field);
  void real(double);

  template <class List, class Put>
  void array(Field field, const List& list, const Put& put) {
    key(field);
    char separator = '[';
    for (const auto& element : list) {
      to_ += separator;
      put(element);
      separator = ',';
    }
    to_ += separator == '[' ? "[]" : "]";
  }

  std::string& to_;
  bool first_ = true;
};

}  // namespace lifeguard::otlp
