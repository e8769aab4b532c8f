#pragma once

#include <functional>

#include "alerts/receiver.hpp"
#include "config/secret.hpp"

namespace lifeguard {

/// The body that Alertmanager sends to its webhooks (version 4), so that what understands those understands
/// this; signed the Standard Webhooks way when there is a secret.
class WebhookReceiver : public Receiver {
 public:
  using Clock = std::function<TimePoint()>;

  WebhookReceiver(std::string name, Severity min_severity, Secret url, Secret secret,
                  Clock clock = lifeguard::now);

  const std::string& name() const override { return name_; }
  Severity min_severity() const override { return min_severity_; }
  HttpRequest request(const Notice&) const override;
  Verdict judge(const HttpResponse&) const override;

 private:
  std::string name_;
  Severity min_severity_;
  Secret url_, secret_;
  Clock clock_;  // webhook-timestamp is the time of the attempt: receivers refuse old ones as replays
};

}  // namespace lifeguard
