#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lifeguard::postgres {

/// What came out of one check of the posture.
struct Verdict {
  enum class State { pass, fail, unknown };

  State state = State::unknown;
  std::string reason;  // a sentence without a full stop: what is so, or why it cannot be known
  std::string remedy;  // what to run or to change; for unknown, what lets us know; may be empty
  /// What it was seen by: settings, roles, sessions, lines of pg_hba.conf; never a password.
  std::vector<std::vector<std::pair<std::string, std::string>>> evidence;
};

inline Verdict pass(std::string reason) {
  return {Verdict::State::pass, std::move(reason), "", {}};
}

inline Verdict fail(std::string reason, std::string remedy) {
  return {Verdict::State::fail, std::move(reason), std::move(remedy), {}};
}

inline Verdict unknown(std::string reason, std::string remedy = "") {
  return {Verdict::State::unknown, std::move(reason), std::move(remedy), {}};
}

}  // namespace lifeguard::postgres
