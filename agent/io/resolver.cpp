#include "agent/io/resolver.hpp"

#include <netdb.h>

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "agent/io/log.hpp"
#include "agent/io/within.hpp"

namespace lifeguard {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostThreads = 8;

struct Outcome {
  std::vector<std::string> addresses;
  std::string error;
};

/// A look-up's thread reaches the event loop through this and nothing else, for it may outlive everything else.
struct Mailbox {
  std::mutex mutex;
  asio::any_io_executor loop;  // empty before the first look-up and once the resolver is gone
};

std::vector<std::string> ask_the_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (failure == EAI_SYSTEM) throw std::runtime_error(std::generic_category().message(errno));
  if (failure != 0) throw std::runtime_error(gai_strerror(failure));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);

  std::vector<std::string> addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text);
    }
  }
  return addresses;
}

Outcome look_up(const Resolver::Lookup& lookup, const std::string& host) {
  Outcome outcome;
  try {
    for (std::string& address : lookup(host)) {
      const auto& known = outcome.addresses;
      if (std::ranges::find(known, address) == known.end()) outcome.addresses.push_back(std::move(address));
    }
    if (outcome.addresses.empty()) outcome.error = "it has no address";
  } catch (const std::exception& error) {
    outcome.error = error.what();
  } catch (...) {
    outcome.error = "unknown error";
  }
  return outcome;
}

bool needs_no_lookup(const std::string& host) {
  if (host.starts_with('/')) return true;
  boost::system::error_code not_numeric;
  asio::ip::make_address(host, not_numeric);
  return !not_numeric;
}

}  // namespace

struct Resolver::Shared : std::enable_shared_from_this<Shared> {
  struct Host {
    explicit Host(const asio::any_io_executor& loop) : news(loop, asio::steady_timer::time_point::max()) {}

    std::vector<std::string> addresses;  // the last good answer
    std::string error;                   // why the latest look-up failed; empty when it did not
    bool pending = false;                // on a thread, or queued for one
    std::size_t answers = 0;             // good or bad
    asio::steady_timer news;             // cancelled when an answer comes
  };

  explicit Shared(Lookup with) : lookup(std::move(with)) {}

  Host& ask(const std::string& name, const asio::any_io_executor& loop) {
    {
      const std::lock_guard lock(mailbox->mutex);
      mailbox->loop = loop;
    }
    Host& host = hosts.try_emplace(name, loop).first->second;
    if (!host.pending) {
      host.pending = true;
      queue.push_back(name);
      start_queued();
    }
    return host;
  }

  void start_queued() {
    while (!queue.empty() && threads < kMostThreads) {
      const std::string name = std::move(queue.front());
      queue.pop_front();
      try {
        start(name);
        ++threads;
      } catch (const std::system_error&) {
        settle(name, Outcome{{}, "no thread to look it up"});
      }
    }
  }

  void start(const std::string& name) {
    auto body = [name, lookup = lookup, mailbox = mailbox, self = weak_from_this()] {
      auto deliver = [name, self, outcome = look_up(lookup, name)]() mutable {
        if (const auto shared = self.lock()) shared->delivered(name, std::move(outcome));
      };
      const std::lock_guard lock(mailbox->mutex);
      if (mailbox->loop) asio::post(mailbox->loop, std::move(deliver));
    };
    std::thread(std::move(body)).detach();
  }

  void delivered(const std::string& name, Outcome outcome) {
    --threads;
    settle(name, std::move(outcome));
    start_queued();
  }

  void settle(const std::string& name, Outcome outcome) {
    Host& host = hosts.at(name);
    if (outcome.error.empty()) host.addresses = std::move(outcome.addresses);
    host.error = std::move(outcome.error);
    host.pending = false;
    ++host.answers;
    host.news.cancel();
  }

  static asio::awaitable<void> next_answer(std::shared_ptr<Shared>, Host& host) {
    for (const auto seen = host.answers; host.answers == seen;) {
      boost::system::error_code woken;
      co_await host.news.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
  }

  Lookup lookup;
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
  std::map<std::string, Host> hosts;
  std::deque<std::string> queue;
  std::size_t threads = 0;
};

Resolver::Resolver() : Resolver(ask_the_system) {}

Resolver::Resolver(Lookup lookup) : shared_(std::make_shared<Shared>(std::move(lookup))) {}

Resolver::~Resolver() {
  const std::lock_guard lock(shared_->mailbox->mutex);
  shared_->mailbox->loop = {};
}

asio::awaitable<std::vector<std::string>> Resolver::resolve(std::string name, Seconds limit) {
  if (needs_no_lookup(name)) co_return std::vector<std::string>(1, name);

  const auto shared = shared_;
  const auto loop = co_await asio::this_coro::executor;
  Shared::Host& host = shared->ask(name, loop);
  auto answer = Shared::next_answer(shared, host);
  auto wait = within(limit, std::move(answer));
  try {
    co_await std::move(wait);
  } catch (const Timeout& timeout) {
    if (host.addresses.empty()) throw;
    log_warning("resolver", name + ": " + timeout.what() + "; its last known address is used");
    co_return host.addresses;
  }
  if (host.addresses.empty()) throw std::runtime_error("cannot resolve " + name + ": " + host.error);
  if (!host.error.empty())
    log_warning("resolver", name + ": " + host.error + "; its last known address is used");
  co_return host.addresses;
}

}  // namespace lifeguard
