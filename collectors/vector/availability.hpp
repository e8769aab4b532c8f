#pragma once

#include <string_view>

#include "collectors/snapshot.hpp"

namespace lifeguard::vector_store {

/// Whether the store serves: "available", "incomplete" (a collection that the config names is missing or of
/// another dimension, or what
/// a search must find is lost, or Lifeguard's own searches or writes keep failing), "not ready" by its own
/// word, or "unavailable".
std::string_view availability(const Snapshot&);

}  // namespace lifeguard::vector_store
