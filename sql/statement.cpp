#include "sql/statement.hpp"

#include <pg_query.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/utf8.hpp"
#include "sql/tokens.hpp"

namespace lifeguard::sql {
namespace {

std::string first_word(std::string_view text) {
  const auto is_letter = [](unsigned char c) { return std::isalpha(c) != 0; };
  const auto start = std::find_if(text.begin(), text.end(), is_letter);
  const auto end = std::find_if_not(start, text.end(), is_letter);
  return std::string(start, std::min(end, start + std::min<std::ptrdiff_t>(end - start, 20))) + " …";
}

int highest_parameter(const std::string& text, const std::vector<Token>& tokens) {
  int highest = 0;
  for (const Token& token : tokens) {
    if (token.kind == Token::Kind::parameter)
      highest = std::max(highest, std::atoi(text.c_str() + token.start + 1));
  }
  return highest;
}

std::string fnv1a(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const unsigned char c : text) hash = (hash ^ c) * 1099511628211U;
  std::array<char, 17> hex{};
  std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(hash));
  return hex.data();
}

std::string fingerprint_of(const std::string& raw, const std::string& normalised) {
  PgQueryFingerprintResult result = pg_query_fingerprint(raw.c_str());
  const std::string found = result.error ? fnv1a(normalised) : result.fingerprint_str;
  pg_query_free_fingerprint_result(result);
  return found;
}

struct Shown {
  std::string normalised, fingerprint;
};

// The same few statements are seen every second; scanning each costs some 50 µs.
const Shown& shown(const std::string& raw) {
  constexpr std::size_t kMost = 512;
  static std::unordered_map<std::string, Shown> cache;
  if (const auto known = cache.find(raw); known != cache.end()) return known->second;
  if (cache.size() >= kMost) cache.clear();
  Shown made{normalise(raw), {}};
  made.fingerprint = fingerprint_of(raw, made.normalised);
  return cache.emplace(raw, std::move(made)).first->second;
}

}  // namespace

std::string normalise(std::string_view raw) {
  const std::string text(raw.substr(0, raw.find('\0')));
  const auto tokens = tokens_of(text);
  if (!tokens || certain_until(text, *tokens) < text.size()) return first_word(text);

  std::string out;
  out.reserve(text.size());
  int parameter = highest_parameter(text, *tokens);
  std::size_t previous_end = 0;
  for (const Token& token : *tokens) {
    if (token.kind == Token::Kind::comment) continue;
    if (!out.empty() && token.start > previous_end) out += ' ';
    if (token.kind == Token::Kind::literal) {
      out += '$' + std::to_string(++parameter);
    } else {
      out.append(text, token.start, token.end - token.start);
    }
    previous_end = token.end;
  }
  return out;
}

Statement::Statement(std::string raw, Exposure exposure)
    : texts_(std::make_shared<const std::string>(std::move(raw))), raw_(*texts_), exposure_(exposure) {}

Statement::Statement(std::shared_ptr<const std::string> texts, std::string_view raw, Exposure exposure)
    : texts_(std::move(texts)), raw_(raw), exposure_(exposure) {}

std::string Statement::text(std::size_t limit) const {
  return exposure_ == Exposure::raw ? cut_utf8(raw_, limit)
                                    : cut_utf8(shown(std::string(raw_)).normalised, limit);
}

std::string Statement::fingerprint() const {
  return shown(std::string(raw_)).fingerprint;
}

}  // namespace lifeguard::sql
