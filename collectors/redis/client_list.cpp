#include "collectors/redis/client_list.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <vector>

#include "base/utf8.hpp"
#include "collectors/redis/fields.hpp"

namespace lifeguard::redis {
namespace {

constexpr std::size_t kMostGroups = 100, kMostQuietest = 5, kLongestText = 64;

/// One line, as views: thousands of them are read at a time.
struct Line {
  std::string_view id, addr, name, age, idle, flags, db, sub, psub, ssub, cmd, user, lib_name, tot_mem;
};

struct Column {
  std::string_view name;
  std::string_view Line::*value;
};

constexpr std::array<Column, 14> kWanted{{{"id=", &Line::id},
                                          {"addr=", &Line::addr},
                                          {"name=", &Line::name},
                                          {"age=", &Line::age},
                                          {"idle=", &Line::idle},
                                          {"flags=", &Line::flags},
                                          {"db=", &Line::db},
                                          {"sub=", &Line::sub},
                                          {"psub=", &Line::psub},
                                          {"ssub=", &Line::ssub},
                                          {"cmd=", &Line::cmd},
                                          {"user=", &Line::user},
                                          {"lib-name=", &Line::lib_name},
                                          {"tot-mem=", &Line::tot_mem}}};

std::string_view cut_piece(std::string_view& text, char end) {
  const auto at = text.find(end);
  const std::string_view piece = text.substr(0, at);
  text.remove_prefix(at == text.npos ? text.size() : at + 1);
  return piece;
}

/// Lines of one answer have the same columns in the same order, which the first one tells: the others are read
/// without looking any column up.
class Layout {
 public:
  Line read(std::string_view text) {
    Line line;
    if (fill(text, line)) return line;
    learn(text);
    line = {};
    fill(text, line);
    return line;
  }

 private:
  bool fill(std::string_view text, Line& line) const {
    for (const Column& column : columns_) {
      const std::string_view name = text.substr(0, column.name.size());
      if (!name.ends_with('=') || (column.value && name != column.name)) return false;
      text.remove_prefix(name.size());
      const std::string_view value = cut_piece(text, ' ');
      if (column.value) line.*column.value = value;
    }
    return text.empty();
  }

  void learn(std::string_view text) {
    columns_.clear();
    while (!text.empty()) {
      const std::string_view pair = cut_piece(text, ' ');
      const std::string_view name = pair.substr(0, pair.find('=') + 1);
      const auto wanted = std::find_if(kWanted.begin(), kWanted.end(),
                                       [&](const Column& column) { return column.name == name; });
      columns_.push_back({name, wanted == kWanted.end() ? nullptr : wanted->value});
    }
  }

