#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>

namespace lifeguard::test {

/// What is written to stderr while this lives.
class CapturedStderr {
 public:
  CapturedStderr() : before_(dup(STDERR_FILENO)) { dup2(fileno(file_), STDERR_FILENO); }
  ~CapturedStderr() {
    dup2(before_, STDERR_FILENO);
    close(before_);
    std::fclose(file_);
  }
  CapturedStderr(const CapturedStderr&) = delete;
  CapturedStderr& operator=(const CapturedStderr&) = delete;

  std::string text() const {
    std::string all(static_cast<std::size_t>(lseek(fileno(file_), 0, SEEK_END)), '\0');
    const auto got = pread(fileno(file_), all.data(), all.size(), 0);
    all.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return all;
  }

 private:
  std::FILE* file_ = std::tmpfile();
  int before_;
};

}  // namespace lifeguard::test
