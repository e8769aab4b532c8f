#include "collectors/postgres/activity/part.hpp"

#include "collectors/postgres/read.hpp"

namespace lifeguard::postgres {
namespace {

// A role may be renamed, and its idle sessions do not know.
constexpr int kLooksUntilAllAnew = 60;

}  // namespace

ActivityPart::ActivityPart(const PostgresConfig& config)
    : exposure_(config.query_text == "raw" ? sql::Exposure::raw : sql::Exposure::normalised),
      idle_(exposure_) {}

std::vector<Query> ActivityPart::ask(const Facts&, int server_version) {
  if (looks_ < kLooksUntilAllAnew) return files({"activity"}, server_version);
  return files({"activity_anew", "activity"}, server_version);
}

void ActivityPart::take(const Answers& answers, Facts& facts) {
  const bool anew = answers.has("activity_anew");
  looks_ = anew ? 1 : looks_ + 1;
  try {
    if (anew) {
      answers.rows("activity_anew");
      databases_.forget();
    }
    Look look = read_look(answers.rows("activity"), exposure_, databases_);
    idle_.complete(look);
    facts.activity = std::move(look.activity);
  } catch (const PgError&) {
    looks_ = kLooksUntilAllAnew;
    throw;
  }
}

void ActivityPart::forget(Facts& facts) const {
  facts.activity.reset();
}

void ActivityPart::reconnected() {
  idle_.forget();
  databases_.forget();
  looks_ = 0;
}

}  // namespace lifeguard::postgres
