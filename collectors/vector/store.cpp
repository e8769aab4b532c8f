#include "collectors/vector/store.hpp"

#include <boost/asio/use_awaitable.hpp>

namespace lifeguard::vector_store {

asio::awaitable<std::string> Store::scope_trouble() {
  co_return "";
}

}  // namespace lifeguard::vector_store
