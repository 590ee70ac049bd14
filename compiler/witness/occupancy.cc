#include "compiler/witness/occupancy.h"

#include "compiler/passes/disjoint.h"
#include "runtime/base/check.h"

#include <llvm/ADT/DenseMap.h>

#include <numeric>

namespace blockfold::witness {
namespace {

using lower::ChipRole;

/// Finds the chip of a role and subject.
class ChipIndex {
public:
  explicit ChipIndex(const lower::LoweredTheory& lowered) {
    for (std::uint32_t chip = 0; chip < lowered.chips.size(); ++chip)
      index_[{static_cast<unsigned>(lowered.chips[chip].role), lowered.chips[chip].subject}] = chip;
  }
  std::uint32_t of(ChipRole role, std::uint32_t subject) const {
    const auto entry = index_.find({static_cast<unsigned>(role), subject});
    BF_CHECK(entry != index_.end());
    return entry->second;
  }

private:
  llvm::DenseMap<std::pair<unsigned, std::uint32_t>, std::uint32_t> index_;
};

class Occupier {
public:
  Occupier(const ir::Theory& theory, const lower::LoweredTheory& lowered,
           const ir::Transcript& transcript)
      : theory_(theory), lowered_(lowered), transcript_(transcript), index_(lowered),
        out_(lowered.chips.size()) {}

  Occupancy run() {
    hypothesis_blocks();
    for (ir::BlockId id = 0; id < transcript_.blocks.size(); ++id) {
      const ir::Block& block = transcript_.blocks[id];
      if (block.kind == ir::BlockKind::Variable)
        out_[index_.of(ChipRole::Variable, block.subject)].push_back(id);
      if (block.kind == ir::BlockKind::Rule)
        out_[index_.of(ChipRole::Rule, block.subject)].push_back(id);
    }
    for (std::uint32_t i = 0; i < transcript_.disjoint.size(); ++i)
      out_[disjoint_chip(transcript_.disjoint[i])].push_back(i);
    fixed_chips();
    return std::move(out_);
  }

private:
  void hypothesis_blocks() {
    for (ir::BlockId id = 0; id < transcript_.blocks.size(); ++id) {
      const ir::Block& block = transcript_.blocks[id];
      if (block.kind == ir::BlockKind::Hypothesis)
        block_of_[{block.context, block.subject}] = id;
    }
  }

  std::uint32_t disjoint_chip(const ir::DisjointBlock& block) {
    switch (block.reason) {
    case ir::DisjointReason::Declared:
      return index_.of(ChipRole::DisjointDeclared, 0);
    case ir::DisjointReason::Dummy:
    case ir::DisjointReason::DummyTurned:
      return index_.of(ChipRole::DisjointDummy, 0);
    case ir::DisjointReason::Left:
      return index_.of(ChipRole::DisjointLeft, arity(block.a));
    case ir::DisjointReason::Right:
      return index_.of(ChipRole::DisjointRight, arity(block.b));
    }
    BF_CHECK(false);
  }

  std::uint32_t arity(ir::BlockId id) {
    passes::node_parts(theory_, transcript_, id, parts_);
    return static_cast<std::uint32_t>(parts_.size());
  }

  std::uint32_t hypothesis(const lower::Hypothesis& h) const {
    const auto entry = block_of_.find({h.context, h.index});
    BF_CHECK(entry != block_of_.end());
    return entry->second;
  }

  void fixed_chips() {
    for (std::uint32_t chip = 0; chip < lowered_.chips.size(); ++chip) {
      const lower::LoweredChip& lowered = lowered_.chips[chip];
      switch (lowered.role) {
      case ChipRole::Hypothesis:
        for (const lower::Hypothesis& h : lowered_.hypotheses[lowered.subject])
          out_[chip].push_back(hypothesis(h));
        break;
      case ChipRole::NodeHypothesis:
        out_[chip].push_back(hypothesis(lowered_.node_hypotheses[lowered.subject]));
        break;
      case ChipRole::Qed:
        out_[chip] = lowered_.qeds[lowered.subject];
        break;
      case ChipRole::Declared:
      case ChipRole::Range:
        out_[chip].resize(lowered.fixed_copies);
        std::iota(out_[chip].begin(), out_[chip].end(), 0U);
        break;
      default:
        break;
      }
    }
  }

  const ir::Theory& theory_;
  const lower::LoweredTheory& lowered_;
  const ir::Transcript& transcript_;
  ChipIndex index_;
  Occupancy out_;
  llvm::DenseMap<std::pair<ir::ContextId, std::uint32_t>, ir::BlockId> block_of_;
  std::vector<ir::BlockId> parts_;
};

} // namespace

Occupancy occupy(const ir::Theory& theory, const lower::LoweredTheory& lowered,
                 const ir::Transcript& transcript) {
  return Occupier(theory, lowered, transcript).run();
}

} // namespace blockfold::witness
