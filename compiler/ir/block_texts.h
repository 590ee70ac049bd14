#pragma once

#include "compiler/ir/transcript.h"

#include <string>
#include <vector>

namespace blockfold::ir {

/// What the blocks of a transcript say, composed of what their parts say. Sharing lets texts grow
/// exponentially: long ones are not built.
class BlockTexts {
public:
  BlockTexts(const Theory& theory, const Transcript& transcript);

  /// The text without its typecode; null if it is too long, or made of blocks that come later.
  const std::string* of(BlockId id) const { return texts_[id].known ? &texts_[id].text : nullptr; }

private:
  struct Entry {
    bool known = false;
    std::string text;
  };
  Entry compose(BlockId id) const;
  const std::string* piece_of(BlockId id, Item item) const;

  const Theory& theory_;
  const Transcript& transcript_;
  std::vector<Entry> texts_;
};

} // namespace blockfold::ir
