#include "config/environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "config/database_url.hpp"
#include "config/forms.hpp"
#include "config/redis_url.hpp"

namespace lifeguard {
namespace {

using Use = Variable::Use;

constexpr auto kVariables = std::to_array<Variable>({
    {"DATABASE_URL", "postgres", "dsn", Use::adds},
    {"PGBOUNCER_URL", "pgbouncer", "dsn", Use::adds},
    {"APP_METRICS_URL", "app_pool", "url", Use::adds, "app"},
    {"REDIS_URL", "redis", "url", Use::adds},
    {"CHROMA_URL", "vector", "url", Use::adds, "chroma", "chroma"},
    {"CHROMA_COLLECTIONS", "vector", "collections", Use::completes, "", "chroma"},
    {"QDRANT_URL", "vector", "url", Use::adds, "qdrant", "qdrant"},
    {"QDRANT_API_KEY", "vector", "api_key", Use::completes, "", "qdrant"},
    {"QDRANT_COLLECTIONS", "vector", "collections", Use::completes, "", "qdrant"},
    {"WEAVIATE_URL", "vector", "url", Use::adds, "weaviate", "weaviate"},
    {"WEAVIATE_API_KEY", "vector", "api_key", Use::completes, "", "weaviate"},
    {"WEAVIATE_COLLECTIONS", "vector", "collections", Use::completes, "", "weaviate"},
    {"MILVUS_URL", "vector", "url", Use::adds, "milvus", "milvus"},
    {"MILVUS_TOKEN", "vector", "api_key", Use::completes, "", "milvus"},
    {"MILVUS_COLLECTIONS", "vector", "collections", Use::completes, "", "milvus"},
    {"PINECONE_API_KEY", "vector", "api_key", Use::adds, "pinecone", "pinecone"},
    {"PINECONE_INDEX", "vector", "collections", Use::completes, "", "pinecone"},
    {"LIFEGUARD_PROBE", "vector", "probe", Use::completes},
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

/// "docs, users".
Array names_in(const std::string& variable, std::string_view text) {
  Array names;
  while (!text.empty()) {
    std::string_view name = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), name.size() + 1));
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (!name.empty()) names.push_back(value_of(variable, std::string(name)));
  }
  return names;
}

const Table* table_in(const Value& value) {
  return std::get_if<Table>(&value.content);
}

std::string_view kind_of(const Table& entry) {
  const Value* kind = entry.find("kind");
  const auto* text = kind ? std::get_if<std::string>(&kind->content) : nullptr;
  return text ? *text : "chroma";
}

class Merge {
 public:
  Merge(Table& document, const Environment& environment, Report& report)
      : document_(document), environment_(environment), report_(report) {}

  void operator()(const Variable& variable) {
    if (variable.use == Use::adds) return add_entry(variable);
    if (variable.use == Use::completes) return complete(variable);
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

  // What is no list of tables is refused later.
  bool has_entry(const Variable& variable) const {
    const Value* before = document_.find(variable.table);
    const auto* entries = before ? std::get_if<Array>(&before->content) : nullptr;
    if (!entries || variable.kind.empty()) return before;
    return std::ranges::any_of(*entries, [&](const Value& entry) {
      const Table* table = table_in(entry);
      return !table || kind_of(*table) == variable.kind;
    });
  }

  void add_entry(const Variable& variable) {
    if (has_entry(variable)) return;
    const std::string name(variable.name), key(variable.key);
    const std::string* text = value(name);
    const std::string* file = value(name + "_FILE");
    if (text && name == "DATABASE_URL" && !is_database_url(*text)) {
      report_.warning({name}, "is not a URL of PostgreSQL, so it is not watched; expected " +
                                  std::string(kDatabaseUrl.expected));
      text = nullptr;
    }
    if (text && name == "REDIS_URL" && !is_redis_url(*text)) {
      report_.warning(
          {name}, "is not a URL of Redis, so it is not watched; expected " + std::string(kRedisUrl.expected));
      text = nullptr;
    }
    if (!text && !file) return;
    Table entry;
    if (!variable.target.empty()) entry.add("name", value_of(name, std::string(variable.target)));
    if (text) entry.add(key, value_of(name, *text));
    if (file) entry.add(key + "_file", value_of(name + "_FILE", *file));
    if (!variable.kind.empty()) entry.add("kind", value_of(name, std::string(variable.kind)));
    const Place place{text ? name : name + "_FILE"};
    Value* list = document_.find(variable.table);
    if (!list) list = &document_.add(std::string(variable.table), {Array{}, place, true});
    std::get<Array>(list->content).push_back({std::move(entry), place, true});
  }

  // An entry of the file is whole: what it leaves out it does not want.
  void complete(const Variable& variable) {
    const std::string name(variable.name), key(variable.key);
    Value* list = document_.find(variable.table);
    auto* entries = list ? std::get_if<Array>(&list->content) : nullptr;
    if (!entries) return;
    for (Value& entry : *entries) {
      auto* table = std::get_if<Table>(&entry.content);
      const bool is_meant = variable.kind.empty() || (table && kind_of(*table) == variable.kind);
      if (!table || !entry.from_environment || !is_meant) continue;
      const std::string* text = value(name);
      const std::string* file = value(name + "_FILE");
      if (key == "collections") {
        if (text) table->add(key, {names_in(name, *text), {name}, true});
        continue;
      }
      // Of a store whose collections nobody named none is searched.
      if (key == "probe" && text && *text == "read" && !table->find("collections")) continue;
      if (text) table->add(key, value_of(name, *text));
      if (file) table->add(key + "_file", value_of(name + "_FILE", *file));
    }
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
