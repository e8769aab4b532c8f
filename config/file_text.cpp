#include "config/file_text.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace lifeguard {
namespace {

constexpr std::size_t kLargest = 1 << 20;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

[[noreturn]] void fail() {
  throw std::runtime_error(std::generic_category().message(errno));
}

}  // namespace

std::string file_text(const std::string& path) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (!file) fail();
  std::string text;
  std::array<char, 4096> block;
  while (const std::size_t read = std::fread(block.data(), 1, block.size(), file.get())) {
    text.append(block.data(), read);
    if (text.size() > kLargest) throw std::runtime_error("larger than 1 MiB");
  }
  if (std::ferror(file.get())) fail();
  return text;
}

}  // namespace lifeguard
