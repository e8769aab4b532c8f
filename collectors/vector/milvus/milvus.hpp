#pragma once

#include <boost/json/object.hpp>
#include <map>

#include "collectors/vector/http_store.hpp"
#include "collectors/vector/milvus/answers.hpp"

namespace lifeguard::vector_store {

/// Milvus by its REST API v2. Errors come with a status of 200: the code in the body counts.
class Milvus : public HttpStore {
 public:
  Milvus(const VectorConfig&, std::shared_ptr<Limit>);

  std::string identity() const override;
  std::string scope() const override;
  asio::awaitable<Readiness> readiness() override;
  asio::awaitable<std::string> scope_trouble() override;
  asio::awaitable<Listing> collections(std::vector<std::string> wanted) override;
  asio::awaitable<std::vector<StoredVector>> sample(Collection, int count) override;
  std::optional<std::int64_t> searched_among(const Collection&) const override;
  asio::awaitable<std::vector<Neighbour>> search(Collection, std::vector<float>, int count) override;
  asio::awaitable<void> round_trip(int slot, std::vector<float>) override;
  std::optional<Seconds> write_took() const override { return write_took_; }

 private:
  struct Answer {
    boost::json::value body;
    std::string request;  // "POST /v2/vectordb/collections/list"
    Json told() const { return Json(body, request); }
  };
  /// The answer, good or not, to a request below /v2/vectordb/.
  asio::awaitable<Answer> ask(std::string what, boost::json::object request);
  asio::awaitable<Answer> ask_good(std::string what, boost::json::object request);
  boost::json::object about(const std::string& collection) const;

  asio::awaitable<std::vector<std::string>> names();
  asio::awaitable<void> tell(Collection&, bool& exists);
  asio::awaitable<void> add_details(Collection&, std::string index_name);
  asio::awaitable<void> count_rows(std::string collection, std::string filter);
  asio::awaitable<std::vector<Neighbour>> search_with(Collection, std::vector<float>, int count,
                                                      std::string consistency);
  asio::awaitable<void> make_own_collection();

  std::string database_;
  int dimension_;
  std::map<std::string, std::int64_t> counted_;  // by collection; its statistics count what was deleted too
  bool own_is_made_ = false;
  std::optional<Seconds> write_took_;
};

}  // namespace lifeguard::vector_store
