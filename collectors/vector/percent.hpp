#pragma once

#include <string>
#include <string_view>

namespace lifeguard::vector_store {

/// A name as one part of a path, or one value of a query: all but letters, digits and "-._~" as %XX.
std::string percent_encoded(std::string_view);

}  // namespace lifeguard::vector_store
