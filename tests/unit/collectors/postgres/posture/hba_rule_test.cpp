#include "collectors/postgres/posture/hba_rule.hpp"

#include "tests/catch.hpp"

using namespace lifeguard::postgres;

TEST_CASE("whom a row of pg_hba.conf lets in reads as it is written there") {
  const auto clients = [](std::string address, std::string netmask) {
    HbaRule rule;
    rule.type = "host";
    rule.address = std::move(address);
    rule.netmask = std::move(netmask);
    return clients_of(rule);
  };
  CHECK(clients("10.0.3.7", "255.255.255.255") == "10.0.3.7/32");
  CHECK(clients("10.0.3.0", "255.255.255.0") == "10.0.3.0/24");
  CHECK(clients("10.0.0.0", "255.240.0.0") == "10.0.0.0/12");
  CHECK(clients("0.0.0.0", "0.0.0.0") == "0.0.0.0/0");
  CHECK(clients("fd00::", "ffff:ffff:ffff:ff00::") == "fd00::/56");
  CHECK(clients("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") == "::1/128");
  CHECK(clients("::", "::") == "::/0");
  CHECK(clients("10.0.0.7", "255.0.255.0") == "10.0.0.7 255.0.255.0");
  CHECK(clients("10.0.0.7", "255.0.0.1") == "10.0.0.7 255.0.0.1");
  CHECK(clients("samenet", "") == "samenet");
  CHECK(clients(".example.com", "") == ".example.com");
  CHECK(clients("", "") == "a local socket");
}
