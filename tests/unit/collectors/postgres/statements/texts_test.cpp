#include "collectors/postgres/statements/texts.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;
using sql::Exposure;

namespace {

std::vector<ShownStatement> shown(std::int64_t first, std::int64_t last) {
  std::vector<ShownStatement> list;
  for (; first <= last; ++first) {
    ShownStatement statement;
    statement.id = {1, first};
    statement.database = "shop";
    list.push_back(statement);
  }
  return list;
}

Session session(std::int64_t query_id, const std::string& query, const std::string& database = "shop") {
  Session session;
  session.database = database;
  session.query_id = query_id;
  session.query = sql::Statement(query);
  return session;
}

}  // namespace

TEST_CASE("a text is normalised, and known as a query or as something else") {
  const auto text = [](std::string_view raw) { return statement_text(raw, Exposure::normalised); };
  CHECK(text("select * from t where name = 'Ada'").text == "select * from t where name = $1");
  for (const char* query :
       {"SELECT 1", "(select 1)", "/* cart */ with a as (select 1) select * from a",
        "insert into t values ($1)", "MERGE into t using s on true when matched then delete"}) {
    CHECK(text(query).is_query);
  }
  for (const char* other : {"begin", "COMMIT", "set x = 1", "vacuum t", "copy t to stdout", "fetch 10 in c"}) {
    CHECK_FALSE(text(other).is_query);
  }
  CHECK(text("alter role app password 'hunter2'").text == "alter role app password $1");
}

TEST_CASE("our own statements are known") {
  CHECK(statement_text("-- How\nselect system_identifier::text as system_identifier from pg_control_system()",
                       Exposure::normalised)
            .ours);
  CHECK(
      statement_text("select dealloc, stats_reset from public.pg_stat_statements_info()", Exposure::normalised)
          .ours);
  CHECK_FALSE(statement_text("select 1", Exposure::normalised).ours);
}

TEST_CASE("each text is asked for once") {
  StatementTexts texts{Exposure::normalised};
  auto now = shown(1, 3);
  texts.want(now);
  CHECK(texts.lacking().size() == 3);
  texts.learn({1, 1}, "select 1");
  texts.learn({1, 2}, "<insufficient privilege>");
  texts.learn({9, 9}, "select of another");
  texts.asked({{1, 1}, {1, 2}});
  CHECK(texts.lacking() == std::vector<StatementId>{{1, 3}});
  CHECK(texts.take_news());
  CHECK_FALSE(texts.take_news());
  texts.attach(now);
  CHECK(now[0].text->text == "select $1");
  CHECK_FALSE(now[1].text);
  CHECK(now[1].text_lost);
  CHECK_FALSE(now[2].text_lost);  // it is still to come
}

TEST_CASE("after a reading that failed, texts are lost for now and asked for again") {
  StatementTexts texts{Exposure::normalised};
  auto now = shown(1, 1);
  texts.want(now);
  texts.failed({{1, 1}});
  texts.attach(now);
  CHECK(now[0].text_lost);
  CHECK(texts.lacking().size() == 1);
}

TEST_CASE("a session that runs the statement shows its text, when it is whole and its own") {
  StatementTexts texts{Exposure::normalised};
  auto now = shown(1, 5);
  texts.want(now);
  Session ours = session(5, "select 5");
  ours.ours = true;
  texts.learn_from({session(1, "select 'a';"), session(2, "select 1; select 2"),
                    session(3, "select 3", "other"), session(4, "select '" + std::string(1100, 'x')), ours});
  texts.attach(now);
  CHECK(now[0].text->text == "select $1;");
  for (std::size_t i = 1; i < 5; ++i) CHECK_FALSE(now[i].text);
}

TEST_CASE("bytes that are not UTF-8 do no harm") {
  StatementTexts texts{Exposure::normalised};
  auto now = shown(1, 1);
  texts.want(now);
  texts.learn({1, 1}, "select 1 as \"caf\xe9\"");
  texts.attach(now);
  REQUIRE(now[0].text);
  CHECK(now[0].text->is_query);
}

TEST_CASE("a statement that comes back has its text still, and the number kept is bounded") {
  StatementTexts texts{Exposure::normalised};
  texts.want(shown(1, 1));
  texts.learn({1, 1}, "select 1");
  texts.want(shown(2, 2));
  auto back = shown(1, 1);
  texts.want(back);
  CHECK(texts.lacking().empty());
  for (int round = 0; round < 10; ++round) {
    texts.want(shown(round * 80, round * 80 + 79));
    for (int i = round * 80; i < round * 80 + 80; ++i)
      texts.learn({1, i}, "select " + std::to_string(i) + " from t");
  }
  texts.want(back);
  CHECK(texts.lacking().size() == 1);  // it had to go
}

TEST_CASE("the longer the server took to read its texts, the longer it is let alone") {
  using namespace std::chrono_literals;
  CHECK(until_next_texts(1ms) == 10min);
  CHECK(until_next_texts(45ms) == 30min);
  CHECK(until_next_texts(3s) == 1h);
}
