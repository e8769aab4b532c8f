#pragma once

#include <string>
#include <string_view>

namespace lifeguard::traces {

/// `form` with every {trace_id} replaced, as an URL that can be put anywhere: what RFC 3986 has no place for
/// (spaces, quotes, braces, bars, bytes beyond ASCII) is percent-encoded, what is encoded already stays.
std::string trace_link(std::string_view form, std::string_view trace_id);

}  // namespace lifeguard::traces
