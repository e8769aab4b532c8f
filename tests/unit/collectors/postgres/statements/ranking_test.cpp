#include "collectors/postgres/statements/ranking.hpp"

#include <algorithm>

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

StatementId id(std::int64_t query) {
  return {1, query};
}

std::vector<StatementId> ids(std::int64_t first, std::int64_t last) {
  std::vector<StatementId> list;
  for (; first <= last; ++first) list.push_back(id(first));
  return list;
}

}  // namespace

TEST_CASE("those with the most time come first") {
  WorkByStatement work;
  for (int i = 1; i <= 3; ++i) work[id(i)].time = Seconds(i);
  CHECK(ranking(work) == std::vector<StatementId>{id(3), id(2), id(1)});
}

TEST_CASE("a cheap statement that runs very often is among the first fifty") {
  WorkByStatement work;
  for (int i = 1; i <= 200; ++i) {
    work[id(i)].time = Seconds(200 - i);
    work[id(i)].calls = i == 200 ? 100'000 : 1;
  }
  const auto ranked = ranking(work);
  CHECK(ranked.size() == 200);
  const auto place = std::find(ranked.begin(), ranked.end(), id(200)) - ranked.begin();
  CHECK(place < static_cast<std::ptrdiff_t>(ShownSet::kEnter));
  CHECK(ranked.front() == id(1));
}

TEST_CASE("one enters among the first fifty, and leaves only when it was far behind for long") {
  ShownSet shown;
  shown.update(ids(1, 200));
  CHECK(shown.members().size() == ShownSet::kEnter);
  CHECK(shown.contains(id(50)));
  CHECK_FALSE(shown.contains(id(51)));

  std::vector<StatementId> later = ids(2, 90);  // the first one is last of ninety: not far behind
  later.push_back(id(1));
  for (int window = 0; window < 10; ++window) shown.update(later);
  CHECK(shown.contains(id(1)));

  later = ids(2, 200);
  later.push_back(id(1));
  for (int window = 1; window < ShownSet::kPatience; ++window) {
    shown.update(later);
    CHECK(shown.contains(id(1)));
  }
  shown.update(later);
  CHECK_FALSE(shown.contains(id(1)));
}

TEST_CASE("one that rests keeps its place while there is room") {
  ShownSet shown;
  shown.update(ids(1, 30));
  for (int window = 0; window < 20; ++window) shown.update(ids(1, 5));
  CHECK(shown.members().size() == 30);
}

TEST_CASE("the number of those that are shown is bounded, whatever comes and goes") {
  ShownSet shown;
  for (int window = 0; window < 10; ++window) {
    const auto ranked = ids(window * 40, window * 40 + 200);
    shown.update(ranked);
    CHECK(shown.members().size() <= ShownSet::kMost);
    CHECK(shown.contains(ranked[0]));
    CHECK(shown.contains(ranked[ShownSet::kEnter - 1]));
  }
}
