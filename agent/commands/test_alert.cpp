#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "agent/commands/with_config.hpp"
#include "agent/io/http_client.hpp"
#include "alerts/receivers.hpp"

namespace lifeguard {

namespace asio = boost::asio;

namespace {

Incident test_incident(const Config& config) {
  Incident incident;
  incident.rule = "test_alert";
  incident.target = config.postgres.empty() ? "none" : config.postgres.front().name;
  incident.kind = "test";
  incident.backend = "test";
  incident.key = rfc3339(now());
  incident.service = config.agent.service;
  incident.dedup_key = dedup_key(incident.rule, incident.backend, incident.key);
  incident.state = IncidentState::firing;
  incident.severity = Severity::critical;
  incident.summary = "This is a test of Lifeguard's alerts; nothing is wrong. It is resolved right away.";
  incident.remedy = "Nothing to do: if you read this, the way to you works.";
  incident.since = incident.last_seen = now();
  incident.opened = incident.since;
  return incident;
}

asio::awaitable<bool> tell(HttpClient& client, const Receiver& receiver, Notice notice) {
  Verdict verdict;
  try {
    HttpRequest request = receiver.request(notice);
    const HttpResponse response = co_await client.send(std::move(request));
    verdict = receiver.judge(response);
  } catch (const std::exception& error) {
    verdict = {Verdict::Outcome::retry, error.what(), std::nullopt};
  }
  const bool taken = verdict.outcome == Verdict::Outcome::delivered;
  std::cout << (taken ? "ok    " : "FAIL  ") << receiver.name() << ": " << name_of(notice.kind)
            << (taken ? "" : ": " + verdict.reason) << "\n";
  co_return taken;
}

asio::awaitable<bool> tell_all(const std::vector<std::unique_ptr<Receiver>>& receivers, Incident incident) {
  auto executor = co_await asio::this_coro::executor;
  HttpClient client(executor);
  bool all_taken = true;
  for (const auto& receiver : receivers) {
    Notice opened{Notice::Kind::opened, incident, now(), true};
    const bool taken = co_await tell(client, *receiver, opened);
    Notice resolved{Notice::Kind::resolved, incident, now(), true};
    resolved.incident.state = IncidentState::resolved;
    resolved.incident.resolved = resolved.at;
    const bool ended = taken && co_await tell(client, *receiver, resolved);
    all_taken = all_taken && taken && ended;
  }
  co_return all_taken;
}

std::string names_of(const std::vector<std::unique_ptr<Receiver>>& receivers) {
  std::string names;
  for (const auto& receiver : receivers) names += (names.empty() ? "" : ", ") + receiver->name();
  return names;
}

}  // namespace

int test_alert_command(const ConfigFile& file, const std::string& receiver_name) {
  return with_config(file, [&](const Config& config) {
    auto receivers = make_receivers(config);
    if (receivers.empty()) {
      std::cerr << "no receiver in the config; set SLACK_WEBHOOK_URL or add [[slack]]\n";
      return kMissing;
    }
    if (!receiver_name.empty()) {
      const std::string known = names_of(receivers);
      std::erase_if(receivers, [&](const auto& receiver) { return receiver->name() != receiver_name; });
      if (receivers.empty()) {
        std::cerr << "no receiver is named " << receiver_name << "; there are: " << known << "\n";
        return kMissing;
      }
    }
    asio::io_context loop(1);
    bool all_taken = false;
    asio::co_spawn(loop, tell_all(receivers, test_incident(config)), [&](std::exception_ptr error, bool taken) {
      if (error) std::rethrow_exception(error);
      all_taken = taken;
    });
    loop.run();
    return all_taken ? kWell : kMissing;
  });
}

}  // namespace lifeguard
