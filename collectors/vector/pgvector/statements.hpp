#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "collectors/vector/pgvector/columns.hpp"

// The statements that read a column of vectors. They run inside a read-only transaction that begins with
// limits(): what holds for it alone reaches nobody, whatever stands between us and the server.
namespace lifeguard::vector_store::pgvector {

enum class Scan { any, by_index, exact };

/// The limits on the statements of a transaction, and how the planner is to look for neighbours.
std::string limits(Seconds timeout, Scan);

/// Stored vectors that the index holds, from `percent` of the pages of the table, as columns id and vector.
std::string sample(const Column&, const Index&, int count, double percent);
/// So many percent that some pages come, of a large table few.
double sampled_percent(const Column&);

/// The nearest neighbours by the index's operator, as columns id and distance.
std::string nearest(const Column&, const Index&, const Extension&, const std::vector<float>&, int count);

}  // namespace lifeguard::vector_store::pgvector
