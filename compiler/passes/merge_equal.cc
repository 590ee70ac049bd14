#include "compiler/passes/merge_equal.h"

#include "runtime/base/check.h"

#include <map>
#include <tuple>

namespace blockfold::passes {

void merge_equal(ir::Transcript& transcript) {
  BF_CHECK(transcript.disjoint.empty());
  using Key = std::tuple<ir::BlockKind, ir::ContextId, std::uint32_t, std::vector<ir::BlockId>>;
  std::map<Key, ir::BlockId> known;
  std::vector<ir::BlockId> renamed(transcript.blocks.size());
  ir::Transcript kept;
  for (std::size_t id = 0; id < transcript.blocks.size(); ++id) {
    ir::Block block = transcript.blocks[id];
    std::vector<ir::BlockId> premises;
    for (const ir::BlockId premise : transcript.premises_of(block))
      premises.push_back(renamed[premise]);
    const auto [entry, inserted] =
        known.try_emplace(Key{block.kind, block.context, block.subject, premises},
                          static_cast<ir::BlockId>(kept.blocks.size()));
    renamed[id] = entry->second;
    if (!inserted)
      continue;
    block.first_premise = static_cast<std::uint32_t>(kept.premises.size());
    kept.premises.insert(kept.premises.end(), premises.begin(), premises.end());
    kept.blocks.push_back(block);
  }
  for (const ir::BlockId qed : transcript.qed)
    kept.qed.push_back(renamed[qed]);
  transcript = std::move(kept);
}

} // namespace blockfold::passes
