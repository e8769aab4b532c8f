#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace lifeguard::sql {

/// Whether literals of a statement may leave the process (config `query_text`).
enum class Exposure { normalised, raw };

/// The text of a statement as the server shows it. Its raw form does not come out by accident: everything that
/// leaves the process goes through text(), which hides literals and comments unless the config allowed them.
class Statement {
 public:
  Statement() = default;
  explicit Statement(std::string raw, Exposure exposure = Exposure::normalised);
  /// `raw` lies in `texts`, which many statements share: a look at a thousand sessions allocates once.
  Statement(std::shared_ptr<const std::string> texts, std::string_view raw, Exposure exposure);

  bool empty() const { return raw_.empty(); }
  /// What may be shown: literals as $n, comments gone, white space folded, at most `limit` bytes.
  std::string text(std::size_t limit = 1000) const;
  /// The same for statements that differ in literals only. Hex, 16 digits.
  std::string fingerprint() const;
  /// Never show this: for matching ("LISTEN …") and for trace context only.
  std::string_view raw() const { return raw_; }

 private:
  std::shared_ptr<const std::string> texts_;
  std::string_view raw_;
  Exposure exposure_ = Exposure::normalised;
};

/// Literals become $1, $2, …, comments vanish, white space folds. Works for statements cut off in the middle
/// (track_activity_query_size) and for what is not SQL: what cannot be scanned is shown as its first word only.
std::string normalise(std::string_view raw);

}  // namespace lifeguard::sql
