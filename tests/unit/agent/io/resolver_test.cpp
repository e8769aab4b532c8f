#include "agent/io/resolver.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <future>
#include <thread>

#include "agent/io/task_group.hpp"
#include "agent/io/within.hpp"
#include "tests/catch.hpp"
#include "tests/unit/agent/io/captured_stderr.hpp"
#include "tests/unit/agent/io/event_loop.hpp"

using namespace lifeguard;
using namespace lifeguard::test;
namespace asio = boost::asio;
using Addresses = std::vector<std::string>;

namespace {

/// A name service that answers nobody until it is opened. Look-ups hold it alive, as it holds what they report.
struct NameService {
  std::promise<void> opened;
  std::shared_future<void> open = opened.get_future().share();
  std::atomic<int> asked = 0, inside = 0;

  static Resolver::Lookup lookup(std::shared_ptr<NameService> service) {
    return [service = std::move(service)](const std::string&) {
      ++service->asked;
      ++service->inside;
      service->open.wait();
      --service->inside;
      return Addresses{"10.0.0.1"};
    };
  }
};

asio::awaitable<void> note_answer(Resolver& resolver, std::string host, Seconds limit, Addresses& answer) {
  auto op = resolver.resolve(std::move(host), limit);
  answer = co_await std::move(op);
}

}  // namespace

TEST_CASE("numeric addresses and socket paths need no look-up") {
  EventLoop loop;
  Resolver resolver([](const std::string&) -> Addresses { throw std::logic_error("was asked"); });
  for (const std::string host : {"127.0.0.1", "::1", "fe80::1%lo", "/var/run/postgresql"}) {
    CHECK(loop.finish(resolver.resolve(host, Seconds(1))) == Addresses{host});
  }
}

TEST_CASE("the system knows localhost") {
  EventLoop loop;
  Resolver resolver;
  const auto addresses = loop.finish(resolver.resolve("localhost", Seconds(5)));
  CHECK(std::find_if(addresses.begin(), addresses.end(), [](const std::string& address) {
          return address == "127.0.0.1" || address == "::1";
        }) != addresses.end());
}

TEST_CASE("every address is given once, in the order of the answer") {
  EventLoop loop;
  Resolver resolver([](const std::string&) { return Addresses{"10.0.0.2", "::2", "10.0.0.2", "10.0.0.1"}; });
  CHECK(loop.finish(resolver.resolve("db", Seconds(5))) == Addresses{"10.0.0.2", "::2", "10.0.0.1"});
}

TEST_CASE("a failed look-up names the host and the reason") {
  EventLoop loop;
  Resolver resolver([](const std::string&) -> Addresses { throw std::runtime_error("Name not known"); });
  CHECK(message_of([&] { loop.finish(resolver.resolve("db.example", Seconds(5))); }) ==
        "cannot resolve db.example: Name not known");
}

TEST_CASE("an answer without addresses is a failure") {
  EventLoop loop;
  Resolver resolver([](const std::string&) { return Addresses{}; });
  CHECK(message_of([&] { loop.finish(resolver.resolve("db", Seconds(5))); }) ==
        "cannot resolve db: it has no address");
}

TEST_CASE("the last good answer is used when a later look-up fails") {
  EventLoop loop;
  const CapturedStderr log;
  const auto calls = std::make_shared<std::atomic<int>>(0);
  Resolver resolver([calls](const std::string&) {
    if (++*calls > 1) throw std::runtime_error("Temporary failure");
    return Addresses{"10.0.0.1"};
  });
  CHECK(loop.finish(resolver.resolve("db", Seconds(5))) == Addresses{"10.0.0.1"});
  CHECK(loop.finish(resolver.resolve("db", Seconds(5))) == Addresses{"10.0.0.1"});
  CHECK(*calls == 2);
  CHECK(log.text().find("db: Temporary failure") != std::string::npos);
}

TEST_CASE("a later answer replaces the earlier one") {
  EventLoop loop;
  const auto calls = std::make_shared<std::atomic<int>>(0);
  Resolver resolver([calls](const std::string&) { return Addresses{"10.0.0." + std::to_string(++*calls)}; });
  CHECK(loop.finish(resolver.resolve("db", Seconds(5))) == Addresses{"10.0.0.1"});
  CHECK(loop.finish(resolver.resolve("db", Seconds(5))) == Addresses{"10.0.0.2"});
}

