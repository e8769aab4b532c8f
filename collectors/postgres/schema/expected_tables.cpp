#include "collectors/postgres/schema/expected_tables.hpp"

#include "collectors/postgres/schema/literal.hpp"

namespace lifeguard::postgres {

std::string missing_tables_query(const std::vector<std::string>& expected) {
  std::string names;
  for (const std::string& name : expected) names += (names.empty() ? "" : ", ") + quoted_literal(name);
  // The list of last names is what the index on pg_class is looked up by.
  return "select w.name from unnest(array[" + names +
         "]::text[]) as w(name) where not exists ("
         "select from pg_class c join pg_namespace n on n.oid = c.relnamespace "
         "where c.relname = any (array[w.name, substr(w.name, strpos(w.name, '.') + 1)]::name[]) "
         "and w.name in (c.relname::text, n.nspname || '.' || c.relname) "
         "and c.relkind in ('r', 'p', 'v', 'm', 'f') "
         "and n.nspname !~ '^(pg_|information_schema$)')";
}

}  // namespace lifeguard::postgres
