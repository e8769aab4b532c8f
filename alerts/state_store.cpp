#include "alerts/state_store.hpp"

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <tuple>

#include "agent/io/log.hpp"
#include "alerts/file_lock.hpp"
#include "alerts/sqlite.hpp"

namespace lifeguard {
namespace {

namespace fs = std::filesystem;

constexpr int kSchema = 1;
constexpr const char* kCreate = R"(
  create table if not exists incidents (
    dedup_key text not null, target text not null, resolved_ms integer not null, json text not null,
    primary key (dedup_key, target, resolved_ms)) without rowid;
  create table if not exists deliveries (
    id integer primary key, receiver text not null, notice text not null, attempts integer not null);
  pragma user_version = 1;)";
constexpr Seconds kKeepResolved{86'400};
constexpr std::string_view kMemoryOnly = "until then incidents and undelivered alerts do not outlive a restart";

std::int64_t milliseconds(TimePoint at) {
  return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
}

/// What an incident has in evidence (queries, clients) is for the agent's user alone.
void create_private(const fs::path& file) {
  const int created = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (created < 0) throw std::system_error(errno, std::generic_category());
  ::close(created);
}

}  // namespace

// Memory holds everything; the disk is a copy, and `unwritten` is where the copy lags behind.
struct StateStore::Impl {
  using IncidentKey = std::tuple<std::string, std::string, std::int64_t>;  // dedup key, target, when over or 0

  explicit Impl(const std::string& state_dir) : dir(state_dir) {}

  fs::path file() const { return dir / "lifeguard.db"; }

  template <class Step>
  void with_disk(Step step);
  void open();
  void load();
  void load_incidents();
  void load_deliveries();
  void write();
  void write(const IncidentKey&, sqlite::Statement& put, sqlite::Statement& erase);
  void write(std::int64_t delivery, sqlite::Statement& put, sqlite::Statement& erase);
  void set_aside();
  void report(std::string why);
  void keep(const Incident&);
  void forget_old();

  fs::path dir;
  std::optional<FileLock> lock;
  std::optional<sqlite::Database> database;
  std::string trouble;

  std::map<IncidentKey, Incident> incidents;
  std::map<std::int64_t, PendingDelivery> deliveries;
  std::int64_t last_id = 0;

