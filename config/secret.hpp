#pragma once

#include <string>

namespace lifeguard {

/// A value that is never shown: given in the config, or in a file that is read anew each time it is needed, so
/// that a rotated password is taken up without a restart.
struct Secret {
  std::string value;
  std::string file;  // from the `_file` spelling of the key; wins over value

  bool empty() const { return value.empty() && file.empty(); }
  bool operator==(const Secret&) const = default;

  /// The value, or the file's content less the newline at its end. Throws std::runtime_error naming the file.
  std::string read() const;
};

}  // namespace lifeguard
