#pragma once

#include <string>

#include "collectors/postgres/storage/facts.hpp"

// The inside of a database as literals.
namespace lifeguard::scene {

inline postgres::Table messy_table(const std::string& schema, const std::string& name, std::int64_t dead,
                                   std::int64_t live) {
  postgres::Table table;
  table.schema = schema;
  table.name = name;
  table.dead_rows = dead;
  table.live_rows = live;
  table.is_messy = true;
  return table;
}

inline postgres::Table large_table(const std::string& name, std::int64_t bytes) {
  postgres::Table table;
  table.schema = "app";
  table.name = name;
  table.bytes = bytes;
  table.is_large = true;
  return table;
}

/// app.orders_id_seq of column app.orders.id.
inline postgres::Sequence sequence_at(std::int64_t last_value, std::int64_t limit) {
  postgres::Sequence sequence;
  sequence.schema = sequence.table_schema = "app";
  sequence.name = "orders_id_seq";
  sequence.table = "orders";
  sequence.column = "id";
  sequence.last_value = last_value;
  sequence.limit = limit;
  sequence.used = static_cast<double>(last_value) / static_cast<double>(limit);
  return sequence;
}

}  // namespace lifeguard::scene
