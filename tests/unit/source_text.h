#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

/// Files of the source tree that tests hold programs to.
namespace blockfold::testing {

/// The text of a file, by its path from the root. It has to be there, and to say something.
inline std::string source_text(const std::string& path) {
  std::ifstream in(std::string(BLOCKFOLD_SOURCE_DIR) + "/" + path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  REQUIRE_MESSAGE(!text.empty(), path);
  return text;
}

} // namespace blockfold::testing
