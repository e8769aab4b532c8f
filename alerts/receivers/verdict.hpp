#pragma once

#include <string>
#include <string_view>

#include "alerts/receiver.hpp"

namespace lifeguard {

/// What every HTTP receiver means by its status: 2xx delivered; 407, 408, 425, 429 and 5xx try again; the rest
/// refuses this notice for ever. `says` is the receiver's own word for it.
Verdict verdict_by_status(const HttpResponse&, std::string_view says);

/// At most 200 printable characters of an answer's body, for a reason in the log. Words with a slash are left
/// out: an error page may repeat the address, which is a secret.
std::string excerpt(std::string_view body);

/// An error page from something in between, rather than the receiver's own answer.
bool is_html(std::string_view body);

}  // namespace lifeguard
