#include "exporters/otlp/pairs.hpp"

#include <charconv>
#include <optional>

namespace lifeguard::otlp {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    unsigned byte = 0;
    const std::string_view digits = text.substr(i + 1, 2);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc{} || digits.size() != 2 || end != digits.data() + 2) return std::nullopt;
    plain += static_cast<char>(byte);
    i += 2;
  }
  return plain;
}

/// What remains is nothing but the pairs; `odd` counts what is none.
Pairs read(std::string_view text, int& odd) {
  Pairs pairs;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string_view entry = trimmed(text.substr(0, comma));
    text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
    if (entry.empty()) continue;
    const auto equals = entry.find('=');
    const auto name = decoded(trimmed(entry.substr(0, equals)));
    const auto value = equals == entry.npos ? std::nullopt : decoded(trimmed(entry.substr(equals + 1)));
    if (name && !name->empty() && value) {
      pairs.emplace_back(*name, *value);
    } else {
      ++odd;
    }
  }
  return pairs;
}

}  // namespace

Pairs pairs_from(std::string_view text) {
  int odd = 0;
  return read(text, odd);
}

bool are_pairs(std::string_view text) {
  int odd = 0;
  read(text, odd);
  return odd == 0;
}

}  // namespace lifeguard::otlp
