#pragma once

#include <filesystem>

namespace lifeguard {

/// Held for as long as it lives; the kernel lets go of it however the process ends.
class FileLock {
 public:
  /// Throws std::system_error; with resource_unavailable_try_again when another process holds it.
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_;
};

}  // namespace lifeguard
