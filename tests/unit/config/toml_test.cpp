#include "config/toml.hpp"

#include "config/text_file.hpp"
#include "tests/catch.hpp"
#include "tests/unit/config/problems.hpp"

namespace lifeguard {

TEST_CASE("a key or a table given twice is refused at its second place") {
  CHECK(problems_in("[agent]\nservice = \"a\"\nservice = \"b\"\n") == Lines{"f:3: \"service\" is given twice"});
  CHECK(problems_in("[agent]\n\n[agent]\n") == Lines{"f:3: \"agent\" is given twice"});
}

TEST_CASE("what is not TOML is refused with its line and without quoting it") {
  CHECK(problems_in("[[postgres]]\npassword = hunter2\n") ==
        Lines{"f:2: a value that is not TOML; put text in quotes"});
  CHECK(problems_in("[[postgres]]\npassword = \"hunter2\nname = \"main\"\n") ==
        Lines{"f:2: a text in quotes does not end on its line; the closing quote is missing"});
  CHECK(problems_in("[agent\n") == Lines{"f:1: not TOML: Error while parsing table header: expected ']'"});
}

TEST_CASE("no part of a broken secret reaches a message") {
  const char* broken[] = {
      "password = 31337000000000000000000000\n",
      "password = 'hunter2'hunter2\n",
      "password = hunter2\n",
      "password: hunter2\n",
      "password = truehunter2\n",
      "password = -hunter2\n",
      "password = _hunter2\n",
      "password = 2026-hunter2\n",
      "password = \"\\hunter2\"\n",
      "password = 0xhunter2\n",
      "password hunter2\n",
      "password = [hunter2\n",
      "password = { a = hunter2\n",
      "password = \"\"\"hunter2\n",
  };
  for (const char* text : broken) {
    const Lines problems = problems_in(text);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].find("f:1: ") == 0);
    CHECK(problems[0].find("hunter2") == std::string::npos);
    CHECK(problems[0].find("31337") == std::string::npos);
    CHECK(problems[0].find('\n') == std::string::npos);
  }
}

TEST_CASE("a file that is not text is refused in one line that shows none of it") {
  const Lines expected{"f:2: not a text file; a config is TOML in UTF-8"};
  CHECK(problems_in(std::string_view("[agent]\n\x7f"
                                     "ELF\0\1",
                                     14)) == expected);
  CHECK(problems_in("[agent]\nservice = \"caf\xe9\"\n") == expected);
  CHECK(problems_in("[agent]\n\x1b[31m\n") == expected);
  CHECK(problems_in(std::string_view("\xff\xfe[\0a\0]\0", 8)) ==
        Lines{"f:1: not a text file; a config is TOML in UTF-8"});
}

TEST_CASE("text of any language is text") {
  CHECK_FALSE(first_line_not_text("\xef\xbb\xbf# caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x9a\x80\t\r\n"));
  CHECK(first_line_not_text("a\xc0\xaf") == 1);
  CHECK(first_line_not_text("a\n\nb\xe2\x82") == 3);
}

TEST_CASE("every value knows its line, also after a longer header") {
  const Table document = parse_toml("[rules.slow_query]\nenabled = true\n\n[rules]\n", "f");
  const auto& rules = std::get<Table>(document.find("rules")->content);
  CHECK(rules.find("slow_query")->place.line == 1);
  CHECK(std::get<Table>(rules.find("slow_query")->content).find("enabled")->place.line == 2);
}

}  // namespace lifeguard
