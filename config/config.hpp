#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "config/secret.hpp"

// Every key's type and default. fields.hpp says each key's name and meaning, once; reading, refusing, the
// reference, the example and the redacted listing derive from it.
namespace lifeguard {

struct AgentConfig {
  std::string service;
  std::string listen = "127.0.0.1:9963";
  std::string state_dir = "/var/lib/lifeguard";
  std::string log_level = "info";
  std::string log_format = "auto";
  bool remote_control = false;
};

struct PostgresConfig {
  std::string name;
  Secret dsn;
  Secret password;
  Seconds activity_interval{1};
  Seconds interval{10};
  Seconds timeout{3};
  std::string query_text = "normalised";
};

/// Three levels of one measure. At `warning` an incident opens, at `critical` it pages, and one that is open
/// ends only below `clear`.
template <class T>
struct Thresholds {
  T warning, critical, clear;
};

/// What every rule has beside its thresholds.
struct RuleBasics {
  bool enabled = true;
  Seconds hold{0};          // key `for`: seen this long, by the database's own times, before it is told
  Seconds recover_for{10};  // gone this long before it is told as resolved
};

struct ConnectionLeakConfig : RuleBasics {
  Thresholds<Seconds> idle_in_transaction{Seconds(60), Seconds(300), Seconds(60)};
  Seconds window{60};
  int windows = 6;
  int growth = 3;
  std::vector<std::string> ignore_applications = {"pg_dump", "pg_restore", "flyway", "liquibase", "alembic"};
};

struct PoolExhaustionConfig : RuleBasics {
  Thresholds<double> saturation{0.80, 0.95, 0.75};
  Seconds forecast{900};
};

struct SlowQueryConfig : RuleBasics {
  Thresholds<Seconds> running{Seconds(5), Seconds(60), Seconds(5)};
  std::vector<std::string> ignore_applications = {"pg_dump", "pg_restore"};
};

struct BlockedSessionsConfig : RuleBasics {
  Thresholds<Seconds> waiting{Seconds(5), Seconds(30), Seconds(1)};
  int critical_sessions = 10;
};

struct LongTransactionConfig : RuleBasics {
  Thresholds<Seconds> open{Seconds(300), Seconds(1800), Seconds(300)};
  std::vector<std::string> ignore_applications = {"pg_dump"};
};

struct TargetDownConfig : RuleBasics {
  TargetDownConfig() { hold = Seconds(10); }
};

struct LimitedVisibilityConfig : RuleBasics {};

struct RulesConfig {
  ConnectionLeakConfig connection_leak;
  PoolExhaustionConfig pool_exhaustion;
  SlowQueryConfig slow_query;
  BlockedSessionsConfig blocked_sessions;
  LongTransactionConfig long_transaction;
  TargetDownConfig target_down;
  LimitedVisibilityConfig limited_visibility;
};

struct SlackConfig {
  std::string name;
  Secret webhook_url;
  std::string min_severity = "warning";
};

struct PagerDutyConfig {
  std::string name;
  Secret routing_key;
  std::string url = "https://events.pagerduty.com/v2/enqueue";
  std::string min_severity = "critical";
};

struct AlertmanagerConfig {
  std::string name;
  Secret url;  // may carry user:password@
  std::string min_severity = "warning";
};

struct WebhookConfig {
  std::string name;
  Secret url;
  Secret secret;
  std::string min_severity = "warning";
};

struct Config {
  AgentConfig agent;
  std::vector<PostgresConfig> postgres;
  RulesConfig rules;
  std::vector<SlackConfig> slack;
  std::vector<PagerDutyConfig> pagerduty;
  std::vector<AlertmanagerConfig> alertmanager;
  std::vector<WebhookConfig> webhook;

  std::string source;                 // the file, or "environment"
  std::vector<std::string> warnings;  // legal, but probably not what was meant
};

}  // namespace lifeguard
