#pragma once

#include <string>
#include <vector>

namespace lifeguard::postgres {

/// A DSN taken apart: a libpq URI or key=value string, with what is said for every connection of ours added.
class Conninfo {
 public:
  struct Host {
    std::string name, port;
    bool is_socket() const { return name.empty() || name.front() == '/' || name.front() == '@'; }
  };

  /// Throws std::invalid_argument, whose message never quotes the DSN, for it may hold a password.
  explicit Conninfo(const std::string& dsn);

  void set(const std::string& keyword, const std::string& value);
  std::string get(const std::string& keyword) const;

  /// In the order libpq will try them. An address given in the DSN (hostaddr) stands for its host.
  std::vector<Host> hosts() const;
  /// Replaces the hosts by resolved addresses, keeping names for TLS: libpq then never asks a name server.
  void set_hosts(const std::vector<std::pair<Host, std::string>>& hosts_and_addresses);

  /// "db:5432" or "db1:5432,db2:5432" or "/run/postgresql:5432".
  std::string endpoint() const;

  const std::vector<std::pair<std::string, std::string>>& parameters() const { return parameters_; }

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace lifeguard::postgres
