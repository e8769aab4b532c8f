#include <utility>

#include "config/fields.hpp"
#include "config/reference.hpp"
#include "config/report.hpp"
#include "config/toml_text.hpp"

namespace lifeguard {
namespace {

constexpr std::string_view kHidden = "***";

// https://user:password@proxy/path: such a URL may stand where no secret is expected.
std::string without_credentials(const std::string& text) {
  const auto scheme = text.find("://");
  if (scheme == text.npos) return text;
  const auto begin = scheme + 3;
  const auto end = text.find_last_of('@', text.find('/', begin));
  if (end == text.npos || end < begin) return text;
  return text.substr(0, begin) + std::string(kHidden) + text.substr(end);
}

class Listing {
 public:
  explicit Listing(const std::string& source) : text("# from " + printable(source) + '\n') {}

  template <class T>
  void operator()(const Key& key, const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      line(key.name + " = " + toml_text(without_credentials(value)));
    } else {
      line(key.name + " = " + toml_text(value));
    }
  }

  void operator()(const Key& key, const Secret& secret) {
    if (!secret.file.empty()) {
      line(key.name + "_file = " + toml_text(secret.file));
    } else if (!secret.value.empty()) {
      line(key.name + " = " + toml_text(std::string(kHidden)));
    }
  }

  template <class T>
  void table(const std::string& name, std::string_view meaning, T& member) {
    const std::string path = path_.empty() ? name : path_ + '.' + name;
    if (!meaning.empty()) line("\n[" + path + ']');
    const std::string outer = std::exchange(path_, path);
    describe(*this, member);
    path_ = outer;
  }

  template <class T>
  void targets(const std::string& name, std::string_view, std::vector<T>& members) {
    for (T& member : members) {
      line("\n[[" + name + "]]");
      describe(*this, member);
    }
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
  void line(const std::string& setting) { text.append(setting).append(1, '\n'); }

  std::string path_;
};

}  // namespace

std::string config_in_force(const Config& config) {
  Config copy = config;
  Listing listing(config.source);
  describe(listing, copy);
  return listing.text;
}

}  // namespace lifeguard
