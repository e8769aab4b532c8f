#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace lifeguard {

/// The document as text, valid UTF-8 whatever a database put into its strings, whole numbers written as such.
std::string text_of(const boost::json::value&);

}  // namespace lifeguard
