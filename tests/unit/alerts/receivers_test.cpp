#include "alerts/receivers.hpp"

#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "agent/io/retry_after.hpp"
#include "alerts/receivers/alertmanager.hpp"
#include "alerts/receivers/json_post.hpp"
#include "alerts/receivers/pagerduty.hpp"
#include "alerts/receivers/slack.hpp"
#include "alerts/receivers/slack_text.hpp"
#include "alerts/receivers/standard_webhooks.hpp"
#include "alerts/receivers/verdict.hpp"
#include "alerts/receivers/webhook.hpp"
#include "alerts/wording.hpp"
#include "base/utf8.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/an_incident.hpp"

using namespace lifeguard;
namespace json = boost::json;

namespace {

const SlackReceiver slack("slack/team", Severity::warning, {"https://hooks.slack.com/services/T/B/X", ""});
const PagerDutyReceiver pagerduty("pagerduty", Severity::critical, {"0123456789abcdef0123456789abcdef", ""},
                                  "https://events.pagerduty.com/v2/enqueue");
const AlertmanagerReceiver alertmanager("alertmanager", Severity::warning, {"http://127.0.0.1:9093/", ""});

WebhookReceiver webhook(const std::string& secret) {
  return {"webhook", Severity::warning, {"http://127.0.0.1:9000/hook", ""}, {secret, ""}, [] {
            return at(3, 0, 0);
          }};
}

/// The leak, with a dedup key that can be written in a golden body.
Incident the_leak() {
  Incident incident = a_leak();
  incident.dedup_key = "lifeguard/00112233445566778899";
  return incident;
}

Notice escalated() {
  return {Notice::Kind::escalated, the_leak(), at(2, 51, 0)};
}

HttpResponse answer(int status, std::string body = "", Headers headers = {}) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  return response;
}

/// JSON without the spaces between its tokens.
std::string compact(std::string_view text) {
  return json::serialize(json::parse(json::string_view(text.data(), text.size())));
}

std::string header(const HttpRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return "";
}

json::array slack_blocks(const HttpRequest& request) {
  return json::parse(request.body).at("attachments").at(0).at("blocks").as_array();
}

using Outcome = Verdict::Outcome;

}  // namespace

TEST_CASE("an alert in words says what, where and since when") {
  CHECK(headline(opened()) == "CRITICAL: connection leak on main (checkout)");
  CHECK(headline(escalated()) == "Now CRITICAL: connection leak on main (checkout)");
  CHECK(headline(resolved()) == "Resolved: connection leak on main (checkout)");
  CHECK(where(a_leak()) == "service checkout, postgres main");
  CHECK(since_when(opened()) == "for 4 min 10 s, since 02:45:59Z");
  CHECK(since_when(resolved()) == "lasted 12 min 5 s, 02:45:59Z to 02:58:04Z");
}

