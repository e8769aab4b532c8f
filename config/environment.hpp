#pragma once

#include <span>
#include <string_view>

#include "config/document.hpp"
#include "config/read.hpp"
#include "config/report.hpp"

namespace lifeguard {

/// An environment variable that stands for a key.
struct Variable {
  enum class Use {
    adds,       // [[table]] when the file has none, or none of `kind`; NAME_FILE stands for key_file
    completes,  // the entry of `kind`, or of any, that another variable adds
    overrides,  // what the file says
    fills,      // what the file leaves out
  };
  std::string_view name, table, key;
  Use use;
  std::string_view target = {};  // what the entry that it adds is called; empty: by its table
  std::string_view kind = {};    // of the entry, where a table holds several kinds
};

std::span<const Variable> variables();

/// Merges what the environment says into the document, as if the file said it. A variable that is empty is not
/// set.
void add_environment(Table& document, const Environment&, Report&);

}  // namespace lifeguard
