#pragma once

#include "alerts/receiver.hpp"
#include "config/secret.hpp"

namespace lifeguard {

/// POST /api/v2/alerts. Alertmanager forgets: an alert that is not repeated before its endsAt is over.
class AlertmanagerReceiver : public Receiver {
 public:
  AlertmanagerReceiver(std::string name, Severity min_severity, Secret url);

  const std::string& name() const override { return name_; }
  Severity min_severity() const override { return min_severity_; }
  HttpRequest request(const Notice&) const override;
  Verdict judge(const HttpResponse&) const override;
  std::optional<Seconds> repeat() const override { return Seconds(60); }

 private:
  std::string name_;
  Severity min_severity_;
  Secret url_;
};

}  // namespace lifeguard
