#include "collectors/vector/http_store.hpp"

#include <boost/asio/use_awaitable.hpp>

#include "collectors/vector/most_watched.hpp"

namespace lifeguard::vector_store {

asio::awaitable<Listing> one_by_one(std::vector<std::string> wanted, AllNames all, TellOne tell) {
  Listing listing;
  if (wanted.empty()) {
    auto listed = all();
    wanted = co_await std::move(listed);
    listing.left_out = keep_most_watched(wanted);
  }
  for (const std::string& name : wanted) {
    Collection collection;
    collection.name = collection.id = name;
    bool exists = true;
    auto telling = tell(collection, exists);
    auto told = keep_error(collection, std::move(telling));
    co_await std::move(told);
    if (exists) listing.collections.push_back(std::move(collection));
  }
  co_return listing;
}

asio::awaitable<void> keep_error(Collection& of, asio::awaitable<void> telling) {
  try {
    co_await std::move(telling);
  } catch (const LeftAlone&) {
    throw;
  } catch (const StoreError& error) {
    of.error = error.what();
  }
}

}  // namespace lifeguard::vector_store
