#include "sql/summary.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <vector>

#include "sql/tokens.hpp"

namespace lifeguard::sql {
namespace {

constexpr std::size_t kLongest = 255;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

bool is_name(std::string_view word) {
  const auto first = static_cast<unsigned char>(word.front());
  return first == '"' || first == '_' || first >= 0x80 || std::isalpha(first) != 0;
}

struct Word {
  std::string text;     // as it is written
  std::string keyword;  // in lower case; of a quoted name too, quotes and all
};

std::vector<Word> words_of(const std::string& text, const std::vector<Token>& tokens, std::size_t until) {
  std::vector<Word> words;
  for (const Token& token : tokens) {
    if (token.start >= until) break;
    if (token.kind == Token::Kind::comment) continue;
    const bool is_word = token.kind == Token::Kind::word;
    const std::string word = is_word ? text.substr(token.start, token.end - token.start) : "?";
    words.push_back({word, lower(word)});
  }
  return words;
}

// Names that WITH gives to queries are no tables: name [(columns)] AS [[NOT] MATERIALIZED] (
std::set<std::string> names_given(const std::vector<Word>& words) {
  std::set<std::string> names;
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (words[i].text != "(") continue;
    std::size_t at = i - 1;
    while (at > 0 && is_one_of(words[at].keyword, {"materialized", "not"})) --at;
    if (at == 0 || words[at].keyword != "as") continue;
    --at;
    if (words[at].text == ")") {
      while (at > 0 && words[at].text != "(") --at;
      if (at == 0) continue;
      --at;
    }
    names.insert(words[at].keyword);
  }
  return names;
}

class Summary {
 public:
  explicit Summary(std::vector<Word> words) : words_(std::move(words)), given_(names_given(words_)) {}

  std::string read() {
    while (at_ < words_.size()) step();
    return text_;
  }

 private:
  // One for each open parenthesis.
  struct Frame {
    bool has_verb = false;   // a query, not the arguments of a function
    bool in_tables = false;  // where a comma leads to another table
  };

  void step() {
    const std::string& word = words_[at_].keyword;
    Frame& frame = frames_.back();
    if (word == "(") {
      frames_.push_back({});
    } else if (word == ")") {
      if (frames_.size() > 1) frames_.pop_back();
    } else if (word == ";") {
      frames_.assign(1, {});
    } else if (is_verb()) {
      frame = {true, false};
      say(upper(word));
      if (is_one_of(word, {"update", "truncate", "copy", "table", "lock"})) return targets(frame);
    } else if (!frame.has_verb && frames_.size() == 1 && is_name(word)) {
      if (word != "with") return utility(frame);
      frame.has_verb = true;
    } else if (is_one_of(word, {"from", "using", "join", "into"}) && frame.has_verb) {
      if (word != "from" || before() != "distinct") return targets(frame);
    } else if (word == "," && frame.in_tables) {
      return targets(frame);
    } else if (is_one_of(word, {"where", "set", "group", "order", "having", "limit", "values", "window", "for",
                                "returning", "union", "except", "intersect"})) {
      frame.in_tables = false;
    }
    ++at_;
  }

  bool is_verb() const {
    const std::string& word = words_[at_].keyword;
    if (is_one_of(word, {"select", "insert", "merge"})) return before() != "then" && before() != "on";
    if (is_one_of(word, {"update", "delete"})) {
      return !is_one_of(before(), {"for", "do", "on", "key", "then", "before", "after", "or"});
    }
    const bool is_first = !frames_.back().has_verb && frames_.size() == 1;
    return is_first && is_one_of(word, {"truncate", "copy", "table", "lock", "values"});
  }

  // CREATE INDEX, ALTER TABLE orders, VACUUM orders, BEGIN: what it is, and of a table or view which.
  void utility(Frame& frame) {
    const std::string verb = words_[at_].keyword;
    frame = {true, false};
    say(upper(verb));
    if (verb == "explain") return void(++at_);
    if (is_one_of(verb, {"vacuum", "analyze", "cluster"})) return targets(frame);
    if (is_one_of(verb, {"create", "alter", "drop", "refresh"})) {
      do ++at_;
      while (at_ < words_.size() &&
             is_one_of(words_[at_].keyword, {"or", "replace", "temp", "temporary", "unlogged", "unique",
                                             "materialized", "recursive"}));
      if (at_ >= words_.size()) return;
      const std::string& kind = words_[at_].keyword;
      say(upper(kind));
      if (kind == "table" || kind == "view") targets(frame);
      if (verb == "create" || verb == "drop") return;
    }
    skip_statement();
  }

  void skip_statement() {
    while (at_ < words_.size() && words_[at_].text != ";") ++at_;
  }

  // The word at hand leads to a table: says it, unless it is a subquery, a function or a name given by WITH.
  void targets(Frame& frame) {
    const bool is_into = words_[at_].keyword == "into";
    frame.in_tables = !is_into;
    ++at_;
    while (at_ < words_.size() &&
           is_one_of(words_[at_].keyword, {"only", "lateral", "table", "if", "not", "exists", "concurrently",
                                           "verbose", "analyze"})) {
      ++at_;
    }
    if (at_ >= words_.size() || !is_name(words_[at_].text)) return;
    if (is_one_of(words_[at_].keyword, {"select", "values", "rows", "stdin", "program"})) return;
    std::string name = words_[at_].text;
    const bool is_given = given_.contains(words_[at_].keyword);
    ++at_;
    while (at_ + 1 < words_.size() && words_[at_].text == "." && is_name(words_[at_ + 1].text)) {
      name += "." + words_[at_ + 1].text;
      at_ += 2;
    }
    const bool is_call = !is_into && at_ < words_.size() && words_[at_].text == "(" && text_ != "COPY";
    if (!is_call && !is_given) say(name);
  }

  std::string_view before() const {
    return at_ == 0 ? std::string_view() : std::string_view(words_[at_ - 1].keyword);
  }

  void say(const std::string& word) {
    const std::size_t separator = text_.empty() ? 0 : 1;
    if (is_full_ || text_.size() + separator + word.size() > kLongest) {
      is_full_ = true;
      return;
    }
    if (separator) text_ += ' ';
    text_ += word;
  }

  std::vector<Word> words_;
  std::set<std::string> given_;
  std::vector<Frame> frames_{Frame{}};
  std::size_t at_ = 0;
  std::string text_;
  bool is_full_ = false;
};

std::string first_word(std::string_view text) {
  const auto is_letter = [](unsigned char c) { return std::isalpha(c) != 0; };
  const auto start = std::find_if(text.begin(), text.end(), is_letter);
  const auto end = std::find_if_not(start, text.end(), is_letter);
  return upper(std::string(start, std::min(end, start + std::min<std::ptrdiff_t>(end - start, 20))));
}

}  // namespace

std::string summary(std::string_view statement) {
  const std::string text(statement.substr(0, statement.find('\0')));
  const auto tokens = tokens_of(text);
  if (!tokens) return first_word(text);
  return Summary(words_of(text, *tokens, certain_until(text, *tokens))).read();
}

}  // namespace lifeguard::sql
