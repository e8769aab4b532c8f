#include "collectors/postgres/schedule.hpp"

#include <algorithm>

namespace lifeguard::postgres {

// Ticks jitter: half of one early, rather than a whole one late.
Schedule::Schedule(std::vector<std::unique_ptr<Part>> parts, Seconds tick)
    : jitter_(std::chrono::duration_cast<Clock::duration>(tick / 2)) {
  for (auto& part : parts) entries_.push_back({std::move(part), {}, {}, nullptr});
}

void Schedule::reconnected() {
  cluster_.reconnected();
  for (Entry& entry : entries_) {
    entry.due = {};
    entry.samples = nullptr;
    entry.part->reconnected();
  }
  results_.clear();
}

std::vector<Query> Schedule::ask(const Facts& known, int server_version, Clock::time_point now) {
  std::vector<Query> queries;
  for (Entry& entry : entries_) {
    entry.asked.clear();
    if (now + jitter_ < entry.due) continue;
    for (Query& query : entry.part->ask(known, server_version)) {
      entry.asked.push_back(query.name);
      queries.push_back(std::move(query));
    }
    if (entry.asked.empty()) continue;
    entry.due = now + std::chrono::duration_cast<Clock::duration>(entry.part->interval());
  }
  return queries;
}

void Schedule::take(const Answers& answers, Facts& facts) {
  series_.clear();
  if (cluster_.changed(facts.identity)) {
    for (Entry& entry : entries_) entry.part->start_anew();
  }
  for (Entry& entry : entries_) {
    if (!entry.asked.empty()) take(entry, answers, facts);
  }
  for (Entry& entry : entries_) entry.part->observe(facts);
}

void Schedule::take(Entry& entry, const Answers& answers, Facts& facts) {
  Part& part = *entry.part;
  PartResult result{std::string(part.name()), true, {}, ""};
  for (const std::string& query : entry.asked) result.took = std::max(result.took, answers.took(query));
  part.forget(facts);
  entry.samples = nullptr;
  try {
    part.take(answers, facts);
    entry.samples = std::make_shared<const std::vector<Sample>>(part.samples(facts));
    const std::vector<SeriesPoint> series = part.series(facts);
    series_.insert(series_.end(), series.begin(), series.end());
  } catch (const PgError& error) {
    result.success = false;
    result.error = error.what();
  }
  results_.insert_or_assign(result.part, std::move(result));
}

std::vector<Query> Schedule::ask_aside() {
  std::vector<Query> queries;
  for (Entry& entry : entries_) {
    for (Query& query : entry.part->ask_aside()) queries.push_back(std::move(query));
  }
  return queries;
}

void Schedule::take_aside(const Answers& answers) {
  for (Entry& entry : entries_) entry.part->take_aside(answers);
}

std::vector<SamplesPtr> Schedule::samples() const {
  std::vector<SamplesPtr> all;
  for (const Entry& entry : entries_) {
    if (entry.samples && !entry.samples->empty()) all.push_back(entry.samples);
  }
  return all;
}

}  // namespace lifeguard::postgres
