#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/redis/resp.hpp"
#include "collectors/redis/watching.hpp"

namespace lifeguard::redis {

/// One command that is asked: when, and what its answer means.
struct Part {
  enum class Pace {
    usual,      // at every look
    long_list,  // of all clients: at every third look, and so seldom that it takes a small share of Redis's
                // time, which serves nobody meanwhile
    slow,       // once a minute
  };
  std::string_view name;     // "clients"
  std::string_view rule;     // what the ACL calls it: "client|list"
  std::string_view command;  // for people: "CLIENT LIST"
  std::size_t largest;       // bytes that its answer may have
  Pace pace;
  bool (*is_there)(const Info&);  // by the server's mode and version
  void (*take)(const Reply&, TimePoint at, Watching&);
  void (*forget)(Facts&);
};

/// Everything that is asked, in order, INFO first. The one list.
std::span<const Part> parts();

/// As it is sent; what INFO is asked for depends on the version, which `facts` may not know yet.
std::vector<std::string> words_of(const Part&, const Facts&);

/// The slow log's longer answer, for when the usual one leaves a gap.
std::vector<std::string> longer_slowlog(int entries);

}  // namespace lifeguard::redis
