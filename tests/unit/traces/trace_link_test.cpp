#include "traces/trace_link.hpp"

#include "tests/catch.hpp"

using lifeguard::traces::trace_link;

namespace {

const std::string kId = "4bf92f3577b34da6a3ce929d0e0e4736";

}  // namespace

TEST_CASE("a link has the trace's id wherever its form wants it") {
  CHECK(trace_link("https://jaeger/trace/{trace_id}", kId) == "https://jaeger/trace/" + kId);
  CHECK(trace_link("https://g/?a={trace_id}&b=%22{trace_id}%22", kId) ==
        "https://g/?a=" + kId + "&b=%22" + kId + "%22");
}

TEST_CASE("a link can be put anywhere: what no URL has is encoded, and what is encoded stays") {
  CHECK(trace_link(R"(https://g/explore?left={"query":"{trace_id}", "a|b":<1>})", kId) ==
        "https://g/explore?left=%7B%22query%22:%22" + kId + "%22,%20%22a%7Cb%22:%3C1%3E%7D");
  CHECK(trace_link("https://g/ü%C3%BC?p=100%&t={trace_id}#x", kId) ==
        "https://g/%C3%BC%C3%BC?p=100%25&t=" + kId + "#x");
  CHECK(trace_link("https://g/\n\\^`{trace_id", kId) == "https://g/%0A%5C%5E%60%7Btrace_id");
}

TEST_CASE("without a form there is no link") {
  CHECK(trace_link("", kId).empty());
}
