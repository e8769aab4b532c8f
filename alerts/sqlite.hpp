#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

// SQLite, as much of it as the state store needs.
namespace lifeguard::sqlite {

class Error : public std::runtime_error {
 public:
  Error(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
  bool full() const;
  bool corrupt() const;  // or no database at all

 private:
  int code_;
};

struct Finalize {
  void operator()(sqlite3_stmt*) const;
};

class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  /// In order: the first call binds the first "?". The text must live until the statement was stepped.
  Statement& bind(std::int64_t);
  Statement& bind(std::string_view);
  /// True when there is a row.
  bool step();
  /// Steps to the end, and is ready to be bound anew.
  void run();
  std::int64_t integer(int column) const;
  std::string text(int column) const;

 private:
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
};

struct Close {
  void operator()(sqlite3*) const;
};

class Database {
 public:
  explicit Database(const std::string& file);

  void run(const char* sql);
  Statement prepare(const char* sql);
  /// Throws a corrupt() Error when the file is damaged.
  void check();
  /// The file is not there any more, or is another one.
  bool moved() const;

 private:
  std::unique_ptr<sqlite3, Close> handle_;
};

/// Rolls back unless it was committed.
class Transaction {
 public:
  explicit Transaction(Database&);
  ~Transaction();
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace lifeguard::sqlite
