#include "collectors/postgres/posture/checks.hpp"

#include <fstream>
#include <sstream>

#include "collectors/postgres/checks.hpp"
#include "collectors/postgres/databases/facts.hpp"
#include "collectors/postgres/posture/facts.hpp"
#include "collectors/postgres/posture/metrics.hpp"
#include "collectors/postgres/wal/facts.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;
using State = Verdict::State;

namespace {

// A server that passes every check, to be spoilt.
struct Installation {
  Posture posture;
  Databases databases;
  Identity identity;

  Installation() {
    identity.role = "lifeguard";
    identity.sees_every_session = true;
    posture.settings = {{"archive_command", "set"},
                        {"archive_mode", "on"},
                        {"data_checksums", "on"},
                        {"fsync", "on"},
                        {"full_page_writes", "on"},
                        {"listen_addresses", "*"},
                        {"ssl", "on"},
                        {"wal_level", "replica"},
                        {"password_encryption", "scram-sha-256"}};
    posture.application_roles = {{"shop", "shop", 4, false, false, false, false}};
    posture.hba_rules.emplace();
    posture.md5_roles.emplace();
    databases.own = "shop";
    databases.visits["shop"].timeouts = {{"statement_timeout", "30000"},
                                         {"idle_in_transaction_session_timeout", "60000"}};
  }

  postgres::Facts facts() const {
    postgres::Facts facts;
    facts.identity = identity;
    facts.posture = std::make_shared<const Posture>(posture);
    facts.databases = std::make_shared<const Databases>(databases);
    return facts;
  }

  Verdict judge(std::string_view name) const {
    for (const JudgedCheck& judged : judge_posture(facts())) {
      if (judged.check->name == name) return judged.verdict;
    }
    FAIL("no check is called " << name);
    return {};
  }

  State state(std::string_view name) const { return judge(name).state; }

  void trust(std::string type, std::string address, std::string netmask, std::string method = "trust") {
    posture.hba_rules->push_back({"pg_hba.conf", 7, std::move(type), "all", "all", std::move(address),
                                  std::move(netmask), std::move(method), false});
  }
};

constexpr auto kAll = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";

}  // namespace

TEST_CASE("a sound server passes every check") {
  for (const JudgedCheck& judged : judge_posture(Installation().facts())) {
    INFO(judged.check->name << ": " << judged.verdict.reason);
    CHECK(judged.verdict.state == State::pass);
    CHECK(judged.verdict.remedy.empty());
  }
}

TEST_CASE("without a posture every check is unknown, and gives no sample") {
  for (const JudgedCheck& judged : judge_posture({})) CHECK(judged.verdict.state == State::unknown);
  CHECK(posture_samples({}).empty());
}

TEST_CASE("a setting that this version lacks is unknown, not failed") {
  Installation server;
  server.posture.settings.clear();
  for (const char* check :
       {"listen_without_tls", "md5_encryption", "durability", "data_checksums", "archiving"}) {
    CHECK(server.state(check) == State::unknown);
  }
}

TEST_CASE("listening beyond loopback without TLS fails, listening on loopback passes") {
  Installation server;
  server.posture.settings["ssl"] = "off";
  for (const char* addresses : {"*", "0.0.0.0", "localhost, 10.0.0.7", "::", "db"}) {
    server.posture.settings["listen_addresses"] = addresses;
    CHECK(server.state("listen_without_tls") == State::fail);
  }
  for (const char* addresses : {"localhost", "127.0.0.1, ::1", "", "127.0.0.2"}) {
    server.posture.settings["listen_addresses"] = addresses;
    CHECK(server.state("listen_without_tls") == State::pass);
  }
}

TEST_CASE("remote sessions in clear are named, and their remedy begins with TLS where there is none") {
  Installation server;
  server.posture.cleartext_clients = {{"shop", "checkout", "10.0.3.7", 3}, {"shop", "", "10.0.3.8", 1}};
  const Verdict seen = server.judge("cleartext_sessions");
  CHECK(seen.state == State::fail);
  CHECK(seen.reason.starts_with("4 sessions over a network without TLS"));
  CHECK(seen.evidence.at(0).at(2) == std::pair<std::string, std::string>("client", "10.0.3.7"));
  CHECK(seen.remedy.starts_with("sslmode=verify-full"));
  server.posture.settings["ssl"] = "off";
  CHECK(server.judge("cleartext_sessions").remedy.starts_with("give the server a certificate"));
}

