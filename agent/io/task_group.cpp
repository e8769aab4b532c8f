#include "agent/io/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <list>

#include "agent/io/log.hpp"
#include "agent/io/within.hpp"

namespace lifeguard {

namespace asio = boost::asio;

namespace {

void log_failure(const std::string& name, const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    if (error.code() != asio::error::operation_aborted) log_error(name, error.what());
  } catch (const std::exception& error) {
    log_error(name, error.what());
  } catch (...) {
    log_error(name, "ended by an unknown exception");
  }
}

}  // namespace

struct TaskGroup::State {
  using Signal = std::shared_ptr<asio::cancellation_signal>;

  explicit State(asio::any_io_executor on) : executor(std::move(on)), all_ended(executor) {
    all_ended.expires_at(asio::steady_timer::time_point::max());
  }

  void cancel() {
    cancelled = !running.empty();
    for (const Signal& task : running) end(task);
  }

  // On a later turn, for co_spawn lets operation_aborted out of the event loop when a task that has not waited
  // yet is cancelled.
  void end(const Signal& task) {
    asio::post(executor, [task] { task->emit(asio::cancellation_type::terminal); });
  }

  void ended(std::list<Signal>::iterator task) {
    running.erase(task);
    if (!running.empty()) return;
    cancelled = false;
    all_ended.cancel();
  }

  static asio::awaitable<void> until_all_ended(std::shared_ptr<State> state) {
    while (!state->running.empty()) {
      boost::system::error_code woken;
      co_await state->all_ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
  }

  asio::any_io_executor executor;
  std::list<Signal> running;
  bool cancelled = false;
  asio::steady_timer all_ended;
};

TaskGroup::TaskGroup(asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}

TaskGroup::~TaskGroup() {
  state_->cancel();
}

void TaskGroup::spawn(std::string name, asio::awaitable<void> task) {
  const auto signal = std::make_shared<asio::cancellation_signal>();
  const auto place = state_->running.insert(state_->running.end(), signal);
  auto on_end = [state = state_, place, name = std::move(name)](const std::exception_ptr& failure) {
    if (failure) log_failure(name, failure);
    state->ended(place);
  };
  asio::co_spawn(state_->executor, std::move(task),
                 asio::bind_cancellation_slot(signal->slot(), std::move(on_end)));
  if (state_->cancelled) state_->end(signal);
}

void TaskGroup::cancel() {
  state_->cancel();
}

asio::awaitable<bool> TaskGroup::join(Seconds limit) {
  auto all = State::until_all_ended(state_);
  auto wait = within(limit, std::move(all));
  try {
    co_await std::move(wait);
  } catch (const Timeout&) {
    co_return false;
  }
  co_return true;
}

std::size_t TaskGroup::size() const {
  return state_->running.size();
}

asio::awaitable<void> sleep_for(Seconds length) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  timer.expires_after(std::chrono::duration_cast<asio::steady_timer::duration>(length));
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace lifeguard
