#include "config/environment.hpp"

#include <unistd.h>

#include <array>

#include "config/database_url.hpp"
#include "config/redis_url.hpp"

namespace lifeguard {
namespace {

using Use = Variable::Use;

constexpr auto kVariables = std::to_array<Variable>({
    {"DATABASE_URL", "postgres", "dsn", Use::adds},
    {"PGBOUNCER_URL", "pgbouncer", "dsn", Use::adds},
    {"APP_METRICS_URL", "app_pool", "url", Use::adds, "app"},
    {"REDIS_URL", "redis", "url", Use::adds},
    {"SLACK_WEBHOOK_URL", "slack", "webhook_url", Use::adds},
    {"PAGERDUTY_ROUTING_KEY", "pagerduty", "routing_key", Use::adds},
    {"ALERTMANAGER_URL", "alertmanager", "url", Use::adds},
    {"ALERT_WEBHOOK_URL", "webhook", "url", Use::adds},
    {"LIFEGUARD_LISTEN", "agent", "listen", Use::overrides},
    {"LIFEGUARD_STATE_DIR", "agent", "state_dir", Use::overrides},
    {"LIFEGUARD_LOG_LEVEL", "agent", "log_level", Use::overrides},
    {"OTEL_SERVICE_NAME", "agent", "service", Use::fills},
});

Value value_of(const std::string& variable, const std::string& text) {
  return {text, {variable}, true};
}

class Merge {
 public:
  Merge(Table& document, const Environment& environment, Report& report)
      : document_(document), environment_(environment), report_(report) {}

  void operator()(const Variable& variable) {
    if (variable.use == Use::adds) return add_entry(variable);
    const std::string name(variable.name);
    const std::string* text = value(name);
    if (!text) return;
    Table* table = table_named(variable);
    if (!table) return;
    if (Value* said = table->find(variable.key)) {
      if (variable.use == Use::overrides) *said = value_of(name, *text);
    } else {
      table->add(std::string(variable.key), value_of(name, *text));
    }
  }

 private:
  const std::string* value(const std::string& name) const {
    const auto found = environment_.find(name);
    return found == environment_.end() || found->second.empty() ? nullptr : &found->second;
  }

  void add_entry(const Variable& variable) {
    if (document_.find(variable.table)) return;
    const std::string name(variable.name), key(variable.key);
    const std::string* text = value(name);
    const std::string* file = value(name + "_FILE");
    if (text && name == "DATABASE_URL" && !is_database_url(*text)) {
      report_.warning({name}, "is not a URL of PostgreSQL, so it is not watched");
      text = nullptr;
    }
    if (text && name == "REDIS_URL" && !is_redis_url(*text)) {
      report_.warning({name}, "is not a URL of Redis, so it is not watched");
      text = nullptr;
    }
    if (!text && !file) return;
    Table entry;
    if (!variable.target.empty()) entry.add("name", value_of(name, std::string(variable.target)));
    if (text) entry.add(key, value_of(name, *text));
    if (file) entry.add(key + "_file", value_of(name + "_FILE", *file));
    const Place place{text ? name : name + "_FILE"};
    document_.add(std::string(variable.table), {Array{Value{std::move(entry), place, true}}, place, true});
  }

  // None when the file has something else by that name, which is refused later.
  Table* table_named(const Variable& variable) {
    const std::string name(variable.table);
    Value* table = document_.find(name);
    if (!table) table = &document_.add(name, {Table{}, {std::string(variable.name)}, true});
    return std::get_if<Table>(&table->content);
  }

  Table& document_;
  const Environment& environment_;
  Report& report_;
};

}  // namespace

std::span<const Variable> variables() {
  return kVariables;
}

void add_environment(Table& document, const Environment& environment, Report& report) {
  Merge merge(document, environment, report);
  for (const Variable& variable : kVariables) merge(variable);
}

Environment process_environment() {
  Environment environment;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view pair(*entry);
    const auto equals = pair.find('=');
    if (equals == pair.npos) continue;
    environment.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return environment;
}

}  // namespace lifeguard
