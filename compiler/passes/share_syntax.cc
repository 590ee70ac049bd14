#include "compiler/passes/share_syntax.h"

namespace blockfold::passes {

bool share_syntax(const ir::Theory& theory, const lower::Analysis& analysis,
                  ir::Transcript& transcript, ir::BlockId* block) {
  for (ir::BlockId id = 0; id < transcript.blocks.size(); ++id) {
    ir::Block& one = transcript.blocks[id];
    if (analysis.typecodes[ir::typecode_of(theory, one)].shared) {
      one.context = ir::kShared;
    } else if (one.context == ir::kShared) {
      *block = id;
      return false;
    }
  }
  return true;
}

} // namespace blockfold::passes
