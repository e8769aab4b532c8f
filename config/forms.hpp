#pragma once

#include <string_view>

namespace lifeguard {

/// How the text of a key must look.
struct Form {
  std::string_view expected;
  bool (*fits)(std::string_view);
};

extern const Form kHttpUrl;
extern const Form kListenAddress;
extern const Form kDatabaseUrl;
extern const Form kJsonPointer;
extern const Form kRedisUrl;
extern const Form kTraceUrl;

}  // namespace lifeguard
