#pragma once

#include <string>

namespace lifeguard::vector_store {

/// Another one each time: "3f2c9e8a-…".
std::string random_uuid();

/// The same one each time, of Lifeguard's own.
std::string uuid_of(int slot);

}  // namespace lifeguard::vector_store
