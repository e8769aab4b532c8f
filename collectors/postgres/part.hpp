#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/postgres/connection.hpp"
#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/queries.hpp"
#include "collectors/sample.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard::postgres {

/// What became of the queries of one pipeline, by their names.
class Answers {
 public:
  void add(std::string name, Answer answer) { answers_.insert_or_assign(std::move(name), std::move(answer)); }
  bool has(std::string_view name) const { return answers_.contains(name); }
  /// Throws the PgError if the query failed, and std::out_of_range if it was not asked.
  const Rows& rows(std::string_view name) const;
  Seconds took(std::string_view name) const;

 private:
  std::map<std::string, Answer, std::less<>> answers_;
};

/// One part of what is asked over the permanent connection: what to ask, how often, and what it means. A part
/// may remember what it saw the time before. To add one: a folder with its facts, its line in parts.cpp.
class Part {
 public:
  virtual ~Part() = default;

  virtual std::string_view name() const = 0;
  virtual Seconds interval() const = 0;  // zero: every tick

  /// What to ask now; nothing when it can be left out this time. `known` lacks activity, which is of this tick.
  virtual std::vector<Query> ask(const Facts& known, int server_version) = 0;
  /// Puts what was answered into the facts. Throws PgError when the part failed.
  virtual void take(const Answers&, Facts&) = 0;
  /// Takes its own out of the facts: before every take, so that a failure leaves nothing stale.
  virtual void forget(Facts&) const = 0;
  /// Every tick, when all that was due has been taken: for what follows sessions from tick to tick.
  virtual void observe(Facts&) {}
  /// Beside the polling, over a short-lived connection to the dsn's database: what is too dear for the
  /// permanent one. Empty when there is nothing to ask; a query that failed says so by its answer.
  virtual std::vector<Query> ask_aside() { return {}; }
  virtual void take_aside(const Answers&) {}
  /// A new connection, so perhaps another server, or the same one later.
  virtual void reconnected() {}
  /// Another cluster answers now, or perhaps does: nothing that was seen before is of it. Comes before the
  /// take.
  virtual void start_anew() {}

  /// Facts as samples and as values to remember; asked once after each take.
  virtual std::vector<Sample> samples(const Facts&) const { return {}; }
  virtual std::vector<SeriesPoint> series(const Facts&) const { return {}; }
};

/// A part that asks the same files of sql/ at each of its intervals.
class PeriodicPart : public Part {
 public:
  PeriodicPart(std::string_view name, Seconds interval, std::vector<std::string_view> files)
      : name_(name), interval_(interval), files_(std::move(files)) {}

  std::string_view name() const override { return name_; }
  Seconds interval() const override { return interval_; }
  std::vector<Query> ask(const Facts&, int server_version) override;

 private:
  std::string_view name_;
  Seconds interval_;
  std::vector<std::string_view> files_;
};

/// Queries by the names of their files in sql/.
std::vector<Query> files(const std::vector<std::string_view>& names, int server_version);

}  // namespace lifeguard::postgres
