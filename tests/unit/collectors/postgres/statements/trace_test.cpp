#include "collectors/postgres/statements/trace.hpp"

#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

const std::string kTrace = "0af7651916cd43dd8448eb211c80319c";
const std::string kComment = "/*db_driver='x',traceparent='00-" + kTrace + "-b7ad6b7169203331-01'*/";

Activity at(double seconds, std::vector<Session> sessions) {
  Activity activity;
  activity.taken = scene::kNow + Seconds(seconds);
  activity.sessions = std::move(sessions);
  return activity;
}

Session run(int pid, double started, const std::string& query) {
  Session session = scene::session(pid, SessionState::active, 0);
  session.query_start = scene::kNow + Seconds(started);
  session.query = sql::Statement(query);
  return session;
}

}  // namespace

TEST_CASE("each run of a statement within a trace counts once, however long it is seen") {
  TraceWatch traces;
  traces.look(at(0, {run(1, 0, "select * from t where id = 1 " + kComment)}));
  traces.look(at(1, {run(1, 0, "select * from t where id = 1 " + kComment)}));
  CHECK(traces.repeats(scene::kNow).empty());
  traces.look(at(2, {run(1, 2, "select * from t where id = 2 " + kComment),
                     run(2, 2, "select * from t where id = 3 " + kComment), run(3, 2, "select * from t")}));
  const auto repeats = traces.repeats(scene::kNow + Seconds(2));
  REQUIRE(repeats.size() == 1);
  CHECK(repeats[0].seen == 3);
  CHECK(repeats[0].trace == kTrace);
  CHECK(repeats[0].text == "select * from t where id = $1");
  CHECK(repeats[0].database == "shop");
}

TEST_CASE("a trace that an application_name hands on counts like one in a comment") {
  TraceWatch traces;
  for (int second = 0; second < 3; ++second) {
    Session session = run(1, second, "select 1");
    session.trace = sql::parse_traceparent("00-" + kTrace + "-b7ad6b7169203331-01");
    traces.look(at(second, {session}));
  }
  CHECK(traces.repeats(scene::kNow).at(0).seen == 3);
}

TEST_CASE("a trace that is over is forgotten") {
  TraceWatch traces;
  for (int second = 0; second < 3; ++second) traces.look(at(second, {run(1, second, "select 1 " + kComment)}));
  CHECK(traces.repeats(scene::kNow + Seconds(10)).size() == 1);
  CHECK(traces.repeats(scene::kNow + Seconds(100)).empty());
}
