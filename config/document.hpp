#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// A config as written, before it means anything: from TOML, with what the environment says merged in.
namespace lifeguard {

/// Where something was written: a file and its line, or an environment variable.
struct Place {
  std::string source;
  int line = 0;
};

struct Value;
struct Entry;
using Array = std::vector<Value>;

/// TOML's dates and times, which no key takes.
struct Date {};

struct Table {
  std::vector<Entry> entries;

  Value* find(std::string_view key);
  const Value* find(std::string_view key) const;
  Value& add(std::string key, Value);
};

struct Value {
  std::variant<std::string, std::int64_t, double, bool, Date, Array, Table> content;
  Place place;
  bool from_environment = false;  // wholly or, by ${NAME}, in part
};

struct Entry {
  std::string key;
  Value value;
};

inline Value* Table::find(std::string_view key) {
  for (Entry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

inline const Value* Table::find(std::string_view key) const {
  return const_cast<Table*>(this)->find(key);
}

inline Value& Table::add(std::string key, Value value) {
  return entries.emplace_back(Entry{std::move(key), std::move(value)}).value;
}

}  // namespace lifeguard
