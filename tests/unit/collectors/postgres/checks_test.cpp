#include "collectors/postgres/checks.hpp"

#include "collectors/postgres/databases/facts.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

TEST_CASE("role names that need it are quoted in the grant") {
  CHECK(visibility_grant("app") == "GRANT pg_monitor TO app;");
  CHECK(visibility_grant("Shop \"RO\"") == "GRANT pg_monitor TO \"Shop \"\"RO\"\"\";");
}

TEST_CASE("check notes the sequences that nobody of us can read, and who mends it") {
  Databases databases;
  databases.visits["Shop"].storage.sequences.hidden = 3;
  databases.visits["stock"].storage.sequences.hidden = 0;
  postgres::Facts facts;
  facts.identity.role = "lifeguard";
  facts.databases = std::make_shared<const Databases>(databases);
  std::vector<Check> about_sequences;
  for (const Check& check : checks_from(facts)) {
    if (check.what.find("sequence") != std::string::npos) about_sequences.push_back(check);
  }
  REQUIRE(about_sequences.size() == 1);
  CHECK(about_sequences[0].level == Check::Level::note);
  CHECK(about_sequences[0].what ==
        "3 sequences of database Shop could not be read: how full they are is not known");
  CHECK(about_sequences[0].remedy ==
        "GRANT SELECT ON ALL SEQUENCES IN SCHEMA … TO lifeguard;  -- in database \"Shop\"");
}