  std::vector<Column> columns_;
};

std::int64_t integer(std::string_view text) {
  return number_in<std::int64_t>(text).value_or(0);
}

bool has_flag(const Line& line, std::string_view any_of) {
  return line.flags.find_first_of(any_of) != line.flags.npos;
}

// "10.0.3.7:40112" → "10.0.3.7", "[::1]:40112" → "::1", "/run/redis.sock:0" → "unix".
std::string_view host_of(std::string_view address) {
  if (address.starts_with('/')) return "unix";
  const std::string_view host = address.substr(0, address.rfind(':'));
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

// A user's name may have any letters, and those of another encoding, or cut in two, would spoil a whole page.
std::string shown(std::string_view text) {
  return valid_utf8(std::string(text));
}

Client client_of(const Line& line) {
  Client client;
  client.id = integer(line.id);
  client.address = line.addr;
  client.age = Seconds(static_cast<double>(integer(line.age)));
  client.idle = Seconds(static_cast<double>(integer(line.idle)));
  client.command = line.cmd == "NULL" ? std::string_view() : line.cmd;
  client.memory = Bytes{integer(line.tot_mem)};
  client.database = static_cast<int>(integer(line.db));
  client.name = shown(line.name.substr(0, kLongestText));
  client.user = shown(line.user.substr(0, kLongestText));
  return client;
}

using Key = std::array<std::string_view, 4>;

void count_quiet(const Line& line, std::int64_t idle, ClientGroup& group) {
  group.idle_10s += idle >= 10;
  group.idle_minute += idle >= 60;
  group.idle_5_minutes += idle >= 300;
  group.idle_hour += idle >= 3600;
  const Seconds quiet(static_cast<double>(idle));
  auto& quietest = group.quietest;
  if (quietest.size() == kMostQuietest && quietest.back().idle >= quiet) return;
  const auto at =
      std::find_if(quietest.begin(), quietest.end(), [&](const Client& client) { return client.idle < quiet; });
  quietest.insert(at, client_of(line));
  if (quietest.size() > kMostQuietest) quietest.pop_back();
}

void count(const Line& line, ClientGroup& group) {
  ++group.clients;
  group.memory.count += integer(line.tot_mem);
  const bool subscribed = integer(line.sub) + integer(line.psub) + integer(line.ssub) > 0;
  const bool blocked = has_flag(line, "b");
  const bool monitor = has_flag(line, "O");
  group.subscribers += subscribed || monitor;
  group.blocked += blocked;
  if (!subscribed && !blocked && !monitor) count_quiet(line, integer(line.idle), group);
}

void add(const ClientGroup& group, ClientGroup& sum) {
  sum.clients += group.clients;
  sum.idle_10s += group.idle_10s;
  sum.idle_minute += group.idle_minute;
  sum.idle_5_minutes += group.idle_5_minutes;
  sum.idle_hour += group.idle_hour;
  sum.blocked += group.blocked;
  sum.subscribers += group.subscribers;
  sum.memory.count += group.memory.count;
  sum.quietest.insert(sum.quietest.end(), group.quietest.begin(), group.quietest.end());
  std::stable_sort(sum.quietest.begin(), sum.quietest.end(),
                   [](const Client& a, const Client& b) { return a.idle > b.idle; });
  if (sum.quietest.size() > kMostQuietest) sum.quietest.resize(kMostQuietest);
}

// The groups of one application follow each other.
std::vector<ClientGroup> over_hosts(const std::vector<ClientGroup>& groups) {
  std::vector<ClientGroup> sums;
  for (auto first = groups.begin(); first != groups.end();) {
    ClientKind kind = first->kind;
    kind.host = "*";
    const auto end = std::find_if(first, groups.end(), [&](const ClientGroup& group) {
      return std::tie(group.kind.name, group.kind.library, group.kind.user) !=
             std::tie(kind.name, kind.library, kind.user);
    });
    if (end - first > 1) {
      ClientGroup& sum = sums.emplace_back();
      sum.kind = kind;
      std::for_each(first, end, [&](const ClientGroup& group) { add(group, sum); });
    }
    first = end;
  }
  return sums;
}

/// Gives the number of clients in those that it leaves out.
int keep_largest(std::vector<ClientGroup>& groups) {
  std::stable_sort(groups.begin(), groups.end(),
                   [](const ClientGroup& a, const ClientGroup& b) { return a.clients > b.clients; });
  int left_out = 0;
  for (std::size_t i = kMostGroups; i < groups.size(); ++i) left_out += groups[i].clients;
  if (groups.size() > kMostGroups) groups.resize(kMostGroups);
  return left_out;
}

}  // namespace

ClientList read_clients(std::string_view text, std::optional<std::int64_t> own, TimePoint at) {
  ClientList list;
  list.at = at;
  std::map<Key, ClientGroup> groups;
  Layout layout;
  while (!text.empty()) {
    std::string_view bare = cut_piece(text, '\n');
    if (bare.ends_with('\r')) bare.remove_suffix(1);
    const Line line = layout.read(bare);
    if (line.id.empty() || has_flag(line, "SM") || integer(line.id) == own) continue;
    ++list.clients;
    const Key key{line.name.substr(0, kLongestText), line.lib_name.substr(0, kLongestText),
                  line.user.substr(0, kLongestText), host_of(line.addr)};
    count(line, groups[key]);
  }
  for (auto& [key, group] : groups) {
    group.kind = {shown(key[0]), shown(key[1]), shown(key[2]), shown(key[3])};
    list.groups.push_back(std::move(group));
  }
  list.applications = over_hosts(list.groups);
  keep_largest(list.applications);
  list.not_grouped = keep_largest(list.groups);
  return list;
}

}  // namespace lifeguard::redis
