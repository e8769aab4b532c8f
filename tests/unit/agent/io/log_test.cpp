#include "agent/io/log.hpp"

#include <algorithm>
#include <regex>

#include "tests/catch.hpp"
#include "tests/unit/agent/io/captured_stderr.hpp"

using namespace lifeguard;
using lifeguard::test::CapturedStderr;

namespace {

struct RestoredLog {
  ~RestoredLog() { start_log("info", "text"); }
};

}  // namespace

TEST_CASE("a JSON log line has time, level, about and message") {
  const RestoredLog after;
  CapturedStderr log;
  start_log("info", "json");
  log_warning("main", "role \"app\" cannot see\nother sessions {}");
  const std::regex line(
      R"re(\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","level":"warning","about":"main",)re"
      R"re("message":"role \\"app\\" cannot see\\nother sessions \{\}"\}\n)re");
  CAPTURE(log.text());
  CHECK(std::regex_match(log.text(), line));
}

TEST_CASE("a text log line is one line without colours when stderr is no terminal") {
  const RestoredLog after;
  CapturedStderr log;
  start_log("info", "text");
  log_error("team", "no\x1b[2J answer\nfake line");
  const std::regex line(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z error team: no \[2J answer fake line\n)");
  CAPTURE(log.text());
  CHECK(std::regex_match(log.text(), line));
}

TEST_CASE("auto means JSON when stderr is no terminal") {
  const RestoredLog after;
  CapturedStderr log;
  start_log("info", "auto");
  log_info("agent", "started");
  CHECK(log.text().starts_with("{\"time\":"));
}

TEST_CASE("what is below the level is not written") {
  const RestoredLog after;
  const auto lines_at = [](const char* level) {
    CapturedStderr log;
    start_log(level, "text");
    log_debug("agent", "one");
    log_info("agent", "two");
    log_warning("agent", "three");
    log_error("agent", "four");
    const std::string text = log.text();
    return std::count(text.begin(), text.end(), '\n');
  };
  CHECK(lines_at("debug") == 4);
  CHECK(lines_at("info") == 3);
  CHECK(lines_at("warning") == 2);
  CHECK(lines_at("error") == 1);
}
