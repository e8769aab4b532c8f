#include "collectors/postgres/conninfo.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace lifeguard::postgres {
namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

const std::string& at_or_last(const std::vector<std::string>& list, std::size_t index) {
  return list[std::min(index, list.size() - 1)];
}

}  // namespace

Conninfo::Conninfo(const std::string& dsn) {
  char* error = nullptr;
  const Options given(PQconninfoParse(dsn.c_str(), &error));
  PQfreemem(error);
  if (!given) {
    throw std::invalid_argument(
        "the dsn cannot be read; expected postgresql://user@host:5432/database or host=… port=… dbname=… "
        "user=…");
  }
  for (const PQconninfoOption* option = given.get(); option->keyword; ++option) {
    if (option->val) set(option->keyword, option->val);
  }
  // PGHOST, PGUSER and their kin fill what the DSN leaves open, unless a service file is to: libpq reads that
  // itself.
  const char* service = std::getenv("PGSERVICE");
  if (!get("service").empty() || (service && *service)) return;
  const Options defaults(PQconndefaults());
  for (const PQconninfoOption* option = defaults.get(); option && option->keyword; ++option) {
    if (option->val && get(option->keyword).empty()) set(option->keyword, option->val);
  }
}

void Conninfo::set(const std::string& keyword, const std::string& value) {
  for (auto& [known, old] : parameters_) {
    if (known == keyword) {
      old = value;
      return;
    }
  }
  parameters_.emplace_back(keyword, value);
}

std::string Conninfo::get(const std::string& keyword) const {
  for (const auto& [known, value] : parameters_) {
    if (known == keyword) return value;
  }
  return {};
}

std::vector<Conninfo::Host> Conninfo::hosts() const {
  const auto addresses = split(get("hostaddr"));
  const auto names = split(get("host"));
  const auto ports = split(get("port"));
  std::vector<Host> found;
  for (std::size_t i = 0; i < std::max(addresses.size(), names.size()); ++i) {
    const std::string address = i < addresses.size() ? addresses[i] : "";
    const std::string name = i < names.size() ? names[i] : "";
    const std::string port = at_or_last(ports, i);
    found.push_back({address.empty() ? name : address, port.empty() ? "5432" : port});
  }
  return found;
}

void Conninfo::set_hosts(const std::vector<std::pair<Host, std::string>>& hosts_and_addresses) {
  std::string names, addresses, ports;
  for (const auto& [host, address] : hosts_and_addresses) {
    const char* comma = &hosts_and_addresses.front().first == &host ? "" : ",";
    names += comma + host.name;
    addresses += comma + address;
    ports += comma + host.port;
  }
  set("host", names);
  set("hostaddr", addresses);
  set("port", ports);
}

std::string Conninfo::endpoint() const {
  if (!get("service").empty()) return "service " + get("service");
  std::string text;
  for (const Host& host : hosts()) {
    if (!text.empty()) text += ',';
    text += (host.name.empty() ? "local" : host.name) + ':' + host.port;
  }
  return text;
}

}  // namespace lifeguard::postgres
