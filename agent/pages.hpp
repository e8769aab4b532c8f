#pragma once

#include <functional>
#include <string>

#include "agent/io/http_server.hpp"

namespace lifeguard {

/// Where each path leads. What a page needs comes as functions, so that the routes know no other part.
struct Pages {
  std::function<std::string()> metrics, open_metrics, health, pools, incidents;
  std::function<std::string(std::size_t limit)> sessions, queries;
  std::function<Page(const std::map<std::string, std::string>& parameters)> history;
  std::function<bool()> ready;
  std::function<std::string()> reload;  // "" when taken, otherwise why not
  std::function<void()> quit;
  bool remote_control = false;

  Page answer(const PageRequest&) const;
};

}  // namespace lifeguard
