#include "compiler/passes/drop_unused.h"

#include "runtime/base/check.h"

namespace blockfold::passes {

void drop_unused(ir::Transcript& transcript) {
  BF_CHECK(transcript.disjoint.empty());
  std::vector<bool> used(transcript.blocks.size());
  for (const ir::BlockId qed : transcript.qed)
    used[qed] = true;
  // Hypotheses are emitted whether used or not, so their leaves must be there.
  for (std::size_t id = 0; id < used.size(); ++id)
    if (transcript.blocks[id].kind == ir::BlockKind::Hypothesis)
      used[id] = true;
  for (std::size_t id = transcript.blocks.size(); id-- > 0;)
    if (used[id])
      for (const ir::BlockId premise : transcript.premises_of(transcript.blocks[id]))
        used[premise] = true;

  std::vector<ir::BlockId> renamed(transcript.blocks.size());
  ir::Transcript kept;
  for (std::size_t id = 0; id < transcript.blocks.size(); ++id) {
    if (!used[id])
      continue;
    ir::Block block = transcript.blocks[id];
    const auto premises = transcript.premises_of(block);
    block.first_premise = static_cast<std::uint32_t>(kept.premises.size());
    for (const ir::BlockId premise : premises)
      kept.premises.push_back(renamed[premise]);
    renamed[id] = static_cast<ir::BlockId>(kept.blocks.size());
    kept.blocks.push_back(block);
  }
  for (const ir::BlockId qed : transcript.qed)
    kept.qed.push_back(renamed[qed]);
  transcript = std::move(kept);
}

} // namespace blockfold::passes
