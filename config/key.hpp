#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "config/forms.hpp"

namespace lifeguard {

/// One key: its name, its meaning in one line, and what its value must be beyond its type.
struct Key {
  Key(std::string_view name, std::string meaning) : name(name), meaning(std::move(meaning)) {}

  Key& must_be_given() { return required = true, *this; }
  Key& one_of(std::initializer_list<std::string_view> choice) { return words = choice, *this; }
  Key& in_form(const Form& wanted) { return form = &wanted, *this; }
  Key& at_least(double number) { return least = number, *this; }
  Key& at_least(Seconds length) { return least = length.count(), *this; }
  Key& at_most(Seconds length) { return longest = length, *this; }
  /// Of a number that is not a share: it may be above 1.
  Key& up_to(double number) { return most = number, *this; }
  /// Its text is the name of a target of that kind.
  Key& names_a(std::string_view target_kind) { return target = target_kind, *this; }
  /// What the example shows where the default says nothing.
  Key& shown_as(std::string_view text) { return sample = text, *this; }

  std::string name;
  std::string meaning;
  bool required = false;
  std::vector<std::string_view> words;
  const Form* form = nullptr;
  std::optional<double> least;
  std::optional<Seconds> longest;
  double most = 1;  // of a double
  std::string_view target;
  std::string sample;
};

}  // namespace lifeguard
