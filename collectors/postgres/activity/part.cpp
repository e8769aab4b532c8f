#include "collectors/postgres/activity/part.hpp"

#include "collectors/postgres/read.hpp"

namespace lifeguard::postgres {

ActivityPart::ActivityPart(const PostgresConfig& config)
    : exposure_(config.query_text == "raw" ? sql::Exposure::raw : sql::Exposure::normalised) {}

std::vector<Query> ActivityPart::ask(const Facts&, int server_version) {
  return files({"activity"}, server_version);
}

void ActivityPart::take(const Answers& answers, Facts& facts) {
  facts.activity = read_activity(answers.rows("activity"), exposure_);
}

void ActivityPart::forget(Facts& facts) const {
  facts.activity.reset();
}

}  // namespace lifeguard::postgres
