#include "collectors/app_pool/page.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "collectors/app_pool/adapters.hpp"
#include "collectors/app_pool/exposition.hpp"
#include "collectors/pool.hpp"

namespace lifeguard::app_pool {
namespace {

constexpr std::string_view kProcessStart = "process_start_time_seconds";

bool is_json(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  return first != body.npos && (body[first] == '{' || body[first] == '[');
}

bool has_names_of_its_own(std::string_view kind) {
  return kind == "auto" || std::any_of(adapters().begin(), adapters().end(),
                                       [&](const Adapter& adapter) { return adapter.library == kind; });
}

// A library that no exporter is known for is told of by OpenTelemetry's names, as docs/pools.md shows.
std::vector<AppPool> pools_of_kind(const std::vector<Line>& lines, const std::string& kind) {
  std::vector<AppPool> pools;
  if (has_names_of_its_own(kind)) pools = pools_on(lines, kind);
  if (!pools.empty() || kind == "otel" || kind == "auto") return pools;
  pools = pools_on(lines, "otel");
  for (AppPool& pool : pools) pool.library = kind;
  return pools;
}

std::string libraries_of(const std::vector<AppPool>& pools) {
  std::set<std::string> libraries;
  for (const AppPool& pool : pools) libraries.insert(pool.library);
  std::string text;
  for (const std::string& library : libraries) text += (text.empty() ? "" : ", ") + library;
  return text;
}

std::string known_kinds() {
  std::set<std::string_view> kinds;
  for (const Adapter& adapter : adapters()) kinds.insert(adapter.library);
  std::string text;
  for (const std::string_view kind : kinds) text.append(text.empty() ? "" : ", ").append(kind);
  return text;
}

std::string why_none(std::size_t metrics, const std::vector<Line>& lines, const std::string& kind) {
  const std::string count = std::to_string(metrics) + (metrics == 1 ? " metric" : " metrics");
  const std::string others = libraries_of(pools_on(lines, "auto"));
  if (!others.empty()) {
    return "the page has " + count + ", none of a pool of kind \"" + kind + "\" but of " + others +
           "; set kind = \"auto\"";
  }
  return "the page has " + count + ", none of a pool that Lifeguard knows (" + known_kinds() +
         "); a library may show its pool only after the first connection, and docs/pools.md has the lines that "
         "show one";
}

void remark(Page& page, const Oddity& oddity, const std::string& one, const std::string& many) {
  if (oddity.times == 0) return;
  page.remarks.push_back((oddity.times == 1 ? one : std::to_string(oddity.times) + many) + ": " + oddity.first);
}

Page read_metrics(std::string_view body, const Reading& how) {
  std::size_t metrics = 0;
  std::string last;
  const Exposition read = read_exposition(body, [&](std::string_view metric) {
    if (metric != last) {
      last = metric;
      ++metrics;
    }
    return metric == kProcessStart || is_pool_metric(metric, "auto");
  });
  const std::vector<Line>& lines = read.lines;
  Page page;
  page.pools = pools_of_kind(lines, how.kind);
  for (const Line& line : lines) {
    if (line.metric == kProcessStart) page.process_start = std::max(page.process_start.value_or(0), line.value);
  }
  remark(page, read.unreadable, "a line of the page cannot be read and is left out",
         " lines of the page cannot be read and are left out, the first of them");
  remark(page, read.repeated, "a series is twice on the page, and the last counts",
         " series of the page are there more than once, and the last counts");
  remark(page, read.not_numbers, "a value of the page is no number and is left out",
         " values of the page are no numbers and are left out, the first of them");
  if (page.pools.empty()) page.none = why_none(metrics, lines, how.kind);
  return page;
}

Page read_json(std::string_view body, const Reading& how) {
  Page page;
  if (how.kind == "json") {
    page.pools.push_back(pool_in_json(body, how.pointers));
    page.pools.front().name = how.name;
  } else {
    page.pools = pools_in_json(body, how.kind);
  }
  return page;
}

void add_up_by_name(std::vector<AppPool>& pools) {
  std::map<std::string, std::size_t> at;
  std::vector<AppPool> different;
  for (AppPool& pool : pools) {
    const auto [known, is_new] = at.emplace(pool.name, different.size());
    if (is_new) {
      different.push_back(std::move(pool));
      continue;
    }
    AppPool& sum = different[known->second];
    sum.merged += pool.merged;
    for (const auto number : kNumbers) {
      if (pool.*number) sum.*number = (sum.*number).value_or(0) + *(pool.*number);
    }
  }
  pools = std::move(different);
}

void keep_the_largest(Page& page) {
  if (page.pools.size() <= kMostPools) return;
  const auto weight = [](const AppPool& pool) { return pool.used.value_or(0) + pool.waiting.value_or(0); };
  std::stable_sort(page.pools.begin(), page.pools.end(),
                   [&](const AppPool& a, const AppPool& b) { return weight(a) > weight(b); });
  page.left_out = page.pools.size() - kMostPools;
  page.pools.resize(kMostPools);
}

}  // namespace

Page read_page(std::string_view body, const Reading& how) {
  if (how.kind == "json" && !is_json(body)) throw NotMetrics("the page is not JSON, as kind = \"json\" says");
  Page page = is_json(body) ? read_json(body, how) : read_metrics(body, how);
  add_up_by_name(page.pools);
  keep_the_largest(page);
  return page;
}

}  // namespace lifeguard::app_pool
