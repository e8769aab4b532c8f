#include "alerts/state_dir.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/catch.hpp"

using namespace lifeguard;
namespace fs = std::filesystem;

namespace {

/// A new directory that only its owner may enter, gone at the end of the test.
struct Directory {
  Directory() {
    std::string name = (fs::temp_directory_path() / "lifeguard-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Directory() { fs::remove_all(path); }
  fs::path path;
};

/// What somebody hears who is neither root nor the owner.
bool is_denied_to_a_stranger(const std::string& state_dir) {
  constexpr uid_t kNobody = 65534;
  const pid_t child = ::fork();
  if (child == 0) {
    const bool stranger = ::setuid(kNobody) == 0;
    const bool denied = state_dir_trouble(state_dir).find("Permission denied") != std::string::npos;
    ::_exit(stranger && denied ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("a state directory is well when it can be written or made, and when there is to be none") {
  const Directory home;
  CHECK(state_dir_trouble("").empty());
  CHECK(state_dir_trouble(home.path).empty());
  CHECK(state_dir_trouble(home.path / "not" / "there" / "yet").empty());
  CHECK(fs::is_empty(home.path));
}

TEST_CASE("a state directory that cannot be written says why and what to set") {
  const Directory home;
  const fs::path file = home.path / "file";
  std::ofstream(file) << "here already";
  const std::string trouble = state_dir_trouble(file / "state");
  CHECK(trouble.starts_with("state_dir " + (file / "state").string() + ": Not a directory, so that incidents"));
  CHECK(trouble.find("set agent.state_dir") != std::string::npos);
  CHECK_FALSE(state_dir_trouble(file).empty());
  if (::geteuid() == 0) {
    CHECK(is_denied_to_a_stranger(home.path));
    CHECK(is_denied_to_a_stranger(home.path / "state"));
    fs::permissions(home.path, fs::perms::all);
    CHECK_FALSE(is_denied_to_a_stranger(home.path));
    std::ofstream(home.path / "lifeguard.db") << "";
    CHECK(is_denied_to_a_stranger(home.path));
  }
}
