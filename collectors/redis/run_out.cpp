#include "collectors/redis/run_out.hpp"

#include "base/bytes.hpp"

namespace lifeguard::redis {
namespace {

std::string amount(std::size_t bytes) {
  return in_words(Bytes{static_cast<std::int64_t>(bytes)});
}

}  // namespace

Seconds own_time(const Progress& progress, std::size_t which, Seconds so_far) {
  const auto& answers = progress.answers;
  const Seconds until = which < answers.size() ? answers[which].took : so_far;
  return which == 0 ? until : until - answers[which - 1].took;
}

std::size_t slowest(const Progress& progress, Seconds so_far) {
  const std::size_t waiting = progress.answers.size();
  Seconds longest{};
  std::size_t which = waiting;
  for (std::size_t i = 1; i <= waiting; ++i) {
    if (const Seconds took = own_time(progress, i, so_far); took > longest) {
      longest = took;
      which = i;
    }
  }
  return which;
}

std::string too_slow(std::string_view command, const RespReader::UnderWay& reply, Seconds so_far) {
  std::string text = std::string(command) + ": ";
  if (reply.of) {
    text += amount(reply.came) + " of " + amount(*reply.of) + " came within ";
  } else if (reply.came > 0) {
    text += "more than the " + amount(reply.came) + " that came within ";
  } else {
    text += "no answer within ";
  }
  return text + in_words(so_far);
}

}  // namespace lifeguard::redis
