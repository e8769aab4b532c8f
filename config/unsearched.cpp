#include "config/unsearched.hpp"

#include <algorithm>

#include "config/environment.hpp"

namespace lifeguard {
namespace {

constexpr std::string_view kUnsearched =
    "no index is searched, so that one which loses what it stores goes unnoticed: ";

std::string_view text_of(const Table& entry, std::string_view key, std::string_view usual) {
  const Value* value = entry.find(key);
  const auto* text = value ? std::get_if<std::string>(&value->content) : nullptr;
  return text ? std::string_view(*text) : usual;
}

bool is_searched(const Table& entry) {
  return entry.find("collections") && text_of(entry, "probe", "ready") != "ready";
}

/// Of a store that the environment adds, the variable that names its collections.
std::string_view names_variable(std::string_view kind) {
  const auto found = std::ranges::find_if(
      variables(), [&](const Variable& each) { return each.key == "collections" && each.kind == kind; });
  return found == variables().end() ? std::string_view() : found->name;
}

std::string how_by_environment(const Table& entry) {
  const std::string names(names_variable(text_of(entry, "kind", "chroma")));
  const bool writes = text_of(entry, "probe", "") == "write";
  const std::string first = entry.find("collections") ? "" : names + "=NAME,… to what the app searches";
  const std::string second = writes ? "" : std::string(first.empty() ? "" : ", and ") + "LIFEGUARD_PROBE=read";
  return "set " + first + second + ", or write collections = [\"NAME\"] and probe = \"" +
         (writes ? "write" : "read") + "\" into a [[vector]] of lifeguard.toml";
}

constexpr std::string_view kHowByFile =
    "set collections = [\"NAME\"] to what the app searches, and probe = \"read\"; probe = \"ready\" leaves it "
    "so";

void warn(const Value& value, Report& report) {
  const Table* entry = std::get_if<Table>(&value.content);
  if (!entry || is_searched(*entry)) return;
  if (entry->find("probe") && text_of(*entry, "probe", "") != "write") return;
  report.warning(value.place, value.from_environment
                                  ? std::string(kUnsearched) + how_by_environment(*entry)
                                  : "[[vector]]: " + std::string(kUnsearched) + std::string(kHowByFile));
}

}  // namespace

void warn_of_unsearched(const Table& document, Report& report) {
  const Value* vector = document.find("vector");
  const Array* entries = vector ? std::get_if<Array>(&vector->content) : nullptr;
  if (!entries) return;
  for (const Value& each : *entries) warn(each, report);
}

}  // namespace lifeguard
