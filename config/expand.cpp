#include "config/expand.hpp"

#include <algorithm>

namespace lifeguard {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view kDigits = "0123456789";

bool is_variable_name(std::string_view name) {
  return !name.empty() && kLetters.find(name.front()) != name.npos &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return kLetters.find(c) != kLetters.npos || kDigits.find(c) != kDigits.npos;
         });
}

class Expansion {
 public:
  Expansion(const Environment& environment, Report& report) : environment_(environment), report_(report) {}

  void expand(Value& value) {
    if (auto* text = std::get_if<std::string>(&value.content)) {
      value.content = expanded(*text, value);
    } else if (auto* array = std::get_if<Array>(&value.content)) {
      for (Value& element : *array) expand(element);
    } else if (auto* table = std::get_if<Table>(&value.content)) {
      for (Entry& entry : table->entries) expand(entry.value);
    }
  }

 private:
  std::string expanded(std::string_view text, Value& value) {
    std::string result;
    while (!text.empty()) {
      const auto dollar = text.find('$');
      result += text.substr(0, dollar);
      if (dollar == text.npos) break;
      text.remove_prefix(dollar);
      if (text.starts_with("${")) {
        const auto end = text.find('}');
        if (end == text.npos) {
          report_.problem(value.place, "${ without its }; a dollar as such is written $$");
          break;
        }
        result += replacement(text.substr(2, end - 2), value.place);
        value.from_environment = true;
        text.remove_prefix(end + 1);
      } else {
        result += '$';
        text.remove_prefix(text.starts_with("$$") ? 2 : 1);
      }
    }
    return result;
  }

  std::string replacement(std::string_view inside, const Place& place) {
    const auto separator = inside.find(":-");
    const std::string name(inside.substr(0, separator));
    const bool nested = inside.find('$') != inside.npos;
    if (!is_variable_name(name) || nested) {
      report_.problem(place, "${…} takes the name of an environment variable, as ${NAME} or ${NAME:-default}");
      return {};
    }
    const auto found = environment_.find(name);
    const bool set = found != environment_.end();
    if (separator != inside.npos) {
      return set && !found->second.empty() ? found->second : std::string(inside.substr(separator + 2));
    }
    if (set) return found->second;
    report_.problem(place, "${" + name + "} is not set; set it, or write ${" + name + ":-default}");
    return {};
  }

  const Environment& environment_;
  Report& report_;
};

}  // namespace

void expand(Table& document, const Environment& environment, Report& report) {
  Expansion expansion(environment, report);
  for (Entry& entry : document.entries) expansion.expand(entry.value);
}

}  // namespace lifeguard
