#include "alerts/state_dir.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace lifeguard {
namespace {

namespace fs = std::filesystem;

// 0, or why not: a directory that is not there yet is made in the nearest one that is.
int cannot_write_in(fs::path directory) {
  std::error_code ignored;
  while (!fs::exists(directory, ignored) && directory.has_relative_path()) directory = directory.parent_path();
  if (directory.empty()) directory = ".";
  if (!fs::is_directory(directory, ignored)) return ENOTDIR;
  return ::access(directory.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
}

}  // namespace

std::string state_dir_trouble(const std::string& state_dir) {
  if (state_dir.empty()) return "";
  int error = cannot_write_in(state_dir);
  const fs::path file = fs::path(state_dir) / "lifeguard.db";
  if (error == 0 && ::access(file.c_str(), R_OK | W_OK) != 0 && errno != ENOENT) error = errno;
  if (error == 0) return "";
  return "state_dir " + state_dir + ": " + std::generic_category().message(error) +
         ", so that incidents and undelivered alerts do not outlive a restart; set agent.state_dir to a "
         "directory that can be written, or to \"\"";
}

}  // namespace lifeguard
