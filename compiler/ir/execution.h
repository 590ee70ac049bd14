#pragma once

#include "compiler/ir/block_program.h"
#include "compiler/ir/text_table.h"
#include "runtime/field/bn254.h"

#include <cstdint>
#include <memory>
#include <vector>

/// The transcript of a block program: which blocks there are. Their order has no meaning, demands
/// find the claims that answer them.
namespace blockfold::ir {

/// A block, as a value of type address: the index of its rule, and its number among that rule's.
using BlockRef = std::uint64_t;
inline BlockRef block_ref(BlockRuleIndex rule, std::uint32_t number) {
  return std::uint64_t{rule} << 32 | number;
}

/// The blocks of one rule, value by value: a million steps are a few large arrays.
struct RuleBlocks {
  std::uint32_t count = 0;
  /// By parameter. Of integers two's complement in 64 bits, of addresses a BlockRef, of texts their
  /// numbers in a TextTable; empty for field elements.
  std::vector<std::vector<std::uint64_t>> words;
  /// By parameter; empty for all others.
  std::vector<std::vector<Fr>> elements;
};

class Execution {
public:
  /// Without blocks; it may share the texts of another one.
  explicit Execution(const BlockProgram& program, std::shared_ptr<TextTable> texts = nullptr);

  /// Adds a block: a word for each parameter that is no field element, an element for each that
  /// is, both in the order of the parameters. Returns its number among the rule's blocks.
  std::uint32_t add(BlockRuleIndex rule, llvm::ArrayRef<std::uint64_t> words,
                    llvm::ArrayRef<Fr> elements = {});

  const RuleBlocks& blocks(BlockRuleIndex rule) const { return rules_[rule]; }
  std::size_t rule_count() const { return rules_.size(); }
  std::uint64_t block_count() const;

  /// Of its blocks, and those that are made of them; copies of an execution share it.
  TextTable& texts() const { return *texts_; }

private:
  std::vector<RuleBlocks> rules_;
  std::vector<std::vector<bool>> is_element_; ///< by rule and parameter
  std::shared_ptr<TextTable> texts_;
};

} // namespace blockfold::ir
