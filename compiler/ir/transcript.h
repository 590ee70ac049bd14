#pragma once

#include "compiler/ir/theory.h"

#include <llvm/ADT/ArrayRef.h>

#include <cstdint>
#include <vector>

/// The block model's side of a proof: a set of blocks, each one application of one rule. A
/// transcript is a topological order of the blocks, but nothing depends on that order: the proof
/// system matches demands with emissions on a bus.
namespace blockfold::ir {

using BlockId = std::uint32_t;
inline constexpr ContextId kShared = UINT32_MAX; ///< the context of shared syntax

enum class BlockKind : std::uint8_t {
  Variable,   ///< subject: index into Theory::variables; no premises
  Hypothesis, ///< subject: index among the context's essentials; premises: see below
  Rule,       ///< subject: RuleId; premises: parameters, then essentials
};

/// A block that concludes a statement. A hypothesis whose typecode has nodes lists the leaves of
/// the variables of its text, in the order of first occurrence.
struct Block {
  BlockKind kind;
  ContextId context;
  std::uint32_t subject;
  std::uint32_t first_premise;
  std::uint32_t premise_count;
};

/// Why two texts share no variable.
enum class DisjointReason : std::uint8_t { Declared, Dummy, DummyTurned, Left, Right };

/// A block that concludes that the texts of `a` and `b` are disjoint in a context. Declared and
/// Dummy speak of two leaves, Left and Right of all parts of a, or of b.
struct DisjointBlock {
  DisjointReason reason;
  ContextId context;
  BlockId a, b;
};

struct Transcript {
  std::vector<Block> blocks;
  std::vector<BlockId> premises;
  std::vector<BlockId> qed;            ///< per context: the block that concludes its statement
  std::vector<DisjointBlock> disjoint; ///< distinct (context, a, b)

  llvm::ArrayRef<BlockId> premises_of(const Block& block) const {
    return llvm::ArrayRef<BlockId>(premises).slice(block.first_premise, block.premise_count);
  }
};

/// Typecode of what a block concludes.
TypecodeId typecode_of(const Theory& theory, const Block& block);

/// The statement that a rule or hypothesis block instantiates; null for variables.
const Template* template_of(const Theory& theory, const Block& block);

} // namespace blockfold::ir
