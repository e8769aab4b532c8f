#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::compat {

inline std::optional<double> number(Seconds value) {
  return value.count();
}
inline std::optional<double> number(Bytes value) {
  return static_cast<double>(value.count);
}
inline std::optional<double> number(TimePoint value) {
  return Seconds(value.time_since_epoch()).count();
}
template <class T>
requires std::is_arithmetic_v<T> std::optional<double> number(T value) {
  return static_cast<double>(value);
}
template <class T>
std::optional<double> number(const std::optional<T>& value) {
  return value ? number(*value) : std::nullopt;
}

/// A fact and every name that it has had, the present one first. A value that is not known has no sample.
template <class Facts>
struct Row {
  std::vector<std::string_view> names;
  MetricType type;
  std::function<std::optional<double>(const Facts&)> value;

  /// `member`: of Facts, or a function of it.
  template <class Member>
  Row(std::vector<std::string_view> all_names, MetricType its_type, Member member)
      : names(std::move(all_names)),
        type(its_type),
        value([member](const Facts& facts) { return number(std::invoke(member, facts)); }) {}
};

/// One exporter's metrics that share their labels. `labels` leaves out `target`.
template <class Facts>
class Table {
 public:
  Table(std::string_view help, const std::vector<std::string_view>& labels, std::vector<Row<Facts>> rows)
      : rows_(std::move(rows)) {
    for (const Row<Facts>& row : rows_) {
      std::vector<MetricDef>& metrics = metrics_.emplace_back();
      for (const std::string_view name : row.names) metrics.push_back({name, help, row.type, labels});
    }
  }

  /// `labels`: the target's, then those of the table.
  void write(const Facts& facts, const std::vector<std::string>& labels, std::vector<Sample>& out) const {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::optional<double> value = rows_[i].value(facts);
      if (!value) continue;
      for (const MetricDef& metric : metrics_[i]) out.push_back({&metric, labels, *value});
    }
  }

 private:
  std::vector<Row<Facts>> rows_;
  std::vector<std::vector<MetricDef>> metrics_;  // of each row, one for each name
};

}  // namespace lifeguard::compat
