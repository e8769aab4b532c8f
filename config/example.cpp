#include <utility>

#include "config/fields.hpp"
#include "config/reference.hpp"
#include "config/toml_text.hpp"

namespace lifeguard {
namespace {

constexpr std::string_view kIntroduction =
    R"(# Lifeguard's config: every key, with its default. Keep what you change.
# "# " begins an explanation; "#" alone stands before what is optional and needs a value of yours.
# Of what is watched, [[postgres]] is the one that is switched on here: take it out where there is none.
)";

class Example {
 public:
  template <class T>
  void operator()(const Key& key, const T& value) {
    explain(key.meaning);
    std::string shown = toml_text(value);
    if constexpr (std::is_same_v<T, std::string>) {
      if (value.empty()) shown = toml_text(key.sample);
    }
    line(key.name + " = " + shown);
  }

  void operator()(const Key& key, const Secret&) {
    explain(key.meaning);
    const bool in_file = key.sample.starts_with('/');
    const bool was_optional = std::exchange(optional_, optional_ || !key.required);
    line(key.name + (in_file ? "_file = " : " = ") + toml_text(key.sample));
    optional_ = was_optional;
  }

  template <class T>
  void table(const std::string& name, std::string_view meaning, T& member) {
    const std::string path = path_.empty() ? name : path_ + '.' + name;
    if (!meaning.empty()) heading('[' + path + ']', meaning);
    const std::string outer = std::exchange(path_, path);
    describe(*this, member);
    path_ = outer;
  }

  template <class T>
  void targets(const std::string& name, std::string_view meaning, std::vector<T>&) {
    optional_ = std::exchange(has_target_, true);
    list<T>(name, meaning);
  }

  template <class T>
  void receivers(const std::string& name, std::string_view meaning, std::vector<T>&) {
    optional_ = true;
    list<T>(name, meaning);
  }

  template <class Levels>
  void in_order(const Levels&) {}

  void lacks(std::string_view, std::string_view, bool) {}
  void takes_the_only(std::string_view, std::string_view, bool) {}

  std::string text{kIntroduction};

 private:
  template <class T>
  void list(const std::string& name, std::string_view meaning) {
    heading("[[" + name + "]]", meaning);
    T element;
    describe(*this, element);
    optional_ = false;
  }

  void heading(const std::string& brackets, std::string_view meaning) {
    text += '\n';
    explain(meaning);
    line(brackets);
  }

  void explain(std::string_view meaning) { text.append("# ").append(meaning).append(1, '\n'); }
  void line(const std::string& setting) { text.append(optional_ ? "#" : "").append(setting).append(1, '\n'); }

  std::string path_;
  bool optional_ = false;
  bool has_target_ = false;  // one is enough to begin with
};

}  // namespace

std::string config_example() {
  Config defaults;
  Example example;
  describe(example, defaults);
  return example.text;
}

}  // namespace lifeguard
