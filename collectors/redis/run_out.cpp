#include "collectors/redis/run_out.hpp"

#include "base/bytes.hpp"

namespace lifeguard::redis {
namespace {

std::string amount(std::size_t bytes) {
  return in_words(Bytes{static_cast<std::int64_t>(bytes)});
}

}  // namespace

std::size_t slowest(const Progress& progress, Seconds so_far) {
  const auto& answers = progress.answers;
  Seconds longest{};
  std::size_t which = answers.size();
  for (std::size_t i = 1; i <= answers.size(); ++i) {
    const Seconds until = i < answers.size() ? answers[i].took : so_far;
    if (const Seconds took = until - answers[i - 1].took; took > longest) {
      longest = took;
      which = i;
    }
  }
  return which;
}

std::string too_slow(std::string_view command, const RespReader::UnderWay& reply, Seconds limit) {
  std::string text = std::string(command) + ": ";
  if (reply.of) {
    text += amount(reply.came) + " of " + amount(*reply.of) + " came within ";
  } else if (reply.came > 0) {
    text += "more than the " + amount(reply.came) + " that came within ";
  } else {
    text += "no answer within ";
  }
  return text + in_words(limit);
}

}  // namespace lifeguard::redis
