#pragma once

#include <string_view>
#include <vector>

#include "collectors/postgres/transactions/facts.hpp"

namespace lifeguard::postgres {

/// Somebody for whose sake vacuum keeps old rows. It looks into the facts it was found in.
struct XminHolder {
  enum class Kind { backend, slot, prepared, standby };
  Kind kind;
  std::int64_t age;                  // vacuum keeps what so many transactions left behind
  const Session* session = nullptr;  // a backend; a standby's walsender; a slot's, when it has one
  const SlotHorizon* slot = nullptr;
  const PreparedTransaction* prepared = nullptr;
};

/// "backend", "slot", "prepared", "standby".
std::string_view name_of(XminHolder::Kind);

/// Who holds vacuum back by at least so many transactions, the oldest first. Needs the parts `activity` and
/// `transactions`; without one of them nobody is known.
///
/// A snapshot is as old as the oldest transaction that ran when it was taken. So while one that has written
/// stays open, every statement of every session seems as old: only the one that writes is to blame.
std::vector<XminHolder> xmin_holders(const Facts&, std::int64_t least = 0);

}  // namespace lifeguard::postgres
