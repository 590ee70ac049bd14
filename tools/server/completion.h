#pragma once

#include "tools/server/workspace.h"

#include <string>
#include <vector>

/// What may be typed at a place.
namespace blockfold::server {

struct Proposal {
  enum class Kind : std::uint8_t { Keyword, Type, Name };
  std::string text;
  Kind kind;
  std::optional<std::uint32_t> symbol = std::nullopt; ///< of the view's names
};

struct Completion {
  std::size_t begin; ///< of the word that is being typed
  std::vector<Proposal> proposals;
};

/// For an offset in a text: words of the language that may stand there, names that the file sees.
Completion complete(const View& view, std::size_t offset);

} // namespace blockfold::server
