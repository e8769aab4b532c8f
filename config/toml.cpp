#include "config/toml.hpp"

#include <toml++/toml.h>

#include <algorithm>

#include "config/read.hpp"
#include "config/report.hpp"
#include "config/text_file.hpp"

namespace lifeguard {
namespace {

int line_of(const toml::source_region& source) {
  return static_cast<int>(source.begin.line);
}

Table table_from(const toml::table&, const std::string& name);

Value value_from(const toml::node& node, const std::string& name, int line) {
  Value value{Date{}, {name, line}};
  if (const auto* text = node.as_string()) {
    value.content = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.content = integer->get();
  } else if (const auto* number = node.as_floating_point()) {
    value.content = number->get();
  } else if (const auto* truth = node.as_boolean()) {
    value.content = truth->get();
  } else if (const auto* table = node.as_table()) {
    value.content = table_from(*table, name);
  } else if (const auto* array = node.as_array()) {
    Array elements;
    for (const toml::node& element : *array) {
      elements.push_back(value_from(element, name, line_of(element.source())));
    }
    value.content = std::move(elements);
  }
  return value;
}

Table table_from(const toml::table& source, const std::string& name) {
  Table table;
  for (const auto& [key, node] : source) {
    // A table begins at its header, which its key does not know when a longer header came before.
    const auto& region = node.is_table() ? node.source() : key.source();
    table.add(std::string(key.str()), value_from(node, name, line_of(region)));
  }
  std::stable_sort(table.entries.begin(), table.entries.end(),
                   [](const Entry& a, const Entry& b) { return a.value.place.line < b.value.place.line; });
  return table;
}

std::string first_quoted(std::string_view text) {
  const auto begin = text.find('\'');
  if (begin == text.npos) return {};
  const auto end = text.find('\'', begin + 1);
  return std::string(text.substr(begin + 1, end == text.npos ? end : end - begin - 1));
}

// What toml++ says, less what it quotes from the file.
std::string explained(std::string_view description) {
  const auto says = [description](std::string_view words) {
    return description.find(words) != description.npos;
  };
  if (says("cannot redefine existing")) {
    const std::string key = first_quoted(description);
    return key.empty() ? "a key is given twice" : '"' + printable(key) + "\" is given twice";
  }
  if (says("could not determine value type") || says("parsing boolean") || says("may not begin")) {
    return "a value that is not TOML; put text in quotes";
  }
  if (says("parsing string: unescaped control characters")) {
    return "a text in quotes does not end on its line; the closing quote is missing";
  }
  if (says("not representable") || says("trying to interpret")) return "a number that is too large";
  return "not TOML: " + std::string(description.substr(0, description.find(", saw ")));
}

}  // namespace

Table parse_toml(std::string_view text, const std::string& name) {
  Report report;
  if (const auto line = first_line_not_text(text)) {
    report.problem({name, *line}, "not a text file; a config is TOML in UTF-8");
    throw ConfigError(report.problems());
  }
  try {
    return table_from(toml::parse(text), name);
  } catch (const toml::parse_error& error) {
    report.problem({name, line_of(error.source())}, explained(error.description()));
    throw ConfigError(report.problems());
  }
}

}  // namespace lifeguard
