#pragma once

#include "config/config.hpp"
#include "config/key.hpp"

// Every table and key, once. A visitor has
//   operator()(Key, T& member)                   a key; T is std::string, std::vector<std::string>, Secret,
//   Seconds,
//                                                Bytes, int, double (a ratio) or bool
//   table(name, meaning, T&)                     [name]
//   targets(name, meaning, std::vector<T>&)      [[name]], whose elements have names unlike those of any target
//   receivers(name, meaning, std::vector<T>&)    [[name]], whose elements have names unlike those of their kind
//   in_order(Thresholds<T>&)                     clear <= warning <= critical
//   in_order(Floors<T>&)                         critical <= warning <= clear
//   lacks(what, other, bool)                     true when `what` is set and `other`, which it needs, is not
//   takes_the_only(what, kind, bool)             true when `what` is set, and which target of that kind it
//   means
//                                                is not said: then there must be exactly one
namespace lifeguard {

inline constexpr Seconds kShortestInterval{0.1};
inline constexpr Seconds kShortestTimeout{0.001};

template <class Visitor>
void describe(Visitor& visit, AgentConfig& agent) {
  visit(Key("service", "the app this agent stands beside"), agent.service);
  visit(Key("listen", "metrics, health and API; 0.0.0.0:9963 to be scraped from outside the pod")
            .in_form(kListenAddress),
        agent.listen);
  visit(Key("state_dir", "incidents and undelivered alerts outlive a restart here; empty keeps them in memory"),
        agent.state_dir);
  visit(Key("log_level", "the least that is logged").one_of({"debug", "info", "warning", "error"}),
        agent.log_level);
  visit(Key("log_format", "auto is text on a terminal and JSON elsewhere").one_of({"auto", "text", "json"}),
        agent.log_format);
  visit(Key("remote_control", "POST /-/reload and /-/quit also from other hosts than loopback"),
        agent.remote_control);
}

template <class Visitor>
void describe(Visitor& visit, PostgresConfig& postgres) {
  visit(Key("name", "the target label; without it the only one is \"postgres\"").shown_as("postgres"),
        postgres.name);
  visit(Key("dsn", "where the server is: a URL or libpq's key=value pairs")
            .must_be_given()
            .in_form(kDatabaseUrl)
            .shown_as("postgresql://lifeguard@127.0.0.1:5432/postgres"),
        postgres.dsn);
  visit(Key("password", "the password, when the dsn holds none").shown_as("/run/secrets/postgres"),
        postgres.password);
  visit(Key("activity_interval", "how often to look who is connected and what they wait for")
            .at_least(kShortestInterval),
        postgres.activity_interval);
  visit(Key("interval", "how often to read the server's statistics").at_least(kShortestInterval),
        postgres.interval);
  visit(Key("statements_interval", "how often to read pg_stat_statements").at_least(kShortestInterval),
        postgres.statements_interval);
  visit(Key("databases_interval", "how often to look into every database: tables, indexes, migrations, rights")
            .at_least(Seconds(1)),
        postgres.databases_interval);
  visit(Key("timeout", "a collection that takes longer has failed").at_least(kShortestTimeout),
        postgres.timeout);
  visit(Key("databases", "the databases to look into; empty is all that the role may connect to"),
        postgres.databases);
  visit(Key("expected_migration", "the migration that the dsn's database must have; empty asks for none"),
        postgres.expected_migration);
  visit(
      Key("expected_tables", "the tables that the dsn's database must have, like \"orders\" or \"app.orders\""),
      postgres.expected_tables);
  visit(Key("query_text",
            "how queries are shown: normalised puts $1 for every constant, raw leaves them as they are")
            .one_of({"normalised", "raw"}),
        postgres.query_text);
}

template <class Visitor>
void describe(Visitor& visit, PgBouncerConfig& pgbouncer) {
  visit(Key("name", "the target label; without it the only one is \"pgbouncer\"").shown_as("pgbouncer"),
        pgbouncer.name);
  visit(Key("dsn",
            "where PgBouncer is, and who of its stats_users to be; its console is asked whatever the dbname")
            .must_be_given()
            .in_form(kDatabaseUrl)
            .shown_as("postgresql://stats@127.0.0.1:6432/pgbouncer"),
        pgbouncer.dsn);
  visit(Key("password", "the password, when the dsn holds none").shown_as("/run/secrets/pgbouncer"),
        pgbouncer.password);
  visit(Key("postgres", "the name of the [[postgres]] behind it; the only one when not given")
            .names_a("postgres"),
        pgbouncer.postgres);
  visit(Key("interval", "how often to ask the console").at_least(kShortestInterval), pgbouncer.interval);
  visit(Key("timeout", "a collection that takes longer has failed").at_least(kShortestTimeout),
        pgbouncer.timeout);
}

template <class Visitor>
void describe(Visitor& visit, AppPoolConfig& pool) {
  visit(Key("name", "the target label; without it the only one is \"app_pool\"").shown_as("app"), pool.name);
  visit(Key("url", "the app's page of metrics: Prometheus text or JSON")
            .must_be_given()
            .in_form(kHttpUrl)
            .shown_as("http://127.0.0.1:8080/metrics"),
        pool.url);
  visit(Key("bearer_token", "sent with each request, where the page asks for one")
            .shown_as("/run/secrets/metrics_token"),
        pool.bearer_token);
  visit(Key("kind",
            "the library whose pools are on the page; auto finds out, json reads where the json_ keys point")
            .one_of({"auto", "hikaricp", "go", "pgxpool", "otel", "npgsql", "node-pg", "sqlalchemy", "psycopg",
                     "asyncpg", "rails", "json"}),
        pool.kind);
  visit(Key("json_used", "where a page of one's own has the connections in use, with kind = \"json\"")
            .in_form(kJsonPointer)
            .shown_as("/pool/used"),
        pool.json_used);
  visit(Key("json_idle", "where it has the idle ones").in_form(kJsonPointer).shown_as("/pool/idle"),
        pool.json_idle);
  visit(
      Key("json_waiting", "where it has how many wait for one").in_form(kJsonPointer).shown_as("/pool/waiting"),
      pool.json_waiting);
  visit(Key("json_limit", "where it has the most there can be").in_form(kJsonPointer).shown_as("/pool/max"),
        pool.json_limit);
  visit(
      Key("postgres", "the name of the [[postgres]] that its connections lead to; the only one when not given")
          .names_a("postgres"),
      pool.postgres);
  visit(Key("application", "the application_name of its connections, by which sessions are known as its own"),
        pool.application);
  visit(Key("limit", "the most connections of a pool whose metrics do not tell; 0 is not told"), pool.limit);
  visit(Key("max_lifetime",
            "how old the pool lets a connection become, where its metrics do not tell; 0s is not told"),
        pool.max_lifetime);
  visit(Key("interval", "how often to read the page").at_least(kShortestInterval), pool.interval);
  visit(Key("timeout", "a collection that takes longer has failed").at_least(kShortestTimeout), pool.timeout);
  visit.lacks("kind = \"json\"", "json_used", pool.kind == "json" && pool.json_used.empty());
  visit.lacks("json_used", "kind = \"json\"", pool.kind != "json" && !pool.json_used.empty());
}

template <class Visitor>
void describe(Visitor& visit, RedisConfig& redis) {
  visit(Key("name", "the target label; without it the only one is \"redis\"").shown_as("redis"), redis.name);
  visit(Key("url",
            "where it is, and as whom: redis:// in the clear, rediss:// over TLS, unix:// for a socket; Valkey "
            "too")
            .must_be_given()
            .in_form(kRedisUrl)
            .shown_as("redis://lifeguard@127.0.0.1:6379/0"),
        redis.url);
  visit(Key("password", "the password, when the url holds none").shown_as("/run/secrets/redis"),
        redis.password);
  visit(Key("tls_ca", "the file with the authorities to trust with rediss://; empty trusts the system's"),
        redis.tls_ca);
  visit(Key("tls_certificate", "the file with the client certificate, where the server asks for one"),
        redis.tls_certificate);
  visit(Key("tls_key", "the file with its key"), redis.tls_key);
  visit(Key("tls_server_name", "the name in the server's certificate; empty is the url's host"),
        redis.tls_server_name);
  visit(Key("tls_verify", "false takes any certificate: only for a server that has none that can be verified"),
        redis.tls_verify);
  visit(
      Key("probe",
          "ping asks for an answer; read-write also sets and gets one key under lifeguard:probe:, which tells "
          "whether it takes writes")
          .one_of({"ping", "read-write"}),
      redis.probe);
  visit(Key("interval", "how often to look").at_least(kShortestInterval), redis.interval);
  visit(Key("timeout", "a collection that takes longer has failed").at_least(kShortestTimeout), redis.timeout);
  visit.lacks("tls_certificate", "tls_key", !redis.tls_certificate.empty() && redis.tls_key.empty());
  visit.lacks("tls_key", "tls_certificate", redis.tls_certificate.empty() && !redis.tls_key.empty());
}

template <class Visitor>
void describe(Visitor& visit, VectorConfig& store) {
  visit(Key("name", "the target label; without it the only one is \"vector\"").shown_as("docs"), store.name);
  visit(Key("kind", "which product it is")
            .one_of({"chroma", "qdrant", "weaviate", "milvus", "pinecone", "pgvector"}),
        store.kind);
  visit(Key("url", "where it is; pgvector has none, and Pinecone is at https://api.pinecone.io")
            .in_form(kHttpUrl)
            .shown_as("http://127.0.0.1:8000"),
        store.url);
  visit(Key("api_key", "the key or token that it asks for; with Milvus user:password too")
            .shown_as("/run/secrets/vector"),
        store.api_key);
  visit(Key("tls_ca", "the file with the authorities to trust with https://; empty trusts the system's"),
        store.tls_ca);
  visit(Key("tenant", "the tenant of Chroma or Weaviate; empty is the store's default"), store.tenant);
  visit(Key("database", "the database of Chroma or Milvus; empty is the store's default"), store.database);
  visit(
      Key("postgres", "with pgvector: the name of the [[postgres]] that holds it; the only one when not given")
          .names_a("postgres"),
      store.postgres);
  visit(Key("collections",
            "what must exist, and is probed: collections, classes, indexes, with pgvector table.column; empty "
            "watches all, and probes none")
            .shown_as("docs"),
        store.collections);
  visit(Key("dimension", "how many numbers each of their vectors must have; 0 is not checked"),
        store.dimension);
  visit(Key("space", "how their distances must be measured; empty is not checked").shown_as("cosine"),
        store.space);
  visit(Key("m", "the neighbours per node that their HNSW index must have; 0 is not checked"), store.m);
  visit(Key("ef_construction", "its ef_construction; 0 is not checked"), store.ef_construction);
  visit(Key("ef_search", "its ef_search; 0 is not checked"), store.ef_search);
  visit(Key("probe",
            "how deep to look: ready asks whether it is; read also searches for vectors that are stored, which "
            "must "
            "find themselves; write also keeps one vector in a collection of Lifeguard's own")
            .one_of({"ready", "read", "write"}),
        store.probe);
  visit(Key("probe_interval", "how often the probes of read and write run").at_least(Seconds(5)),
        store.probe_interval);
  visit(Key("probe_samples", "how many stored vectors of a collection are searched for each time").at_least(1),
        store.probe_samples);
  visit(Key("interval", "how often to look").at_least(kShortestInterval), store.interval);
  visit(Key("timeout", "a look that takes longer has failed").at_least(kShortestTimeout), store.timeout);
  const bool has_address = store.kind == "pgvector" || store.kind == "pinecone" || !store.url.empty();
  visit.lacks("kind = \"" + store.kind + "\"", "url", !has_address);
  visit.lacks("kind = \"pinecone\"", "api_key", store.kind == "pinecone" && store.api_key.empty());
  visit.lacks("probe = \"read\"", "collections, for only those that are named are searched",
              store.probe == "read" && store.collections.empty());
  visit.takes_the_only("kind = \"pgvector\"", "postgres", store.kind == "pgvector" && store.postgres.empty());
}

template <class Visitor, class T>
void describe(Visitor& visit, Thresholds<T>& levels, const std::string& measure) {
  visit(Key("warning", measure + ": an incident opens"), levels.warning);
  visit(Key("critical", measure + ": it is critical"), levels.critical);
  visit(Key("clear", "an open incident ends below this; never above warning"), levels.clear);
  visit.in_order(levels);
}

template <class Visitor, class T>
void describe(Visitor& visit, Floors<T>& levels, const std::string& measure) {
  visit(Key("warning", measure + ": an incident opens"), levels.warning);
  visit(Key("critical", measure + ": it is critical"), levels.critical);
  visit(Key("clear", "an open incident ends above this; never below warning"), levels.clear);
  visit.in_order(levels);
}

template <class Visitor>
void describe(Visitor& visit, RuleBasics& rule) {
  visit(Key("enabled", "whether the rule is looked at"), rule.enabled);
  visit(Key("for", "seen this long, by the target's own times, before it is told"), rule.hold);
  visit(Key("recover_for", "gone this long before it is told as resolved"), rule.recover_for);
}

template <class Visitor>
void describe(Visitor& visit, ConnectionLeakConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("warning", "a session idle in transaction this long: an incident opens"),
        rule.idle_in_transaction.warning);
  visit(Key("critical", "a session idle in transaction this long that holds vacuum back: it is critical"),
        rule.idle_in_transaction.critical);
  visit(Key("clear", "an open incident ends below this; never above warning"), rule.idle_in_transaction.clear);
  visit.in_order(rule.idle_in_transaction);
  visit(
      Key("held",
          "a connection out of its pool this long, and five times as long as is usual there, while the server "
          "does nothing for it")
          .at_least(Seconds(1)),
      rule.held);
  visit(Key("window", "the stretch of time in which an application's fewest sessions are taken")
            .at_least(Seconds(5)),
        rule.window);
  // Fewer that rise one after the other could be chance at the 1 % that the rule asks for: it would never
  // speak.
  visit(Key("windows", "how many stretches are compared").at_least(6), rule.windows);
  visit(Key("growth", "sessions that the fewest must have grown by over the stretches").at_least(1),
        rule.growth);
  visit(Key("ignore_applications", "application_name of those that may hold a transaction"),
        rule.ignore_applications);
}

