#include "collectors/postgres/transactions/part.hpp"

#include "collectors/postgres/transactions/metrics.hpp"
#include "collectors/postgres/transactions/read.hpp"

namespace lifeguard::postgres {

void TransactionsPart::take(const Answers& answers, Facts& facts) {
  Transactions seen;
  read_id_ages(answers.rows("xid_ages"), seen);
  seen.slots = read_slot_horizons(answers.rows("slot_horizons"));
  read_prepared_transactions(answers.rows("prepared_transactions"), seen);
  seen.vacuums = read_vacuum_progress(answers.rows("vacuum_progress"));
  facts.transactions = std::make_shared<const Transactions>(std::move(seen));
}

void TransactionsPart::forget(Facts& facts) const {
  facts.transactions.reset();
}

std::vector<Sample> TransactionsPart::samples(const Facts& facts) const {
  return transaction_samples(facts);
}

}  // namespace lifeguard::postgres
