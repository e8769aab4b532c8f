#include "exporters/otlp/verdict.hpp"

#include <spdlog/fmt/fmt.h>

#include "agent/io/retry_after.hpp"
#include "exporters/otlp/reply.hpp"

namespace lifeguard::otlp {
namespace {

// These and no others, says the specification.
bool may_pass(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

Verdict success(const HttpResponse& response) {
  Verdict verdict;
  const auto reply = partial_success(response);
  if (!reply) {
    verdict.reason = fmt::format("answered {} with what is no answer of OTLP; is it a receiver of OTLP/HTTP?",
                                 response.status);
    return verdict;
  }
  verdict.rejected = reply->rejected;
  verdict.reason = reply->message;
  if (verdict.rejected > 0 && verdict.reason.empty()) verdict.reason = "it does not say why";
  return verdict;
}

std::string_view advice(int status) {
  if (status >= 300 && status < 400) return " (redirects are not followed: name the address that it leads to)";
  if (status == 401 || status == 403) return " (what it asks for goes to headers in [otlp])";
  if (status == 404 || status == 405)
    return " (a receiver of OTLP/HTTP has /v1/traces, on port 4318 as a rule)";
  return "";
}

}  // namespace

Verdict judge(const HttpResponse& response) {
  const int status = response.status;
  if (status >= 200 && status < 300) return success(response);
  Verdict verdict;
  const std::string says = status_message(response);
  verdict.reason = fmt::format("answered {}{}{}{}", status, says.empty() ? "" : ": ", says,
                               says.empty() ? advice(status) : "");
  if (may_pass(status)) {
    verdict.outcome = Verdict::Outcome::retry;
    verdict.after = retry_after(response);
  } else {
    verdict.outcome = status == 413 ? Verdict::Outcome::too_large : Verdict::Outcome::refused;
  }
  return verdict;
}

}  // namespace lifeguard::otlp
