#include "agent/io/json_text.hpp"

#include "tests/catch.hpp"

using lifeguard::json_quoted;

TEST_CASE("quotes, backslashes and control characters are escaped") {
  CHECK(json_quoted("a \"b\" \\c") == R"("a \"b\" \\c")");
  CHECK(json_quoted("line\nnext\r\t") == R"("line\nnext\r\t")");
  CHECK(json_quoted(std::string_view("\0\x1b[31m", 6)) == "\"\\u0000\\u001b[31m\"");
}

TEST_CASE("well-formed UTF-8 passes through") {
  CHECK(json_quoted("é € 😀") == "\"é € 😀\"");
  CHECK(json_quoted("") == "\"\"");
}

TEST_CASE("each byte that is not UTF-8 becomes a replacement character") {
  CHECK(json_quoted("caf\xe9!") == "\"caf\uFFFD!\"");                        // Latin-1
  CHECK(json_quoted("\xc3") == "\"\uFFFD\"");                                // cut short
  CHECK(json_quoted("\xc0\xaf") == "\"\uFFFD\uFFFD\"");                      // overlong
  CHECK(json_quoted("\xed\xa0\x80") == "\"\uFFFD\uFFFD\uFFFD\"");            // a surrogate
  CHECK(json_quoted("\xf4\x90\x80\x80") == "\"\uFFFD\uFFFD\uFFFD\uFFFD\"");  // above U+10FFFF
  CHECK(json_quoted("\xe2\x82") == "\"\uFFFD\uFFFD\"");
}
