#pragma once

#include <string>
#include <string_view>

namespace lifeguard::vector_store {

/// What a product says, short enough for an alert.
std::string shortened(std::string_view);

/// With each occurrence of the secret as "***": some products repeat the key that they refuse. One of three
/// characters or less hides nothing, and would be found in every word.
std::string without(std::string text, std::string_view secret);

}  // namespace lifeguard::vector_store