template <class Visitor>
void describe(Visitor& visit, PoolExhaustionConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.saturation, "this share of a pool in use");
  visit(Key("forecast", "warn when the pool would be full within this time; 0s is never"), rule.forecast);
  visit(Key("wait", "who waits shorter for a connection does not count as waiting"), rule.wait);
}

template <class Visitor>
void describe(Visitor& visit, SlowQueryConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.running, "a query running this long, or so long on average");
  visit(
      Key("regression", "warn when a statement's mean is this many times that of the hour before; 0 is never"),
      rule.regression);
  visit(Key("regression_calls", "calls in a window without which a mean says nothing").at_least(1),
        rule.regression_calls);
  visit(Key("ignore_applications", "application_name of those that may be slow"), rule.ignore_applications);
}

template <class Visitor>
void describe(Visitor& visit, BlockedSessionsConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.waiting, "a session waiting this long for a lock");
  visit(Key("critical_sessions", "this many waiting behind one session are critical at once").at_least(1),
        rule.critical_sessions);
}

template <class Visitor>
void describe(Visitor& visit, LongTransactionConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.open, "a transaction open this long");
  visit(Key("ignore_applications", "application_name of those that may keep one open"),
        rule.ignore_applications);
}

template <class Visitor>
void describe(Visitor& visit, NPlusOneConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("per_transaction", "calls of one statement per transaction of its database").at_least(2),
        rule.per_transaction);
  visit(Key("calls", "calls in a window without which the rule is silent").at_least(1), rule.calls);
}

