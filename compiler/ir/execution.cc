#include "compiler/ir/execution.h"

#include "runtime/base/check.h"

namespace blockfold::ir {

Execution::Execution(const BlockProgram& program, std::shared_ptr<TextTable> texts)
    : texts_(texts ? std::move(texts) : std::make_shared<TextTable>()) {
  for (const BlockRule& rule : program.rules) {
    RuleBlocks& blocks = rules_.emplace_back();
    blocks.words.resize(rule.parameters);
    blocks.elements.resize(rule.parameters);
    std::vector<bool>& is_element = is_element_.emplace_back();
    for (std::uint32_t i = 0; i < rule.parameters; ++i)
      is_element.push_back(rule.variables[i].type.kind == BlockType::Kind::Field);
  }
}

std::uint32_t Execution::add(BlockRuleIndex rule, llvm::ArrayRef<std::uint64_t> words,
                             llvm::ArrayRef<Fr> elements) {
  RuleBlocks& blocks = rules_[rule];
  BF_CHECK(words.size() + elements.size() == blocks.words.size());
  for (std::size_t i = 0; i < blocks.words.size(); ++i) {
    if (is_element_[rule][i]) {
      BF_CHECK(!elements.empty());
      blocks.elements[i].push_back(elements.front());
      elements = elements.drop_front();
    } else {
      BF_CHECK(!words.empty());
      blocks.words[i].push_back(words.front());
      words = words.drop_front();
    }
  }
  return blocks.count++;
}

std::uint64_t Execution::block_count() const {
  std::uint64_t total = 0;
  for (const RuleBlocks& blocks : rules_)
    total += blocks.count;
  return total;
}

} // namespace blockfold::ir
