#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/document.hpp"
#include "config/fields.hpp"
#include "config/report.hpp"

namespace lifeguard {

/// A visitor of fields.hpp: fills a struct from one table of the document and reports what does not fit.
class Reader {
 public:
  /// A name that is taken, of what and where.
  struct Taken {
    std::string kind, name;
    Place place;
  };
  using Names = std::vector<Taken>;

  static Config config_from(const Table& document, Report&);

  void operator()(const Key&, std::string&);
  void operator()(const Key&, std::vector<std::string>&);
  void operator()(const Key&, Secret&);
  void operator()(const Key&, Seconds&);
  void operator()(const Key&, Bytes&);
  void operator()(const Key&, int&);
  void operator()(const Key&, double&);
  void operator()(const Key&, bool&);

  template <class T>
  void table(const std::string& name, std::string_view, T& member) {
    if (const Value* value = take_table(name))
      read({std::get<Table>(value->content), value->place, inside(name)}, member);
  }

  template <class T>
  void targets(const std::string& kind, std::string_view, std::vector<T>& targets) {
    const std::vector<Place> places = read_list(kind, targets);
    if (targets.size() == 1 && targets.front().name.empty()) targets.front().name = kind;
    for (std::size_t i = 0; i < targets.size(); ++i) name_target(kind, targets[i].name, places[i]);
  }

  template <class T>
  void receivers(const std::string& kind, std::string_view, std::vector<T>& receivers) {
    const std::vector<Place> places = read_list(kind, receivers);
    Names taken;
    for (std::size_t i = 0; i < receivers.size(); ++i) name_receiver(kind, receivers[i].name, places[i], taken);
  }

  template <class T>
  void in_order(Thresholds<T>& levels) {
    if (!given("clear")) levels.clear = std::min(levels.clear, levels.warning);
    if (levels.warning > levels.critical)
      refuse_order({"warning", text(levels.warning)}, {"critical", text(levels.critical)}, kUpwards);
    if (levels.clear > levels.warning)
      refuse_order({"clear", text(levels.clear)}, {"warning", text(levels.warning)}, kUpwards);
  }

  template <class T>
  void in_order(Floors<T>& levels) {
    if (!given("clear")) levels.clear = std::max(levels.clear, levels.warning);
    if (levels.critical > levels.warning)
      refuse_order({"critical", text(levels.critical)}, {"warning", text(levels.warning)}, kDownwards);
    if (levels.warning > levels.clear)
      refuse_order({"warning", text(levels.warning)}, {"clear", text(levels.clear)}, kDownwards);
  }

  void lacks(std::string_view what, std::string_view other, bool missing);
  void takes_the_only(std::string_view what, std::string_view kind, bool unsaid);

 private:
  struct Level {
    std::string_view key;
    std::string value;
  };
  static constexpr std::string_view kUpwards = "clear <= warning <= critical";
  static constexpr std::string_view kDownwards = "critical <= warning <= clear";

  struct Scope {
    const Table& table;
    Place place;
    std::string path;  // "", "agent", "rules.slow_query"
    bool in_list = false;
  };

  Reader(Scope scope, Report& report, Names& targets)
      : scope_(std::move(scope)), report_(report), targets_(targets) {}

  template <class T>
  void read(Scope scope, T& member) {
    Reader inner(std::move(scope), report_, targets_);
    describe(inner, member);
    inner.refuse_the_unknown();
  }

  template <class T>
  std::vector<Place> read_list(const std::string& name, std::vector<T>& members) {
    std::vector<Place> places;
    for (const Value& element : take_list(name)) {
      places.push_back(element.place);
      read({std::get<Table>(element.content), element.place, inside(name), true}, members.emplace_back());
    }
    return places;
  }

  const Value* take(const std::string& key);
  const Value* take_table(const std::string& name);
  const Array& take_list(const std::string& name);
  bool given(std::string_view key) const { return scope_.table.find(key) != nullptr; }

  void refuse(const Value&, const Key&, std::string_view what);
  void refuse_order(const Level& lower, const Level& upper, std::string_view order);
  void refuse_the_unknown();
  void refuse_unknown(const std::string& key, const Value&);
  void check_text(const Value&, const Key&, const std::string& text);
  void check_target(const Value&, const Key&, const std::string& text);
  void check_least(const Value&, const Key&, double number, const std::string& least);
  void read_secret_text(const Value&, const Key&, Secret&);
  void read_secret_file(const Value&, const Key&, Secret&);

  void name_target(const std::string& kind, const std::string& name, const Place&);
  void name_receiver(const std::string& kind, const std::string& name, const Place&, Names& taken);

  std::string inside(std::string_view key) const;
  std::string brackets() const;
  static std::string text(Seconds);
  static std::string text(Bytes);
  static std::string text(int);
  static std::string text(double);

  Scope scope_;
  Report& report_;
  Names& targets_;
  std::vector<std::string> keys_, tables_, lists_;  // that fields.hpp names here
  std::vector<std::string> refused_;
};

}  // namespace lifeguard
