#include "alerts/state_store.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/catch.hpp"
#include "tests/unit/alerts/an_incident.hpp"

using namespace lifeguard;
namespace fs = std::filesystem;

namespace {

/// A new directory, gone at the end of the test.
struct Directory {
  Directory() {
    std::string name = (fs::temp_directory_path() / "lifeguard-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Directory() { fs::remove_all(path); }
  std::string string() const { return path.string(); }
  fs::path path;
};

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::vector<PendingDelivery> for_slack(const Notice& notice) {
  return {{0, "slack/team", notice, 0}};
}

Incident resolved_at(TimePoint when) {
  Incident incident = resolved().incident;
  incident.resolved = when;
  return incident;
}

/// Runs `work` in another process, which then dies as by kill -9.
template <class Work>
void in_a_process_that_is_killed(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::raise(SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(WTERMSIG(status) == SIGKILL);
}

/// While it lives, no file can grow: what a full disk does to the writer.
struct NoRoom {
  NoRoom() {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit none{0, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~NoRoom() { ::setrlimit(RLIMIT_FSIZE, &before); }
  rlimit before{};
};

}  // namespace

TEST_CASE("what save() returned from outlives kill -9, once") {
  Directory dir;
  in_a_process_that_is_killed([&] {
    StateStore store(dir.string());
    auto deliveries = for_slack(opened());
    store.save({a_leak()}, deliveries);
    store.attempted(deliveries[0].id, 3);
  });
  StateStore store(dir.string());
  CHECK(store.trouble().empty());
  REQUIRE(store.incidents().size() == 1);
  CHECK(to_json(store.incidents()[0]) == to_json(a_leak()));
  REQUIRE(store.deliveries().size() == 1);
  const PendingDelivery left = store.deliveries()[0];
  CHECK(left.receiver == "slack/team");
  CHECK(left.attempts == 3);
  CHECK(to_json(left.notice) == to_json(opened()));
}

TEST_CASE("what is done does not come back after kill -9") {
  Directory dir;
  in_a_process_that_is_killed([&] {
    StateStore store(dir.string());
    auto deliveries = for_slack(opened());
    store.save({a_leak()}, deliveries);
    store.done(deliveries[0].id);
  });
  StateStore store(dir.string());
  CHECK(store.deliveries().empty());
  CHECK(store.incidents().size() == 1);
}

TEST_CASE("ids rise, over a restart too") {
  Directory dir;
  std::int64_t last = 0;
  for (int restart = 0; restart < 2; ++restart) {
    StateStore store(dir.string());
    std::vector<PendingDelivery> deliveries = {{0, "slack", opened(), 0}, {0, "pagerduty", opened(), 0}};
    store.save({}, deliveries);
    CHECK(deliveries[0].id > last);
    CHECK(deliveries[1].id > deliveries[0].id);
    last = deliveries[1].id;
  }
  CHECK(StateStore(dir.string()).deliveries().size() == 4);
}

TEST_CASE(
    "an incident that is saved again replaces itself, and its end is kept apart from its next beginning") {
  Directory dir;
  std::vector<PendingDelivery> none;
  const TimePoint now = lifeguard::now();
  {
    StateStore store(dir.string());
    Incident incident = a_leak();
    store.save({incident}, none);
    incident.summary = "now three";
    store.save({incident}, none);
    REQUIRE(store.incidents().size() == 1);
    CHECK(store.incidents()[0].summary == "now three");
    store.save({resolved_at(now - Seconds(60))}, none);
    CHECK(store.incidents().size() == 1);
    store.save({a_leak()}, none);
  }
  const auto all = StateStore(dir.string()).incidents();
  REQUIRE(all.size() == 2);
  CHECK(all[0].state == IncidentState::firing);
  CHECK(all[1].state == IncidentState::resolved);
}

TEST_CASE("two targets on one backend are two incidents to the store") {
  StateStore store("");
  std::vector<PendingDelivery> none;
  Incident other = a_leak();
  other.target = "replica";
  store.save({a_leak(), other}, none);
  CHECK(store.incidents().size() == 2);
}

TEST_CASE("resolved incidents are kept for a day") {
  Directory dir;
  std::vector<PendingDelivery> none;
  const TimePoint now = lifeguard::now();
  StateStore store(dir.string());
  store.save({resolved_at(now - Seconds(25 * 3600)), resolved_at(now - Seconds(23 * 3600))}, none);
  REQUIRE(store.incidents().size() == 1);
  CHECK(store.incidents()[0].resolved == now - Seconds(23 * 3600));
}

TEST_CASE("with no directory everything works in memory, and that is no trouble") {
  StateStore store("");
  auto deliveries = for_slack(opened());
  store.save({a_leak()}, deliveries);
  CHECK(store.trouble().empty());
  CHECK(store.deliveries().size() == 1);
  store.done(deliveries[0].id);
  CHECK(store.deliveries().empty());
}

TEST_CASE("a missing directory is made, and is for the agent's user only") {
  Directory dir;
  const std::string deep = (dir.path / "var/lib").string();
  StateStore store(deep);
  CHECK(store.trouble().empty());
  const auto mode = fs::status(deep + "/lifeguard.db").permissions();
  CHECK((mode & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
}

TEST_CASE("a directory that cannot be made is said with its remedy, memory goes on, and the disk catches up") {
  Directory dir;
  const fs::path blocked = dir.path / "file";
  std::ofstream(blocked) << "not a directory";
  const std::string state_dir = (blocked / "state").string();
  StateStore store(state_dir);
  CHECK(says(store.trouble(), "Not a directory"));
  CHECK(says(store.trouble(), "agent.state_dir"));
  auto deliveries = for_slack(opened());
  store.save({a_leak()}, deliveries);
  auto more = for_slack(resolved());
  store.save({}, more);
  CHECK(store.incidents().size() == 1);
  CHECK(store.deliveries().size() == 2);

  fs::remove(blocked);
  store.done(deliveries[0].id);
  CHECK(store.trouble().empty());
  fs::copy(state_dir, dir.path / "copy");
  const StateStore copy((dir.path / "copy").string());
  CHECK(copy.incidents().size() == 1);
  REQUIRE(copy.deliveries().size() == 1);
  CHECK(copy.deliveries()[0].id == more[0].id);
}

TEST_CASE("a disk without room is trouble until there is room, and then it has everything") {
  Directory dir;
  StateStore store(dir.string());
  auto before = for_slack(opened());
  store.save({a_leak()}, before);
  auto during = for_slack(resolved());
  {
    NoRoom no_room;
    Incident large = a_leak("application=other");
    large.summary = std::string(100'000, 'x');
    store.save({large}, during);
    store.done(before[0].id);
  }
  CHECK_FALSE(store.trouble().empty());
  CHECK(store.incidents().size() == 2);
  REQUIRE(store.deliveries().size() == 1);

  store.attempted(during[0].id, 1);
  CHECK(store.trouble().empty());
  Directory other;
  fs::copy(dir.path, other.path);
  const StateStore copy(other.string());
  CHECK(copy.incidents().size() == 2);
  REQUIRE(copy.deliveries().size() == 1);
  CHECK(copy.deliveries()[0].id == during[0].id);
}

TEST_CASE("a file taken away from under the agent is made again with everything") {
  Directory dir;
  StateStore store((dir.path / "state").string());
  auto deliveries = for_slack(opened());
  store.save({a_leak()}, deliveries);
  fs::remove_all(dir.path / "state");
  auto more = for_slack(resolved());
  store.save({}, more);
  CHECK(store.trouble().empty());
  fs::copy(dir.path / "state", dir.path / "copy");
  const StateStore copy((dir.path / "copy").string());
  CHECK(copy.deliveries().size() == 2);
  CHECK(copy.incidents().size() == 1);
}

TEST_CASE("a second agent on the directory is refused, and takes over when the first has ended") {
  Directory dir;
  auto first = std::make_unique<StateStore>(dir.string());
  StateStore second(dir.string());
  CHECK(first->trouble().empty());
  CHECK(says(second.trouble(), "in use by another lifeguard"));
  auto from_first = for_slack(opened());
  first->save({}, from_first);
  auto from_second = for_slack(resolved());
  second.save({}, from_second);
  CHECK_FALSE(second.trouble().empty());
  first.reset();
  second.attempted(from_second[0].id, 1);
  CHECK(second.trouble().empty());
  fs::copy(dir.path, dir.path / "copy", fs::copy_options::none);
  CHECK(StateStore((dir.path / "copy").string()).deliveries().size() == 2);
}

TEST_CASE("a file that is no database is set aside") {
  Directory dir;
  std::ofstream(dir.path / "lifeguard.db") << std::string(5000, 'x');
  StateStore store(dir.string());
  CHECK(store.trouble().empty());
  auto deliveries = for_slack(opened());
  store.save({}, deliveries);
  int aside = 0;
  for (const auto& entry : fs::directory_iterator(dir.path)) {
    if (entry.path().filename().string().starts_with("lifeguard.db.corrupt-")) ++aside;
  }
  CHECK(aside == 1);
}

TEST_CASE("a damaged database is set aside") {
  Directory dir;
  {
    StateStore store(dir.string());
    std::vector<PendingDelivery> deliveries(200, {0, "slack", opened(), 0});
    store.save({a_leak()}, deliveries);
  }
  const fs::path file = dir.path / "lifeguard.db";
  std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
  damage.seekp(static_cast<std::streamoff>(fs::file_size(file)) / 2);
  damage << std::string(20'000, '\xFF');
  damage.close();
  StateStore store(dir.string());
  CHECK(store.trouble().empty());
  auto deliveries = for_slack(opened());
  store.save({}, deliveries);
  CHECK(store.trouble().empty());
}

TEST_CASE("a database of a newer lifeguard is left alone") {
  Directory dir;
  { StateStore store(dir.string()); }
  const fs::path file = dir.path / "lifeguard.db";
  {
    std::fstream header(file, std::ios::in | std::ios::out | std::ios::binary);
    header.seekp(60);  // user_version, https://www.sqlite.org/fileformat.html
    header.write("\0\0\0\x09", 4);
  }
  StateStore store(dir.string());
  CHECK(says(store.trouble(), "newer lifeguard"));
  auto deliveries = for_slack(opened());
  store.save({}, deliveries);
  CHECK(store.deliveries().size() == 1);
}
