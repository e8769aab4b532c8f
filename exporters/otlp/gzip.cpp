#include "exporters/otlp/gzip.hpp"

#include <zlib.h>

#include <memory>
#include <stdexcept>

namespace lifeguard::otlp {
namespace {

constexpr int kGzipWindow = 15 + 16;  // 16 asks for gzip's header, of all numbers
constexpr int kUsualMemory = 8;

struct End {
  void operator()(z_stream* stream) const { deflateEnd(stream); }
};

}  // namespace

std::string gzip(std::string_view plain) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kUsualMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  const std::unique_ptr<z_stream, End> ended(&stream);
  std::string packed(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("gzip did not end");
  packed.resize(stream.total_out);
  return packed;
}

}  // namespace lifeguard::otlp
