#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "collectors/postgres/facts.hpp"

namespace lifeguard::postgres {

/// Something other than before answers to the same name, or the same does in another role.
struct Transition {
  enum class Kind {
    restart,        // the same server, started anew
    crash,          // one of its processes died, and it ended every session and recovered
    promotion,      // a primary where a standby was
    demotion,       // a standby where a primary was
    failover,       // another primary of the same cluster, on a timeline of its own
    other_server,   // another server of the same cluster, in the same role
    other_cluster,  // data of another origin
  };
  Kind kind;
  TimePoint last_seen, noticed;  // it happened in between; agent's clock
  Identity before, after;
};

/// What became of a server between two looks at it; nullopt when it is as it was. What is not known of either
/// does not count.
std::optional<Transition::Kind> transition_between(const Identity& before, const Identity& after);

/// Fills in what is asked only at the beginning of a connection: `now` is what the same connection says later.
void carry_over(const Identity& before, Identity& now);

/// Remembers who answered last, over all connections, and the transitions since the agent started.
class Transitions {
 public:
  static constexpr std::size_t kMostKept = 20;

  void see(const Identity&, TimePoint now);
  std::shared_ptr<const std::vector<Transition>> recent() const { return recent_; }

 private:
  std::optional<Identity> last_;
  TimePoint last_seen_;
  std::shared_ptr<const std::vector<Transition>> recent_ = std::make_shared<const std::vector<Transition>>();
};

}  // namespace lifeguard::postgres
