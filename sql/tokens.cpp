#include "sql/tokens.hpp"

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include <cstdint>
#include <memory>

namespace lifeguard::sql {
namespace {

Token::Kind kind_of(PgQuery__Token token) {
  switch (token) {
    case PG_QUERY__TOKEN__SCONST:
    case PG_QUERY__TOKEN__USCONST:
    case PG_QUERY__TOKEN__BCONST:
    case PG_QUERY__TOKEN__XCONST:
    case PG_QUERY__TOKEN__ICONST:
    case PG_QUERY__TOKEN__FCONST:
      return Token::Kind::literal;
    case PG_QUERY__TOKEN__PARAM:
      return Token::Kind::parameter;
    case PG_QUERY__TOKEN__SQL_COMMENT:
    case PG_QUERY__TOKEN__C_COMMENT:
      return Token::Kind::comment;
    default:
      return Token::Kind::word;
  }
}

std::optional<std::vector<Token>> scan(const std::string& text) {
  const auto free_scan = [](PgQueryScanResult* result) { pg_query_free_scan_result(*result); };
  PgQueryScanResult result = pg_query_scan(text.c_str());
  const std::unique_ptr<PgQueryScanResult, decltype(free_scan)> owner(&result, free_scan);
  if (result.error) return std::nullopt;

  const auto free_unpacked = [](PgQuery__ScanResult* p) { pg_query__scan_result__free_unpacked(p, nullptr); };
  const std::unique_ptr<PgQuery__ScanResult, decltype(free_unpacked)> unpacked(
      pg_query__scan_result__unpack(nullptr, result.pbuf.len,
                                    reinterpret_cast<const std::uint8_t*>(result.pbuf.data)),
      free_unpacked);
  if (!unpacked) return std::nullopt;

  std::vector<Token> tokens;
  tokens.reserve(unpacked->n_tokens);
  for (std::size_t i = 0; i < unpacked->n_tokens; ++i) {
    const PgQuery__ScanToken& token = *unpacked->tokens[i];
    tokens.push_back(
        {static_cast<std::size_t>(token.start), static_cast<std::size_t>(token.end), kind_of(token.token)});
  }
  return tokens;
}

}  // namespace

// The scanner knows what it was in the middle of: only the right ending makes it accept a text cut off inside a
// string, a quoted name or a comment, so a wrong one cannot turn a literal into a word.
std::optional<std::vector<Token>> tokens_of(const std::string& text) {
  for (const char* ending : {"", "'", "\"", "*/", "$$"}) {
    if (auto tokens = scan(text + ending)) return tokens;
  }
  return std::nullopt;
}

std::size_t certain_until(const std::string& text, const std::vector<Token>& tokens) {
  auto token = tokens.begin();
  for (std::size_t at = text.find("\\'"); at != text.npos; at = text.find("\\'", at + 1)) {
    while (token != tokens.end() && token->end <= at) ++token;
    const bool in_comment = token != tokens.end() && token->start <= at && token->kind == Token::Kind::comment;
    if (!in_comment) return at;
  }
  return text.size();
}

}  // namespace lifeguard::sql
