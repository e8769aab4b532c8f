#pragma once

#include <chrono>
#include <optional>

#include "collectors/postgres/part.hpp"
#include "collectors/postgres/statements/ledger.hpp"
#include "collectors/postgres/statements/source.hpp"
#include "collectors/postgres/statements/texts.hpp"
#include "collectors/postgres/statements/trace.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `statements`: what pg_stat_statements counts. At first, and after a failure, it asks what there is to
/// read; where there is nothing, it fails with what to run, and asks again an interval later.
class StatementsPart : public Part {
 public:
  explicit StatementsPart(const PostgresConfig&);

  std::string_view name() const override { return "statements"; }
  Seconds interval() const override { return source_ ? interval_ : Seconds(0); }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void observe(Facts&) override;
  void reconnected() override;
  std::vector<Query> ask_aside() override;
  void take_aside(const Answers&) override;
  std::vector<Sample> samples(const Facts&) const override;

 private:
  using Clock = std::chrono::steady_clock;

  void take_source(const Answers&, Facts&);
  void take_reading(const Answers&, Facts&);
  void publish(Statements, Facts&);
  void put_off_texts(Seconds took);

  Seconds interval_;
  std::optional<StatementSource> source_;  // what can be read; nullopt before it was asked for
  Clock::time_point source_due_{}, texts_due_{};
  std::string query_, info_query_, texts_query_;
  StatementLedger ledger_;
  StatementTexts texts_;
  std::vector<StatementId> texts_asked_;
  std::string text_trouble_;
  TraceWatch traces_;
  std::optional<int> own_sessions_;  // in our database; the fewest since the last reading, for visits are short
};

}  // namespace lifeguard::postgres