TEST_CASE("a look-up that hangs meets the deadline, and the last good answer is used") {
  EventLoop loop;
  const CapturedStderr log;
  const auto service = std::make_shared<NameService>();
  const auto calls = std::make_shared<std::atomic<int>>(0);
  Resolver resolver([calls, hang = NameService::lookup(service)](const std::string& host) {
    return ++*calls == 1 ? Addresses{"10.0.0.9"} : hang(host);
  });
  CHECK(loop.finish(resolver.resolve("db", Seconds(5))) == Addresses{"10.0.0.9"});
  CHECK(loop.finish(resolver.resolve("db", Seconds(0.02))) == Addresses{"10.0.0.9"});
  service->opened.set_value();
  CHECK(loop.finish(resolver.resolve("db", Seconds(5))) == Addresses{"10.0.0.1"});
}

TEST_CASE("a look-up that hangs without an earlier answer is a timeout") {
  EventLoop loop;
  const auto service = std::make_shared<NameService>();
  Resolver resolver(NameService::lookup(service));
  CHECK_THROWS_AS(loop.finish(resolver.resolve("db", Seconds(0.02))), Timeout);
  service->opened.set_value();
}

TEST_CASE("one look-up per host is under way, and all who ask share its answer") {
  EventLoop loop;
  const auto service = std::make_shared<NameService>();
  Resolver resolver(NameService::lookup(service));
  TaskGroup tasks(loop.executor());
  Addresses first, second;
  tasks.spawn("first", note_answer(resolver, "db", Seconds(60), first));
  tasks.spawn("second", note_answer(resolver, "db", Seconds(60), second));
  REQUIRE(loop.eventually([&] { return service->inside == 1; }));
  CHECK_THROWS_AS(loop.finish(resolver.resolve("db", Seconds(0.02))), Timeout);
  service->opened.set_value();
  CHECK(loop.finish(tasks.join(Seconds(5))));
  CHECK(service->asked == 1);
  CHECK(first == Addresses{"10.0.0.1"});
  CHECK(second == Addresses{"10.0.0.1"});
}

TEST_CASE("at most eight look-ups are under way, the rest follow") {
  EventLoop loop;
  const auto service = std::make_shared<NameService>();
  Resolver resolver(NameService::lookup(service));
  TaskGroup tasks(loop.executor());
  std::vector<Addresses> answers(12);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    tasks.spawn("task", note_answer(resolver, "db" + std::to_string(i), Seconds(60), answers[i]));
  }
  REQUIRE(loop.eventually([&] { return service->inside == 8; }));
  CHECK_THROWS_AS(loop.finish(resolver.resolve("db9", Seconds(0.02))), Timeout);
  CHECK(service->asked == 8);
  service->opened.set_value();
  CHECK(loop.finish(tasks.join(Seconds(5))));
  for (const Addresses& answer : answers) CHECK(answer == Addresses{"10.0.0.1"});
}

TEST_CASE("an answer that comes after resolver and loop are gone touches nothing") {
  std::promise<void> opened;
  std::weak_ptr<NameService> watched;
  {
    EventLoop loop;
    auto service = std::make_shared<NameService>();
    watched = service;
    opened = std::move(service->opened);
    Resolver resolver(NameService::lookup(std::move(service)));
    CHECK_THROWS_AS(loop.finish(resolver.resolve("db", Seconds(0.02))), Timeout);
  }
  REQUIRE_FALSE(watched.expired());
  opened.set_value();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!watched.expired() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  CHECK(watched.expired());
}

TEST_CASE("a resolver may go while somebody waits") {
  EventLoop loop;
  const auto service = std::make_shared<NameService>();
  auto resolver = std::make_optional<Resolver>(NameService::lookup(service));
  TaskGroup tasks(loop.executor());
  Addresses answer;
  tasks.spawn("waiting", note_answer(*resolver, "db", Seconds(60), answer));
  REQUIRE(loop.eventually([&] { return service->inside == 1; }));
  resolver.reset();
  service->opened.set_value();
  tasks.cancel();
  CHECK(loop.finish(tasks.join(Seconds(5))));
  CHECK(answer.empty());
}

TEST_CASE("a look-up that hangs does not keep the process from its exit") {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    alarm(static_cast<unsigned>(kPatience.count()));
    int code = 1;
    {
      EventLoop loop;
      Resolver resolver(NameService::lookup(std::make_shared<NameService>()));
      try {
        loop.finish(resolver.resolve("db", Seconds(0.02)));
      } catch (const Timeout&) {
        code = 0;
      }
    }
    std::exit(code);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
