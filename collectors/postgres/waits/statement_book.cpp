#include "collectors/postgres/waits/statement_book.hpp"

#include <functional>
#include <string_view>

namespace lifeguard::postgres {
namespace {

std::size_t hash_of(const Session& session) {
  const std::size_t statement = session.query_id ? std::hash<std::int64_t>{}(*session.query_id)
                                                 : std::hash<std::string_view>{}(session.query.raw());
  return statement * 31 + std::hash<std::string>{}(session.database);
}

}  // namespace

std::shared_ptr<const WaitStatement> StatementBook::of(const Session& session) {
  const std::size_t hash = hash_of(session);
  if (const auto known = known_.find(hash); known != known_.end()) return known->second;

  auto statement = std::make_shared<WaitStatement>();
  statement->database = session.database;
  if (session.query.empty() || scanned_ == kMostPerSample) return statement;
  ++scanned_;
  statement->text = session.query.text(kTextLimit);
  statement->query_id = session.query_id;
  if (!session.query_id) statement->fingerprint = session.query.fingerprint();
  if (known_.size() == kMost) known_.clear();
  known_.emplace(hash, statement);
  return statement;
}

}  // namespace lifeguard::postgres
