#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;

namespace lifeguard::redis {

/// One answer of Redis. hiredis reads them and is seen nowhere else.
struct Reply {
  enum class Type { text, error, integer, nil, list };

  Type type = Type::nil;
  std::string text;  // of an error too: "NOPERM this user has no permissions …"
  std::int64_t integer = 0;
  std::vector<Reply> items;

  bool is_error() const { return type == Type::error; }
  /// The first word of an error: "NOPERM"; empty when it is none.
  std::string_view error_code() const;
};

/// What came is not Redis's protocol, or longer than it may be.
class RespError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Bytes, however they are split, to replies (RESP2). Not to be used again after an exception.
class RespReader {
 public:
  RespReader();

  void feed(std::string_view bytes);
  /// The next reply once it is complete. One text that is announced as longer than `largest` bytes is passed
  /// over and gives an error, "TOOLARGE …"; throws RespError when anything else is longer, or that text by far.
  std::optional<Reply> next(std::size_t largest);

  /// Bytes of the reply that is not complete yet: that came, and that it has in all where it says so.
  struct UnderWay {
    std::size_t came = 0;
    std::optional<std::size_t> of;
  };
  UnderWay under_way() const;

 private:
  struct Free {
    void operator()(redisReader*) const;
  };
  std::string_view unread() const;
  void pass_over(std::size_t bytes);

  std::unique_ptr<std::size_t> items_;  // that the reply being read may still have
  std::unique_ptr<redisReader, Free> reader_;
  bool between_replies_ = true;
  bool is_text_ = false;          // the reply being read is one text
  std::size_t passing_over_ = 0;  // bytes still to come of a reply that is too large
  std::size_t passed_over_ = 0;   // bytes of it that came
  std::optional<Reply> instead_;  // of it
  std::size_t fed_ = 0;           // since the last reply was complete
  std::string first_;             // what came first of all, for the words about garbage
};

/// A command as it is sent.
std::string command_bytes(const std::vector<std::string>& words);

}  // namespace lifeguard::redis
