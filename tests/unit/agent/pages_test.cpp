#include "agent/pages.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

struct Site {
  Pages pages;
  int reloads = 0, quits = 0;
  std::string refusal;
  std::size_t asked_limit = 0;

  Site() {
    pages.metrics = [] { return std::string("metrics"); };
    pages.open_metrics = [] { return std::string("open metrics"); };
    pages.health = [] { return std::string("{}"); };
    pages.incidents = [] { return std::string("{}"); };
    pages.sessions = [this](std::size_t limit) {
      asked_limit = limit;
      return std::string("{}");
    };
    pages.queries = pages.sessions;
    pages.ready = [] { return false; };
    pages.reload = [this] {
      ++reloads;
      return refusal;
    };
    pages.quit = [this] { ++quits; };
  }

  Page ask(std::string method, std::string path, bool from_loopback = true) {
    PageRequest request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.from_loopback = from_loopback;
    return pages.answer(request);
  }
};

}  // namespace

TEST_CASE("control is for this host, unless the config opens it") {
  Site site;
  CHECK(site.ask("POST", "/-/quit", false).status == 403);
  CHECK(site.ask("POST", "/-/reload", false).status == 403);
  CHECK(site.quits + site.reloads == 0);
  CHECK(site.ask("POST", "/-/quit").status == 200);
  CHECK(site.quits == 1);
  site.pages.remote_control = true;
  CHECK(site.ask("POST", "/-/reload", false).status == 200);
  CHECK(site.reloads == 1);
}

TEST_CASE("control is not for a link that somebody follows") {
  Site site;
  CHECK(site.ask("GET", "/-/quit").status == 405);
  CHECK(site.quits == 0);
}

TEST_CASE("a config that was refused is told to who asked for it") {
  Site site;
  site.refusal = "lifeguard.toml:3: unknown key";
  const Page page = site.ask("POST", "/-/reload");
  CHECK(page.status == 400);
  CHECK(page.body == R"({"error":"lifeguard.toml:3: unknown key"})");
}

TEST_CASE("readiness waits for the first look at every target, health does not") {
  Site site;
  CHECK(site.ask("GET", "/readyz").status == 503);
  CHECK(site.ask("GET", "/healthz").status == 200);
  site.pages.ready = [] { return true; };
  CHECK(site.ask("GET", "/readyz").status == 200);
}

TEST_CASE("OpenMetrics is given to who asks for it") {
  Site site;
  PageRequest request;
  request.method = "GET";
  request.path = "/metrics";
  CHECK(site.pages.answer(request).body == "metrics");
  request.accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3";
  CHECK(site.pages.answer(request).body == "open metrics");
}

TEST_CASE("a limit is a whole number") {
  Site site;
  PageRequest request;
  request.method = "GET";
  request.path = "/api/sessions";
  CHECK(site.pages.answer(request).status == 200);
  CHECK(site.asked_limit == 50);
  request.query["limit"] = "7";
  CHECK(site.pages.answer(request).status == 200);
  CHECK(site.asked_limit == 7);
  for (const char* wrong : {"", "-1", "7x", "1e3", "99999999999999999999999"}) {
    request.query["limit"] = wrong;
    CHECK(site.pages.answer(request).status == 400);
  }
}

TEST_CASE("queries are ten, unless a limit says otherwise") {
  Site site;
  PageRequest request;
  request.method = "GET";
  request.path = "/api/queries";
  CHECK(site.pages.answer(request).status == 200);
  CHECK(site.asked_limit == 10);
  request.query["limit"] = "many";
  CHECK(site.pages.answer(request).status == 400);
}

TEST_CASE("other methods and other paths are refused") {
  Site site;
  CHECK(site.ask("POST", "/metrics").status == 405);
  CHECK(site.ask("GET", "/nowhere").status == 404);
}
