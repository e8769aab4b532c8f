#include "collectors/postgres/statements/texts.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

#include "collectors/postgres/queries.hpp"

namespace lifeguard::postgres {
namespace {

constexpr std::size_t kMost = 300;
// pg_stat_activity cuts texts at track_activity_query_size, 1,024 unless it was changed, and we at 1,024
// letters.
constexpr std::size_t kPerhapsCut = 1000;

constexpr double kTimesAsLong = 40'000;
constexpr Seconds kSoonest = std::chrono::minutes(10), kLatest = std::chrono::hours(1);

std::string first_word(std::string_view text) {
  std::string word;
  for (const char c : text) {
    if (word.empty() && (c == '(' || c == ' ')) continue;
    if (!std::isalpha(static_cast<unsigned char>(c))) break;
    word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word;
}

bool begins_as_query(std::string_view normalised) {
  constexpr std::array<std::string_view, 7> kQueries{"select", "insert", "update", "delete",
                                                     "merge",  "with",   "values"};
  const std::string word = first_word(normalised);
  return std::find(kQueries.begin(), kQueries.end(), word) != kQueries.end();
}

// What the server itself runs for every row, where nested statements are tracked too.
bool checks_foreign_key(std::string_view normalised) {
  return normalised.find(" FROM ONLY ") != normalised.npos && normalised.ends_with(" FOR KEY SHARE OF x");
}

const std::set<std::string>& own_fingerprints() {
  static const std::set<std::string> all = [] {
    std::set<std::string> fingerprints;
    for (const EmbeddedQuery& query : embedded_queries()) {
      fingerprints.insert(sql::Statement(std::string(query.text)).fingerprint());
    }
    return fingerprints;
  }();
  return all;
}

// What only we ask for and no file holds: see source.cpp.
bool asks_for_statements(std::string_view text) {
  return text.starts_with("select userid, dbid, queryid, ") ||
         text.starts_with("select dealloc, stats_reset ") ||
         text.starts_with("select dbid, queryid, left(query");
}

// The text may be of several statements, of which the session is at one.
bool is_whole(std::string_view raw) {
  return raw.size() < kPerhapsCut && raw.find(';') >= raw.find_last_not_of(" \t\r\n");
}

}  // namespace

StatementText statement_text(std::string_view raw, sql::Exposure exposure) {
  const sql::Statement statement(std::string(raw), exposure);
  StatementText text;
  text.text = statement.text();
  text.fingerprint = statement.fingerprint();
  const std::string normalised = sql::Statement(std::string(raw)).text();
  text.is_query = begins_as_query(normalised) && !checks_foreign_key(normalised);
  text.ours = own_fingerprints().contains(text.fingerprint) || asks_for_statements(normalised);
  return text;
}

void StatementTexts::want(const std::vector<ShownStatement>& shown) {
  for (auto& [id, entry] : entries_) entry.wanted = false;
  for (const ShownStatement& statement : shown) {
    Entry& entry = entries_[statement.id];
    entry.wanted = true;
    entry.database = statement.database;
  }
  forget_surplus();
}

// One that left may come back; what never had a text is not worth a place.
void StatementTexts::forget_surplus() {
  std::erase_if(entries_, [](const auto& entry) { return !entry.second.wanted && !entry.second.text; });
  if (entries_.size() <= kMost) return;
  std::erase_if(entries_, [](const auto& entry) { return !entry.second.wanted; });
}

std::vector<StatementId> StatementTexts::lacking() const {
  std::vector<StatementId> ids;
  for (const auto& [id, entry] : entries_) {
    if (entry.wanted && !entry.text && !entry.gone) ids.push_back(id);
  }
  return ids;
}

void StatementTexts::learn(StatementId id, std::string_view raw) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.text || raw.empty() || raw == "<insufficient privilege>") return;
  found->second.text = std::make_shared<const StatementText>(statement_text(raw, exposure_));
  news_ = true;
}

void StatementTexts::asked(const std::vector<StatementId>& ids) {
  failed(ids);
  for (const StatementId id : ids) {
    if (const auto found = entries_.find(id); found != entries_.end()) found->second.gone = true;
  }
}

void StatementTexts::failed(const std::vector<StatementId>& ids) {
  for (const StatementId id : ids) {
    if (const auto found = entries_.find(id); found != entries_.end()) found->second.tried = true;
  }
  news_ = true;
}

void StatementTexts::learn_from(const std::vector<Session>& sessions) {
  std::map<std::int64_t, std::vector<StatementId>> lacking;
  for (const auto& [id, entry] : entries_) {
    if (entry.wanted && !entry.text) lacking[id.query].push_back(id);
  }
  if (lacking.empty()) return;
  for (const Session& session : sessions) {
    if (!session.query_id || session.ours) continue;
    const auto ids = lacking.find(*session.query_id);
    if (ids == lacking.end() || !is_whole(session.query.raw())) continue;
    for (const StatementId id : ids->second) {
      if (entries_.at(id).database == session.database) learn(id, session.query.raw());
    }
  }
}

void StatementTexts::attach(std::vector<ShownStatement>& shown) const {
  for (ShownStatement& statement : shown) {
    const auto found = entries_.find(statement.id);
    if (found == entries_.end()) continue;
    statement.text = found->second.text;
    statement.text_lost = !statement.text && found->second.tried;
  }
}

bool StatementTexts::take_news() {
  return std::exchange(news_, false);
}

Seconds until_next_texts(Seconds took) {
  return std::clamp(took * kTimesAsLong, kSoonest, kLatest);
}

}  // namespace lifeguard::postgres
