#include "config/reference.hpp"

#include <spdlog/fmt/fmt.h>

#include <type_traits>
#include <utility>

#include "config/environment.hpp"
#include "config/fields.hpp"
#include "config/otel_variables.hpp"
#include "config/toml_text.hpp"

namespace lifeguard {
namespace {

std::string type_of(const std::string&) {
  return "text";
}
std::string type_of(const std::vector<std::string>&) {
  return "list of texts";
}
std::string type_of(Seconds) {
  return "duration";
}
std::string type_of(Bytes) {
  return "bytes";
}
std::string type_of(int) {
  return "whole number";
}
std::string type_of(double) {
  return "ratio above 0, up to 1";
}
std::string type_of(bool) {
  return "true or false";
}

std::string code(std::string_view text) {
  return fmt::format("`{}`", text);
}

std::string least_of(const Key& key, Seconds) {
  return duration_text(Seconds(*key.least));
}
std::string least_of(const Key& key, int) {
  return std::to_string(static_cast<int>(*key.least));
}

class Tables {
 public:
  template <class T>
  void operator()(const Key& key, const T& value) {
    std::string type = type_of(value);
    if constexpr (std::is_same_v<T, Seconds> || std::is_same_v<T, int>) {
      if (key.least) type += ", at least " + least_of(key, value);
    }
    if (key.longest) type += ", at most " + duration_text(*key.longest);
    if (!key.words.empty()) {
      type = std::is_same_v<T, std::vector<std::string>> ? "list of " : "";
      for (const std::string_view word : key.words)
        type += (word == key.words.front() ? "" : ", ") + code(word);
    }
    row(code(key.name), type, code(toml_text(value)), key.meaning);
  }

  void operator()(const Key& key, const Secret&) {
    row(fmt::format("`{0}` or `{0}_file`", key.name), "secret", key.required ? "required" : "none",
        key.meaning);
  }

  template <class T>
  void table(const std::string& name, std::string_view meaning, T& member) {
    // What only holds tables has no heading.
    if (!meaning.empty()) heading('[' + inside(name) + ']', meaning);
    const std::string outer = std::exchange(path_, inside(name));
    describe(*this, member);
    path_ = outer;
  }

  template <class T>
  void targets(const std::string& name, std::string_view meaning, std::vector<T>&) {
    heading("[[" + name + "]]", meaning);
    T element;
    describe(*this, element);
  }

  template <class T>
  void receivers(const std::string& name, std::string_view meaning, std::vector<T>& members) {
    targets(name, meaning, members);
  }

  template <class Levels>
  void in_order(const Levels&) {}

  void lacks(std::string_view, std::string_view, bool) {}
  void takes_the_only(std::string_view, std::string_view, bool) {}

  std::string text;

 private:
  std::string inside(const std::string& name) const { return path_.empty() ? name : path_ + '.' + name; }

  void heading(const std::string& brackets, std::string_view meaning) {
    text += fmt::format("\n## `{}`: {}\n\n| key | type | default | meaning |\n|---|---|---|---|\n", brackets,
                        meaning);
  }

  void row(const std::string& key, const std::string& type, const std::string& initial,
           const std::string& meaning) {
    text += fmt::format("| {} | {} | {} | {} |\n", key, type, initial, meaning);
  }

  std::string path_;
};

constexpr std::string_view kIntroduction = R"(# Configuration

`lifeguard run` reads the file given with `-c`, else `lifeguard.toml` in the working directory, else
`/etc/lifeguard/lifeguard.toml`, else the environment alone.

Amounts of bytes are text like `"64MB"` or `"1GiB"`; MB is MiB, as PostgreSQL has it.

Durations are text like `"250ms"`, `"3s"`, `"5m"`, `"1.5h"` or `"2d"`. In every text `${NAME}` stands for an environment
variable, `${NAME:-default}` for one that may be missing, and `$$` for a dollar. A secret is given as itself or, with
`_file`, as the path of a file that is read anew each time it is needed.
)";

std::string effect_of(const Variable& variable) {
  switch (variable.use) {
    case Variable::Use::adds:
      if (!variable.kind.empty())
        return fmt::format(
            "makes a `[[{0}]]` of kind `{3}` when the file has none; `{1}_FILE` stands for `{2}_file`",
            variable.table, variable.name, variable.key, variable.kind);
      return fmt::format("makes a `[[{0}]]` when the file has none; `{1}_FILE` stands for `{2}_file`",
                         variable.table, variable.name, variable.key);
    case Variable::Use::completes:
      if (variable.kind.empty())
        return fmt::format("goes with each `[[{}]]` that another variable makes", variable.table);
      return fmt::format("goes with the one of kind `{}` that another variable makes{}", variable.kind,
                         variable.key == "api_key"
                             ? fmt::format("; `{}_FILE` stands for `{}_file`", variable.name, variable.key)
                             : "; a list by commas");
    case Variable::Use::overrides:
      return "comes before the default and also before the file";
    case Variable::Use::fills:
      return "comes before the default, after the file";
  }
  return {};
}

constexpr std::string_view kPerSignal =
    "; with `OTLP_TRACES_`, `OTLP_LOGS_` or `OTLP_METRICS_` in it, for these alone";

std::string environment_table() {
  std::string text =
      "\n## Environment\n\nA variable that is empty counts as not set. From `DATABASE_URL` and from what "
      "`${NAME}` "
      "or a `_file` brings,\nparameters that only the app's framework knows are left out.\n\n"
      "| variable | stands for | effect |\n|---|---|---|\n";
  for (const Variable& variable : variables()) {
    text += fmt::format("| `{}` | `{}.{}` | {} |\n", variable.name, variable.table, variable.key,
                        effect_of(variable));
  }
  for (const OtelVariable& variable : otel_variables()) {
    text += fmt::format("| `{}` | `otlp.{}` | comes before the default, after the file{} |\n", variable.name,
                        variable.key, variable.per_signal ? kPerSignal : "");
  }
  return text;
}

}  // namespace

std::string config_reference() {
  Config defaults;
  Tables tables;
  describe(tables, defaults);
  return std::string(kIntroduction) + tables.text + environment_table();
}

}  // namespace lifeguard
