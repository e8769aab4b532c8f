#include "traces/slow_commands.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "traces/attributes.hpp"
#include "traces/ids.hpp"

namespace lifeguard::traces {
namespace {

constexpr std::string_view kService = "redis";

std::string in_capitals(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

Span span_of(const redis::SlowCommand& command, const redis::Facts& facts, const std::string& target) {
  const std::string identity = facts.info->server.run_id + '/' + std::to_string(command.id);
  Span span;
  span.service = kService;
  span.kind = SpanKind::server;
  span.trace_id = trace_id_of(identity);
  span.span_id = span_id_of(identity);
  span.name = in_capitals(command.command);
  span.end = command.at;
  span.start = command.at - command.took;
  AttributeBuilder add(span.attributes);
  add.text("db.system.name", "redis");
  add.text("db.operation.name", span.name);
  add.address("server", facts.endpoint);
  add.address("client", command.client);
  add.text("redis.client_name", command.name);
  add.number("redis.arguments", command.arguments);
  add.text("redis.key_form", command.shape);
  add.number("redis.slowlog_id", command.id);
  add.text("lifeguard.target", target);
  // Redis stamps the end of a command, in whole seconds.
  add.text("lifeguard.end_known_to", "1s");
  return span;
}

}  // namespace

std::vector<Span> SlowCommands::take(const Snapshot& snapshot) {
  const auto* facts = std::get_if<redis::Facts>(&snapshot.facts);
  // Without its run id an entry's number says nothing: it begins anew with the server.
  if (!facts || !facts->slowlog || !facts->info) return {};
  Server& server = servers_[snapshot.target];
  if (server.run_id != facts->info->server.run_id) server = {facts->info->server.run_id, -1};

  std::vector<Span> spans;
  std::int64_t newest = server.last;
  for (const redis::SlowCommand& command : facts->slowlog->recent) {
    if (command.id <= server.last) continue;
    newest = std::max(newest, command.id);
    spans.push_back(span_of(command, *facts, snapshot.target));
  }
  server.last = newest;
  return spans;
}

}  // namespace lifeguard::traces
