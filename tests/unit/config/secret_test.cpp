#include "config/secret.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "config/database_url.hpp"
#include "tests/catch.hpp"

namespace lifeguard {
namespace {

class SecretFile {
 public:
  SecretFile()
      : path(std::filesystem::temp_directory_path() / ("lifeguard-secret-" + std::to_string(getpid()))) {}
  ~SecretFile() { std::filesystem::remove(path); }
  void write(const std::string& text) const { std::ofstream(path, std::ios::binary) << text; }

  std::filesystem::path path;
};

}  // namespace

TEST_CASE("a secret is its value") {
  CHECK(Secret{"hunter2", ""}.read() == "hunter2");
}

TEST_CASE("a secret's file is read anew each time, less the newline at its end") {
  const SecretFile file;
  const Secret secret{"", file.path.string()};
  file.write("first\n");
  CHECK(secret.read() == "first");
  file.write(" second \r\n");
  CHECK(secret.read() == " second ");
  file.write("third\n\n");
  CHECK(secret.read() == "third\n");
  file.write("");
  CHECK(secret.read().empty());
}

TEST_CASE("a secret's file that cannot be read is named with the reason") {
  CHECK_THROWS_WITH((Secret{"", "/nonexistent/pg"}.read()),
                    "cannot read /nonexistent/pg: No such file or directory");
  CHECK_THROWS_WITH((Secret{"", "/"}.read()), "cannot read /: Is a directory");
}

TEST_CASE("a framework's URL in a secret's file reaches libpq in libpq's words") {
  const SecretFile file;
  file.write("postgresql+asyncpg://u:p@db/shop?schema=public\n");
  CHECK(database_url(Secret{"", file.path.string()}) == "postgresql://u:p@db/shop");
  CHECK(database_url(Secret{"host=db", ""}) == "host=db");
}

}  // namespace lifeguard
