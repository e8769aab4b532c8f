#pragma once

#include "alerts/receiver.hpp"
#include "config/secret.hpp"

namespace lifeguard {

/// A Slack incoming webhook: one message per notice, coloured by severity.
class SlackReceiver : public Receiver {
 public:
  SlackReceiver(std::string name, Severity min_severity, Secret webhook_url);

  const std::string& name() const override { return name_; }
  Severity min_severity() const override { return min_severity_; }
  HttpRequest request(const Notice&) const override;
  Verdict judge(const HttpResponse&) const override;

 private:
  std::string name_;
  Severity min_severity_;
  Secret webhook_url_;
};

}  // namespace lifeguard
