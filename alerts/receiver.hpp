#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/io/http.hpp"
#include "alerts/incident.hpp"

namespace lifeguard {

/// What a receiver's answer means for the notice.
struct Verdict {
  enum class Outcome {
    delivered,
    retry,     // try again, not before `after` when given
    rejected,  // will never be taken: log it, count it, go on with the next
  };
  Outcome outcome = Outcome::delivered;
  std::string reason;            // for the log; no secret in it
  std::optional<Seconds> after;  // from Retry-After
};

/// Where incidents are told. Pure: a notice in, an HTTP request out; the outbox sends, retries and persists.
class Receiver {
 public:
  virtual ~Receiver() = default;

  /// "slack", or "slack/team" when the config names it.
  virtual const std::string& name() const = 0;
  virtual Severity min_severity() const = 0;
  virtual HttpRequest request(const Notice&) const = 0;
  virtual Verdict judge(const HttpResponse&) const = 0;
  /// Some receivers forget: they are told again after this long while the incident fires.
  virtual std::optional<Seconds> repeat() const { return std::nullopt; }
};

}  // namespace lifeguard
