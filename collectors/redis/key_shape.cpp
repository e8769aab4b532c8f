#include "collectors/redis/key_shape.hpp"

#include <algorithm>
#include <array>

namespace lifeguard::redis {
namespace {

constexpr std::size_t kMostPieces = 16;

// clang-format off
constexpr auto kKeyFirst = std::to_array<std::string_view>({
    "append", "bitcount", "bitfield", "bitpos", "blpop", "brpop", "bzpopmax", "bzpopmin", "copy", "decr",
    "decrby", "del", "dump", "exists", "expire", "expireat", "geoadd", "geodist", "georadius",
    "geosearch", "get", "getbit", "getdel", "getex", "getrange", "getset", "hdel", "hexists", "hget",
    "hgetall", "hincrby", "hkeys", "hlen", "hmget", "hmset", "hscan", "hset", "hsetnx", "hvals", "incr",
    "incrby", "incrbyfloat", "lindex", "linsert", "llen", "lmove", "lpop", "lpos", "lpush", "lrange",
    "lrem", "lset", "ltrim", "mget", "mset", "persist", "pexpire", "pfadd", "pfcount", "pfmerge",
    "psetex", "pttl", "rename", "restore", "rpop", "rpoplpush", "rpush", "sadd", "scard", "sdiff",
    "sdiffstore", "set", "setbit", "setex", "setnx", "setrange", "sinter", "sinterstore", "sismember",
    "smembers", "smismember", "smove", "sort", "sort_ro", "spop", "srandmember", "srem", "sscan",
    "strlen", "sunion", "sunionstore", "ttl", "type", "unlink", "xack", "xadd", "xautoclaim", "xclaim",
    "xdel", "xlen", "xpending", "xrange", "xrevrange", "xtrim", "zadd", "zcard", "zcount", "zdiffstore",
    "zincrby", "zinterstore", "zpopmax", "zpopmin", "zrange", "zrangebylex", "zrangebyscore", "zrank",
    "zrem", "zremrangebyscore", "zremrangebyrank", "zrevrange", "zrevrangebyscore", "zrevrank", "zscan",
    "zscore", "zunionstore"});

// What keys are made of, in alphabetical order. A word that is not here may be somebody's name.
constexpr auto kCommon = std::to_array<std::string_view>({
    "account", "action", "active", "address", "alert", "all", "analytics", "api", "app", "archive",
    "article", "asset", "attempt", "audit", "auth", "basket", "batch", "bid", "billing", "blob", "block",
    "blog", "board", "booking", "bucket", "buffer", "bull", "cache", "campaign", "cart", "catalog",
    "category", "channel", "chat", "checkout", "client", "cluster", "code", "comment", "config",
    "content", "context", "count", "counter", "country", "coupon", "course", "cron", "cursor", "customer",
    "daily", "dashboard", "data", "date", "day", "db", "delayed", "detail", "device", "document",
    "domain", "draft", "email", "entry", "error", "event", "expiry", "export", "failed", "feature",
    "feed", "file", "filter", "flag", "follower", "form", "friend", "game", "geo", "global", "graph",
    "group", "hash", "health", "history", "home", "host", "hourly", "http", "id", "image", "import",
    "inbox", "index", "info", "inventory", "invite", "invoice", "item", "job", "json", "key", "language",
    "last", "leaderboard", "like", "limit", "line", "link", "list", "location", "lock", "log", "login",
    "lookup", "mail", "map", "market", "media", "member", "menu", "message", "meta", "metric", "minute",
    "mobile", "model", "module", "month", "name", "network", "news", "node", "note", "notification",
    "object", "offer", "online", "order", "otp", "outbox", "page", "parent", "password", "payment",
    "pending", "permission", "person", "photo", "policy", "poll", "post", "preference", "price",
    "private", "process", "product", "profile", "project", "promo", "public", "queue", "quota", "quote",
    "rank", "rate", "ratelimit", "read", "recent", "record", "refresh", "region", "registry", "report",
    "request", "reset", "resource", "response", "result", "review", "role", "room", "route", "rule",
    "run", "schedule", "score", "search", "second", "section", "seen", "segment", "seller", "sensor",
    "sequence", "server", "service", "session", "set", "setting", "shard", "share", "shipment", "shop",
    "sidekiq", "site", "sku", "slot", "snapshot", "social", "sort", "source", "state", "stats", "status",
    "stock", "storage", "store", "stream", "subject", "subscription", "summary", "sync", "system", "tag",
    "task", "team", "temp", "template", "tenant", "test", "thread", "ticket", "time", "timeline", "tmp",
    "token", "top", "topic", "total", "tracking", "trade", "transaction", "trending", "type", "unread",
    "update", "upload", "url", "usage", "user", "value", "vendor", "verify", "version", "video", "view",
    "visit", "visitor", "vote", "wallet", "warehouse", "web", "webhook", "website", "week", "wishlist",
    "worker", "workflow", "year", "zone", "zset"});
// clang-format on

bool is_common(std::string_view word) {
  const auto is_known = [](std::string_view singular) {
    return std::binary_search(kCommon.begin(), kCommon.end(), singular);
  };
  return is_known(word) || (word.ends_with('s') && is_known(word.substr(0, word.size() - 1)));
}

// "user", "rate_limit", "Orders".
bool may_be_shown(std::string_view piece) {
  std::string word;
  for (const char c : piece) {
    if (c == '_' || c == '-') {
      if (!is_common(word)) return false;
      word.clear();
    } else {
      word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return is_common(word);
}

bool is_separator(char c) {
  return c == ':' || c == '/' || c == '|' || c == '{' || c == '}' || c == '.';
}

}  // namespace

std::string shape_of(std::string_view command, const std::vector<std::string>& words) {
  if (words.size() < 2 || std::find(kKeyFirst.begin(), kKeyFirst.end(), command) == kKeyFirst.end()) return "";
  std::string shape;
  std::string_view rest = words[1];
  for (std::size_t pieces = 0; !rest.empty() && pieces < kMostPieces; ++pieces) {
    const auto end =
        static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), is_separator) - rest.begin());
    const std::string_view piece = rest.substr(0, end);
    if (!piece.empty()) shape += may_be_shown(piece) ? piece : "?";
    if (end < rest.size()) shape += rest[end];
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return shape;
}

}  // namespace lifeguard::redis
