#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"

namespace lifeguard {

/// What is wrong with a config, and what is merely odd, gathered while it is read.
class Report {
 public:
  void problem(const Place&, std::string_view what);
  void warning(const Place&, std::string_view what);

  bool has_problems() const { return !problems_.empty(); }
  /// In the order of the file.
  std::vector<std::string> problems() const;
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  struct Problem {
    int line;
    std::string text;
  };
  std::vector<Problem> problems_;
  std::vector<std::string> warnings_;
};

/// A key as it may be printed: no control characters, and not without end.
std::string printable(std::string_view key);

}  // namespace lifeguard
