#include "sql/trace_context.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace lifeguard::sql;

namespace {

const std::string kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

bool is_found(const std::string& statement) {
  return trace_of(statement).context == parse_traceparent(kParent);
}

bool is_silent(const std::string& statement) {
  const StatementTrace trace = trace_of(statement);
  return !trace.context && !trace.cut_off;
}

}  // namespace

TEST_CASE("a traceparent is what W3C Trace Context says it is") {
  const auto context = parse_traceparent(kParent);
  REQUIRE(context);
  CHECK(hex(context->trace_id) == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(hex(context->span_id) == "00f067aa0ba902b7");
  CHECK(context->sampled);
  CHECK_FALSE(parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")->sampled);
  CHECK(parse_traceparent("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"));
  for (const char* wrong : {"", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01"}) {
    CHECK_FALSE(parse_traceparent(wrong));
  }
}

TEST_CASE("a traceparent is found in the comments of every habit") {
  CHECK(is_found("select 1 /*traceparent='" + kParent + "'*/"));
  CHECK(is_found("/*action='run+this',route='%2Fpolls',traceparent='" + kParent +
                 "',tracestate='a%3D1'*/ select 1"));
  CHECK(is_found("select /* traceparent=" + kParent + " */ 1"));
  CHECK(is_found("select 1 /* traceparent = \"" + kParent + "\" */"));
  CHECK(is_found("select 1 /*application:shop,traceparent:" + kParent + "*/"));
  CHECK(is_found("-- traceparent='" + kParent + "'\nselect 1"));
  CHECK(is_found("select 1 -- traceparent=" + kParent));
  CHECK(is_found("select 1 /* a */ from t /* /* traceparent='" + kParent + "' */ */ where x = 2"));
}

TEST_CASE("what sqlcommenter encoded is decoded") {
  std::string encoded;
  for (const char c : kParent) encoded += c == '-' ? std::string("%2D") : std::string(1, c);
  CHECK(is_found("select 1 /*traceparent='" + encoded + "'*/"));
  CHECK(is_found("select 1 /*route='it\\'s',traceparent='" + kParent + "'*/"));
  CHECK(is_found("select 1 /*traceparent='\\" + kParent + "'*/"));
}

TEST_CASE("text in quotes is no comment") {
  const std::string comment = "/*traceparent='" + kParent + "'*/", plain = "/*traceparent=" + kParent + "*/";
  CHECK(is_silent("select '" + plain + "'"));
  CHECK(is_silent("select \"" + comment + "\""));
  CHECK(is_silent("select $$" + comment + "$$"));
  CHECK(is_silent("select $a$ $$ " + comment + " $a$"));
  CHECK(is_silent("select '-- traceparent=" + kParent + "'"));
  CHECK(is_silent("select '" + plain));  // cut off inside the string
  CHECK(
      is_found("select '/*traceparent=00-11111111111111111111111111111111-1111111111111111-01*/' " + comment));
}

TEST_CASE("after a backslash before a quote nothing is sure to be a comment") {
  const std::string comment = " /*traceparent='" + kParent + "'*/";
  CHECK(is_silent("select 'a\\'" + comment));
  CHECK(is_silent("select 'a\\' , b' " + comment));
  CHECK(is_found(comment + " select 'a\\' , b'"));
}

TEST_CASE("a traceparent that is none is left alone, and another may follow") {
  const std::string zeros = "00-00000000000000000000000000000000-0000000000000000-01";
  CHECK(is_silent("select 1 /*traceparent='" + zeros + "'*/"));
  CHECK(is_silent("select 1 /*traceparent='00-4bf92f%ZZ77b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/"));
  CHECK(is_silent("select 1 /*traceparent='" + kParent.substr(0, 50) + "%'*/"));
  CHECK(is_silent("select 1 /*traceparent=*/"));
  CHECK(is_silent("select 1 /*traceparent*/"));
  CHECK(is_silent("select 1 /*xtraceparent='" + kParent + "'*/"));
  CHECK(is_found("select 1 /*traceparent='" + zeros + "'*/ /*traceparent='" + kParent + "'*/"));
}

TEST_CASE("a comment that was cut off is recognised as such") {
  const std::string comment = "select 1 /*action='run',traceparent='" + kParent + "'*/";
  const auto cut_at = [&](std::size_t length) { return trace_of(comment.substr(0, length)); };
  CHECK(is_found(comment.substr(0, comment.size() - 3)));  // the closing quote is not needed
  for (std::size_t length = comment.find("='") + 2; length < comment.find(kParent) + kParent.size(); ++length) {
    INFO(comment.substr(0, length));
    CHECK_FALSE(cut_at(length).context);
    CHECK(cut_at(length).cut_off);
  }
  CHECK(trace_of("select 1 /*trac").cut_off);
  CHECK(trace_of("select 1 -- traceparent='" + kParent.substr(0, 30)).cut_off);
  CHECK_FALSE(trace_of("select 1 /* an ordinary rem").cut_off);
  CHECK_FALSE(trace_of("select '/*action=''run").cut_off);
}

TEST_CASE("a comment that was cut off before its first pair may have told a trace, prose may not") {
  for (const char* comment : {"/*", "/* ", "/*a", "/*traceparen", "/*traceparent", "/* db_driver",
                              "/*app:", "/*app:sh", "/*app:shop,contr", "/*k=v", "/*traceparent=00-4bf9"}) {
    INFO(comment);
    CHECK(trace_of(std::string("select 1 ") + comment).cut_off);
  }
  for (const char* comment : {"/* what this is f", "/*+ SeqScan(", "/* note: it", "/* http://wiki", "/* (c",
                              "/*=", "/*a*/", "/", "/*app:shop*/ from"}) {
    INFO(comment);
    CHECK_FALSE(trace_of(std::string("select 1 ") + comment).cut_off);
  }
  CHECK_FALSE(trace_of("select 1 /*a*/ + '/*").cut_off);                  // within a string
  CHECK_FALSE(trace_of("select 1 /*" + std::string(1100, 'a')).cut_off);  // cut off by our own query
}

TEST_CASE("a comment of ten thousand bytes is read, and one without an end does no harm") {
  const std::string filler(10000, 'x');
  CHECK(is_found("select 1 /*" + filler + ",traceparent='" + kParent + "'*/"));
  CHECK(is_found("select 1 /*traceparent='" + kParent + "',filler='" + filler + "'*/"));
  CHECK(is_silent("select 1 /*traceparent='" + filler + "'*/"));
  std::string nested = "select 1 ";
  for (int i = 0; i < 3000; ++i) nested += "/*";
  CHECK_FALSE(trace_of(nested + "traceparent='" + kParent + "'").context);
  std::string keys;
  for (int i = 0; i < 1000; ++i) keys += "traceparent=";
  CHECK(is_silent("select 1 /*" + keys + "*/"));
}
