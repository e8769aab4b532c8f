#include "base/bytes.hpp"

#include "tests/catch.hpp"

namespace lifeguard {

TEST_CASE("an amount of bytes is read with its unit, and only with it") {
  CHECK(parse_bytes("512B") == Bytes{512});
  CHECK(parse_bytes("8kB") == 8_KiB);
  CHECK(parse_bytes("64MB") == 64_MiB);
  CHECK(parse_bytes("1.5GiB") == 1536_MiB);
  CHECK(parse_bytes("2TiB") == Bytes{std::int64_t{2} << 40});
  for (const char* wrong : {"", "64", "64 MB", "64mb", "-1MB", "MB", "nanMB", "1e30GiB", "1GiB "}) {
    CHECK_FALSE(parse_bytes(wrong));
  }
}

TEST_CASE("what bytes_text writes, parse_bytes reads") {
  CHECK(bytes_text(1_GiB) == "1GiB");
  CHECK(bytes_text(1536_MiB) == "1536MiB");
  CHECK(bytes_text(Bytes{1000}) == "1000B");
  CHECK(bytes_text(Bytes{0}) == "0B");
  CHECK(parse_bytes(bytes_text(Bytes{123456789})) == Bytes{123456789});
}

TEST_CASE("bytes in words are short") {
  CHECK(in_words(Bytes{1}) == "1 byte");
  CHECK(in_words(Bytes{512}) == "512 bytes");
  CHECK(in_words(8_KiB) == "8.0 KiB");
  CHECK(in_words(Bytes{1288490188}) == "1.2 GiB");
  CHECK(in_words(50_GiB) == "50 GiB");
  CHECK(in_words(Bytes{-2048}) == "-2.0 KiB");
}

}  // namespace lifeguard