template <class Visitor>
void describe(Visitor& visit, WraparoundConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.used, "this share of the transaction ids, or of the multixact ids, is used up");
}

template <class Visitor>
void describe(Visitor& visit, XminHorizonConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.held, "vacuum is held back by this many transactions");
}

template <class Visitor>
void describe(Visitor& visit, PreparedTransactionConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.prepared, "a transaction prepared this long ago");
}

template <class Visitor>
void describe(Visitor& visit, DeadRowsConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.share, "this share of a table's rows is dead");
  visit(Key("rows", "dead rows below which a table is let be").at_least(1), rule.rows);
}

template <class Visitor>
void describe(Visitor& visit, SequenceConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.used, "this share of a sequence, or of its column's type, is used up");
}

template <class Visitor>
void describe(Visitor& visit, ReplicationLagConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.lag, "a standby this far behind");
}

template <class Visitor>
void describe(Visitor& visit, ReplicationSlotConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.retained, "a slot that keeps this much WAL");
  visit(Key("inactive", "warn of a slot that nobody has used this long"), rule.inactive);
}

template <class Visitor>
void describe(Visitor& visit, ArchiverConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.failing, "WAL could not be archived for this long");
}

template <class Visitor>
void describe(Visitor& visit, CheckpointsConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.requested, "this share of the checkpoints came early, for lack of WAL space");
  visit(Key("window", "the stretch of time in which they are counted").at_least(Seconds(60)), rule.window);
  visit(Key("checkpoints", "checkpoints in the window without which the rule is silent").at_least(1),
        rule.checkpoints);
}

