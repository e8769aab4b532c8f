#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/bytes.hpp"
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
  Seconds statements_interval{60};
  Seconds databases_interval{900};
  Seconds timeout{3};
  std::vector<std::string> databases;
  std::string expected_migration;
  std::vector<std::string> expected_tables;
  std::string query_text = "normalised";
  bool operator==(const PostgresConfig&) const = default;
};

struct PgBouncerConfig {
  std::string name;
  Secret dsn;
  Secret password;
  std::string postgres;
  Seconds interval{5};
  Seconds timeout{3};
  bool operator==(const PgBouncerConfig&) const = default;
};

struct AppPoolConfig {
  std::string name;
  Secret url;  // may carry user:password@
  Secret bearer_token;
  std::string kind = "auto";
  std::string json_used, json_idle, json_waiting, json_limit;
  std::string postgres;
  std::string application;
  int limit = 0;
  Seconds max_lifetime{0};
  Seconds interval{5};
  Seconds timeout{3};
  bool operator==(const AppPoolConfig&) const = default;
};

struct RedisConfig {
  std::string name;
  Secret url;  // may carry user:password@
  Secret password;
  std::string tls_ca, tls_certificate, tls_key, tls_server_name;
  bool tls_verify = true;
  std::string probe = "ping";
  Seconds interval{5};
  Seconds timeout{3};
  bool operator==(const RedisConfig&) const = default;
};

/// A vector store. What is expected of the collections holds for all of `collections`: those that differ are
/// two targets.
struct VectorConfig {
  std::string name;
  std::string kind = "chroma";
  Secret url;      // may carry user:password@; none with pgvector
  Secret api_key;  // Milvus: "user:password" too
  std::string tls_ca;
  std::string tenant, database;  // empty: the store's own default
  std::string postgres;          // pgvector: the target whose dsn is taken
  std::vector<std::string> collections;
  int dimension = 0;
  std::string space;
  int m = 0, ef_construction = 0, ef_search = 0;
  std::string probe = "ready";
  Seconds probe_interval{60};
  int probe_samples = 5;
  Seconds interval{15};
  Seconds timeout{5};
  bool operator==(const VectorConfig&) const = default;
};

/// Three levels of one measure. At `warning` an incident opens, at `critical` it pages, and one that is open
/// ends only below `clear`.
template <class T>
struct Thresholds {
  T warning, critical, clear;
};

/// The same for a measure of which less is worse: at or below `warning` an incident opens, and one that is open
/// ends only above `clear`.
template <class T>
struct Floors {
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
  Seconds held{30};
  Seconds window{60};
  int windows = 6;
  int growth = 3;
  std::vector<std::string> ignore_applications = {"pg_dump", "pg_restore", "flyway", "liquibase", "alembic"};
};

struct PoolExhaustionConfig : RuleBasics {
  Thresholds<double> saturation{0.80, 0.95, 0.75};
  Seconds forecast{900};
  Seconds wait{1};
};

