#pragma once

#include <string>

namespace lifeguard {

/// A small file's whole content. Throws std::runtime_error that says why not, but does not name the file.
std::string file_text(const std::string& path);

}  // namespace lifeguard