template <class Visitor>
void describe(Visitor& visit, DeadlocksConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.deadlocks, "so many deadlocks in the window");
  visit(Key("window", "the stretch of time in which they are counted").at_least(Seconds(60)), rule.window);
}

template <class Visitor>
void describe(Visitor& visit, CacheMissesConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.missed, "this share of the blocks was not in shared buffers");
  visit(Key("window", "the stretch of time that is looked at").at_least(Seconds(60)), rule.window);
  visit(Key("blocks_per_second", "blocks asked for without which the rule is silent").at_least(1),
        rule.blocks_per_second);
}

template <class Visitor>
void describe(Visitor& visit, RoleChangeConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("shown", "how long it stays an open incident"), rule.shown);
}

template <class Visitor>
void describe(Visitor& visit, UnusedIndexConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("size", "smaller indexes are let be"), rule.size);
  visit(Key("counted", "statistics younger than this accuse no index"), rule.counted);
}

template <class Visitor>
void describe(Visitor& visit, ForeignKeyConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("rows", "smaller tables are let be"), rule.rows);
}

template <class Visitor>
void describe(Visitor& visit, PostureConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("ignore", "checks that are known and accepted, by the names in lifeguard_pg_posture"), rule.ignore);
}

template <class Visitor>
void describe(Visitor& visit, TimescaleJobConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("late", "warn of a job this much behind its schedule"), rule.late);
}

