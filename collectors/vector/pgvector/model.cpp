#include "collectors/vector/pgvector/model.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "collectors/postgres/identifier.hpp"

namespace lifeguard::vector_store::pgvector {
namespace {

constexpr std::size_t kMostCollections = 200;

// As pgvector documents them.
constexpr int kUsualM = 16, kUsualEfConstruction = 64, kUsualLists = 100;

int option(const Index& index, std::string_view name, int usual) {
  std::string_view rest = index.options;
  while (!rest.empty()) {
    const std::string_view each = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), each.size() + 1));
    if (!each.starts_with(name) || each.substr(name.size(), 1) != "=") continue;
    int value = usual;
    std::from_chars(each.data() + name.size() + 1, each.data() + each.size(), value);
    return value;
  }
  return usual;
}

IndexParameters parameters_of(const Index& index, const Extension& extension) {
  IndexParameters parameters;
  parameters.kind = index.method;
  parameters.space = space_of(index);
  if (index.method == "hnsw") {
    parameters.m = option(index, "m", kUsualM);
    parameters.ef_construction = option(index, "ef_construction", kUsualEfConstruction);
    parameters.ef_search = extension.ef_search;
  } else {
    parameters.lists = option(index, "lists", kUsualLists);
    parameters.probes = extension.probes;
  }
  return parameters;
}

std::string progress_of(const Index& index) {
  std::string text = "is being built";
  if (!index.phase.empty()) text += ": " + index.phase;
  if (index.done && index.total && *index.total > 0)
    text += ", " + std::to_string(100 * *index.done / *index.total) + " %";
  return text;
}

void judge(const Index& index, Collection& collection) {
  if (index.valid && index.phase.empty()) return;
  const bool built = index.being_built || !index.phase.empty();
  collection.condition = built ? Condition::building : Condition::degraded;
  collection.status = built ? "building" : "indisvalid = f";
  collection.trouble = "index " + index.name + " " +
                       (built ? progress_of(index) : "is not valid: no search uses it, and writes keep it up");
}

}  // namespace

std::string name_of(const Column& column) {
  const std::string within = column.table + "." + column.name;
  return column.schema == "public" ? within : column.schema + "." + within;
}

bool is_called(const Column& column, const std::string& name) {
  return name == name_of(column) || name == column.schema + "." + column.table + "." + column.name;
}

std::string space_of(const Index& index) {
  const auto from = index.opclass.find('_'), to = index.opclass.rfind("_ops");
  if (from == std::string::npos || to == std::string::npos || to <= from) return "";
  return index.opclass.substr(from + 1, to - from - 1);
}

const Index* index_of(const Column& column) {
  const auto rank = [&](const Index& each) {
    return std::tuple(!each.valid, space_of(each) != column.wanted_space, std::string_view(each.name));
  };
  const auto best = std::ranges::min_element(column.indexes, {}, rank);
  return best == column.indexes.end() ? nullptr : &*best;
}

Collection collection_from(const Column& column, std::string name, const Extension& extension) {
  Collection collection;
  collection.name = std::move(name);
  collection.id = name_of(column);
  collection.vectors = column.rows;
  collection.dimension = column.dimension;
  collection.status = "indexed";
  if (const Index* index = index_of(column)) {
    collection.index = parameters_of(*index, extension);
  } else {
    collection.index.kind = "flat";
    collection.status = "no index";
    collection.trouble = "no index of kind hnsw or ivfflat: every search reads the whole table";
  }
  for (const Index& each : column.indexes) judge(each, collection);
  return collection;
}

Listing listing_from(const std::vector<Column>& columns, const std::vector<std::string>& wanted,
                     const Extension& extension) {
  Listing listing;
  for (const std::string& name : wanted) {
    const auto found = std::ranges::find_if(columns, [&](const Column& each) { return is_called(each, name); });
    if (found != columns.end()) listing.collections.push_back(collection_from(*found, name, extension));
  }
  if (!wanted.empty()) return listing;
  for (const Column& each : columns) {
    if (listing.collections.size() < kMostCollections)
      listing.collections.push_back(collection_from(each, name_of(each), extension));
    else
      ++listing.left_out;
  }
  return listing;
}

std::string grants_for(const Column& column, const std::string& role) {
  const std::string to = " TO " + postgres::quoted_identifier(role);
  // Without a key a row is known by its ctid, which only those may see who may see the whole table.
  const std::string columns =
      " (" + postgres::quoted_identifier(column.key) + ", " + postgres::quoted_identifier(column.name) + ")";
  return "GRANT USAGE ON SCHEMA " + postgres::quoted_identifier(column.schema) + to + "; GRANT SELECT" +
         (column.key.empty() ? "" : columns) + " ON " + postgres::qualified(column.schema, column.table) + to;
}

}  // namespace lifeguard::vector_store::pgvector
