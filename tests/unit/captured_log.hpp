#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>

namespace lifeguard::test {

/// What is written to stderr while it lives.
class CapturedLog {
 public:
  CapturedLog() : before_(::dup(2)), file_(std::tmpfile()) { ::dup2(::fileno(file_), 2); }
  ~CapturedLog() {
    ::dup2(before_, 2);
    ::close(before_);
    std::fclose(file_);
  }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  std::string text() const {
    std::string text(static_cast<std::size_t>(::lseek(::fileno(file_), 0, SEEK_END)), '\0');
    const auto length = ::pread(::fileno(file_), text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(length));
    return text;
  }

  std::size_t times(const std::string& part) const {
    const std::string all = text();
    std::size_t count = 0;
    for (std::size_t at = 0; (at = all.find(part, at)) != std::string::npos; at += part.size()) ++count;
    return count;
  }

 private:
  int before_;
  std::FILE* file_;
};

}  // namespace lifeguard::test
