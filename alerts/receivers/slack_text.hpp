#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lifeguard {

/// Text as Slack wants it, & < > escaped, in at most `limit` bytes; neither a character nor an entity is cut.
std::string slack_text(std::string_view text, std::size_t limit);

/// A code block of what slack_text() made, which it cannot end before its time.
std::string slack_code(std::string text);

}  // namespace lifeguard
