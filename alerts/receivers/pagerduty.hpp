#pragma once

#include "alerts/receiver.hpp"
#include "config/secret.hpp"

namespace lifeguard {

/// PagerDuty Events API v2. The dedup key makes one PagerDuty incident of ours, from whichever pod it comes.
class PagerDutyReceiver : public Receiver {
 public:
  PagerDutyReceiver(std::string name, Severity min_severity, Secret routing_key, std::string url);

  const std::string& name() const override { return name_; }
  Severity min_severity() const override { return min_severity_; }
  HttpRequest request(const Notice&) const override;
  Verdict judge(const HttpResponse&) const override;

 private:
  std::string name_;
  Severity min_severity_;
  Secret routing_key_;
  std::string url_;
};

}  // namespace lifeguard
