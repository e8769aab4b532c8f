#include "config/reader.hpp"

#include <spdlog/fmt/fmt.h>

#include <filesystem>
#include <limits>

#include "config/database_url.hpp"
#include "config/nearest.hpp"

namespace lifeguard {
namespace {

constexpr Seconds kLongest{365 * 86400.0};

std::string choice_of(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text.append(1, '"').append(words[i]).append(1, '"');
  }
  return text;
}

std::string did_you_mean(const std::optional<std::string>& near) {
  return near ? fmt::format("; did you mean \"{}\"?", *near) : "";
}

}  // namespace

void Reader::operator()(const Key& key, std::string& member) {
  const Value* value = take(key.name);
  if (!value) return;
  const auto* text = std::get_if<std::string>(&value->content);
  if (!text) return refuse(*value, key, "expected text in quotes");
  check_text(*value, key, *text);
  if (!key.target.empty() && !text->empty()) check_target(*value, key, *text);
  member = *text;
}

void Reader::operator()(const Key& key, std::vector<std::string>& member) {
  const Value* value = take(key.name);
  if (!value) return;
  std::vector<std::string> texts;
  const auto* array = std::get_if<Array>(&value->content);
  if (!array) return refuse(*value, key, R"(expected a list of texts like ["one", "two"])");
  for (const Value& element : *array) {
    const auto* text = std::get_if<std::string>(&element.content);
    if (!text) return refuse(element, key, R"(expected a list of texts like ["one", "two"])");
    check_text(element, key, *text);
    texts.push_back(*text);
  }
  member = std::move(texts);
}

void Reader::operator()(const Key& key, Seconds& member) {
  const Value* value = take(key.name);
  if (!value) return;
  const auto* text = std::get_if<std::string>(&value->content);
  const auto length = text ? parse_duration(*text) : std::nullopt;
  if (!length) return refuse(*value, key, R"(expected a duration like "250ms", "3s", "5m" or "1h", in quotes)");
  const Seconds longest = key.longest.value_or(kLongest);
  if (*length > longest) return refuse(*value, key, "must be at most " + duration_text(longest));
  check_least(*value, key, length->count(), duration_text(Seconds(key.least.value_or(0))));
  member = *length;
}

void Reader::operator()(const Key& key, Bytes& member) {
  const Value* value = take(key.name);
  if (!value) return;
  const auto* text = std::get_if<std::string>(&value->content);
  const auto amount = text ? parse_bytes(*text) : std::nullopt;
  if (!amount) return refuse(*value, key, R"(expected an amount like "64MB" or "1GiB", in quotes)");
  member = *amount;
}

void Reader::operator()(const Key& key, int& member) {
  const Value* value = take(key.name);
  if (!value) return;
  const auto* number = std::get_if<std::int64_t>(&value->content);
  if (!number) return refuse(*value, key, "expected a whole number");
  if (*number > std::numeric_limits<int>::max()) return refuse(*value, key, "is too large");
  const int least = static_cast<int>(key.least.value_or(0));
  if (*number < least) return refuse(*value, key, fmt::format("must be at least {}", least));
  member = static_cast<int>(*number);
}

void Reader::operator()(const Key& key, double& member) {
  const Value* value = take(key.name);
  if (!value) return;
  double ratio = 0;
  if (const auto* number = std::get_if<double>(&value->content)) ratio = *number;
  if (const auto* number = std::get_if<std::int64_t>(&value->content)) ratio = static_cast<double>(*number);
  const bool fits = ratio > 0 && ratio <= key.most;
  if (!fits)
    return refuse(*value, key, fmt::format("expected a ratio above 0 and up to {}, like {}", key.most, member));
  member = ratio;
}

void Reader::operator()(const Key& key, bool& member) {
  const Value* value = take(key.name);
  if (!value) return;
  const auto* truth = std::get_if<bool>(&value->content);
  if (!truth) return refuse(*value, key, "expected true or false, without quotes");
  member = *truth;
}

void Reader::operator()(const Key& key, Secret& member) {
  const Value* text = take(key.name);
  const Value* file = take(key.name + "_file");
  if (text && file) {
    return refuse(*file, key, fmt::format("{0} and {0}_file are both given; keep one", key.name));
  }
  if (text) return read_secret_text(*text, key, member);
  if (file) return read_secret_file(*file, key, member);
  if (key.required) {
    report_.problem(scope_.place, fmt::format("{0} needs {1} or {1}_file", brackets(), key.name));
  }
}

