#include "collectors/sockets/read.hpp"

#include <algorithm>
#include <fstream>
#include <string>

#include "collectors/sockets/table.hpp"

namespace lifeguard {
namespace {

constexpr std::size_t kMostConnections = 4096;
constexpr std::size_t kMostText = 1 << 20;

void add_table(const char* path, Sockets& sockets) {
  std::ifstream file(path);
  if (!file) {
    sockets.complete = false;
    return;
  }
  std::string text(kMostText, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() == kMostText) sockets.complete = false;
  add_established(text, kMostConnections, sockets);
}

}  // namespace

Sockets read_sockets() {
  Sockets sockets;
  sockets.taken = now();
  add_table("/proc/net/tcp", sockets);
  // A kernel without IPv6 has no such file, and no such connections.
  if (std::ifstream("/proc/net/tcp6")) add_table("/proc/net/tcp6", sockets);
  std::sort(sockets.established.begin(), sockets.established.end());
  return sockets;
}

}  // namespace lifeguard
