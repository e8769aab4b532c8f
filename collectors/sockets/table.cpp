#include "collectors/sockets/table.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace lifeguard {
namespace {

constexpr std::string_view kEstablished = "01";
constexpr std::size_t kWord = 8;  // digits

std::optional<std::uint32_t> hex(std::string_view digits) {
  std::uint32_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, value, 16);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

std::optional<std::string> address_of(std::string_view digits) {
  if (digits.size() != kWord && digits.size() != 4 * kWord) return std::nullopt;
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i < digits.size() / kWord; ++i) {
    const auto word = hex(digits.substr(i * kWord, kWord));
    if (!word) return std::nullopt;
    words[i] = *word;
  }
  const bool is_mapped = digits.size() > kWord && words[0] == 0 && words[1] == 0 && words[2] == htonl(0xffff);
  const bool is_v4 = digits.size() == kWord || is_mapped;
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(is_v4 ? AF_INET : AF_INET6, is_mapped ? &words[3] : words.data(), text.data(), text.size());
  return text.data();
}

std::string_view next_word(std::string_view& line) {
  const auto begin = std::min(line.find_first_not_of(' '), line.size());
  line.remove_prefix(begin);
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

std::optional<TcpConnection> established_in(std::string_view line) {
  next_word(line);  // its number
  const std::string_view local = next_word(line), remote = next_word(line), state = next_word(line);
  if (state != kEstablished || line.empty()) return std::nullopt;
  const auto from = endpoint_in_hex(local), to = endpoint_in_hex(remote);
  if (!from || !to) return std::nullopt;
  return TcpConnection{*from, *to};
}

}  // namespace

std::optional<Endpoint> endpoint_in_hex(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  const auto address = address_of(text.substr(0, colon));
  const auto port = hex(text.substr(colon + 1));
  if (!address || !port || *port > 0xffff) return std::nullopt;
  return Endpoint{*address, static_cast<int>(*port)};
}

void add_established(std::string_view table, std::size_t most, Sockets& sockets) {
  while (!table.empty()) {
    const auto end = table.find('\n');
    const auto connection = established_in(table.substr(0, end));
    table.remove_prefix(end == table.npos ? table.size() : end + 1);
    if (!connection) continue;
    if (sockets.established.size() >= most) {
      sockets.complete = false;
      return;
    }
    sockets.established.push_back(*connection);
  }
}

}  // namespace lifeguard
