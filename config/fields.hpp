#pragma once

#include "config/config.hpp"
#include "config/key.hpp"

// Every table and key, once. A visitor has
//   operator()(Key, T& member)                   a key; T is std::string, std::vector<std::string>, Secret,
//   Seconds,
//                                                int, double (a ratio) or bool
//   table(name, meaning, T&)                     [name]
//   targets(name, meaning, std::vector<T>&)      [[name]], whose elements have names unlike those of any target
//   receivers(name, meaning, std::vector<T>&)    [[name]], whose elements have names unlike those of their kind
//   in_order(Thresholds<T>&)                     clear <= warning <= critical
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
  visit(Key("timeout", "a collection that takes longer has failed").at_least(kShortestTimeout),
        postgres.timeout);
  visit(Key("query_text",
            "how queries are shown: normalised puts $1 for every constant, raw leaves them as they are")
            .one_of({"normalised", "raw"}),
        postgres.query_text);
}

template <class Visitor, class T>
void describe(Visitor& visit, Thresholds<T>& levels, const std::string& measure) {
  visit(Key("warning", measure + ": an incident opens"), levels.warning);
  visit(Key("critical", measure + ": it is critical"), levels.critical);
  visit(Key("clear", "an open incident ends below this; never above warning"), levels.clear);
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
  describe(visit, rule.idle_in_transaction, "a session idle in transaction this long");
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
}

template <class Visitor>
void describe(Visitor& visit, SlowQueryConfig& rule) {
  describe(visit, static_cast<RuleBasics&>(rule));
  describe(visit, rule.running, "a query running this long");
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
void describe(Visitor& visit, RulesConfig& rules) {
  visit.table("connection_leak", "connections taken and not given back", rules.connection_leak);
  visit.table("pool_exhaustion", "a pool that is nearly full, or will be", rules.pool_exhaustion);
  visit.table("slow_query", "a query that runs too long", rules.slow_query);
  visit.table("blocked_sessions", "sessions that wait for another's lock", rules.blocked_sessions);
  visit.table("long_transaction", "a transaction that stays open and holds vacuum back",
              rules.long_transaction);
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
void describe(Visitor& visit, Config& config) {
  visit.table("agent", "the agent itself", config.agent);
  visit.targets("postgres", "a PostgreSQL server", config.postgres);
  visit.table("rules", "", config.rules);
  visit.receivers("slack", "tells a Slack channel", config.slack);
  visit.receivers("pagerduty", "tells PagerDuty", config.pagerduty);
  visit.receivers("alertmanager", "tells Alertmanager", config.alertmanager);
  visit.receivers("webhook", "tells anything that takes a POST", config.webhook);
}

}  // namespace lifeguard
