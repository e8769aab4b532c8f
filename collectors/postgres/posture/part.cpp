#include "collectors/postgres/posture/part.hpp"

#include "collectors/postgres/posture/read.hpp"

namespace lifeguard::postgres {

std::vector<Query> PosturePart::ask(const Facts& known, int server_version) {
  if (!rights_) return files({"posture_rights"}, server_version);
  std::vector<Query> queries = PeriodicPart::ask(known, server_version);
  if (rights_->hba_rules) queries.push_back({"hba_rules", query_text("hba_rules", server_version)});
  if (rights_->password_hashes)
    queries.push_back({"weak_passwords", query_text("weak_passwords", server_version)});
  return queries;
}

void PosturePart::take(const Answers& answers, Facts& facts) {
  const Rows& rights = answers.rows("posture_rights");
  rights_ = Rights{rights.column("hba_rules").boolean(0), rights.column("password_hashes").boolean(0)};
  if (answers.has("posture_settings")) facts.posture = std::make_shared<const Posture>(read_posture(answers));
}

void PosturePart::forget(Facts& facts) const {
  facts.posture = nullptr;
}

}  // namespace lifeguard::postgres
