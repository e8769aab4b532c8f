#pragma once

#include <string_view>
#include <vector>

#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/posture/verdict.hpp"

namespace lifeguard::postgres {

/// How much a failure matters: something that a stranger or a crash makes use of, or what good housekeeping
/// would have otherwise.
enum class Concern { danger, housekeeping };

/// One thing that an audit would ask. `judge` is pure, and is asked only when the facts have a posture.
struct PostureCheck {
  std::string_view name;  // the label of lifeguard_pg_posture, and what the config's `ignore` names
  std::string_view what;  // what is so when it passes
  Concern concern;
  Verdict (*judge)(const Facts&);
};

/// The one table.
const std::vector<PostureCheck>& posture_checks();

/// Every check's verdict, in the order of the table; all are unknown while the facts have no posture.
struct JudgedCheck {
  const PostureCheck* check;
  Verdict verdict;
};
std::vector<JudgedCheck> judge_posture(const Facts&);

}  // namespace lifeguard::postgres
