#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lifeguard::sql {

struct Token {
  std::size_t start, end;
  enum class Kind { word, literal, parameter, comment } kind;
};

/// By PostgreSQL's own scanner. The text may be cut off anywhere (track_activity_query_size); nothing for what
/// is not SQL.
std::optional<std::vector<Token>> tokens_of(const std::string& text);

/// Up to where the tokens are sure: whether a string ends at \' depends on the session's settings, which are
/// not ours to know. In a comment it does not matter.
std::size_t certain_until(const std::string& text, const std::vector<Token>&);

}  // namespace lifeguard::sql
