#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lifeguard {

/// The length in bytes of the character that begins at `at`; 0 when no valid UTF-8 begins there.
std::size_t utf8_length(std::string_view text, std::size_t at);

/// `text` in at most `limit` bytes: cut between two characters, and then ended by "…".
std::string cut_utf8(std::string_view text, std::size_t limit);

bool is_utf8(std::string_view text);

/// Bytes that are not UTF-8 (a SQL_ASCII database may send them) as U+FFFD. On serialized JSON it mends the
/// strings and leaves the structure, which is ASCII.
std::string valid_utf8(std::string text);

}  // namespace lifeguard
