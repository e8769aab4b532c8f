#include "collectors/postgres/posture/hba_rule.hpp"

#include <bit>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>

namespace lifeguard::postgres {
namespace {

template <class Bytes>
std::optional<int> leading_ones(const Bytes& mask) {
  int length = 0;
  bool ended = false;
  for (const std::uint8_t byte : mask) {
    const int ones = std::countl_one(byte);
    if (std::popcount(byte) != ones || (ended && ones > 0)) return std::nullopt;
    length += ones;
    ended = ended || ones < 8;
  }
  return length;
}

// Nullopt for what a prefix cannot say: 255.0.255.0.
std::optional<int> prefix_length(const std::string& netmask) {
  boost::system::error_code error;
  const auto mask = boost::asio::ip::make_address(netmask, error);
  if (error) return std::nullopt;
  return mask.is_v4() ? leading_ones(mask.to_v4().to_bytes()) : leading_ones(mask.to_v6().to_bytes());
}

}  // namespace

bool is_local(const HbaRule& rule) {
  if (rule.type == "local") return true;
  if (rule.address == "localhost" || rule.address == "samehost") return true;
  if (rule.address == "::1") return prefix_length(rule.netmask) == 128;
  return rule.address.starts_with("127.") && rule.netmask.starts_with("255.");
}

std::string clients_of(const HbaRule& rule) {
  if (rule.address.empty()) return "a local socket";
  if (rule.netmask.empty()) return rule.address;
  const auto length = prefix_length(rule.netmask);
  return length ? rule.address + "/" + std::to_string(*length) : rule.address + " " + rule.netmask;
}

}  // namespace lifeguard::postgres
