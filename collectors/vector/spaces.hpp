#pragma once

#include <string>
#include <string_view>

namespace lifeguard::vector_store {

/// "l2", "cosine" or "ip" for what any product calls it; what is none of them (Manhattan) in lower case.
std::string space_named(std::string_view);

/// Of products whose score is higher the nearer a vector is by cosine and by inner product, and a distance by
/// all others.
double distance_of_score(double score, std::string_view space);

}  // namespace lifeguard::vector_store