TEST_CASE("who cannot see other sessions knows nothing of them, but for what is seen") {
  Installation server;
  server.identity.sees_every_session = false;
  server.posture.application_roles.clear();
  for (const char* check :
       {"cleartext_sessions", "application_superuser", "application_rights", "statement_timeout"}) {
    CHECK(server.state(check) == State::unknown);
    CHECK(server.judge(check).reason.find("cannot see other sessions") != std::string::npos);
  }
  CHECK(server.judge("cleartext_sessions").remedy == "GRANT pg_monitor TO lifeguard;");
  server.posture.cleartext_clients = {{"shop", "checkout", "10.0.3.7", 1}};
  CHECK(server.state("cleartext_sessions") == State::fail);
}

TEST_CASE("trust counts as remote unless only the server's own machine can match") {
  struct Row {
    const char *type, *address, *netmask;
    bool remote;
  };
  const Row rows[] = {{"local", "", "", false},
                      {"host", "127.0.0.1", "255.255.255.255", false},
                      {"host", "127.0.0.0", "255.0.0.0", false},
                      {"host", "::1", kAll, false},
                      {"host", "localhost", "", false},
                      {"host", "samehost", "", false},
                      {"host", "samenet", "", true},
                      {"host", "all", "", true},
                      {"host", "0.0.0.0", "0.0.0.0", true},
                      {"host", "127.0.0.1", "0.0.0.0", true},
                      {"host", "::1", "::", true},
                      {"hostssl", "10.0.0.0", "255.0.0.0", true}};
  for (const auto& [type, address, netmask, remote] : rows) {
    Installation server;
    server.trust(type, address, netmask);
    INFO(type << " " << address << " " << netmask);
    CHECK(server.state("hba_trust_remote") == (remote ? State::fail : State::pass));
    CHECK(server.state("hba_trust_local") == (remote ? State::pass : State::fail));
  }
}

TEST_CASE("a password in clear fails only where it crosses a network without TLS") {
  for (const auto& [type, fails] : {std::pair("host", true), std::pair("hostnossl", true),
                                    std::pair("hostssl", false), std::pair("local", false)}) {
    Installation server;
    server.trust(type, type == std::string("local") ? "" : "10.0.0.0", "255.0.0.0", "password");
    CHECK(server.state("hba_cleartext_password") == (fails ? State::fail : State::pass));
    CHECK(server.state("hba_trust_remote") == State::pass);
  }
}

TEST_CASE("a row that the server cannot read is told by its line alone") {
  Installation server;
  server.posture.hba_rules->push_back({"pg_hba.conf", 12, "", "", "", "", "", "", true});
  const Verdict seen = server.judge("hba_errors");
  CHECK(seen.state == State::fail);
  CHECK(seen.reason.ends_with("in line 12 of pg_hba.conf"));
  CHECK(seen.evidence.at(0).size() == 2);
}

TEST_CASE("rows that the role may not read are unknown, with the grant that lets it") {
  Installation server;
  server.posture.hba_rules.reset();
  for (const char* check : {"hba_trust_remote", "hba_trust_local", "hba_cleartext_password", "hba_errors"}) {
    CHECK(server.state(check) == State::unknown);
    CHECK(server.judge(check).remedy.starts_with("GRANT SELECT ON pg_hba_file_rules TO lifeguard;"));
  }
}

TEST_CASE("MD5 is told by the setting, and by roles where their hashes are readable") {
  Installation server;
  server.posture.settings["password_encryption"] = "md5";
  server.posture.md5_roles = {"shop"};
  CHECK(server.state("md5_encryption") == State::fail);
  CHECK(server.judge("md5_passwords").reason == "passwords are stored as MD5 for shop");
  server.posture.md5_roles.reset();
  CHECK(server.state("md5_passwords") == State::unknown);
}