  struct {
    std::set<IncidentKey> incidents;
    std::set<std::int64_t> deliveries;
  } unwritten;
};

/// Does one step on the disk. What fails is said once, and tried again by the next step.
template <class Step>
void StateStore::Impl::with_disk(Step step) {
  if (dir.empty()) return;
  std::string why;
  for (bool first : {true, false}) {
    try {
      step();
      why.clear();
      break;
    } catch (const sqlite::Error& error) {
      why = fmt::format("{}: {}; {}", file().string(), error.what(),
                        error.full() ? "make room on that volume" : "see that the volume can be written");
      database.reset();
      if (!first || !error.corrupt()) break;
      set_aside();
    } catch (const std::system_error& error) {
      const bool taken = error.code() == std::errc::resource_unavailable_try_again;
      why = taken ? fmt::format("{} is in use by another lifeguard; give each its own agent.state_dir",
                                dir.string())
                  : fmt::format("{}: {}; set agent.state_dir to a directory that can be written, or to \"\"",
                                dir.string(), error.code().message());
      break;
    } catch (const std::exception& error) {
      why = fmt::format("{}: {}", file().string(), error.what());
      database.reset();
      break;
    }
  }
  report(std::move(why));
}

void StateStore::Impl::open() {
  if (database && database->moved()) {
    database.reset();
    lock.reset();
  }
  if (database) return;
  fs::create_directories(dir);
  if (!lock) lock.emplace(dir / "lifeguard.lock");
  create_private(file());
  sqlite::Database opened(file().string());
  opened.run("pragma journal_mode = wal");
  opened.run("pragma synchronous = full");  // a commit is on the disk, whatever happens to the machine
  sqlite::Statement version = opened.prepare("pragma user_version");
  version.step();
  if (version.integer(0) > kSchema) {
    throw std::runtime_error("was written by a newer lifeguard; run that one, or move the file away");
  }
  if (version.integer(0) == 0) {
    opened.run(kCreate);
    for (const auto& [key, incident] : incidents) unwritten.incidents.insert(key);
    for (const auto& [id, delivery] : deliveries) unwritten.deliveries.insert(id);
  }
  database = std::move(opened);
}

void StateStore::Impl::load() {
  open();
  database->check();
  load_incidents();
  load_deliveries();
}

void StateStore::Impl::load_incidents() {
  sqlite::Statement rows = database->prepare("select dedup_key, target, resolved_ms, json from incidents");
  while (rows.step()) {
    const IncidentKey key{rows.text(0), rows.text(1), rows.integer(2)};
    try {
      incidents[key] = incident_from_json(rows.text(3));
    } catch (const std::exception& error) {
      log_warning("state", fmt::format("leaves out an incident that cannot be read: {}", error.what()));
      unwritten.incidents.insert(key);
    }
  }
}

void StateStore::Impl::load_deliveries() {
  sqlite::Statement rows = database->prepare("select id, receiver, notice, attempts from deliveries");
  while (rows.step()) {
    const std::int64_t id = rows.integer(0);
    last_id = std::max(last_id, id);
    try {
      deliveries[id] = {id, rows.text(1), notice_from_json(rows.text(2)), static_cast<int>(rows.integer(3))};
    } catch (const std::exception& error) {
      log_warning("state", fmt::format("leaves out a notice that cannot be read: {}", error.what()));
      unwritten.deliveries.insert(id);
    }
  }
}

void StateStore::Impl::write() {
  open();
  sqlite::Transaction transaction(*database);
  auto put_incident = database->prepare("replace into incidents values (?, ?, ?, ?)");
  auto erase_incident =
      database->prepare("delete from incidents where dedup_key = ? and target = ? and resolved_ms = ?");
  for (const IncidentKey& key : unwritten.incidents) write(key, put_incident, erase_incident);
  auto put_delivery = database->prepare("replace into deliveries values (?, ?, ?, ?)");
  auto erase_delivery = database->prepare("delete from deliveries where id = ?");
  for (const std::int64_t id : unwritten.deliveries) write(id, put_delivery, erase_delivery);
  transaction.commit();
  unwritten = {};
}

void StateStore::Impl::write(const IncidentKey& key, sqlite::Statement& put, sqlite::Statement& erase) {
  const auto& [dedup_key, target, over] = key;
  const auto incident = incidents.find(key);
  if (incident == incidents.end()) {
    erase.bind(dedup_key).bind(target).bind(over).run();
    return;
  }
  const std::string json = to_json(incident->second);
  put.bind(dedup_key).bind(target).bind(over).bind(json).run();
}

void StateStore::Impl::write(std::int64_t id, sqlite::Statement& put, sqlite::Statement& erase) {
  const auto found = deliveries.find(id);
  if (found == deliveries.end()) {
    erase.bind(id).run();
    return;
  }
  const PendingDelivery& delivery = found->second;
  const std::string json = to_json(delivery.notice);
  put.bind(id).bind(delivery.receiver).bind(json).bind(delivery.attempts).run();
}

void StateStore::Impl::set_aside() {
  const std::string name = fmt::format("{}.corrupt-{}", file().string(), rfc3339(now()));
  std::error_code ignored;
  fs::rename(file(), name, ignored);
  fs::rename(file().string() + "-wal", name + "-wal", ignored);
  fs::remove(file().string() + "-shm", ignored);
  log_warning("state", fmt::format("{} is no database or is corrupt: set aside as {}", file().string(), name));
}

void StateStore::Impl::report(std::string why) {
  if (!why.empty()) why = fmt::format("{}; {}", why, kMemoryOnly);
  if (why == trouble) return;
  if (why.empty()) {
    log_info("state", fmt::format("{} can be written again", dir.string()));
  } else {
    log_warning("state", why);
  }
  trouble = std::move(why);
}

void StateStore::Impl::keep(const Incident& incident) {
  const IncidentKey open{incident.dedup_key, incident.target, 0};
  unwritten.incidents.insert(open);
  if (!incident.resolved) {
    incidents[open] = incident;
    return;
  }
  incidents.erase(open);
  if (!incident.opened) return;  // it ended before it was anything to tell
  const IncidentKey over{incident.dedup_key, incident.target, milliseconds(*incident.resolved)};
  incidents[over] = incident;
  unwritten.incidents.insert(over);
}

void StateStore::Impl::forget_old() {
  const std::int64_t oldest = milliseconds(now() - kKeepResolved);
  std::erase_if(incidents, [&](const auto& entry) {
    const std::int64_t over = std::get<2>(entry.first);
    const bool old = over != 0 && over < oldest;
    if (old) unwritten.incidents.insert(entry.first);
    return old;
  });
}

StateStore::StateStore(const std::string& state_dir) : impl_(std::make_unique<Impl>(state_dir)) {
  impl_->with_disk([this] { impl_->load(); });
}

StateStore::~StateStore() = default;

std::string StateStore::trouble() const {
  return impl_->trouble;
}

void StateStore::save(const std::vector<Incident>& changed, std::vector<PendingDelivery>& caused) {
  for (const Incident& incident : changed) impl_->keep(incident);
  impl_->forget_old();
  for (PendingDelivery& delivery : caused) {
    // From the clock, so that they rise even over a restart that could not read what was there before.
    delivery.id = impl_->last_id = std::max<std::int64_t>(impl_->last_id + 1, now().time_since_epoch().count());
    impl_->deliveries[delivery.id] = delivery;
    impl_->unwritten.deliveries.insert(delivery.id);
  }
  impl_->with_disk([this] { impl_->write(); });
}

void StateStore::attempted(std::int64_t id, int attempts) {
  const auto delivery = impl_->deliveries.find(id);
  if (delivery == impl_->deliveries.end()) return;
  delivery->second.attempts = attempts;
  impl_->unwritten.deliveries.insert(id);
  impl_->with_disk([this] { impl_->write(); });
}

void StateStore::done(std::int64_t id) {
  impl_->deliveries.erase(id);
  impl_->unwritten.deliveries.insert(id);
  impl_->with_disk([this] { impl_->write(); });
}

std::vector<Incident> StateStore::incidents() const {
  std::vector<Incident> all;
  for (const auto& [key, incident] : impl_->incidents) all.push_back(incident);
  return all;
}

std::vector<PendingDelivery> StateStore::deliveries() const {
  std::vector<PendingDelivery> all;
  for (const auto& [id, delivery] : impl_->deliveries) all.push_back(delivery);
  return all;
}

}  // namespace lifeguard
