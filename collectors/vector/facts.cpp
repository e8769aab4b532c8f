#include "collectors/vector/facts.hpp"

namespace lifeguard::vector_store {

std::string_view name_of(Condition condition) {
  switch (condition) {
    case Condition::serving:
      return "serving";
    case Condition::building:
      return "building";
    case Condition::degraded:
      return "degraded";
    case Condition::broken:
      return "broken";
  }
  return "";
}

}  // namespace lifeguard::vector_store