template <class Visitor>
void describe(Visitor& visit, PgBouncerLintConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("ignore", "settings that are known and accepted, by their names in pgbouncer.ini"), rule.ignore);
}

template <class Visitor>
void describe(Visitor& visit, PgBouncerStalledConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.waiting, "clients wait this long, and no server connection is there");
}

template <class Visitor>
void describe(Visitor& visit, RedisHitRatioConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.hits, "no more than this share of the keys looked up was found");
  visit(Key("window", "the stretch of time that is looked at").at_least(Seconds(10)), rule.window);
  visit(Key("lookups_per_second", "keys looked up without which the rule is silent").at_least(1),
        rule.lookups_per_second);
}

template <class Visitor>
void describe(Visitor& visit, RedisMemoryConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.used,
           "this share of maxmemory is used and nothing can be evicted, or of the system's memory");
}

template <class Visitor>
void describe(Visitor& visit, RedisEvictionsConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("window", "the stretch of time in which they are counted").at_least(Seconds(10)), rule.window);
  visit(Key("turnover", "warn when at that pace all keys are thrown out within this time; slower is info"),
        rule.turnover);
}

template <class Visitor>
void describe(Visitor& visit, RedisRejectedConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("window", "how long it stays an open incident after the last one").at_least(Seconds(10)),
        rule.window);
}

template <class Visitor>
void describe(Visitor& visit, RedisSlowCommandConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.took, "a command that took this long, critical only when it comes again and again");
  visit(
      Key("window", "how long it stays an open incident after the last one; at most 10m").at_least(Seconds(10)),
      rule.window);
}

template <class Visitor>
void describe(Visitor& visit, RedisLatencyConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("get", "99 of 100 GET are answered within this time; a probe's PING and GET always"), rule.get);
  visit(Key("set", "the same for SET"), rule.set);
  visit(Key("critical", "so many times as long is critical").at_least(2), rule.critical);
  visit(Key("calls", "calls in a minute without which a percentile says nothing").at_least(1), rule.calls);
}

template <class Visitor>
void describe(Visitor& visit, RedisPersistenceConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("save_age", "warn when the last save is older and there were changes since"), rule.save_age);
}

template <class Visitor>
void describe(Visitor& visit, RedisReplicationConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.lag, "a replica and its master have not heard of each other for this long");
}

