#include "collectors/postgres/posture/metrics.hpp"

#include "collectors/postgres/posture/checks.hpp"

namespace lifeguard::postgres {
namespace {

const MetricDef kPosture{
    "lifeguard_pg_posture",
    "1: the check passes; 0: it fails; absent while that is not known, for want of a right "
    "or of somebody to look at.",
    MetricType::gauge,
    {"check"}};

}  // namespace

const MetricDef& posture_metric() {
  return kPosture;
}

const std::vector<const MetricDef*>& posture_metrics() {
  static const std::vector<const MetricDef*> all{&kPosture};
  return all;
}

std::vector<Sample> posture_samples(const Facts& facts) {
  std::vector<Sample> samples;
  for (const JudgedCheck& judged : judge_posture(facts)) {
    if (judged.verdict.state == Verdict::State::unknown) continue;
    const double value = judged.verdict.state == Verdict::State::pass ? 1 : 0;
    samples.push_back({&kPosture, {std::string(judged.check->name)}, value});
  }
  return samples;
}

}  // namespace lifeguard::postgres