TEST_CASE("an application that is a superuser is told once, under its own check") {
  Installation server;
  server.posture.application_roles = {{"boss", "shop", 2, true, true, true, true},
                                      {"boss", "crm", 1, true, true, true, true}};
  const Verdict seen = server.judge("application_superuser");
  CHECK(seen.state == State::fail);
  CHECK(seen.evidence == decltype(seen.evidence){{{"role", "boss"}, {"sessions", "3"}}});
  CHECK(server.state("application_rights") == State::pass);
}

TEST_CASE("the remedy takes away just the rights that are too many") {
  Installation server;
  server.posture.application_roles = {{"Shop", "shop", 2, false, true, false, true}};
  const Verdict seen = server.judge("application_rights");
  CHECK(seen.evidence.at(0).at(1).second == "CREATEROLE BYPASSRLS");
  CHECK(seen.remedy == "ALTER ROLE \"Shop\" NOCREATEROLE NOBYPASSRLS;");
}

TEST_CASE("with no application connected nothing is said of roles") {
  Installation server;
  server.posture.application_roles.clear();
  for (const char* check : {"application_superuser", "application_rights", "statement_timeout"}) {
    CHECK(server.judge(check).reason == "no application is connected now");
  }
}

TEST_CASE("the most specific timeout holds") {
  Installation server;
  auto& own = server.databases.visits["shop"].timeouts;
  own["statement_timeout"] = "0";
  const auto set = [&](const char* database, const char* role, const char* value) {
    server.posture.role_timeouts.push_back({database, role, "statement_timeout", value});
  };
  CHECK(server.state("statement_timeout") == State::fail);
  set("", "", "10s");
  CHECK(server.state("statement_timeout") == State::pass);
  set("shop", "", "0");
  CHECK(server.state("statement_timeout") == State::fail);
  set("", "shop", "1min");
  CHECK(server.state("statement_timeout") == State::pass);
  set("shop", "shop", "0ms");
  CHECK(server.state("statement_timeout") == State::fail);
  CHECK(server.judge("statement_timeout").remedy.starts_with("ALTER ROLE shop SET statement_timeout = '30s';"));
  CHECK(server.state("idle_in_transaction_timeout") == State::pass);
}

TEST_CASE("a transaction_timeout ends statements and idle transactions alike") {
  Installation server;
  server.databases.visits["shop"].timeouts = {{"statement_timeout", "0"},
                                              {"idle_in_transaction_session_timeout", "0"},
                                              {"transaction_timeout", "60000"}};
  CHECK(server.state("statement_timeout") == State::pass);
  CHECK(server.state("idle_in_transaction_timeout") == State::pass);
}

TEST_CASE("a timeout is unknown while the server's own is") {
  Installation server;
  server.databases.visits["shop"].timeouts.clear();
  CHECK(server.state("statement_timeout") == State::unknown);
  server.databases.visits.clear();
  CHECK(server.state("statement_timeout") == State::unknown);
}

TEST_CASE("schema public open to everybody is told by database, and unknown of those not visited") {
  Installation server;
  server.databases.visits["crm"].schema.public_may_create = true;
  CHECK(server.judge("public_create").remedy == "REVOKE CREATE ON SCHEMA public FROM PUBLIC;  -- in crm");
  server.databases.visits.erase("crm");
  server.databases.refused["crm"] = "too many connections";
  CHECK(server.state("public_create") == State::unknown);
}

TEST_CASE("what a crash, a bad disk or a restore would bring out is named by its setting") {
  Installation server;
  server.posture.settings["fsync"] = "off";
  CHECK(server.judge("durability").remedy == "ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();");
  server.posture.settings["data_checksums"] = "off";
  CHECK(server.state("data_checksums") == State::fail);
  server.posture.settings["archive_command"] = "";
  CHECK(server.judge("archiving").reason.find("WAL piles up") != std::string::npos);
  server.posture.settings["archive_library"] = "set";
  CHECK(server.state("archiving") == State::pass);
  server.posture.settings["archive_mode"] = "off";
  CHECK(server.state("archiving") == State::fail);
  server.identity.in_recovery = true;
  CHECK(server.state("archiving") == State::unknown);
}