TEST_CASE("what began on another day says which, what began just now says no negative time") {
  Incident incident = a_leak();
  incident.since = at(2, 50, 9) - Seconds(86'400);
  CHECK(since_when(opened(incident)) == "for 1 d, since 2026-11-20 02:50:09Z");
  incident.since = at(2, 50, 10);
  CHECK(since_when(opened(incident)) == "for 0 ms, since 02:50:10Z");
}

TEST_CASE("a test alert says that it is one, and an app without a name leaves no empty brackets") {
  Notice notice = opened();
  notice.test = true;
  notice.incident.service = "";
  CHECK(headline(notice) == "TEST CRITICAL: connection leak on main");
  CHECK(where(notice.incident) == "postgres main");
}

TEST_CASE("evidence is one line, whatever a query holds") {
  CHECK(one_line({{"pid", "42"}, {"query", "select 1\n  from\t t"}}) == "pid 42, query select 1 from t");
}

TEST_CASE("Slack: an opened incident") {
  const HttpRequest request = slack.request(opened(the_leak()));
  CHECK(request.method == "POST");
  CHECK(request.url == "https://hooks.slack.com/services/T/B/X");
  CHECK(header(request, "Content-Type") == "application/json");
  CHECK(request.body == compact(R"json({
    "text": "CRITICAL: connection leak on main (checkout)",
    "attachments": [{
      "color": "danger",
      "fallback": "CRITICAL: connection leak on main (checkout)",
      "blocks": [
        {"type": "header", "text": {"type": "plain_text", "text": "CRITICAL: connection leak on main (checkout)"}},
        {"type": "section", "text": {"type": "mrkdwn",
          "text": "2 sessions of \"shop\" idle in a transaction, the oldest for 4 min 10 s"}},
        {"type": "section", "fields": [
          {"type": "mrkdwn", "text": "*Where*\nservice checkout, postgres main"},
          {"type": "mrkdwn", "text": "*Since*\nfor 4 min 10 s, since 02:45:59Z"}]},
        {"type": "section", "text": {"type": "mrkdwn",
          "text": "*Evidence*\n```pid 4242, state idle in transaction\npid 4243, query a &lt;b&gt; &amp; c```"}},
        {"type": "section", "text": {"type": "mrkdwn",
          "text": "*Remedy*\n```SELECT pg_terminate_backend(4242);```"}},
        {"type": "context", "elements": [
          {"type": "mrkdwn", "text": "connection_leak · postgres/7412 · 4 min 10 s old"}]}
      ]}]})json"));
}

TEST_CASE("Slack: a resolved incident is green, says how long it lasted, and has nothing to run any more") {
  Incident incident = the_leak();
  incident.evidence.clear();
  CHECK(slack.request(resolved(incident)).body == compact(R"json({
    "text": "Resolved: connection leak on main (checkout)",
    "attachments": [{
      "color": "good",
      "fallback": "Resolved: connection leak on main (checkout)",
      "blocks": [
        {"type": "header", "text": {"type": "plain_text", "text": "Resolved: connection leak on main (checkout)"}},
        {"type": "section", "text": {"type": "mrkdwn",
          "text": "It is over. Seen last: 2 sessions of \"shop\" idle in a transaction, the oldest for 4 min 10 s"}},
        {"type": "section", "fields": [
          {"type": "mrkdwn", "text": "*Where*\nservice checkout, postgres main"},
          {"type": "mrkdwn", "text": "*Since*\nlasted 12 min 5 s, 02:45:59Z to 02:58:04Z"}]},
        {"type": "context", "elements": [
          {"type": "mrkdwn", "text": "connection_leak · postgres/7412 · 12 min 5 s old"}]}
      ]}]})json"));
}

TEST_CASE("Slack: an incident with very much to say keeps inside Slack's limits and still shows all five") {
  Incident incident = the_leak();
  incident.target = std::string(4000, '&');
  incident.summary = std::string(10'000, '<');
  incident.remedy = std::string(10'000, '`');
  incident.backend = std::string(4000, '>');
  incident.evidence.clear();
  for (int i = 0; i < 7; ++i) {
    std::string query;
    for (int n = 0; n < 5000; ++n) query += "é";
    incident.evidence.push_back({{"pid", std::to_string(100 + i)}, {"query", query}});
  }
  const HttpRequest request = slack.request(opened(incident));
  const json::array blocks = slack_blocks(request);
  std::size_t total = json::parse(request.body).at("text").as_string().size();
  for (const json::value& block : blocks) {
    const bool is_header = block.at("type").as_string() == "header";
    if (const json::value* text = block.as_object().if_contains("text")) {
      CHECK(text->at("text").as_string().size() <= (is_header ? 150u : 3000u));
      total += text->at("text").as_string().size();
    }
    if (const json::value* fields = block.as_object().if_contains("fields")) {
      for (const json::value& field : fields->as_array()) {
        CHECK(field.at("text").as_string().size() <= 2000);
        total += field.at("text").as_string().size();
      }
    }
  }
  CHECK(total < 12'000);
  const std::string evidence(blocks.at(3).at("text").at("text").as_string().c_str());
  CHECK(evidence.find("pid 104") != std::string::npos);
  CHECK(evidence.find("pid 105") == std::string::npos);
  CHECK(valid_utf8(evidence) == evidence);
}

TEST_CASE("every receiver is told the trace, with its link where there is one") {
  Incident incident = the_leak();
  incident.traces = {{"pid 4242", "4bf9", "00f0", "https://traces/?a=1&id=4bf9"}, {"pid 4243", "11", "22", ""}};
  const Notice notice = opened(incident);
  CHECK(slack.request(notice).body.find(R"("*Trace* of <https://traces/?a=1&amp;id=4bf9|pid 4242>")") !=
        std::string::npos);

  const json::value event = json::parse(pagerduty.request(notice).body);
  CHECK(event.at("links") ==
        json::parse(R"([{"href":"https://traces/?a=1&id=4bf9","text":"trace of pid 4242"}])"));
  CHECK(event.at("payload").at("custom_details").at("trace_id").as_string() == "4bf9");

  const json::value alert = json::parse(webhook("").request(notice).body).at("alerts").at(0);
  CHECK(alert.at("annotations").at("trace_id").as_string() == "4bf9");
  CHECK(alert.at("annotations").at("trace_url").as_string() == "https://traces/?a=1&id=4bf9");
  CHECK(alert.at("generatorURL").as_string().empty());

  SECTION("without a link its id is told where there is a place for it") {
    incident.traces.erase(incident.traces.begin());
    CHECK(slack.request(opened(incident)).body.find("Trace") == std::string::npos);
    const json::object bare = json::parse(pagerduty.request(opened(incident)).body).as_object();
    CHECK_FALSE(bare.contains("links"));
    CHECK(bare.at("payload").at("custom_details").at("trace_id").as_string() == "11");
  }
  SECTION("a link that is too long for Slack is left out") {
    incident.traces[0].url += std::string(3000, 'x');
    CHECK(slack.request(opened(incident)).body.find("Trace") == std::string::npos);
  }
}

TEST_CASE("Slack's text is cut neither inside a character nor inside an entity") {
  CHECK(slack_text("a<b>&c", 100) == "a&lt;b&gt;&amp;c");
  CHECK(slack_text("abcdef", 6) == "abcdef");
  CHECK(slack_text("abcdefg", 6) == "abc…");
  CHECK(slack_text("ab<<<<<<", 9) == "ab&lt;…");
  CHECK(slack_text("ab<<<<<<", 8) == "ab…");
  CHECK(slack_text("éééé", 6) == "é…");
  CHECK(slack_code("a```b````") == "```a'''b'''````");
}

TEST_CASE("Slack's answers") {
  CHECK(slack.judge(answer(200, "ok")).outcome == Outcome::delivered);
  CHECK(slack.judge(answer(200, "ok\n")).outcome == Outcome::delivered);
  CHECK(slack.judge(answer(200, "<html>login</html>")).outcome == Outcome::retry);
  CHECK(slack.judge(answer(200, "invalid")).outcome == Outcome::rejected);
  CHECK(slack.judge(answer(500, "rollup_error")).outcome == Outcome::retry);
  const Verdict limited = slack.judge(answer(429, R"({"ok":false})", {{"Retry-After", "17"}}));
  CHECK(limited.outcome == Outcome::retry);
  CHECK(limited.after == Seconds(17));
  CHECK(slack.judge(answer(429)).after == Seconds(30));
  const Verdict blocks = slack.judge(answer(400, "invalid_blocks"));
  CHECK(blocks.outcome == Outcome::rejected);
  CHECK(blocks.reason == "answered 400: invalid_blocks");
  const Verdict archived = slack.judge(answer(410, "channel_is_archived"));
  CHECK(archived.outcome == Outcome::rejected);
  CHECK(archived.reason ==
        "answered 410: channel_is_archived; make a new incoming webhook in Slack and set webhook_url to it");
  CHECK(slack.judge(answer(403, "invalid_token")).outcome == Outcome::rejected);
  CHECK(slack.judge(answer(404, "no_service")).outcome == Outcome::rejected);
}

TEST_CASE("PagerDuty: trigger, and resolve with the same dedup key") {
  const HttpRequest trigger = pagerduty.request(opened(the_leak()));
  CHECK(trigger.url == "https://events.pagerduty.com/v2/enqueue");
  CHECK(trigger.body == compact(R"json({
    "routing_key": "0123456789abcdef0123456789abcdef",
    "event_action": "trigger",
    "dedup_key": "lifeguard/00112233445566778899",
    "client": "lifeguard",
    "payload": {
      "summary": "CRITICAL: connection leak on main (checkout): 2 sessions of \"shop\" idle in a transaction, the oldest for 4 min 10 s",
      "source": "postgres/7412",
      "severity": "critical",
      "timestamp": "2026-11-21T02:45:59.000Z",
      "component": "main",
      "group": "checkout",
      "class": "connection_leak",
      "custom_details": {
        "where": "service checkout, postgres main",
        "since": "for 4 min 10 s, since 02:45:59Z",
        "evidence": ["pid 4242, state idle in transaction", "pid 4243, query a <b> & c"],
        "remedy": "SELECT pg_terminate_backend(4242);"}}})json"));
  CHECK(pagerduty.request(resolved(the_leak())).body == compact(R"json({
    "routing_key": "0123456789abcdef0123456789abcdef",
    "event_action": "resolve",
    "dedup_key": "lifeguard/00112233445566778899",
    "client": "lifeguard"})json"));
}

TEST_CASE("PagerDuty: what gets worse triggers again under the same key, with its new severity") {
  const json::value event = json::parse(pagerduty.request(escalated()).body);
  CHECK(event.at("event_action").as_string() == "trigger");
  CHECK(event.at("dedup_key").as_string() == "lifeguard/00112233445566778899");
  CHECK(event.at("payload").at("severity").as_string() == "critical");
}

TEST_CASE("PagerDuty: an event that is too large goes without its evidence, and says so") {
  Incident incident = the_leak();
  incident.summary = std::string(5000, 'x');
  incident.remedy = std::string(600'000, 'x');
  incident.evidence = {{{"query", std::string(600'000, 'x')}}};
  const std::string body = pagerduty.request(opened(incident)).body;
  CHECK(body.size() <= 512'000);
  const json::value event = json::parse(body);
  CHECK(event.at("payload").at("summary").as_string().size() == 1024);
  CHECK(event.at("payload").at("custom_details").at("evidence").as_string() ==
        "left out: the event would be larger than PagerDuty's 512,000 bytes");
}

TEST_CASE("PagerDuty's answers") {
  CHECK(pagerduty.judge(answer(202, R"({"status":"success"})")).outcome == Outcome::delivered);
  CHECK(pagerduty.judge(answer(429)).outcome == Outcome::retry);
  CHECK(pagerduty.judge(answer(503, "<html>")).outcome == Outcome::retry);
  const Verdict invalid = pagerduty.judge(answer(400, R"json({"status":"invalid event",
    "message":"Event object is invalid",
    "errors":["Length of 'routing_key' is incorrect (should be 32 characters)"]})json"));
  CHECK(invalid.outcome == Outcome::rejected);
  CHECK(invalid.reason ==
        "answered 400: Event object is invalid: Length of 'routing_key' is incorrect "
        "(should be 32 characters)");
  for (const char* body :
       {"", "[]", "{\"message\":7}", "{\"message\":\"m\",\"errors\":7}", "\xFF\x01{", "null"}) {
    CHECK(pagerduty.judge(answer(400, body)).outcome == Outcome::rejected);
  }
}

TEST_CASE("Alertmanager: firing until four minutes from now, with the same labels from every pod") {
  const HttpRequest request = alertmanager.request(opened(the_leak()));
  CHECK(request.url == "http://127.0.0.1:9093/api/v2/alerts");
  CHECK(request.body == compact(R"json([{
    "labels": {"alertname": "connection_leak", "severity": "critical", "service": "checkout", "target": "main",
               "backend": "postgres/7412", "key": "application=shop"},
    "annotations": {
      "summary": "2 sessions of \"shop\" idle in a transaction, the oldest for 4 min 10 s",
      "remedy": "SELECT pg_terminate_backend(4242);",
      "evidence": "pid 4242, state idle in transaction\npid 4243, query a <b> & c"},
    "startsAt": "2026-11-21T02:45:59.000Z",
    "endsAt": "2026-11-21T02:54:09.000Z"}])json"));
  CHECK(alertmanager.repeat() == Seconds(60));
}

TEST_CASE("Alertmanager: a resolved alert ends when it ended, and after it began") {
  const auto ends = [](const Notice& notice) {
    const json::value alert = json::parse(alertmanager.request(notice).body).at(0);
    return std::string(alert.at("startsAt").as_string().c_str()) + " " + alert.at("endsAt").as_string().c_str();
  };
  CHECK(ends(resolved(the_leak())) == "2026-11-21T02:45:59.000Z 2026-11-21T02:58:04.000Z");
  Incident odd = the_leak();
  odd.since = at(2, 59, 0);
  CHECK(ends(resolved(odd)) == "2026-11-21T02:58:03.999Z 2026-11-21T02:58:04.000Z");
}

TEST_CASE("Alertmanager: what gets worse ends the alerts of its lower severities") {
  const json::value alerts = json::parse(alertmanager.request(escalated()).body);
  REQUIRE(alerts.as_array().size() == 3);
  CHECK(alerts.at(0).at("labels").at("severity").as_string() == "critical");
  CHECK(alerts.at(0).at("endsAt").as_string() == "2026-11-21T02:55:00.000Z");
  for (const std::size_t lower : {1u, 2u})
    CHECK(alerts.at(lower).at("endsAt").as_string() == "2026-11-21T02:51:00.000Z");
  CHECK(alerts.at(2).at("labels").at("severity").as_string() == "warning");
}

TEST_CASE("Alertmanager: a label without a value is left out") {
  Incident incident = the_leak();
  incident.service = incident.key = incident.backend = "";
  const json::value alert = json::parse(alertmanager.request(opened(incident)).body).at(0);
  CHECK(alert.at("labels") ==
        json::parse(R"({"alertname":"connection_leak","severity":"critical","target":"main"})"));
}

TEST_CASE("the user in an address becomes basic authentication, and leaves the address") {
  const HttpRequest request = json_post("https://ops:p%40ss%3A@am.example:9093/prefix?x=a@b", "{}");
  CHECK(request.url == "https://am.example:9093/prefix?x=a@b");
  CHECK(header(request, "Authorization") == "Basic b3BzOnBAc3M6");
  const HttpRequest plain = json_post("https://am.example/a@b", "{}");
  CHECK(plain.url == "https://am.example/a@b");
  CHECK(header(plain, "Authorization").empty());
  CHECK(json_post("http://100%:%zz@am.example", "{}").url == "http://am.example");
}

TEST_CASE("webhook: the body that Alertmanager sends") {
  const WebhookReceiver receiver = webhook("");
  const HttpRequest request = receiver.request(opened(the_leak()));
  CHECK(request.url == "http://127.0.0.1:9000/hook");
  CHECK(request.body == compact(R"json({
    "receiver": "webhook",
    "status": "firing",
    "alerts": [{
      "status": "firing",
      "labels": {"alertname": "connection_leak", "severity": "critical", "service": "checkout", "target": "main",
                 "backend": "postgres/7412", "key": "application=shop"},
      "annotations": {
        "summary": "2 sessions of \"shop\" idle in a transaction, the oldest for 4 min 10 s",
        "remedy": "SELECT pg_terminate_backend(4242);",
        "evidence": "pid 4242, state idle in transaction\npid 4243, query a <b> & c"},
      "startsAt": "2026-11-21T02:45:59.000Z",
      "endsAt": "0001-01-01T00:00:00Z",
      "generatorURL": "",
      "fingerprint": "0011223344556677"}],
    "groupLabels": {"alertname": "connection_leak"},
    "commonLabels": {"alertname": "connection_leak", "severity": "critical", "service": "checkout",
                     "target": "main", "backend": "postgres/7412", "key": "application=shop"},
    "commonAnnotations": {
      "summary": "2 sessions of \"shop\" idle in a transaction, the oldest for 4 min 10 s",
      "remedy": "SELECT pg_terminate_backend(4242);",
      "evidence": "pid 4242, state idle in transaction\npid 4243, query a <b> & c"},
    "externalURL": "",
    "version": "4",
    "groupKey": "{}:{alertname=\"connection_leak\"}",
    "truncatedAlerts": 0})json"));
  const json::value over = json::parse(receiver.request(resolved(the_leak())).body);
  CHECK(over.at("status").as_string() == "resolved");
  CHECK(over.at("alerts").at(0).at("status").as_string() == "resolved");
  CHECK(over.at("alerts").at(0).at("endsAt").as_string() == "2026-11-21T02:58:04.000Z");
}

TEST_CASE("webhook: each attempt has the same id and its own time, and another notice another id") {
  const WebhookReceiver receiver = webhook("");
  const HttpRequest request = receiver.request(opened(the_leak()));
  const std::string id = header(request, "webhook-id");
  CHECK(id.starts_with("msg_"));
  CHECK(header(receiver.request(notice_from_json(to_json(opened(the_leak())))), "webhook-id") == id);
  CHECK(header(receiver.request(resolved(the_leak())), "webhook-id") != id);
  CHECK(header(receiver.request(opened(a_leak("other"))), "webhook-id") != id);
  CHECK(header(request, "webhook-timestamp") == "1795230000");
  CHECK(header(request, "webhook-signature").empty());
}

TEST_CASE("webhook: signed with the secret") {
  const HttpRequest request = webhook("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz").request(opened(the_leak()));
  const std::string raw =
      standard_webhooks::signature("012345678901234567890123", header(request, "webhook-id"),
                                   header(request, "webhook-timestamp"), request.body);
  CHECK(header(request, "webhook-signature") == raw);
  CHECK_THROWS_AS(webhook("whsec_not base64").request(opened(the_leak())), std::runtime_error);
}

TEST_CASE("the signature is that of the Standard Webhooks specification") {
  CHECK(standard_webhooks::signature("whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", "1731705121",
                                     R"({"event_type":"ping","data":{"success":true}})") ==
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=");
}

TEST_CASE("a webhook's answers") {
  const WebhookReceiver receiver = webhook("");
  for (const int status : {200, 201, 202, 204})
    CHECK(receiver.judge(answer(status)).outcome == Outcome::delivered);
  for (const int status : {0, 407, 408, 425, 429, 500, 502, 503, 504, 599}) {
    CHECK(receiver.judge(answer(status)).outcome == Outcome::retry);
  }
  for (const int status : {301, 302, 400, 401, 403, 404, 410, 413}) {
    CHECK(receiver.judge(answer(status)).outcome == Outcome::rejected);
  }
}

TEST_CASE("Retry-After is seconds, or a date by the answer's own clock") {
  const auto after = [](std::string value, std::string date) {
    return retry_after(answer(429, "", {{"Retry-After", std::move(value)}, {"Date", std::move(date)}}));
  };
  CHECK(after("120", "") == Seconds(120));
  CHECK(after("0", "") == Seconds(0));
  CHECK(after("Sun, 06 Nov 1994 08:50:07 GMT", "Sun, 06 Nov 1994 08:49:37 GMT") == Seconds(30));
  CHECK(after("Sun, 06 Nov 1994 08:49:07 GMT", "Sun, 06 Nov 1994 08:49:37 GMT") == Seconds(0));
  CHECK(after("Sun, 06 Nov 1994 08:49:07 GMT", "") == Seconds(0));
  CHECK(after("99999999", "") == Seconds(3600));
  CHECK(after("Sun, 06 Nov 2094 08:49:07 GMT", "") == Seconds(3600));
  for (const char* nonsense : {"", "-1", "soon", "1e9", "12 s", "99999999999999999999999"}) {
    CHECK_FALSE(after(nonsense, ""));
  }
  CHECK_FALSE(retry_after(answer(429)));
}

TEST_CASE("a reason has at most 200 printable characters of a body, no page and no address") {
  CHECK(excerpt("  plain\r\n\twords\x01\x1B[31m ") == "plain words [31m");
  CHECK(excerpt("\n <!DOCTYPE html><p>Cannot POST /services/SECRET</p>") == "an HTML page");
  CHECK(excerpt("Cannot POST /services/SECRET here") == "Cannot POST … here");
  CHECK(excerpt(std::string(100'000, 'x')).size() == 200);
  CHECK(excerpt("\xFF\xFE\x00\x80") == "");
  CHECK(excerpt("") == "");
}

TEST_CASE("text is cut between characters") {
  CHECK(cut_utf8("abc", 3) == "abc");
  CHECK(cut_utf8("abcd", 3) == "…");
  CHECK(cut_utf8("ab\U0001F600cd", 7) == "ab…");
  CHECK(cut_utf8("abcd", 2) == "");
}

TEST_CASE("a secret's file is read anew for each request, and its absence is said by name") {
  const auto file = std::filesystem::temp_directory_path() / ("lifeguard-secret-" + std::to_string(::getpid()));
  std::ofstream(file) << "https://hooks.slack.com/first\n";
  const SlackReceiver receiver("slack", Severity::warning, {"", file.string()});
  CHECK(receiver.request(opened()).url == "https://hooks.slack.com/first");
  std::ofstream(file) << "https://hooks.slack.com/second\n";
  CHECK(receiver.request(opened()).url == "https://hooks.slack.com/second");
  std::filesystem::remove(file);
  std::string message;
  try {
    receiver.request(opened());
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
  CHECK(message.find(file.string()) != std::string::npos);
}

TEST_CASE("every receiver of the config is made, each under a name of its own") {
  Config config;
  config.slack.resize(3);
  config.slack[1].name = "team";
  config.pagerduty.resize(1);
  config.alertmanager.resize(1);
  config.webhook.resize(1);
  config.webhook[0].min_severity = "info";
  std::vector<std::string> names;
  for (const auto& receiver : make_receivers(config)) names.push_back(receiver->name());
  CHECK(names ==
        std::vector<std::string>{"slack", "slack/team", "slack/2", "pagerduty", "alertmanager", "webhook"});
  CHECK(make_receivers(config)[0]->min_severity() == Severity::warning);
  CHECK(make_receivers(config)[3]->min_severity() == Severity::critical);
  CHECK(make_receivers(config)[5]->min_severity() == Severity::info);
}
