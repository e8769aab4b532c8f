#include "agent/io/json_text.hpp"

#include <boost/json.hpp>

#include "base/utf8.hpp"

namespace lifeguard {

std::string json_quoted(std::string_view text) {
  const boost::json::string mended(valid_utf8(std::string(text)));
  return boost::json::serialize(mended);
}

}  // namespace lifeguard
