#include "exporters/otlp/verdict.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::otlp;
using Outcome = Verdict::Outcome;

namespace {

HttpResponse answer(int status, std::string type = "", std::string body = "", Headers headers = {}) {
  HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  if (!type.empty()) response.headers.emplace_back("Content-Type", std::move(type));
  response.body = std::move(body);
  return response;
}

const std::string kProtobuf = "application/x-protobuf";
const std::string kJson = "application/json";

// partial_success = 1 {rejected = 1: 3, error_message = 2: "old"}, and a field 9 that is not known.
const std::string kPartial("\x0A\x07\x08\x03\x12\x03old\x4A\x01x", 12);

}  // namespace

TEST_CASE("only 429, 502, 503 and 504 are tried again") {
  for (const int status : {429, 502, 503, 504}) CHECK(judge(answer(status)).outcome == Outcome::retry);
  for (const int status : {301, 302, 307, 400, 401, 403, 404, 405, 408, 415, 500, 501, 505, 0})
    CHECK(judge(answer(status)).outcome == Outcome::refused);
  CHECK(judge(answer(413)).outcome == Outcome::too_large);
  for (const int status : {200, 202, 204}) CHECK(judge(answer(status)).outcome == Outcome::taken);
}

TEST_CASE("a receiver says for how long it is to be left alone") {
  CHECK(judge(answer(429, "", "", {{"Retry-After", "17"}})).after == Seconds(17));
  CHECK(judge(answer(503, "", "",
                     {{"Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT"},
                      {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}}))
            .after == Seconds(30));
  CHECK_FALSE(judge(answer(503)).after);
}

TEST_CASE("partial success is success, with what was not taken and why") {
  const Verdict protobuf = judge(answer(200, kProtobuf, kPartial));
  CHECK(protobuf.outcome == Outcome::taken);
  CHECK(protobuf.rejected == 3);
  CHECK(protobuf.reason == "old");
  const Verdict json =
      judge(answer(200, kJson, R"({"partialSuccess":{"rejectedSpans":"3","errorMessage":"old"},"more":1})"));
  CHECK(json.rejected == 3);
  CHECK(json.reason == "old");
  CHECK(judge(answer(200, kJson, R"({"partialSuccess":{"rejectedLogRecords":2}})")).rejected == 2);
  const Verdict warning = judge(answer(200, kJson, R"({"partialSuccess":{"errorMessage":"old schema"}})"));
  CHECK(warning.rejected == 0);
  CHECK(warning.reason == "old schema");
}

TEST_CASE("an answer that says nothing is success") {
  CHECK(judge(answer(200)).reason.empty());
  CHECK(judge(answer(200, kProtobuf)).reason.empty());
  CHECK(judge(answer(200, kJson, "{}")).reason.empty());
  CHECK(judge(answer(200, kJson, R"({"partialSuccess":{}})")).reason.empty());
}

TEST_CASE("success in words that are not OTLP's is doubted") {
  const std::string doubt = "answered 200 with what is no answer of OTLP; is it a receiver of OTLP/HTTP?";
  CHECK(judge(answer(200, "text/html", "<html>Welcome")).reason == doubt);
  CHECK(judge(answer(200, kProtobuf, "\xFF\xFF\xFF\xFF")).reason == doubt);
  CHECK(judge(answer(200, kJson, "{")).reason == doubt);
  CHECK(judge(answer(200, kJson, "[1]")).reason == doubt);
  CHECK(judge(answer(200, "text/html", "<html>Welcome")).outcome == Outcome::taken);
}

TEST_CASE("a numbers that make no sense in an answer are passed over") {
  CHECK(judge(answer(200, kJson, R"({"partialSuccess":{"rejectedSpans":"many"}})")).rejected == 0);
  CHECK(judge(answer(200, kJson, R"({"partialSuccess":{"rejectedSpans":-5}})")).rejected == 0);
  CHECK(judge(answer(200, kJson, R"({"partialSuccess":7})")).rejected == 0);
}

TEST_CASE("a refusal is told in the receiver's words, or with what is likely wrong") {
  CHECK(judge(answer(400, kJson, R"({"code":3,"message":"bad id"})")).reason == "answered 400: bad id");
  CHECK(judge(answer(400, kProtobuf, std::string("\x08\x03\x12\x06") + "bad id")).reason ==
        "answered 400: bad id");
  CHECK(judge(answer(500, "text/plain", "out\nof disk")).reason == "answered 500: out of disk");
  CHECK(judge(answer(400, kProtobuf, "\xFF")).reason == "answered 400");
  CHECK(judge(answer(302)).reason.find("redirects are not followed") != std::string::npos);
  CHECK(judge(answer(401)).reason.find("headers in [otlp]") != std::string::npos);
  CHECK(judge(answer(404, "text/html", "<html>")).reason.find("/v1/traces") != std::string::npos);
  CHECK(judge(answer(500, "text/plain", std::string(5000, 'x'))).reason.size() < 250);
}
