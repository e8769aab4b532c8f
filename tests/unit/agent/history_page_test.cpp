#include "agent/history_page.hpp"

#include <boost/json.hpp>

#include "tests/catch.hpp"

using namespace lifeguard;
namespace json = boost::json;

namespace {

const TimePoint kNow = TimePoint{} + std::chrono::hours(24) + Seconds(30);

struct Site {
  History history;
  postgres::WaitHistory waits;
  std::vector<std::string> targets{"main", "other"};

  void remember(const std::string& series, double ago, double value) {
    Snapshot snapshot;
    snapshot.target = "main";
    snapshot.taken = kNow - Seconds(ago);
    snapshot.series = {{series, value}};
    history.record(snapshot);
  }

  void wait(const std::string& event, const std::string& application, double ago, int hidden = 0) {
    auto statement = std::make_shared<postgres::WaitStatement>();
    *statement = {"shop", 9007199254740993, "", "select $1"};
    auto seen = std::make_shared<postgres::Waits>();
    seen->span = Seconds(1);
    seen->sessions = {{{"IO", event}, application, statement}};
    seen->hidden_sessions = hidden;
    postgres::Facts facts;
    facts.waits = seen;
    Snapshot snapshot;
    snapshot.target = "main";
    snapshot.kind = "postgres";
    snapshot.taken = kNow - Seconds(ago);
    snapshot.facts = std::move(facts);
    waits.record(snapshot);
  }

  Page ask(const std::map<std::string, std::string>& parameters) const {
    return history_page(parameters, {targets, history, waits, kNow});
  }

  json::value get(const std::map<std::string, std::string>& parameters) const {
    const Page page = ask(parameters);
    REQUIRE(page.status == 200);
    return json::parse(page.body);
  }

  std::string refusal(const std::map<std::string, std::string>& parameters, int status) const {
    const Page page = ask(parameters);
    CHECK(page.status == status);
    return json::parse(page.body).at("error").as_string().c_str();
  }
};

const std::string kUsed = "pool_connections{pool=\"server\",state=\"used\"}";

Site two_pools() {
  Site site;
  site.remember("pool_connections{pool=\"shop\",state=\"used\"}", 0, 1);
  site.remember(kUsed, 121, 3);
  site.remember(kUsed, 1, 7);
  site.remember(kUsed, 0, 5);
  return site;
}

}  // namespace

TEST_CASE("without a series the page lists what there is and what it means") {
  Site site = two_pools();
  site.remember("commits_total{database=\"shop\"}", 0, 1);
  site.wait("read", "checkout", 0);
  const auto page = site.get({});
  const auto& listed = page.at("targets").at(0).at("series").as_array();
  REQUIRE(listed.size() == 4);
  CHECK(listed[0].at("series") == "commits_total{database=\"shop\"}");
  CHECK(listed[0].at("type") == "counter");
  CHECK(listed[0].at("meaning") == "transactions committed in the database");
  CHECK(listed[3].at("series") == "waits");
  CHECK(page.at("targets").at(1).at("series").as_array().empty());
}

TEST_CASE("a series is shown in steps, each with its smallest, largest and last value") {
  const auto page = two_pools().get({{"series", kUsed}, {"minutes", "1"}});
  const auto& series = page.at("targets").at(0).at("series").as_array();
  REQUIRE(series.size() == 1);
  REQUIRE(series[0].at("steps").as_array().size() == 2);
  CHECK(series[0].at("steps").at(0) ==
        json::parse(R"({"time":"1970-01-02T00:00:25.000Z","min":7,"max":7,"last":7})"));
  CHECK(page.at("step_seconds") == 5);
}

TEST_CASE("a metric's name is all of its series") {
  const auto page = two_pools().get({{"series", "pool_connections"}});
  CHECK(page.at("targets").at(0).at("series").as_array().size() == 2);
  CHECK(page.at("targets").at(0).at("series").at(0).at("steps").as_array().size() == 3);
}