template <class Visitor>
void describe(Visitor& visit, RedisFragmentationConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("warning", "memory held is so many times what is in use: an incident opens").up_to(1000),
        rule.ratio.warning);
  visit(Key("critical", "memory held is so many times what is in use: it is critical").up_to(1000),
        rule.ratio.critical);
  visit(Key("clear", "an open incident ends below this; never above warning").up_to(1000), rule.ratio.clear);
  visit.in_order(rule.ratio);
  visit(Key("wasted", "less that is lost to it is let be"), rule.wasted);
}

template <class Visitor>
void describe(Visitor& visit, VectorSlowConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  visit(Key("search", "a search by a probe is answered within this time"), rule.search);
  visit(Key("indexing", "a document that a probe writes is found within this time"), rule.indexing);
  visit(Key("critical", "so many times as long is critical").at_least(2), rule.critical);
}

template <class Visitor>
void describe(Visitor& visit, VectorSelfRecallConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.recall,
           "no more than this share of the stored vectors that were searched for was found");
}

template <class Visitor>
void describe(Visitor& visit, VectorIndexLagConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.unindexed, "this share of a collection's vectors is not in its index");
  visit(Key("vectors", "collections with fewer are let be").at_least(1), rule.vectors);
}

template <class Visitor>
void describe(Visitor& visit, VectorShrunkConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.lost, "this share of a collection's vectors went within the window");
  visit(Key("window", "the stretch of time that is looked at, of the hour that is remembered")
            .at_least(Seconds(60))
            .at_most(Seconds(3600)),
        rule.window);
  visit(Key("vectors", "collections that had fewer are let be").at_least(1), rule.vectors);
}

template <class Visitor>
void describe(Visitor& visit, RulesConfig& rules) {
  visit.table("connection_leak", "connections taken and not given back", rules.connection_leak);
  visit.table("pool_exhaustion", "a pool that is nearly full, or will be", rules.pool_exhaustion);
  visit.table("slow_query", "a query that runs too long", rules.slow_query);
  visit.table("blocked_sessions", "sessions that wait for another's lock", rules.blocked_sessions);
  visit.table("long_transaction", "a transaction that stays open and holds vacuum back",
              rules.long_transaction);
  visit.table("n_plus_one", "a statement that runs once per row instead of once", rules.n_plus_one);
  visit.table("schema_drift", "a migration or a table that is missing, or a migration that failed",
              rules.schema_drift);
  visit.table("pg_wraparound", "transaction ids that run out, after which the server takes no writes",
              rules.pg_wraparound);
  visit.table("pg_xmin_horizon", "a session, slot, standby or prepared transaction that holds vacuum back",
              rules.pg_xmin_horizon);
  visit.table("pg_prepared_transaction", "a prepared transaction that nobody ends",
              rules.pg_prepared_transaction);
  visit.table("pg_dead_rows", "a table whose dead rows vacuum does not remove", rules.pg_dead_rows);
  visit.table("pg_sequence_exhaustion", "a sequence that runs out", rules.pg_sequence_exhaustion);
  visit.table("pg_replication_lag", "a standby that falls behind", rules.pg_replication_lag);
  visit.table("pg_replication_slot", "a replication slot that fills the disk or was lost",
              rules.pg_replication_slot);
  visit.table("pg_archiver", "WAL that is not archived: no backup beyond this point", rules.pg_archiver);
  visit.table("pg_checkpoints", "checkpoints that come too early", rules.pg_checkpoints);
  visit.table("pg_deadlocks", "transactions that wait for each other", rules.pg_deadlocks);
  visit.table("pg_cache_misses", "a database that does not fit its cache", rules.pg_cache_misses);
  visit.table("pg_role_change", "a failover, a promotion or a restart", rules.pg_role_change);
  visit.table("pg_invalid_index", "an index that costs writes and serves no query", rules.pg_invalid_index);
  visit.table("pg_unused_index", "an index that no query has used", rules.pg_unused_index);
  visit.table("pg_foreign_key_unindexed", "a foreign key whose column has no index",
              rules.pg_foreign_key_unindexed);
  visit.table("pg_posture", "a setting or a right that an audit would not pass", rules.pg_posture);
  visit.table("pg_timescaledb_job", "a background job of TimescaleDB that fails or is late",
              rules.pg_timescaledb_job);
  visit.table("pool_budget", "pools that may open more connections than the server has slots",
              rules.pool_budget);
  visit.table("pgbouncer_config", "a setting of PgBouncer that will hurt", rules.pgbouncer_config);
  visit.table("pgbouncer_stalled", "clients that wait in PgBouncer, and no server connection to serve them",
              rules.pgbouncer_stalled);
  visit.table("redis_hit_ratio", "a cache that finds too few of the keys it is asked for",
              rules.redis_hit_ratio);
  visit.table("redis_memory", "a Redis that will refuse writes, or be killed, for want of memory",
              rules.redis_memory);
  visit.table("redis_evictions", "keys thrown out for want of memory", rules.redis_evictions);
  visit.table("redis_rejected_connections",
              "clients refused because of maxclients, or cut off for their memory",
              rules.redis_rejected_connections);
  visit.table("redis_slow_command", "a command for which all others had to wait", rules.redis_slow_command);
  visit.table("redis_latency", "answers later than promised", rules.redis_latency);
  visit.table("redis_persistence", "data that is not saved", rules.redis_persistence);
  visit.table("redis_replication", "a replica cut off, behind or gone", rules.redis_replication);
  visit.table("redis_cluster", "a cluster that does not serve all slots", rules.redis_cluster);
  visit.table("redis_sentinel", "a master that Sentinel finds down", rules.redis_sentinel);
  visit.table("redis_fragmentation", "memory that holds no data", rules.redis_fragmentation);
  visit.table("vector_unready", "a vector store, or what is expected of it, that is not there",
              rules.vector_unready);
  visit.table("vector_slow", "searches or writes later than promised", rules.vector_slow);
  visit.table("vector_self_recall", "an index that no longer finds what is stored", rules.vector_self_recall);
  visit.table("vector_collection_missing", "a collection that was there and went",
              rules.vector_collection_missing);
  visit.table("vector_index_lag", "vectors that are stored but not in the index", rules.vector_index_lag);
  visit.table("vector_config_drift", "a collection with other parameters than before, or than the config says",
              rules.vector_config_drift);
  visit.table("vector_shrunk", "a collection that lost many vectors", rules.vector_shrunk);
  visit.table("target_down", "a target that cannot be read", rules.target_down);
  visit.table("limited_visibility", "a role that may not see what others do", rules.limited_visibility);
}

