#include <spdlog/fmt/fmt.h>

#include "config/nearest.hpp"
#include "config/reader.hpp"

// The Reader's way with tables: which there are, which there should not be, and what their elements are called.
namespace lifeguard {
namespace {

std::string in_brackets(const std::string& path, bool list) {
  return list ? "[[" + path + "]]" : '[' + path + ']';
}

bool is_table(const Value& value) {
  return std::holds_alternative<Table>(value.content);
}

bool is_list_of_tables(const Value& value) {
  const auto* array = std::get_if<Array>(&value.content);
  return array && !array->empty() && std::all_of(array->begin(), array->end(), is_table);
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string text_of(const Place& place) {
  return place.line > 0 ? fmt::format("{}:{}", place.source, place.line) : place.source;
}

}  // namespace

Config Reader::config_from(const Table& document, Report& report) {
  Config config;
  Names targets;
  Reader root({document, {}, ""}, report, targets);
  describe(root, config);
  root.refuse_the_unknown();
  return config;
}

const Value* Reader::take_table(const std::string& name) {
  tables_.push_back(name);
  const Value* value = scope_.table.find(name);
  if (!value || is_table(*value)) return value;
  report_.problem(value->place, fmt::format("expected the table [{}], once", inside(name)));
  return nullptr;
}

const Array& Reader::take_list(const std::string& name) {
  static const Array kNone;
  lists_.push_back(name);
  const Value* value = scope_.table.find(name);
  if (!value) return kNone;
  const auto* array = std::get_if<Array>(&value->content);
  if (array && (array->empty() || is_list_of_tables(*value))) return *array;
  report_.problem(value->place, fmt::format("expected [[{}]], with two brackets", inside(name)));
  return kNone;
}

void Reader::refuse_the_unknown() {
  for (const auto& [key, value] : scope_.table.entries) {
    if (!has(keys_, key) && !has(tables_, key) && !has(lists_, key)) refuse_unknown(key, value);
  }
}

void Reader::refuse_unknown(const std::string& key, const Value& value) {
  const bool list = is_list_of_tables(value);
  const bool of_tables = is_table(value) || list;
  const std::string shown = of_tables ? in_brackets(inside(printable(key)), list) : '"' + printable(key) + '"';

  std::string what;
  if (of_tables) {
    what = fmt::format("unknown table {}", shown);
    std::vector<std::string> known = tables_;
    known.insert(known.end(), lists_.begin(), lists_.end());
    const auto near = nearest(key, known);
    if (near) what += fmt::format("; did you mean {}?", in_brackets(inside(*near), has(lists_, *near)));
  } else {
    what =
        fmt::format("unknown key {} {}", shown, scope_.path.empty() ? "outside any table" : "in " + brackets());
    if (const auto near = nearest(key, keys_)) what += fmt::format("; did you mean \"{}\"?", *near);
  }
  report_.problem(value.place, what);
}

void Reader::name_target(const std::string& kind, const std::string& name, const Place& place) {
  if (name.empty()) {
    return report_.problem(place,
                           fmt::format("[[{0}]] needs a name, for there is more than one [[{0}]]", kind));
  }
  for (const Taken& other : targets_) {
    if (other.name != name) continue;
    return report_.problem(
        place, fmt::format("the target name \"{}\" is taken at {}; every target needs its own", printable(name),
                           text_of(other.place)));
  }
  targets_.push_back({kind, name, place});
}

void Reader::name_receiver(const std::string& kind, const std::string& name, const Place& place, Names& taken) {
  for (const Taken& other : taken) {
    if (other.name != name) continue;
    const std::string what = name.empty()
                                 ? fmt::format("another [[{}]] without a name is", kind)
                                 : fmt::format("the [[{}]] name \"{}\" is taken", kind, printable(name));
    return report_.problem(
        place, fmt::format("{} at {}; every [[{}]] needs its own name", what, text_of(other.place), kind));
  }
  taken.push_back({kind, name, place});
}

std::string Reader::brackets() const {
  return in_brackets(scope_.path, scope_.in_list);
}

}  // namespace lifeguard
