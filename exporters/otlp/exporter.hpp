#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "agent/io/http.hpp"
#include "exporters/otlp/metric.hpp"
#include "exporters/otlp/settings.hpp"
#include "exporters/otlp/statistics.hpp"
#include "traces/sink.hpp"

namespace lifeguard::otlp {

/// Sends spans, log records and metrics to an OTLP/HTTP receiver: in batches, tried again when that may help,
/// from a queue that is bounded in number and in bytes. What it is given it encodes at once.
class Exporter : public traces::Sink {
 public:
  using Send = std::function<boost::asio::awaitable<HttpResponse>(HttpRequest)>;
  using Metrics = std::function<std::vector<Metric>()>;

  Exporter(boost::asio::any_io_executor, Send);
  ~Exporter() override;

  /// Where it all goes, at start and after a reload. What waits is kept, unless it is written otherwise from
  /// now on or goes nowhere any more: then it is dropped, and counted.
  void configure(const Settings&);

  void accept(std::vector<traces::Span>) override;
  void accept(std::vector<traces::LogRecord>) override;
  bool takes_spans() const override;
  /// Asked each metrics_interval, where metrics are sent.
  void set_metrics(Metrics);

  /// Sends until cancelled.
  boost::asio::awaitable<void> run();
  /// Sends what waits now, without delay; at most `limit`.
  boost::asio::awaitable<void> drain(Seconds limit);

  /// Of each signal that is sent.
  std::map<Signal, Statistics> statistics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lifeguard::otlp
