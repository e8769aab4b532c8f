#include "collectors/redis/probe.hpp"

#include <array>
#include <boost/asio/ip/host_name.hpp>

namespace lifeguard::redis {

namespace asio = boost::asio;

namespace {

constexpr auto kRefusals = std::to_array<std::string_view>(
    {"READONLY", "MISCONF", "OOM", "NOREPLICAS", "CLUSTERDOWN", "MASTERDOWN", "LOADING", "BUSY"});

// Of a key whose slot another node of the cluster has.
bool is_elsewhere(std::string_view code) {
  return code == "MOVED" || code == "ASK";
}

std::vector<Command> one(std::vector<std::string> words) {
  std::vector<Command> commands(1);
  commands.front().words = std::move(words);
  return commands;
}

}  // namespace

std::string missing_rule(std::string_view command, std::string_view said) {
  // "… to access one of the keys used as arguments", "No permissions to access a key"
  const bool is_of_keys = said.find(" to access ") != said.npos && said.find("key") != said.npos;
  return std::string(is_of_keys ? kProbeKeys : command);
}

bool is_write_refusal(std::string_view code) {
  for (const std::string_view each : kRefusals) {
    if (code == each) return true;
  }
  return false;
}

// Each agent its own key, so that they do not read each other's.
Prober::Prober() : key_("lifeguard:probe:" + asio::ip::host_name()) {}

// A node of a cluster has only some of the keys: one that it has is found by trying.
void Prober::try_another_slot() {
  key_ = "lifeguard:probe:" + asio::ip::host_name() + ":" + std::to_string(++slot_);
}

asio::awaitable<Probed> Prober::probe(Session& session, bool writes) {
  Probed probed;
  auto pinging = session.ask(one({"PING"}));
  const std::vector<Answer> pong = co_await std::move(pinging);
  probed.ping = pong.front().took;
  const Reply& reply = pong.front().reply;
  if (reply.error_code() == "MISCONF") {
    // A server that takes no writes because it cannot save answers PING so too.
    probed.refused = reply.text;
    co_return probed;
  }
  if (reply.is_error()) {
    probed.error = "PING: " + reply.text;
    if (reply.error_code() == "NOPERM") probed.denied = "ping";
    co_return probed;
  }
  if (writes) {
    auto writing = write_and_read(session, probed);
    co_await std::move(writing);
  }
  co_return probed;
}

asio::awaitable<void> Prober::write_and_read(Session& session, Probed& probed) {
  const std::string value = std::to_string(now().time_since_epoch().count());
  auto setting = session.ask(one({"SET", key_, value, "EX", "60"}));
  const std::vector<Answer> set = co_await std::move(setting);
  const Reply& written = set.front().reply;
  if (written.is_error()) {
    const std::string_view code = written.error_code();
    if (is_elsewhere(code)) {
      probed.elsewhere = written.text;
      try_another_slot();
    } else if (is_write_refusal(code)) {
      probed.refused = written.text;
    } else {
      probed.error = "SET " + key_ + ": " + written.text;
      if (code == "NOPERM") probed.denied = missing_rule("set", written.text);
    }
    co_return;
  }
  probed.set = set.front().took;
  auto getting = session.ask(one({"GET", key_}));
  const std::vector<Answer> got = co_await std::move(getting);
  const Reply& read = got.front().reply;
  if (is_elsewhere(read.error_code())) {
    probed.elsewhere = read.text;  // it went in between
    try_another_slot();
    co_return;
  }
  if (read.is_error()) {
    probed.error = "GET " + key_ + ": " + read.text;
    if (read.error_code() == "NOPERM") probed.denied = missing_rule("get", read.text);
    co_return;
  }
  probed.get = got.front().took;
  (read.type == Reply::Type::nil ? probed.misses : probed.hits) += 1;
  if (read.text != value) probed.error = "GET " + key_ + " gives another value than was SET just before";
}

}  // namespace lifeguard::redis
