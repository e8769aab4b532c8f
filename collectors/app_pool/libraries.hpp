#pragma once

#include <string>
#include <string_view>

namespace lifeguard::app_pool {

/// What the people of a library call what we speak of.
struct Library {
  std::string_view kind;       // as in the config
  std::string_view title;      // "HikariCP"
  std::string_view limit;      // the setting that limits its pool
  std::string_view raise_at;   // where that is set
  std::string_view find_leak;  // what has the app itself say who took a connection; may be empty
};

/// The library of that kind; a pool of "json" or of a kind that is not in the list is one of the app's own.
const Library& library_of(std::string_view kind);

}  // namespace lifeguard::app_pool
