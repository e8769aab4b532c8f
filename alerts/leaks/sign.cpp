#include "alerts/leaks/sign.hpp"

#include "alerts/rules/sessions.hpp"

namespace lifeguard::leaks {

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::pinned:
      return "pinned server";
    case Kind::idle_in_transaction:
      return "idle in transaction";
    case Kind::orphan:
      return "orphan session";
    case Kind::mismatch:
      return "out of the pool and idle";
    case Kind::over_age:
      return "older than the pool allows";
    case Kind::no_backend:
      return "socket without a session";
    case Kind::idle_growth:
      return "idle sessions rise";
    case Kind::floor_rise:
      return "pool use rises";
  }
  return "";
}

Source source_of(Kind kind) {
  switch (kind) {
    case Kind::pinned:
    case Kind::idle_in_transaction:
    case Kind::over_age:
      return Source::server;
    case Kind::mismatch:
      return Source::pool;
    case Kind::orphan:
    case Kind::no_backend:
      return Source::sockets;
    case Kind::idle_growth:
    case Kind::floor_rise:
      return Source::course;
  }
  return Source::server;
}

std::string_view name_of(Source source) {
  switch (source) {
    case Source::server:
      return "server";
    case Source::pool:
      return "pool";
    case Source::sockets:
      return "sockets";
    case Source::course:
      return "course";
  }
  return "";
}

Sign sign_of(Kind kind, const postgres::ClientGroup& group) {
  Sign sign{};
  sign.kind = kind;
  sign.client = key_of(group);
  sign.whose = in_words(group);
  sign.strength = Severity::warning;
  return sign;
}

}  // namespace lifeguard::leaks
