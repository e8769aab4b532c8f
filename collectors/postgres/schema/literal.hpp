#pragma once

#include <string>

namespace lifeguard::postgres {

/// A string constant that is right whatever standard_conforming_strings says.
std::string quoted_literal(const std::string& text);

}  // namespace lifeguard::postgres
