#include "collectors/vector/store.hpp"

#include <boost/asio/use_awaitable.hpp>

namespace lifeguard::vector_store {

asio::awaitable<std::string> Store::scope_trouble() {
  co_return "";
}

asio::awaitable<std::optional<std::vector<Neighbour>>> Store::exact_search(Collection, std::vector<float>,
                                                                           int) {
  co_return std::nullopt;
}

}  // namespace lifeguard::vector_store
