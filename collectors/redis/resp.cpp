#include "collectors/redis/resp.hpp"

#include <hiredis/hiredis.h>

#include <algorithm>
#include <utility>

#include "base/bytes.hpp"
#include "base/utf8.hpp"
#include "collectors/redis/fields.hpp"

namespace lifeguard::redis {
namespace {

// A short reply may announce a list of any length, for which memory is taken at once.
constexpr std::size_t kMostItems = 100'000;
constexpr std::size_t kLongestNumber = 24, kLineEnd = 2;
constexpr std::size_t kFar = 8;             // times too large: not even read to its end
constexpr std::size_t kLongestError = 256;  // bytes: it goes into messages and pages

// Where the reader puts what it has read next: into its list, or on its own.
Reply* place(const redisReadTask* task) {
  if (!task->parent) return std::make_unique<Reply>().release();
  return &static_cast<Reply*>(task->parent->obj)->items[static_cast<std::size_t>(task->idx)];
}

std::string error_text(std::string_view said) {
  return cut_utf8(valid_utf8(std::string(said.substr(0, 2 * kLongestError))), kLongestError);
}

void* take_text(const redisReadTask* task, char* text, std::size_t length) {
  Reply* reply = place(task);
  const bool is_error = task->type == REDIS_REPLY_ERROR;
  reply->type = is_error ? Reply::Type::error : Reply::Type::text;
  reply->text = is_error ? error_text({text, length}) : std::string(text, length);
  return reply;
}

// hiredis 0.14 counts items with an int, 1.0 with a size_t.
template <class Count>
void* take_list(const redisReadTask* task, Count count) {
  auto* left = static_cast<std::size_t*>(task->privdata);
  if (static_cast<std::size_t>(count) > *left) return nullptr;
  *left -= static_cast<std::size_t>(count);
  Reply* reply = place(task);
  reply->type = Reply::Type::list;
  reply->items.resize(static_cast<std::size_t>(count));
  return reply;
}

void* take_integer(const redisReadTask* task, long long value) {
  Reply* reply = place(task);
  reply->type = Reply::Type::integer;
  reply->integer = value;
  return reply;
}

void* take_nil(const redisReadTask* task) {
  return place(task);
}

void free_reply(void* reply) {
  const std::unique_ptr<Reply> owner(static_cast<Reply*>(reply));
}

// hiredis 1.0 reads the types of RESP3 too, which nobody asks for: who sends them all the same would without
// these have it give the number of the type for a place in memory.
template <class Functions>
void add_resp3(Functions& made) {
  if constexpr (requires { made.createDouble; }) {
    made.createDouble = [](const redisReadTask* task, double, char* text, std::size_t length) {
      return take_text(task, text, length);
    };
    made.createBool = [](const redisReadTask* task, int value) { return take_integer(task, value); };
  }
}

redisReplyObjectFunctions* functions() {
  static redisReplyObjectFunctions all = [] {
    redisReplyObjectFunctions made{};
    add_resp3(made);
    made.createString = take_text;
    made.createArray = take_list;
    made.createInteger = take_integer;
    made.createNil = take_nil;
    made.freeObject = free_reply;
    return made;
  }();
  return &all;
}

std::string not_redis(std::string_view first, const char* said) {
  std::string text = "what answers is no Redis (" + std::string(said) + ")";
  if (first.starts_with("HTTP/")) return text + ": it is an HTTP server";
  if (first.starts_with("\x15\x03")) return text + ": it wants TLS; use rediss://";
  return text;
}

}  // namespace

std::string_view Reply::error_code() const {
  return is_error() ? std::string_view(text).substr(0, text.find(' ')) : std::string_view();
}

void RespReader::Free::operator()(redisReader* reader) const {
  redisReaderFree(reader);
}

RespReader::RespReader()
    : items_(std::make_unique<std::size_t>(kMostItems)), reader_(redisReaderCreateWithFunctions(functions())) {
  if (!reader_) throw std::bad_alloc();
  reader_->privdata = items_.get();
}

std::string_view RespReader::unread() const {
  return {reader_->buf + reader_->pos, reader_->len - reader_->pos};
}

void RespReader::pass_over(std::size_t bytes) {
  const std::size_t here = std::min(bytes, unread().size());
  reader_->pos += here;
  passing_over_ = bytes - here;
  passed_over_ = here;
}

void RespReader::feed(std::string_view bytes) {
  const std::size_t passed = std::min(passing_over_, bytes.size());
  passing_over_ -= passed;
  passed_over_ += passed;
  bytes.remove_prefix(passed);
  constexpr std::size_t kEnoughToKnow = 5;
  if (first_.size() < kEnoughToKnow) first_ += bytes.substr(0, kEnoughToKnow - first_.size());
  fed_ += bytes.size();
  if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) throw RespError("out of memory");
}

std::optional<Reply> RespReader::next(std::size_t largest) {
  if (between_replies_ && unread().starts_with('$')) {
    const auto end = unread().find("\r\n");
    if (end == std::string_view::npos && unread().size() < kLongestNumber) return std::nullopt;
    const std::size_t length = number_in<std::size_t>(unread().substr(1, end - 1)).value_or(0);
    if (length > largest && length / kFar <= largest) {
      pass_over(end + length + 2 * kLineEnd);
      instead_.emplace();
      instead_->type = Reply::Type::error;
      instead_->text = "TOOLARGE a reply of " + in_words(Bytes{static_cast<std::int64_t>(length)});
    }
  }
  if (passing_over_ > 0) return std::nullopt;
  if (instead_) {
    fed_ = 0;
    return std::exchange(instead_, std::nullopt);
  }
  if (between_replies_ && unread().empty()) return std::nullopt;
  // Of a text that is not all there hiredis has read this one character.
  if (std::exchange(between_replies_, false)) is_text_ = unread().starts_with('$');
  void* read = nullptr;
  if (redisReaderGetReply(reader_.get(), &read) != REDIS_OK) {
    if (reader_->err == REDIS_ERR_OOM) throw RespError("a list of more items than a reply may have");
    throw RespError(not_redis(first_, reader_->errstr));
  }
  if (!read) {
    if (fed_ > largest)
      throw RespError("a reply of more than " + in_words(Bytes{static_cast<std::int64_t>(largest)}));
    return std::nullopt;
  }
  const std::unique_ptr<Reply> reply(static_cast<Reply*>(read));
  between_replies_ = true;
  is_text_ = false;
  fed_ = 0;
  *items_ = kMostItems;
  return std::move(*reply);
}

RespReader::UnderWay RespReader::under_way() const {
  if (passing_over_ > 0) return {passed_over_, passed_over_ + passing_over_};
  const auto end = unread().find("\r\n");
  if (!is_text_ || end == std::string_view::npos) return {fed_, std::nullopt};
  return {unread().size() - end - kLineEnd, number_in<std::size_t>(unread().substr(0, end))};
}

std::string command_bytes(const std::vector<std::string>& words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  for (const std::string& word : words) {
    texts.push_back(word.data());
    lengths.push_back(word.size());
  }
  struct FreeCommand {
    void operator()(char* bytes) const { redisFreeCommand(bytes); }
  };
  char* formatted = nullptr;
  const int length =
      redisFormatCommandArgv(&formatted, static_cast<int>(words.size()), texts.data(), lengths.data());
  const std::unique_ptr<char, FreeCommand> owner(formatted);
  if (length < 0) throw std::bad_alloc();
  return std::string(formatted, static_cast<std::size_t>(length));
}

}  // namespace lifeguard::redis