inline Key min_severity() {
  return Key("min_severity", "the least that is told here").one_of({"info", "warning", "critical"});
}

inline Key receiver_name() {
  return Key("name", "tells receivers of one kind apart");
}

template <class Visitor>
void describe(Visitor& visit, SlackConfig& slack) {
  visit(receiver_name(), slack.name);
  visit(Key("webhook_url", "an incoming webhook, which names the channel")
            .must_be_given()
            .in_form(kHttpUrl)
            .shown_as("/run/secrets/slack"),
        slack.webhook_url);
  visit(min_severity(), slack.min_severity);
}

template <class Visitor>
void describe(Visitor& visit, PagerDutyConfig& pagerduty) {
  visit(receiver_name(), pagerduty.name);
  visit(Key("routing_key", "the integration key of an Events API v2 integration")
            .must_be_given()
            .shown_as("/run/secrets/pagerduty"),
        pagerduty.routing_key);
  visit(Key("url", "where events go; the EU has its own").in_form(kHttpUrl), pagerduty.url);
  visit(min_severity(), pagerduty.min_severity);
}

template <class Visitor>
void describe(Visitor& visit, AlertmanagerConfig& alertmanager) {
  visit(receiver_name(), alertmanager.name);
  visit(Key("url", "Alertmanager's own URL, without /api/v2")
            .must_be_given()
            .in_form(kHttpUrl)
            .shown_as("http://127.0.0.1:9093"),
        alertmanager.url);
  visit(min_severity(), alertmanager.min_severity);
}

template <class Visitor>
void describe(Visitor& visit, WebhookConfig& webhook) {
  visit(receiver_name(), webhook.name);
  visit(Key("url", "gets Alertmanager's webhook body, version 4")
            .must_be_given()
            .in_form(kHttpUrl)
            .shown_as("http://127.0.0.1:9000/hook"),
        webhook.url);
  visit(Key("secret", "signs each request with Standard Webhooks headers").shown_as("/run/secrets/webhook"),
        webhook.secret);
  visit(min_severity(), webhook.min_severity);
}

