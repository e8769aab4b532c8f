#include "alerts/receivers/verdict.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <sstream>

#include "agent/io/retry_after.hpp"
#include "base/utf8.hpp"

namespace lifeguard {
namespace {

constexpr Seconds kRateLimited{30};  // 429 from a receiver that does not say for how long
constexpr std::size_t kExcerpt = 200;

bool may_pass(int status) {
  return status == 407 || status == 408 || status == 425 || status == 429 || status >= 500 || status < 200;
}

}  // namespace

Verdict verdict_by_status(const HttpResponse& response, std::string_view says) {
  const int status = response.status;
  if (status >= 200 && status < 300) return {};
  Verdict verdict;
  verdict.outcome = may_pass(status) ? Verdict::Outcome::retry : Verdict::Outcome::rejected;
  verdict.reason =
      says.empty() ? fmt::format("answered {}", status) : fmt::format("answered {}: {}", status, says);
  if (verdict.outcome == Verdict::Outcome::retry) verdict.after = retry_after(response);
  if (status == 429 && !verdict.after) verdict.after = kRateLimited;
  return verdict;
}

bool is_html(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && body[first] == '<';
}

std::string excerpt(std::string_view body) {
  if (is_html(body)) return "an HTML page";
  std::string printable(body.substr(0, 4 * kExcerpt));
  std::replace_if(
      printable.begin(), printable.end(), [](char c) { return c <= ' ' || c > '~'; }, ' ');
  std::string text;
  std::istringstream words(printable);
  for (std::string word; words >> word;) {
    if (word.find('/') != std::string::npos) word = "…";
    text += (text.empty() ? "" : " ") + word;
  }
  return cut_utf8(text, kExcerpt);
}

}  // namespace lifeguard
