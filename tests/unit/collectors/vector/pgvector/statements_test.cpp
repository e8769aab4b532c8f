#include "collectors/vector/pgvector/statements.hpp"

#include "collectors/vector/store.hpp"
#include "tests/catch.hpp"
#include "tests/unit/collectors/vector/pgvector/a_column.hpp"

using namespace lifeguard;
using namespace lifeguard::vector_store;
using namespace lifeguard::vector_store::pgvector;

TEST_CASE("a transaction begins with limits that hold for it alone") {
  const std::string text = limits(Seconds(0.5), Scan::any);
  CHECK(text.find("set_config('statement_timeout', '500', true)") != std::string::npos);
  CHECK(text.find("set_config('lock_timeout', '100', true)") != std::string::npos);
  CHECK(text.find("enable_") == std::string::npos);
  CHECK(limits(Seconds(1), Scan::by_index).find("'enable_seqscan', 'off'") != std::string::npos);
  CHECK(limits(Seconds(1), Scan::exact).find("'enable_indexscan', 'off'") != std::string::npos);
}

TEST_CASE("a large table is sampled by some of its pages, a small one as a whole") {
  Column column = a_column();
  CHECK(sampled_percent(column) == Approx(5));
  column.pages = 50;
  CHECK(sampled_percent(column) == 100);
  CHECK(sample(column, column.indexes.front(), 5, 5) ==
        "select id::text as id, embedding::text as vector from public.docs tablesample system (5.0000) where "
        "embedding "
        "is not null limit 5");
  column.key = "";
  column.table = "My Docs";
  CHECK(sample(column, column.indexes.front(), 5, 100) ==
        "select ctid::text as id, embedding::text as vector from public.\"My Docs\" tablesample system "
        "(100.0000) where "
        "embedding is not null limit 5");
}

TEST_CASE("neighbours are asked for by the operator of the index, wherever the extension is") {
  Column column = a_column();
  Extension extension = kExtension;
  extension.schema = "extensions";
  CHECK(nearest(column, column.indexes.front(), extension, {1, -0.5}, 10) ==
        "select id::text as id, (embedding operator(extensions.<=>) '[1,-0.5]'::extensions.vector)::float8 as "
        "distance "
        "from public.docs order by embedding operator(extensions.<=>) '[1,-0.5]'::extensions.vector limit 10");
}

TEST_CASE("an index on an expression, or of some rows alone, is asked for just that") {
  Column column = a_column();
  Index& index = column.indexes.front();
  index.opclass = "halfvec_l2_ops";
  index.expression = "(embedding)::public.halfvec(768)";
  index.predicate = "(id > 100)";
  CHECK(sample(column, index, 3, 5).ends_with("where embedding is not null and ((id > 100)) limit 3"));
  CHECK(nearest(column, index, kExtension, {1}, 3) ==
        "select id::text as id, (((embedding)::public.halfvec(768)) operator(public.<->) "
        "'[1]'::public.halfvec)::float8 "
        "as distance from public.docs where ((id > 100)) order by ((embedding)::public.halfvec(768)) "
        "operator(public.<->) '[1]'::public.halfvec limit 3");
}

TEST_CASE("an index that compares bits is not searched, and that is said") {
  Column column = a_column();
  column.indexes.front().opclass = "bit_hamming_ops";
  CHECK_THROWS_AS(nearest(column, column.indexes.front(), kExtension, {1}, 3), NotOffered);
}
