#include "exporters/otlp/protobuf.hpp"

#include <protozero/pbf_reader.hpp>

#include "base/utf8.hpp"

namespace lifeguard::otlp {

void ProtobufWriter::text(Field field, std::string_view text) {
  if (!text.empty()) text_as_is(field, text);
}

// One string that is not UTF-8 would make the receiver refuse everything that is sent with it.
void ProtobufWriter::text_as_is(Field field, std::string_view text) {
  if (is_utf8(text)) {
    to_.add_string(field.number, text.data(), text.size());
  } else {
    to_.add_string(field.number, valid_utf8(std::string(text)));
  }
}

void ProtobufWriter::bytes(Field field, std::span<const std::uint8_t> bytes) {
  to_.add_bytes(field.number, reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void ProtobufWriter::truth_as_is(Field field, bool truth) {
  to_.add_bool(field.number, truth);
}

void ProtobufWriter::number(Field field, std::uint32_t number) {
  if (number != 0) to_.add_uint32(field.number, number);
}

void ProtobufWriter::integer_as_is(Field field, std::int64_t number) {
  to_.add_int64(field.number, number);
}

void ProtobufWriter::fixed32(Field field, std::uint32_t number) {
  if (number != 0) to_.add_fixed32(field.number, number);
}

void ProtobufWriter::fixed64(Field field, std::uint64_t number) {
  if (number != 0) to_.add_fixed64(field.number, number);
}

void ProtobufWriter::real_as_is(Field field, double number) {
  to_.add_double(field.number, number);
}

void ProtobufWriter::packed(Field field, const std::vector<std::uint64_t>& numbers) {
  to_.add_packed_fixed64(field.number, numbers.begin(), numbers.end());
}

void ProtobufWriter::packed(Field field, const std::vector<double>& numbers) {
  to_.add_packed_double(field.number, numbers.begin(), numbers.end());
}

namespace {

using protozero::pbf_reader;
using protozero::tag_and_type;

constexpr auto kText = protozero::pbf_wire_type::length_delimited;
constexpr auto kVarint = protozero::pbf_wire_type::varint;

/// {1: number, 2: text}, which both of the answers are.
ProtobufReply number_and_text(pbf_reader message) {
  ProtobufReply reply;
  while (message.next()) {
    switch (message.tag_and_type()) {
      case tag_and_type(1, kVarint):
        reply.rejected = message.get_int64();
        break;
      case tag_and_type(2, kText):
        reply.message = message.get_string();
        break;
      default:
        message.skip();
    }
  }
  return reply;
}

}  // namespace

std::optional<ProtobufReply> partial_success_in(std::string_view body) try {
  ProtobufReply reply;
  pbf_reader message(body.data(), body.size());
  while (message.next()) {
    if (message.tag_and_type() == tag_and_type(1, kText)) {
      reply = number_and_text(message.get_message());
    } else {
      message.skip();
    }
  }
  return reply;
} catch (const protozero::exception&) {
  return std::nullopt;
}

std::optional<ProtobufReply> status_in(std::string_view body) try {
  return number_and_text(pbf_reader(body.data(), body.size()));
} catch (const protozero::exception&) {
  return std::nullopt;
}

}  // namespace lifeguard::otlp
