#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace lifeguard {

/// Host names to addresses without ever holding up the event loop: getaddrinfo runs on threads of its own, and
/// one that never answers is abandoned. The last good answer is kept for when the name service is down.
class Resolver {
 public:
  /// Blocking look-up of one host: numeric addresses. Throws std::runtime_error. Tests pass their own.
  using Lookup = std::function<std::vector<std::string>(const std::string& host)>;

  Resolver();
  explicit Resolver(Lookup);
  ~Resolver();  // does not wait for look-ups that hang

  /// Throws Timeout, or std::runtime_error ("cannot resolve db.example: …"), unless an earlier answer is known.
  boost::asio::awaitable<std::vector<std::string>> resolve(std::string host, Seconds limit);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace lifeguard
