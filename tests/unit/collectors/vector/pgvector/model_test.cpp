#include "collectors/vector/pgvector/model.hpp"

#include "collectors/vector/pgvector/read.hpp"
#include "collectors/vector/pgvector/scans.hpp"
#include "tests/catch.hpp"
#include "tests/unit/collectors/vector/pgvector/a_column.hpp"

using namespace lifeguard;
using namespace lifeguard::vector_store;
using namespace lifeguard::vector_store::pgvector;

TEST_CASE("a column of vectors is a collection, with its index's options or their defaults") {
  const Collection docs = collection_from(a_column(), "docs.embedding", kExtension);
  CHECK(docs.name == "docs.embedding");
  CHECK(docs.vectors == 50'000);
  CHECK(docs.dimension == 768);
  CHECK(docs.index == IndexParameters{"hnsw", "cosine", 24, 64, 40, {}, {}});
  CHECK(docs.condition == Condition::serving);

  Column column = a_column();
  column.indexes.front() = {"docs_idx", "ivfflat", "vector_l2_ops", "lists=500", "", "", true, false, 10, 0, "",
                            {},         {}};
  CHECK(collection_from(column, "docs.embedding", kExtension).index ==
        IndexParameters{"ivfflat", "l2", {}, {}, {}, 500, 1});
}

TEST_CASE("an option is found by its whole name") {
  Column column = a_column();
  column.indexes.front().options = "ef_construction=96,m=8";
  const Collection docs = collection_from(column, "docs.embedding", kExtension);
  CHECK(docs.index.m == 8);
  CHECK(docs.index.ef_construction == 96);
}

TEST_CASE("the space is that of the operator class, whatever the type") {
  Index index;
  for (const auto& [opclass, space] :
       std::vector<std::pair<std::string, std::string>>{{"vector_l2_ops", "l2"},
                                                        {"vector_ip_ops", "ip"},
                                                        {"halfvec_cosine_ops", "cosine"},
                                                        {"vector_l1_ops", "l1"},
                                                        {"bit_hamming_ops", "hamming"},
                                                        {"odd", ""}}) {
    index.opclass = opclass;
    CHECK(space_of(index) == space);
  }
}

TEST_CASE("a column without an index is served, and said to be searched as a whole") {
  Column column = a_column();
  column.indexes.clear();
  const Collection docs = collection_from(column, "docs.embedding", kExtension);
  CHECK(docs.index.kind == "flat");
  CHECK(docs.condition == Condition::serving);
  CHECK(docs.trouble == "no index of kind hnsw or ivfflat: every search reads the whole table");
}

TEST_CASE("an index that is not valid is wanting, unless it is being built") {
  Column column = a_column();
  Index& index = column.indexes.front();
  index.valid = false;
  Collection docs = collection_from(column, "docs.embedding", kExtension);
  CHECK(docs.condition == Condition::degraded);
  CHECK(docs.status == "indisvalid = f");
  CHECK(docs.trouble == "index docs_idx is not valid: no search uses it, and writes keep it up");
  index.being_built = true;
  CHECK(collection_from(column, "docs.embedding", kExtension).condition == Condition::building);
  index.phase = "building index: loading tuples";
  index.done = 300;
  index.total = 1200;
  docs = collection_from(column, "docs.embedding", kExtension);
  CHECK(docs.trouble == "index docs_idx is being built: building index: loading tuples, 25 %");
}

TEST_CASE(
    "of several indexes a valid one speaks for the column, of those one of the expected space, however used") {
  Column column = a_column();
  Index broken = column.indexes.front(), other = column.indexes.front();
  broken.name = "broken";
  broken.valid = false;
  broken.scans = 1000;
  other.name = "used";
  other.scans = 500;
  other.opclass = "vector_l2_ops";
  column.indexes = {broken, other, column.indexes.front()};
  CHECK(index_of(column)->name == "docs_idx");
  column.wanted_space = "l2";
  CHECK(index_of(column)->name == "used");
  column.wanted_space = "ip";
  CHECK(index_of(column)->name == "docs_idx");
  CHECK(collection_from(column, "docs.embedding", kExtension).condition == Condition::degraded);
}

TEST_CASE("a column is called by table and column, with its schema or without when that is public") {
  Column column = a_column();
  CHECK(name_of(column) == "docs.embedding");
  CHECK(is_called(column, "public.docs.embedding"));
  column.schema = "app";
  CHECK(name_of(column) == "app.docs.embedding");
  CHECK_FALSE(is_called(column, "docs.embedding"));
}

TEST_CASE("wanted columns are listed under the name by which they are wanted, the others not") {
  Column other = a_column();
  other.table = "users";
  const std::vector<Column> columns{a_column(), other};
  const Listing wanted = listing_from(columns, {"public.docs.embedding", "gone.embedding"}, kExtension);
  REQUIRE(wanted.collections.size() == 1);
  CHECK(wanted.collections.front().name == "public.docs.embedding");
  CHECK(wanted.collections.front().id == "docs.embedding");
  CHECK(listing_from(columns, {}, kExtension).collections.size() == 2);
  const Listing many = listing_from(std::vector<Column>(201, a_column()), {}, kExtension);
  CHECK(many.collections.size() == 200);
  CHECK(many.left_out == 1);
}

TEST_CASE("what a role lacks to read a column is said as the statements that give it") {
  Column column = a_column();
  CHECK(grants_for(column, "lifeguard") ==
        "GRANT USAGE ON SCHEMA public TO lifeguard; GRANT SELECT (id, embedding) ON public.docs TO lifeguard");
  column.schema = "App";
  column.key = "";
  CHECK(grants_for(column, "life guard") ==
        "GRANT USAGE ON SCHEMA \"App\" TO \"life guard\"; GRANT SELECT ON \"App\".docs TO \"life "
        "guard\"");
}

TEST_CASE("a vector is read as pgvector writes it, and nothing else is") {
  CHECK(vector_in("[1,-2.5,3e-05]") == std::vector<float>{1, -2.5, 3e-05F});
  CHECK_THROWS_AS(vector_in("{1:0.5}/5"), NotOffered);  // sparsevec
  CHECK_THROWS_AS(vector_in("0101"), NotOffered);       // bit
  CHECK_THROWS_AS(vector_in("[1,2"), NotUnderstood);
  CHECK_THROWS_AS(vector_in("[1,x]"), NotUnderstood);
}

TEST_CASE("an index that is never used while its table is read again and again is told after ten minutes") {
  const TimePoint start = TimePoint{} + Seconds(1'000'000);
  ScanWatch watch;
  Column column = a_column();
  const OwnScans none;
  CHECK(watch.take(column, none, start).empty());
  column.table_scans += 50;
  CHECK(watch.take(column, none, start + Seconds(599)).empty());
  CHECK(watch.take(column, none, start + Seconds(600)).find("index docs_idx was not used in the last 10 min") ==
        0);
  column.table_scans += 50;
  column.indexes.front().scans += 1;
  CHECK_FALSE(watch.take(column, none, start + Seconds(900)).empty());
  CHECK(watch.take(column, none, start + Seconds(1200)).empty());
}

TEST_CASE("Lifeguard's own searches use no index and read no table, as far as they are told") {
  const TimePoint start = TimePoint{} + Seconds(1'000'000);
  ScanWatch watch;
  Column column = a_column();
  OwnScans own;
  watch.take(column, own, start);
  own.by_column[name_of(column)] = {50, 50};
  own.most_in_a_round = 5;
  column.table_scans += 50;
  column.indexes.front().scans += 50;
  CHECK(watch.take(column, own, start + Seconds(600)).empty());
  // The last round is not reported yet.
  own.by_column[name_of(column)] = {100, 100};
  column.indexes.front().scans += 45;
  column.table_scans += 45 + 50;
  CHECK(watch.take(column, own, start + Seconds(1200)).find("index docs_idx was not used") == 0);
  own.by_column[name_of(column)] = {150, 150};
  column.indexes.front().scans += 50 + 30;
  column.table_scans += 50 + 50;
  CHECK(watch.take(column, own, start + Seconds(1800)).empty());
}

TEST_CASE("of a small table the whole is read with good reason") {
  const TimePoint start = TimePoint{} + Seconds(1'000'000);
  ScanWatch watch;
  Column column = a_column();
  column.rows = 9'999;
  watch.take(column, {}, start);
  column.table_scans += 50;
  CHECK(watch.take(column, {}, start + Seconds(600)).empty());
}
