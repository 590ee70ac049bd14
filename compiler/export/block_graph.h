#pragma once

#include "compiler/ir/transcript.h"

#include <llvm/Support/raw_ostream.h>

#include <cstddef>
#include <cstdint>

/// Pictures of proofs for Graphviz.
namespace blockfold::exports {

struct GraphLimits {
  std::uint32_t depth = UINT32_MAX; ///< steps down from a conclusion
  std::size_t blocks = SIZE_MAX;    ///< those nearest to the conclusions
};

/// The blocks of a proof as a digraph in the DOT language, an edge from each premise to what it is
/// used for, conclusions on top. Shapes and colours tell theorems, axioms, hypotheses and syntax
/// apart; a dashed block has premises that the limits left out. Blocks about `$d` are not drawn.
void write_block_graph(llvm::raw_ostream& out, const ir::Theory& theory,
                       const ir::Transcript& transcript, const GraphLimits& limits = {});

} // namespace blockfold::exports
