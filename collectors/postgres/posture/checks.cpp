#include "collectors/postgres/posture/checks.hpp"

#include "collectors/postgres/posture/access.hpp"
#include "collectors/postgres/posture/roles.hpp"
#include "collectors/postgres/posture/upkeep.hpp"

namespace lifeguard::postgres {

const std::vector<PostureCheck>& posture_checks() {
  using enum Concern;
  static const std::vector<PostureCheck> table{
      {"cleartext_sessions", "sessions over a network are encrypted now", danger, no_cleartext_sessions},
      {"listen_without_tls", "a server that listens to a network offers TLS", housekeeping,
       tls_where_it_listens},
      {"hba_trust_remote", "nobody gets in over a network without a password", danger, no_remote_trust},
      {"hba_trust_local", "nobody gets in on the server's machine without a password", housekeeping,
       no_local_trust},
      {"hba_cleartext_password", "no password crosses a network in clear", danger, no_cleartext_passwords},
      {"hba_errors", "pg_hba.conf has no errors", danger, hba_is_readable},
      {"md5_encryption", "new passwords are stored as SCRAM", housekeeping, scram_for_new_passwords},
      {"md5_passwords", "no password is stored as MD5", housekeeping, no_md5_passwords},
      {"application_superuser", "no application is a superuser", danger, no_application_superuser},
      {"application_rights", "no application may create roles, replicate or bypass row security", danger,
       no_application_privileges},
      {"public_create", "not everybody may create tables in schema public", housekeeping, public_cannot_create},
      {"statement_timeout", "applications' statements end some time", housekeeping, statements_end},
      {"idle_in_transaction_timeout", "applications' forgotten transactions end some time", housekeeping,
       idle_transactions_end},
      {"durability", "a committed transaction outlives a crash", danger, commits_survive},
      {"data_checksums", "a damaged page is noticed", housekeeping, damage_is_noticed},
      {"archiving", "WAL is archived, for restoring to a point in time", housekeeping, wal_is_archived},
      {"pending_restart", "no setting waits for a restart", housekeeping, nothing_waits_for_restart},
  };
  return table;
}

std::vector<JudgedCheck> judge_posture(const Facts& facts) {
  std::vector<JudgedCheck> judged;
  for (const PostureCheck& check : posture_checks()) {
    judged.push_back({&check, facts.posture ? check.judge(facts) : unknown("the posture was not read yet")});
  }
  return judged;
}

}  // namespace lifeguard::postgres