template <class Visitor>
void describe(Visitor& visit, OtlpConfig& otlp) {
  visit(Key("endpoint", "where traces and logs go over OTLP/HTTP, such as a collector; empty sends none")
            .in_form(kHttpUrl)
            .shown_as("http://127.0.0.1:4318"),
        otlp.endpoint);
  visit(Key("headers", "sent with each request: name=value, separated by commas and percent-encoded")
            .shown_as("/run/secrets/otlp_headers"),
        otlp.headers);
  visit(Key("traces_endpoint", "where traces go instead, used as it is; empty is endpoint and /v1/traces"),
        otlp.traces_endpoint);
  visit(Key("logs_endpoint", "where logs go instead, used as it is; empty is endpoint and /v1/logs"),
        otlp.logs_endpoint);
  visit(Key("metrics_endpoint", "where metrics go instead, used as it is; empty is endpoint and /v1/metrics"),
        otlp.metrics_endpoint);
  visit(Key("protocol", "how it is written").one_of({"http/protobuf", "http/json"}), otlp.protocol);
  visit(Key("compression", "whether it is packed").one_of({"gzip", "none"}), otlp.compression);
  visit(Key("certificate", "the file with the authorities to trust with https://; empty trusts the system's"),
        otlp.certificate);
  visit(Key("client_certificate", "the file with the client certificate, where one is asked for"),
        otlp.client_certificate);
  visit(Key("client_key", "the file with its key"), otlp.client_key);
  visit(Key("timeout", "a request that takes longer has failed, and is tried again").at_least(kShortestTimeout),
        otlp.timeout);
  visit(Key("traces", "send slow queries and slow Redis commands as spans"), otlp.traces);
  visit(Key("logs", "send incidents as log records"), otlp.logs);
  visit(Key("metrics", "send the metrics of /metrics too"), otlp.metrics);
  visit(Key("own_traces", "send a span for each of Lifeguard's own collections"), otlp.own_traces);
  visit(Key("slow_after", "a query that ran for less gets no span").at_least(Seconds(0.001)), otlp.slow_after);
  visit(Key("metrics_interval", "how often metrics are sent").at_least(Seconds(1)), otlp.metrics_interval);
  visit(Key("queue", "spans, and log records, that wait to be sent; more are dropped, and counted").at_least(1),
        otlp.queue);
  visit(Key("trace_url",
            "a link to a trace, for alerts, such as https://grafana.example.com/explore?traceId={trace_id}; "
            "empty gives alerts no link")
            .in_form(kTraceUrl),
        otlp.trace_url);
  visit.lacks("client_certificate", "client_key", !otlp.client_certificate.empty() && otlp.client_key.empty());
  visit.lacks("client_key", "client_certificate", otlp.client_certificate.empty() && !otlp.client_key.empty());
}

template <class Visitor>
void describe(Visitor& visit, PrometheusConfig& prometheus) {
  visit(
      Key("compat", "exporters whose names of metrics are served too, for dashboards and alerts that use them")
          .one_of({"postgres_exporter", "redis_exporter", "pgbouncer_exporter"}),
      prometheus.compat);
}

template <class Visitor>
void describe(Visitor& visit, ExportersConfig& exporters) {
  visit.table("prometheus", "what Prometheus reads at /metrics", exporters.prometheus);
}

template <class Visitor>
void describe(Visitor& visit, Config& config) {
  visit.table("agent", "the agent itself", config.agent);
  visit.targets("postgres", "a PostgreSQL server", config.postgres);
  visit.targets("pgbouncer", "a PgBouncer, by its admin console", config.pgbouncer);
  visit.targets("app_pool", "the connection pools of an app, by its page of metrics", config.app_pool);
  visit.targets("redis", "a Redis or a Valkey", config.redis);
  visit.targets("vector", "a vector store: Chroma, Qdrant, Weaviate, Milvus, Pinecone or pgvector",
                config.vector);
  visit.table("rules", "", config.rules);
  visit.receivers("slack", "tells a Slack channel", config.slack);
  visit.receivers("pagerduty", "tells PagerDuty", config.pagerduty);
  visit.receivers("alertmanager", "tells Alertmanager", config.alertmanager);
  visit.receivers("webhook", "tells anything that takes a POST", config.webhook);
  visit.table("otlp", "sends traces, logs and metrics to OpenTelemetry", config.otlp);
  visit.table("exporters", "", config.exporters);
}

}  // namespace lifeguard
