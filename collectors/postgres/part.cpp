#include "collectors/postgres/part.hpp"

#include <stdexcept>

namespace lifeguard::postgres {
namespace {

const Answer& answer_in(const std::map<std::string, Answer, std::less<>>& answers, std::string_view name) {
  const auto found = answers.find(name);
  if (found == answers.end()) throw std::out_of_range("nobody asked " + std::string(name));
  return found->second;
}

}  // namespace

const Rows& Answers::rows(std::string_view name) const {
  return answer_in(answers_, name).rows();
}

Seconds Answers::took(std::string_view name) const {
  return answer_in(answers_, name).took;
}

std::vector<Query> PeriodicPart::ask(const Facts&, int server_version) {
  return files(files_, server_version);
}

std::vector<Query> files(const std::vector<std::string_view>& names, int server_version) {
  std::vector<Query> queries;
  for (const std::string_view name : names) {
    queries.push_back({std::string(name), query_text(name, server_version)});
  }
  return queries;
}

}  // namespace lifeguard::postgres
