#pragma once

#include "compiler/support/source_file.h"

#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>

#include <cstdint>
#include <vector>

/// What the text of a transcript says about the theory that it is for, before there is one.
namespace blockfold::ir {

/// Views are into the source.
struct TranscriptOutline {
  struct Context {
    llvm::StringRef label;
    bool lemma; ///< proved along the way, not for its own sake
  };
  std::vector<Context> contexts;
  std::vector<llvm::StringRef> assumed;
  llvm::StringMap<llvm::StringRef> applied; ///< the rules of its blocks, where they are first
  llvm::StringMap<std::uint32_t> dummies;   ///< per typecode, how many: one more than the last
};

/// Looks at the lines that are well formed and skips all others: `parse_transcript` reports those.
TranscriptOutline read_outline(const SourceFile& source);

} // namespace blockfold::ir
