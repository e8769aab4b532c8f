#pragma once

#include <memory>
#include <utility>

namespace lifeguard::postgres {

/// Sets one member of facts that several parts make up together. Snapshots share what was there before, so that
/// a changed copy takes its place.
template <class Facts, class Member, class Value>
void set(std::shared_ptr<const Facts>& shared, Member Facts::*member, Value&& value) {
  auto changed = shared ? std::make_shared<Facts>(*shared) : std::make_shared<Facts>();
  (*changed).*member = std::forward<Value>(value);
  shared = std::move(changed);
}

}  // namespace lifeguard::postgres