TEST_CASE("archiving that fails is none, however well it is set up") {
  Installation server;
  Wal wal;
  wal.archiver.emplace();
  wal.archiver->taken = TimePoint{} + Seconds(10'000);
  wal.archiver->last_failed_file = "000000010000000000000007";
  const auto judge = [&] {
    postgres::Facts facts = server.facts();
    facts.wal = std::make_shared<const Wal>(wal);
    for (const JudgedCheck& judged : judge_posture(facts)) {
      if (judged.check->name == "archiving") return judged.verdict;
    }
    return Verdict{};
  };
  CHECK(judge().state == State::pass);
  wal.archiver->failing_since = TimePoint{} + Seconds(9'700);
  CHECK(judge().state == State::fail);
  CHECK(judge().reason == "archive_mode is on and archiving has failed for 5 min");
  CHECK(judge().evidence.at(1).at(0).second == "000000010000000000000007");
  wal.archiver->failing_at_least = true;
  CHECK(judge().reason.ends_with("for at least 5 min"));
  server.identity.in_recovery = true;
  CHECK(judge().state == State::unknown);
}

TEST_CASE("settings that wait for a restart are named") {
  Installation server;
  server.posture.pending_restart = {"max_connections", "shared_buffers"};
  const Verdict seen = server.judge("pending_restart");
  CHECK(seen.reason.starts_with("max_connections, shared_buffers were changed"));
  CHECK(seen.remedy.ends_with("ALTER SYSTEM RESET max_connections; SELECT pg_reload_conf();"));
}

TEST_CASE("the metric is 1 for a pass, 0 for a failure, and absent when nothing is known") {
  Installation server;
  server.posture.settings["fsync"] = "off";
  server.posture.md5_roles.reset();
  std::map<std::string, double> values;
  for (const Sample& sample : posture_samples(server.facts())) values[sample.labels.at(0)] = sample.value;
  CHECK(values.at("archiving") == 1);
  CHECK(values.at("durability") == 0);
  CHECK_FALSE(values.contains("md5_passwords"));
}

TEST_CASE("check warns of dangers, notes the rest, and lets be what the config accepts") {
  Installation server;
  server.posture.settings["fsync"] = "off";
  server.posture.settings["data_checksums"] = "off";
  server.posture.pending_restart = {"port"};
  std::map<std::string, Check::Level> levels;
  for (const Check& check : posture_checks_from(server.facts(), {"pending_restart"})) {
    levels[check.what.substr(0, check.what.find(':'))] = check.level;
  }
  CHECK(levels.at("durability") == Check::Level::warning);
  CHECK(levels.at("data_checksums") == Check::Level::note);
  CHECK(levels.at("pending_restart") == Check::Level::ok);
}

TEST_CASE("what is not known for one and the same reason is one line of check") {
  Installation server;
  server.posture.hba_rules.reset();
  server.posture.md5_roles.reset();
  std::vector<std::string> unknown;
  for (const Check& check : posture_checks_from(server.facts(), {})) {
    if (check.what.find("not known") != std::string::npos) unknown.push_back(check.what);
  }
  CHECK(unknown == std::vector<std::string>{
                       "hba_trust_remote, hba_trust_local, hba_cleartext_password, hba_errors: not known: role "
                       "\"lifeguard\" may not read pg_hba_file_rules",
                       "md5_passwords: not known: only a superuser sees how passwords are stored"});
}

TEST_CASE("the docs list every check as the table has it") {
  std::ifstream file(LIFEGUARD_SOURCE_DIR "/docs/alerts.md");
  std::stringstream page;
  page << file.rdbuf();
  for (const PostureCheck& check : posture_checks()) {
    const std::string row = "| `" + std::string(check.name) + "` | " + std::string(check.what) + " | " +
                            (check.concern == Concern::danger ? "warning" : "info") + " |";
    INFO(row);
    CHECK(page.str().find(row) != std::string::npos);
  }
}
