#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/statements/facts.hpp"

namespace lifeguard::postgres {

/// The texts of the statements that are shown: each is learned once, and forgotten some time after.
class StatementTexts {
 public:
  explicit StatementTexts(sql::Exposure exposure) : exposure_(exposure) {}

  /// These are shown now.
  void want(const std::vector<ShownStatement>&);
  /// Those of them whose text is neither known nor known to be gone.
  std::vector<StatementId> lacking() const;

  /// A text as pg_stat_statements has it. Empty, or hidden for want of rights: it is gone.
  void learn(StatementId, std::string_view raw);
  /// These were asked for, and what could be had was learned; the rest is gone.
  void asked(const std::vector<StatementId>&);
  /// These were asked for, and nothing could be read; they may be asked for again.
  void failed(const std::vector<StatementId>&);
  /// Texts cost nothing where sessions name their statements (14+): theirs are taken, when they are whole.
  void learn_from(const std::vector<Session>&);

  /// Puts the texts to their statements.
  void attach(std::vector<ShownStatement>&) const;
  /// True once after something was learned.
  bool take_news();

 private:
  struct Entry {
    std::string database;
    StatementTextPtr text;
    bool tried = false, gone = false, wanted = false;
  };
  void forget_surplus();

  sql::Exposure exposure_;
  std::map<StatementId, Entry> entries_;
  bool news_ = false;
};

/// How long to let the server alone after a reading of texts, for which it goes through its file of all texts:
/// 10 to 60 minutes, so that mostly no more than a forty-thousandth of its time goes there, 0.25 ms of ten
/// seconds.
Seconds until_next_texts(Seconds took);

/// From the text of a statement, as the server has it.
StatementText statement_text(std::string_view raw, sql::Exposure);

}  // namespace lifeguard::postgres
