#include "alerts/receivers/slack.hpp"

#include <boost/json.hpp>

#include "alerts/json_text.hpp"
#include "alerts/receivers/json_post.hpp"
#include "alerts/receivers/slack_text.hpp"
#include "alerts/receivers/verdict.hpp"
#include "alerts/wording.hpp"

namespace lifeguard {
namespace {

namespace json = boost::json;

// Slack refuses a header of more than 150 characters, a section of more than 3,000 and, without saying so,
// blocks of more than about 13,000 together (slackapi/bolt-js#2509). These stay under 11,000 together.
constexpr std::size_t kHeader = 150;
constexpr std::size_t kSummary = 2000;
constexpr std::size_t kField = 300;
constexpr std::size_t kEvidenceLine = 500;
constexpr std::size_t kRemedy = 2800;
constexpr std::size_t kFooter = 500;
constexpr std::size_t kLinks = 2000;

std::string_view colour_of(const Notice& notice) {
  if (notice.kind == Notice::Kind::resolved) return "good";
  switch (notice.incident.severity) {
    case Severity::critical:
      return "danger";
    case Severity::warning:
      return "warning";
    default:
      return "#439fe0";
  }
}

json::object mrkdwn(std::string text) {
  return {{"type", "mrkdwn"}, {"text", std::move(text)}};
}

json::object section(std::string text) {
  return {{"type", "section"}, {"text", mrkdwn(std::move(text))}};
}

json::object field(std::string_view title, std::string_view text) {
  return mrkdwn("*" + std::string(title) + "*\n" + slack_text(text, kField));
}

/// Each line gets its share of the room, so that one long query does not push out the other sessions.
std::string lines_of(const std::vector<Evidence>& evidence) {
  std::string lines;
  for (std::size_t i = 0; i < evidence.size() && i < kMaxEvidence; ++i) {
    lines += (lines.empty() ? "" : "\n") + slack_text(one_line(evidence[i]), kEvidenceLine);
  }
  return lines;
}

/// "<https://…|pid 4242>" of each trace that has an address and fits.
std::string links_to(const std::vector<TraceRef>& traces) {
  std::string links;
  for (const TraceRef& trace : traces) {
    const std::string url = slack_text(trace.url, SIZE_MAX);
    if (url.empty() || links.size() + url.size() > kLinks) continue;
    links += (links.empty() ? "<" : ", <") + url + '|' + slack_text(trace.of, kField) + '>';
  }
  return links;
}

json::array blocks_of(const Notice& notice) {
  const Incident& incident = notice.incident;
  const json::object header = {{"type", "plain_text"}, {"text", slack_text(headline(notice), kHeader)}};
  json::array blocks = {
      json::object{{"type", "header"}, {"text", header}},
      section(slack_text(in_tense(notice), kSummary)),
      json::object{
          {"type", "section"},
          {"fields", json::array{field("Where", where(incident)), field("Since", since_when(notice))}}},
  };
  if (!incident.evidence.empty()) {
    blocks.push_back(section("*Evidence*\n" + slack_code(lines_of(incident.evidence))));
  }
  if (const std::string links = links_to(incident.traces); !links.empty()) {
    blocks.push_back(section("*Trace* of " + links));
  }
  if (!incident.remedy.empty() && notice.kind != Notice::Kind::resolved) {
    blocks.push_back(section("*Remedy*\n" + slack_code(slack_text(incident.remedy, kRemedy))));
  }
  const std::string footer = incident.rule + " · " + incident.backend + " · " + in_words(age(notice)) + " old";
  blocks.push_back(
      json::object{{"type", "context"}, {"elements", json::array{mrkdwn(slack_text(footer, kFooter))}}});
  return blocks;
}

}  // namespace

SlackReceiver::SlackReceiver(std::string name, Severity min_severity, Secret webhook_url)
    : name_(std::move(name)), min_severity_(min_severity), webhook_url_(std::move(webhook_url)) {}

HttpRequest SlackReceiver::request(const Notice& notice) const {
  const std::string text = slack_text(headline(notice), kField);
  const json::object attachment = {
      {"color", colour_of(notice)}, {"fallback", text}, {"blocks", blocks_of(notice)}};
  const json::object message = {{"text", text}, {"attachments", json::array{attachment}}};
  return json_post(webhook_url_.read(), text_of(message));
}

Verdict SlackReceiver::judge(const HttpResponse& response) const {
  const std::string word = excerpt(response.body);
  Verdict verdict = verdict_by_status(response, word);
  if (verdict.outcome == Verdict::Outcome::delivered && word != "ok") {
    // A page from a proxy in between may go away. Anything else may have been shown: again would show it twice.
    verdict.outcome = is_html(response.body) ? Verdict::Outcome::retry : Verdict::Outcome::rejected;
    verdict.reason = "answered " + std::to_string(response.status) + " but not ok: " + word;
  }
  const bool gone = response.status == 403 || response.status == 404 || response.status == 410;
  if (gone) verdict.reason += "; make a new incoming webhook in Slack and set webhook_url to it";
  return verdict;
}

}  // namespace lifeguard
