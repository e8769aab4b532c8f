#include "collectors/app_pool/json_pools.hpp"

#include <boost/json.hpp>

#include "collectors/app_pool/exposition.hpp"

namespace lifeguard::app_pool {
namespace {

namespace json = boost::json;

struct KeyName {
  std::string_view key;
  std::optional<double> AppPool::*member;
  double scale = 1;
};

/// How one library names its counters; the first key makes out the library.
struct Shape {
  std::string_view library;
  std::vector<KeyName> keys;
};

const std::vector<Shape>& shapes() {
  using P = AppPool;
  static const std::vector<Shape> all{
      {"node-pg",
       {{"totalCount", &P::total}, {"idleCount", &P::idle}, {"waitingCount", &P::waiting}, {"max", &P::limit}}},
      {"psycopg",
       {{"pool_available", &P::idle},
        {"pool_max", &P::limit},
        {"pool_size", &P::total},
        {"requests_waiting", &P::waiting},
        {"requests_num", &P::acquires},
        {"requests_errors", &P::timeouts},
        {"requests_wait_ms", &P::wait_seconds, 1e-3},
        {"usage_ms", &P::use_seconds, 1e-3},
        {"connections_num", &P::creations},
        {"connections_ms", &P::create_seconds, 1e-3}}},
      {"sqlalchemy",
       {{"checkedout", &P::used}, {"checkedin", &P::idle}, {"limit", &P::limit}, {"waiting", &P::waiting}}},
      {"asyncpg", {{"idle_size", &P::idle}, {"size", &P::total}, {"max_size", &P::limit}}},
      {"rails",
       {{"busy", &P::used},
        {"idle", &P::idle},
        {"size", &P::limit},
        {"connections", &P::total},
        {"waiting", &P::waiting}}},
  };
  return all;
}

std::optional<double> number_in(const json::value* value) {
  if (!value || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

std::optional<AppPool> pool_from(const json::object& object, std::string_view library) {
  for (const Shape& shape : shapes()) {
    if (library != "auto" && library != shape.library) continue;
    if (!number_in(object.if_contains(shape.keys.front().key))) continue;
    AppPool pool;
    for (const KeyName& name : shape.keys) {
      if (const auto number = number_in(object.if_contains(name.key))) pool.*name.member = *number * name.scale;
    }
    // SQLAlchemy's size() leaves out what may overflow it.
    if (shape.library == "sqlalchemy" && !pool.limit) {
      const auto size = number_in(object.if_contains("size"));
      const auto overflow = number_in(object.if_contains("max_overflow"));
      if (size && overflow && *overflow >= 0) pool.limit = *size + *overflow;
    }
    if (!pool.used && pool.total && pool.idle) pool.used = std::max(0.0, *pool.total - *pool.idle);
    pool.name = shape.library;
    pool.library = shape.library;
    return pool;
  }
  return std::nullopt;
}

void add_named(std::string_view name, const json::value& value, std::string_view library,
               std::vector<AppPool>& pools) {
  const json::object* object = value.if_object();
  if (!object) return;
  auto pool = pool_from(*object, library);
  if (!pool) return;
  const json::value* own_name = object->if_contains("name");
  if (own_name && own_name->is_string()) {
    pool->name = own_name->as_string();
  } else if (!name.empty()) {
    pool->name = name;
  }
  pools.push_back(std::move(*pool));
}

json::value parsed(std::string_view text) {
  boost::system::error_code error;
  json::value value = json::parse({text.data(), text.size()}, error);
  if (error) throw NotMetrics("the page is not JSON: " + error.message());
  return value;
}

}  // namespace

std::vector<AppPool> pools_in_json(std::string_view text, std::string_view library) {
  const json::value page = parsed(text);
  std::vector<AppPool> pools;
  add_named("", page, library, pools);
  if (const json::object* by_name = page.if_object(); by_name && pools.empty()) {
    for (const auto& [name, value] : *by_name) add_named(name, value, library, pools);
  }
  if (const json::array* list = page.if_array()) {
    for (const json::value& value : *list) add_named("", value, library, pools);
  }
  if (pools.empty())
    throw NotMetrics("the JSON page holds no pool that Lifeguard knows; set kind = \"json\" and its pointers");
  return pools;
}

AppPool pool_in_json(std::string_view text, const JsonPointers& pointers) {
  const json::value page = parsed(text);
  const auto at = [&](const std::string& pointer) -> std::optional<double> {
    if (pointer.empty()) return std::nullopt;
    boost::system::error_code error;
    const auto number = number_in(page.find_pointer(pointer, error));
    if (!number) throw NotMetrics("the JSON page has no number at " + pointer);
    return number;
  };
  AppPool pool;
  pool.library = "json";
  pool.name = "json";
  pool.used = at(pointers.used);
  pool.idle = at(pointers.idle);
  pool.waiting = at(pointers.waiting);
  pool.limit = at(pointers.limit);
  return pool;
}

}  // namespace lifeguard::app_pool
