#include "agent/commands/check_otlp.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "agent/io/http_client.hpp"
#include "exporters/otlp/request.hpp"
#include "exporters/otlp/trial.hpp"
#include "exporters/otlp/verdict.hpp"

namespace lifeguard {

namespace asio = boost::asio;

namespace {

using otlp::Verdict;

Check check_from(const std::string& way, otlp::Signal signal, const Verdict& verdict) {
  const std::string sent(otlp::trial_in_words(signal));
  if (verdict.outcome != Verdict::Outcome::taken)
    return {Check::Level::failure, way + ": " + sent + " was not taken: " + verdict.reason, ""};
  if (!verdict.reason.empty())
    return {Check::Level::warning, way + ": " + sent + " was sent, but: " + verdict.reason, ""};
  return {Check::Level::ok, way + ": " + sent + " was taken", ""};
}

asio::awaitable<Check> try_out(HttpClient& client, otlp::Signal signal, otlp::Destination to,
                               const otlp::Settings& settings) {
  Verdict verdict;
  try {
    HttpRequest request = request_for(signal, otlp::trial(signal, to.encoding, now()), to, settings);
    const HttpResponse response = co_await client.send(std::move(request));
    verdict = otlp::judge(response);
  } catch (const std::exception& error) {
    verdict.outcome = Verdict::Outcome::retry;
    verdict.reason = error.what();
  }
  co_return check_from(in_words(signal, to), signal, verdict);
}

}  // namespace

std::vector<Check> check_otlp(const Config& config) {
  const auto settings = otlp::settings_from(config.otlp, config.agent.service, "");
  std::vector<Check> checks;
  for (const std::string& warning : settings.warnings) checks.push_back({Check::Level::warning, warning, ""});
  asio::io_context loop(1);
  HttpClient client(loop.get_executor());
  for (const auto& [signal, to] : settings.destinations) {
    asio::co_spawn(loop, try_out(client, signal, to, settings), [&](std::exception_ptr error, Check check) {
      if (error) std::rethrow_exception(error);
      checks.push_back(std::move(check));
    });
  }
  loop.run();
  return checks;
}

}  // namespace lifeguard
