#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collectors/app_pool/facts.hpp"

namespace lifeguard::app_pool {

/// Has the totals of an app's pools never go back: an app that restarts counts anew. And counts those who still
/// wait for a connection, whom a library counts only when they have it, or never: what the library's own total
/// gains is not counted again as long as somebody waits.
class Totals {
 public:
  /// Puts our totals in place of the page's. `passed` since the last look; zero when what was in between is not
  /// known.
  void look(std::vector<AppPool>&, std::optional<double> process_start, Seconds passed);

  int restarts() const { return restarts_; }

 private:
  struct Known {
    AppPool page, ours;
    double ahead = 0;  // seconds of waiting that are counted, and the library may yet count
  };

  static void begin_anew(Known&);
  void follow(AppPool&, Seconds passed);
  void forget_all_but(const std::vector<AppPool>&);

  std::map<std::string, Known> known_;
  std::optional<double> process_start_;
  int restarts_ = 0;
};

}  // namespace lifeguard::app_pool
