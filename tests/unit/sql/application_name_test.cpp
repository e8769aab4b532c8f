#include "sql/application_name.hpp"

#include <string>

#include "tests/catch.hpp"

using lifeguard::sql::application_name;
using lifeguard::sql::parse_traceparent;

namespace {
const std::string kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
}

TEST_CASE("a name that is a traceparent is a trace and no name") {
  const auto named = application_name(kParent);
  CHECK(named.name.empty());
  CHECK(named.trace == parse_traceparent(kParent));
}

TEST_CASE("a traceparent never becomes part of an application's name") {
  CHECK(application_name("checkout " + kParent).name == "checkout");
  CHECK(application_name("checkout " + kParent).trace);
  CHECK(application_name(kParent + "; checkout").name == "checkout");
  CHECK(application_name(kParent + "-checkout").name == "checkout");
}

TEST_CASE("a name that was cut off within its traceparent has lost the trace, and shows nothing of it") {
  const std::string name = ("a-checkout-service/" + kParent).substr(0, 63);
  CHECK(application_name(name).name == "a-checkout-service");
  CHECK_FALSE(application_name(name).trace);
  CHECK(application_name("00-00000000000000000000000000000000-0000000000000000-01").name.empty());
}

TEST_CASE("other names stay as they are") {
  for (const char* name : {"", "checkout", "psql", "worker-00-17", "4bf92f35-77b3-4da6-a3ce-929d0e0e4736"}) {
    CHECK(application_name(name).name == name);
    CHECK_FALSE(application_name(name).trace);
  }
}
