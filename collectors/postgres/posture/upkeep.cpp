#include "collectors/postgres/posture/upkeep.hpp"

#include <algorithm>

#include "collectors/postgres/posture/settings.hpp"
#include "collectors/postgres/wal/facts.hpp"

namespace lifeguard::postgres {
namespace {

const Archiver* failing_archiver(const Facts& facts) {
  const bool known = facts.wal && facts.wal->archiver;
  return known && facts.wal->archiver->failing_since ? &*facts.wal->archiver : nullptr;
}

}  // namespace

Verdict commits_survive(const Facts& facts) {
  std::vector<std::string> off;
  for (const std::string name : {"fsync", "full_page_writes"}) {
    const std::string* value = setting(facts, name);
    if (!value) return unknown_setting(name);
    if (*value == "off") off.push_back(name);
  }
  if (off.empty()) return pass("fsync and full_page_writes are on");
  const bool both = off.size() == 2;
  std::string remedy;
  for (const std::string& name : off) remedy += "ALTER SYSTEM SET " + name + " = on; ";
  Verdict verdict = fail(both ? "fsync and full_page_writes are off: a crash can ruin the database"
                              : off.front() + " is off: a crash can ruin the database",
                         remedy + "SELECT pg_reload_conf();");
  for (const std::string& name : off) verdict.evidence.push_back(shown_setting(facts, name));
  return verdict;
}

Verdict damage_is_noticed(const Facts& facts) {
  const std::string* checksums = setting(facts, "data_checksums");
  if (!checksums) return unknown_setting("data_checksums");
  if (*checksums != "off") return pass("data_checksums is on");
  Verdict verdict = fail("data_checksums is off: a page that the disk has damaged is given as if it were right",
                         "pg_checksums --enable, while the server is stopped");
  verdict.evidence = {shown_setting(facts, "data_checksums")};
  return verdict;
}

Verdict wal_is_archived(const Facts& facts) {
  if (facts.identity.in_recovery) return unknown("a standby: its primary archives");
  const std::string *mode = setting(facts, "archive_mode"), *level = setting(facts, "wal_level");
  if (!mode) return unknown_setting("archive_mode");
  if (!level) return unknown_setting("wal_level");
  const std::string command = "archive_command = '…'";
  if (*level == "minimal" || *mode == "off") {
    Verdict verdict =
        fail(*level == "minimal"
                 ? "wal_level is minimal: neither a base backup nor a standby is possible"
                 : "archive_mode is off: unless WAL is streamed away, a restore loses what came after "
                   "the last backup",
             "ALTER SYSTEM SET wal_level = replica; ALTER SYSTEM SET archive_mode = on; ALTER SYSTEM SET " +
                 command + ";  -- and restart");
    verdict.evidence = {shown_setting(facts, "archive_mode"), shown_setting(facts, "wal_level")};
    return verdict;
  }
  const std::string *by_command = setting(facts, "archive_command"),
                    *by_library = setting(facts, "archive_library");
  if (!by_command) return unknown_setting("archive_command");
  if (by_command->empty() && (!by_library || by_library->empty())) {
    Verdict verdict =
        fail("archive_mode is on and archive_command is empty: WAL piles up until the disk is full",
             "ALTER SYSTEM SET " + command + "; SELECT pg_reload_conf();");
    verdict.evidence = {shown_setting(facts, "archive_mode"),
                        {{"setting", "archive_command"}, {"value", "empty"}}};
    return verdict;
  }
  if (const Archiver* archiver = failing_archiver(facts)) {
    Verdict verdict =
        fail("archive_mode is " + *mode + " and archiving has failed for " +
                 (archiver->failing_at_least ? "at least " : "") +
                 in_words(std::max(Seconds(0), Seconds(archiver->taken - *archiver->failing_since))),
             "SELECT * FROM pg_stat_archiver;  -- says on which file; the server's log says why");
    verdict.evidence = {shown_setting(facts, "archive_mode"), {{"failed on", archiver->last_failed_file}}};
    return verdict;
  }
  return pass("archive_mode is " + *mode);
}

Verdict nothing_waits_for_restart(const Facts& facts) {
  const auto& waiting = facts.posture->pending_restart;
  if (waiting.empty()) return pass("every setting is in force");
  Verdict verdict = fail(listed(waiting) + (waiting.size() == 1 ? " was" : " were") +
                             " changed, and the next restart, wanted or not, brings it in",
                         "restart the server at a good time, or take the change back: ALTER SYSTEM RESET " +
                             waiting.front() + "; SELECT pg_reload_conf();");
  for (const std::string& name : waiting) verdict.evidence.push_back({{"setting", name}});
  return verdict;
}

}  // namespace lifeguard::postgres
