#include "alerts/sqlite.hpp"

#include <sqlite3.h>

namespace lifeguard::sqlite {
namespace {

[[noreturn]] void fail(sqlite3* handle, int code) {
  throw Error(code, handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
}

[[noreturn]] void fail(sqlite3_stmt* statement, int code) {
  fail(sqlite3_db_handle(statement), code);
}

}  // namespace

bool Error::full() const {
  return (code_ & 0xFF) == SQLITE_FULL;
}

bool Error::corrupt() const {
  return (code_ & 0xFF) == SQLITE_CORRUPT || (code_ & 0xFF) == SQLITE_NOTADB;
}

void Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Close::operator()(sqlite3* handle) const {
  sqlite3_close(handle);
}

Statement& Statement::bind(std::int64_t value) {
  if (const int code = sqlite3_bind_int64(statement_.get(), ++bound_, value)) fail(statement_.get(), code);
  return *this;
}

Statement& Statement::bind(std::string_view value) {
  const int code = sqlite3_bind_text(statement_.get(), ++bound_, value.data(), static_cast<int>(value.size()),
                                     SQLITE_STATIC);
  if (code) fail(statement_.get(), code);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(statement_.get(), code);
  return code == SQLITE_ROW;
}

void Statement::run() {
  while (step()) {
  }
  sqlite3_reset(statement_.get());
  bound_ = 0;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return text ? std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)))
              : "";
}

Database::Database(const std::string& file) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  handle_.reset(handle);
  if (code) fail(handle, code);
}

void Database::run(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code) fail(handle_.get(), code);
}

Statement Database::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql, -1, &statement, nullptr);
  if (code) fail(handle_.get(), code);
  return Statement(statement);
}

void Database::check() {
  Statement result = prepare("pragma quick_check(1)");
  if (!result.step() || result.text(0) != "ok") throw Error(SQLITE_CORRUPT, "is damaged");
}

bool Database::moved() const {
  int moved = 0;
  const int code = sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return code == SQLITE_OK && moved != 0;
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.run("begin immediate");
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.run("rollback");
  } catch (const Error&) {
    // SQLite has rolled back by itself, as it does when the disk is full.
  }
}

void Transaction::commit() {
  database_.run("commit");
  open_ = false;
}

}  // namespace lifeguard::sqlite