TEST_CASE("a counter's steps hold its last value only, which is exact") {
  Site site;
  site.remember("commits_total{database=\"shop\"}", 0, 123456789);
  const auto page = site.get({{"series", "commits_total"}});
  CHECK(page.at("targets").at(0).at("series").at(0).at("steps").at(0) ==
        json::parse(R"({"time":"1970-01-02T00:00:30.000Z","last":123456789})"));
}

TEST_CASE("a target without the series is named, not left out") {
  const auto page = two_pools().get({{"series", kUsed}});
  REQUIRE(page.at("unknown").as_array().size() == 1);
  CHECK(page.at("unknown").at(0).at("target") == "other");
}

TEST_CASE("what nobody has and what makes no sense is refused with the reason") {
  const Site site = two_pools();
  CHECK(site.refusal({{"series", "nonsense"}}, 404).find("/api/history lists") != std::string::npos);
  CHECK(site.refusal({{"series", "pool"}}, 404) != "");
  CHECK(site.refusal({{"target", "nobody"}}, 404).find("/api/health") != std::string::npos);
  for (const char* wrong : {"", "0", "61", "-1", "5m", "1e1", "99999999999"}) {
    CHECK(site.refusal({{"minutes", wrong}}, 400) == "minutes is not a whole number from 1 to 60");
  }
  CHECK(site.refusal({{"series", "waits"}, {"by", "moon"}}, 400).find("wait_event, application") !=
        std::string::npos);
  CHECK(site.refusal({{"series", kUsed}, {"by", "application"}}, 400) == "by goes with series=waits only");
}

TEST_CASE("waits are shown minute by minute, and in all") {
  Site site;
  site.wait("read", "checkout", 62);
  site.wait("read", "checkout", 1);
  site.wait("read", "reports", 0, 4);
  const auto page = site.get({{"series", "waits"}});
  const auto& target = page.at("targets").at(0);
  CHECK(page.at("by") == "everything");
  REQUIRE(target.at("minutes").as_array().size() == 2);
  const auto& minute = target.at("minutes").at(1);
  CHECK(minute.at("time") == "1970-01-02T00:00:00.000Z");
  CHECK(minute.at("observed_seconds") == 2);
  CHECK(minute.at("hidden_sessions") == 4);
  CHECK(minute.at("cells").as_array().size() == 2);
  CHECK(target.at("total").at("seconds") == 3);
  CHECK(target.at("total").at("cells").at(0) == json::parse(R"({"wait_event_type":"IO","wait_event":"read",
    "application":"checkout","database":"shop","query":"select $1","queryid":"9007199254740993","seconds":2})"));
}

TEST_CASE("waits are added up by what is asked for") {
  Site site;
  site.wait("read", "checkout", 2);
  site.wait("write", "checkout", 1);
  site.wait("read", "reports", 0);
  const auto cells = [&](const char* by) {
    return site.get({{"series", "waits"}, {"by", by}}).at("targets").at(0).at("total").at("cells");
  };
  CHECK(cells("wait_event") == json::parse(R"([{"wait_event_type":"IO","wait_event":"read","seconds":2},
                                               {"wait_event_type":"IO","wait_event":"write","seconds":1}])"));
  CHECK(cells("application") == json::parse(R"([{"application":"checkout","seconds":2},
                                                {"application":"reports","seconds":1}])"));
  CHECK(cells("statement") ==
        json::parse(R"([{"database":"shop","query":"select $1","queryid":"9007199254740993","seconds":3}])"));
}

TEST_CASE("only the minutes asked for are added up") {
  Site site;
  site.wait("read", "checkout", 600);
  site.wait("read", "checkout", 0);
  const auto page = site.get({{"series", "waits"}, {"minutes", "5"}});
  CHECK(page.at("targets").at(0).at("total").at("seconds") == 1);
}
