#include "collectors/redis/fields.hpp"

namespace lifeguard::redis {

void for_each_piece(std::string_view text, char separator, const std::function<void(std::string_view)>& use) {
  while (!text.empty()) {
    const auto end = text.find(separator);
    use(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
}

void Fields::add(std::string_view piece, char between) {
  const auto at = piece.find(between);
  if (at == piece.npos || at == 0 || piece.front() == '#') return;
  std::string_view value = piece.substr(at + 1);
  if (value.ends_with('\r')) value.remove_suffix(1);
  fields_.emplace(piece.substr(0, at), value);
}

Fields Fields::of_lines(std::string_view text) {
  Fields fields;
  fields.fields_.reserve(512);
  for_each_piece(text, '\n', [&](std::string_view line) { fields.add(line, ':'); });
  return fields;
}

Fields Fields::of_pairs(std::string_view text, char separator) {
  Fields fields;
  for_each_piece(text, separator, [&](std::string_view pair) { fields.add(pair, '='); });
  return fields;
}

std::string_view Fields::text(std::string_view name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::string_view() : found->second;
}

std::optional<std::int64_t> Fields::integer(std::string_view name) const {
  return number_in<std::int64_t>(text(name));
}

std::optional<double> Fields::real(std::string_view name) const {
  return number_in<double>(text(name));
}

std::optional<Seconds> Fields::seconds(std::string_view name) const {
  const auto value = real(name);
  return value && *value >= 0 ? std::optional(Seconds(*value)) : std::nullopt;
}

void Fields::for_each(std::string_view prefix,
                      const std::function<void(std::string_view, std::string_view)>& use) const {
  for (const auto& [name, value] : fields_) {
    if (name.starts_with(prefix)) use(name.substr(prefix.size()), value);
  }
}

}  // namespace lifeguard::redis
