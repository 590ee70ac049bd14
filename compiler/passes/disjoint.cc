#include "compiler/passes/disjoint.h"

#include <llvm/ADT/DenseSet.h>

#include <tuple>

namespace blockfold::passes {
namespace {

using ir::BlockId;
using ir::DisjointReason;

class DisjointPass {
public:
  DisjointPass(const ir::Theory& theory, ir::Transcript& transcript)
      : theory_(theory), transcript_(transcript) {}

  void run() {
    for (BlockId id = 0; id < transcript_.blocks.size(); ++id) {
      const ir::Block& block = transcript_.blocks[id];
      if (block.kind != ir::BlockKind::Rule)
        continue;
      const auto premises = transcript_.premises_of(block);
      for (const auto& [first, second] : theory_.of(theory_.rules[block.subject]).disjoint)
        demand(block.context, premises[first], premises[second]);
      drain();
    }
  }

private:
  using Key = std::pair<ir::ContextId, std::pair<BlockId, BlockId>>;

  void demand(ir::ContextId context, BlockId a, BlockId b) {
    if (known_.insert({context, {a, b}}).second)
      pending_.push_back({context, {a, b}});
  }

  void drain() {
    while (!pending_.empty()) {
      const auto [context, pair] = pending_.back();
      pending_.pop_back();
      add(context, pair.first, pair.second);
    }
  }

  bool is_leaf(BlockId id) const { return transcript_.blocks[id].kind == ir::BlockKind::Variable; }
  bool is_dummy(BlockId id) const {
    return theory_.variables[transcript_.blocks[id].subject].dummy;
  }

  void add(ir::ContextId context, BlockId a, BlockId b) {
    const bool left = !is_leaf(a), right = !left && !is_leaf(b);
    transcript_.disjoint.push_back({reason(left, right, a, b), context, a, b});
    if (left || right) {
      node_parts(theory_, transcript_, left ? a : b, parts_);
      for (const BlockId part : parts_)
        left ? demand(context, part, b) : demand(context, a, part);
    }
  }

  DisjointReason reason(bool left, bool right, BlockId a, BlockId b) const {
    if (left || right)
      return left ? DisjointReason::Left : DisjointReason::Right;
    if (is_dummy(a))
      return DisjointReason::Dummy;
    return is_dummy(b) ? DisjointReason::DummyTurned : DisjointReason::Declared;
  }

  const ir::Theory& theory_;
  ir::Transcript& transcript_;
  llvm::DenseSet<Key> known_;
  std::vector<Key> pending_;
  std::vector<BlockId> parts_;
};

} // namespace

void node_parts(const ir::Theory& theory, const ir::Transcript& transcript, BlockId id,
                std::vector<BlockId>& parts) {
  const ir::Block& block = transcript.blocks[id];
  const auto premises = transcript.premises_of(block);
  parts.clear();
  if (block.kind == ir::BlockKind::Hypothesis)
    parts.assign(premises.begin(), premises.end());
  if (block.kind == ir::BlockKind::Rule)
    for (const std::uint32_t p :
         lower::occurring_parameters(theory.of(theory.rules[block.subject]).conclusion))
      parts.push_back(premises[p]);
}

void add_disjoint_blocks(const ir::Theory& theory, const lower::Analysis& analysis,
                         ir::Transcript& transcript) {
  if (analysis.uses_disjoint)
    DisjointPass(theory, transcript).run();
}

} // namespace blockfold::passes
