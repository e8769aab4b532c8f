#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "collectors/vector/http_api.hpp"
#include "collectors/vector/store.hpp"

namespace lifeguard::vector_store {

/// What all stores over HTTP have alike.
class HttpStore : public Store {
 public:
  std::string endpoint() const override { return api_.endpoint(); }
  std::string identity() const override { return api_.endpoint(); }
  void begin() override { api_.begin(); }
  std::optional<TimePoint> certificate_expiry() const override { return api_.certificate_expiry(); }

 protected:
  HttpStore(const VectorConfig& config, std::shared_ptr<Limit> limit, KeyHeader key_header,
            std::string url = {}, Headers headers = {})
      : api_(config, std::move(limit), std::move(key_header), std::move(url), std::move(headers)) {}

  HttpApi api_;
};

using AllNames = std::function<asio::awaitable<std::vector<std::string>>()>;
/// Adds what a store tells of the collection of that name; the second is set to false when there is none.
using TellOne = std::function<asio::awaitable<void>(Collection&, bool& exists)>;

/// The listing of a store that tells of its collections one by one: those that are wanted and exist, or of all
/// the most that are watched.
asio::awaitable<Listing> one_by_one(std::vector<std::string> wanted, AllNames all, TellOne tell);

/// What fails while a store tells of one collection is its error, for others may be sound; that the store wants
/// to be left alone is of all, and thrown.
asio::awaitable<void> keep_error(Collection& of, asio::awaitable<void> telling);

}  // namespace lifeguard::vector_store