struct SlowQueryConfig : RuleBasics {
  Thresholds<Seconds> running{Seconds(5), Seconds(60), Seconds(5)};
  int regression = 3;
  int regression_calls = 20;
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

struct NPlusOneConfig : RuleBasics {
  int per_transaction = 20;
  int calls = 1000;
};

struct SchemaDriftConfig : RuleBasics {};

struct WraparoundConfig : RuleBasics {
  Thresholds<double> used{0.50, 0.75, 0.50};
};

struct XminHorizonConfig : RuleBasics {
  Thresholds<int> held{10'000'000, 100'000'000, 10'000'000};
};

struct PreparedTransactionConfig : RuleBasics {
  Thresholds<Seconds> prepared{Seconds(300), Seconds(1800), Seconds(300)};
};

struct DeadRowsConfig : RuleBasics {
  Thresholds<double> share{0.20, 0.60, 0.15};
  int rows = 100'000;
};

struct SequenceConfig : RuleBasics {
  Thresholds<double> used{0.75, 0.90, 0.75};
};

struct ReplicationLagConfig : RuleBasics {
  Thresholds<Seconds> lag{Seconds(10), Seconds(60), Seconds(5)};
};

struct ReplicationSlotConfig : RuleBasics {
  Thresholds<Bytes> retained{1_GiB, 10_GiB, 1_GiB};
  Seconds inactive{300};
};

struct ArchiverConfig : RuleBasics {
  Thresholds<Seconds> failing{Seconds(300), Seconds(1800), Seconds(0)};
};

struct CheckpointsConfig : RuleBasics {
  Thresholds<double> requested{0.50, 1.0, 0.40};
  Seconds window{1800};
  int checkpoints = 6;
};

struct DeadlocksConfig : RuleBasics {
  Thresholds<int> deadlocks{1, 25, 1};
  Seconds window{300};
};

struct CacheMissesConfig : RuleBasics {
  Thresholds<double> missed{0.05, 0.10, 0.04};
  Seconds window{300};
  int blocks_per_second = 1000;
};

struct RoleChangeConfig : RuleBasics {
  Seconds shown{600};
};

struct InvalidIndexConfig : RuleBasics {};

struct UnusedIndexConfig : RuleBasics {
  Bytes size = 100_MiB;
  Seconds counted{7 * 86400};
};

struct ForeignKeyConfig : RuleBasics {
  int rows = 10'000;
};

struct PostureConfig : RuleBasics {
  std::vector<std::string> ignore;
};

struct TimescaleJobConfig : RuleBasics {
  Seconds late{3600};
};

struct PgBouncerLintConfig : RuleBasics {
  std::vector<std::string> ignore;
};

struct PoolBudgetConfig : RuleBasics {};

struct PgBouncerStalledConfig : RuleBasics {
  Thresholds<Seconds> waiting{Seconds(5), Seconds(30), Seconds(1)};
};

struct RedisHitRatioConfig : RuleBasics {
  Floors<double> hits{0.80, 0.20, 0.85};
  Seconds window{300};
  int lookups_per_second = 100;
};

struct RedisMemoryConfig : RuleBasics {
  Thresholds<double> used{0.80, 0.90, 0.75};
};

struct RedisEvictionsConfig : RuleBasics {
  Seconds window{300};
  Seconds turnover{3600};
};

struct RedisRejectedConfig : RuleBasics {
  Seconds window{300};
};

struct RedisSlowCommandConfig : RuleBasics {
  Thresholds<Seconds> took{Seconds(0.1), Seconds(1), Seconds(0.1)};
  Seconds window{300};
};

struct RedisLatencyConfig : RuleBasics {
  RedisLatencyConfig() { hold = Seconds(60); }
  Seconds get{0.001}, set{0.002};
  int critical = 10;
  int calls = 100;
};

struct RedisPersistenceConfig : RuleBasics {
  Seconds save_age{86400};
};

struct RedisReplicationConfig : RuleBasics {
  RedisReplicationConfig() { hold = Seconds(10); }
  Thresholds<Seconds> lag{Seconds(10), Seconds(60), Seconds(5)};
};

struct RedisClusterConfig : RuleBasics {
  RedisClusterConfig() { hold = Seconds(10); }
};

struct RedisSentinelConfig : RuleBasics {};

struct RedisFragmentationConfig : RuleBasics {
  RedisFragmentationConfig() { hold = Seconds(300); }
  Thresholds<double> ratio{1.5, 3.0, 1.4};
  Bytes wasted = 256_MiB;
};

struct VectorUnreadyConfig : RuleBasics {
  VectorUnreadyConfig() { hold = Seconds(10); }
};

struct VectorSlowConfig : RuleBasics {
  Seconds search{0.050};    // a search of ten neighbours
  Seconds indexing{0.100};  // a document, until it is found
  int critical = 10;
};

struct VectorSelfRecallConfig : RuleBasics {
  Floors<double> recall{0.95, 0.80, 0.99};
};

struct VectorCollectionMissingConfig : RuleBasics {};

struct VectorIndexLagConfig : RuleBasics {
  VectorIndexLagConfig() { hold = Seconds(300); }
  Thresholds<double> unindexed{0.10, 0.50, 0.05};
  int vectors = 10'000;
};

struct VectorConfigDriftConfig : RuleBasics {};

struct VectorShrunkConfig : RuleBasics {
  Thresholds<double> lost{0.10, 0.50, 0.05};
  Seconds window{3600};
  int vectors = 100;
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
  NPlusOneConfig n_plus_one;
  SchemaDriftConfig schema_drift;
  WraparoundConfig pg_wraparound;
  XminHorizonConfig pg_xmin_horizon;
  PreparedTransactionConfig pg_prepared_transaction;
  DeadRowsConfig pg_dead_rows;
  SequenceConfig pg_sequence_exhaustion;
  ReplicationLagConfig pg_replication_lag;
  ReplicationSlotConfig pg_replication_slot;
  ArchiverConfig pg_archiver;
  CheckpointsConfig pg_checkpoints;
  DeadlocksConfig pg_deadlocks;
  CacheMissesConfig pg_cache_misses;
  RoleChangeConfig pg_role_change;
  InvalidIndexConfig pg_invalid_index;
  UnusedIndexConfig pg_unused_index;
  ForeignKeyConfig pg_foreign_key_unindexed;
  PostureConfig pg_posture;
  TimescaleJobConfig pg_timescaledb_job;
  PoolBudgetConfig pool_budget;
  PgBouncerLintConfig pgbouncer_config;
  PgBouncerStalledConfig pgbouncer_stalled;
  RedisHitRatioConfig redis_hit_ratio;
  RedisMemoryConfig redis_memory;
  RedisEvictionsConfig redis_evictions;
  RedisRejectedConfig redis_rejected_connections;
  RedisSlowCommandConfig redis_slow_command;
  RedisLatencyConfig redis_latency;
  RedisPersistenceConfig redis_persistence;
  RedisReplicationConfig redis_replication;
  RedisClusterConfig redis_cluster;
  RedisSentinelConfig redis_sentinel;
  RedisFragmentationConfig redis_fragmentation;
  VectorUnreadyConfig vector_unready;
  VectorSlowConfig vector_slow;
  VectorSelfRecallConfig vector_self_recall;
  VectorCollectionMissingConfig vector_collection_missing;
  VectorIndexLagConfig vector_index_lag;
  VectorConfigDriftConfig vector_config_drift;
  VectorShrunkConfig vector_shrunk;
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

/// Where traces, logs and metrics go over OTLP/HTTP. Each key left empty is what OTEL_EXPORTER_OTLP_… says,
/// which has names for each signal too.
struct OtlpConfig {
  Secret endpoint;  // may carry a token
  Secret headers;   // "name=value,name=value", percent-encoded, as OTEL_EXPORTER_OTLP_HEADERS
  std::string traces_endpoint, logs_endpoint, metrics_endpoint;  // used as they are
  std::string protocol = "http/protobuf";
  std::string compression = "gzip";
  std::string certificate, client_certificate, client_key;
  Seconds timeout{10};
  bool traces = true, logs = true, metrics = false, own_traces = false;
  Seconds slow_after{1};
  Seconds metrics_interval{60};
  int queue = 2048;
  std::string
      trace_url;  // "https://grafana.example.com/explore?traceId={trace_id}"; empty: alerts have no link

  std::map<std::string, std::string> environment;  // OTEL_… variables, less those that the file overrules
  bool operator==(const OtlpConfig&) const = default;
};

struct PrometheusConfig {
  std::vector<std::string> compat;  // exporters whose names are served too
  bool operator==(const PrometheusConfig&) const = default;
};

/// What is read from us.
struct ExportersConfig {
  PrometheusConfig prometheus;
  bool operator==(const ExportersConfig&) const = default;
};

struct Config {
  AgentConfig agent;
  std::vector<PostgresConfig> postgres;
  std::vector<PgBouncerConfig> pgbouncer;
  std::vector<AppPoolConfig> app_pool;
  std::vector<RedisConfig> redis;
  std::vector<VectorConfig> vector;
  RulesConfig rules;
  std::vector<SlackConfig> slack;
  std::vector<PagerDutyConfig> pagerduty;
  std::vector<AlertmanagerConfig> alertmanager;
  std::vector<WebhookConfig> webhook;
  OtlpConfig otlp;
  ExportersConfig exporters;

  std::string source;                 // the file, or "environment"
  std::vector<std::string> warnings;  // legal, but probably not what was meant
};

}  // namespace lifeguard