void Reader::read_secret_text(const Value& value, const Key& key, Secret& member) {
  const auto* text = std::get_if<std::string>(&value.content);
  if (!text) return refuse(value, key, "expected text in quotes");
  member.value = *text;
  if (text->empty()) {
    if (key.required) refuse(value, key, "is empty");
    return;
  }
  check_text(value, key, *text);
  if (key.form != &kDatabaseUrl) return;
  member.value = value.from_environment ? libpq_url(*text) : with_libpq_scheme(*text);
  if (const auto unknown = unknown_parameter(member.value)) {
    const auto near = nearest_parameter(*unknown);
    const std::string which = unknown->empty() ? "a parameter" : "the parameter \"" + *unknown + '"';
    refuse(value, key,
           "has " + which + ", which libpq does not know" + (near ? did_you_mean(near) : "; take it out"));
  }
}

void Reader::read_secret_file(const Value& value, const Key& key, Secret& member) {
  const Key file(key.name + "_file", "");
  const auto* path = std::get_if<std::string>(&value.content);
  if (!path) return refuse(value, file, "expected a path in quotes");
  if (path->empty() && key.required) return refuse(value, file, "is empty");
  if (path->find("://") != path->npos) {
    return refuse(value, file, "expected a path; a URL itself goes to " + key.name);
  }
  member.file = *path;
  std::error_code ignored;
  if (!path->empty() && !std::filesystem::exists(*path, ignored)) {
    report_.warning(value.place, fmt::format("{}: there is no {}", inside(file.name), *path));
  }
}

void Reader::check_text(const Value& value, const Key& key, const std::string& text) {
  if (key.form && !key.form->fits(text)) refuse(value, key, fmt::format("expected {}", key.form->expected));
  if (key.words.empty() || std::find(key.words.begin(), key.words.end(), text) != key.words.end()) return;
  const auto near = nearest(text, {key.words.begin(), key.words.end()});
  refuse(value, key, "expected " + choice_of(key.words) + did_you_mean(near));
}

// Of a kind that fields.hpp describes before: its names are known by now.
void Reader::check_target(const Value& value, const Key& key, const std::string& text) {
  std::vector<std::string> names;
  for (const Taken& target : targets_) {
    if (target.kind == key.target) names.push_back(target.name);
  }
  if (std::find(names.begin(), names.end(), text) != names.end()) return;
  refuse(value, key,
         fmt::format("expected the name of a [[{}]]{}", key.target, did_you_mean(nearest(text, names))));
}

void Reader::check_least(const Value& value, const Key& key, double number, const std::string& least) {
  if (key.least && number < *key.least) refuse(value, key, "must be at least " + least);
}

const Value* Reader::take(const std::string& key) {
  keys_.push_back(key);
  return scope_.table.find(key);
}

void Reader::refuse(const Value& value, const Key& key, std::string_view what) {
  refused_.push_back(key.name);
  report_.problem(value.place, fmt::format("{}: {}", inside(key.name), what));
}

void Reader::refuse_order(const Level& lower, const Level& upper, std::string_view order) {
  for (const std::string& key : refused_) {
    if (key == lower.key || key == upper.key) return;
  }
  const auto in_words = [this](const Level& level) {
    return fmt::format("{} ({}{})", level.key, level.value, given(level.key) ? "" : " by default");
  };
  const Value* at = scope_.table.find(lower.key);
  if (!at) at = scope_.table.find(upper.key);
  report_.problem(at->place, fmt::format("{}: {} is above {}; the order is {}", scope_.path, in_words(lower),
                                         in_words(upper), order));
}

void Reader::lacks(std::string_view what, std::string_view other, bool missing) {
  if (missing && refused_.empty())
    report_.problem(scope_.place, fmt::format("{}: {} needs {}", brackets(), what, other));
}

// Of a kind that fields.hpp describes before.
void Reader::takes_the_only(std::string_view what, std::string_view kind, bool unsaid) {
  const auto there = std::ranges::count(targets_, kind, &Taken::kind);
  lacks(what, fmt::format("a [[{}]]", kind), unsaid && there == 0);
  lacks(what, fmt::format("{0}, the name of one of the [[{0}]]", kind), unsaid && there > 1);
}

std::string Reader::inside(std::string_view key) const {
  return scope_.path.empty() ? std::string(key) : fmt::format("{}.{}", scope_.path, key);
}

std::string Reader::text(Seconds length) {
  return duration_text(length);
}
std::string Reader::text(Bytes bytes) {
  return bytes_text(bytes);
}
std::string Reader::text(int number) {
  return std::to_string(number);
}
std::string Reader::text(double ratio) {
  return fmt::format("{}", ratio);
}

}  // namespace lifeguard
