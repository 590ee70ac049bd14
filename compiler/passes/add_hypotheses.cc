#include "compiler/passes/add_hypotheses.h"

#include "runtime/base/check.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>

#include <utility>

namespace blockfold::passes {
namespace {

class HypothesisPass {
public:
  HypothesisPass(const ir::Theory& theory, const lower::Analysis& analysis,
                 ir::Transcript& transcript)
      : theory_(theory), analysis_(analysis), transcript_(transcript) {
    for (std::uint32_t i = 0; i < theory.variables.size(); ++i)
      if (!theory.variables[i].dummy)
        variables_[theory.variables[i].code] = i;
    for (const ir::Block& block : transcript.blocks)
      if (block.kind == ir::BlockKind::Hypothesis)
        present_.insert({block.context, block.subject});
  }

  void run() {
    for (ir::ContextId context = 0; context < theory_.contexts.size(); ++context)
      for (std::uint32_t i = 0; i < theory_.of(theory_.contexts[context]).essentials.size(); ++i)
        if (!present_.contains({context, i}))
          add(context, i);
  }

private:
  void add(ir::ContextId context, std::uint32_t index) {
    const ir::Assertion& assertion = theory_.of(theory_.contexts[context]);
    const ir::Template& statement = assertion.essentials[index];
    std::vector<ir::BlockId> leaves;
    if (analysis_.typecodes[statement.typecode].has_nodes)
      for (const std::uint32_t parameter : lower::occurring_parameters(statement))
        leaves.push_back(leaf(context, assertion.parameters[parameter]));
    append(ir::BlockKind::Hypothesis, context, index, leaves);
  }

  /// Equal leaves are for `merge_equal` to find.
  ir::BlockId leaf(ir::ContextId context, const ir::Parameter& parameter) {
    const bool shared = analysis_.typecodes[parameter.typecode].shared;
    return append(ir::BlockKind::Variable, shared ? ir::kShared : context,
                  variables_.lookup(parameter.code), {});
  }

  ir::BlockId append(ir::BlockKind kind, ir::ContextId context, std::uint32_t subject,
                     const std::vector<ir::BlockId>& premises) {
    const auto first = static_cast<std::uint32_t>(transcript_.premises.size());
    transcript_.premises.insert(transcript_.premises.end(), premises.begin(), premises.end());
    transcript_.blocks.push_back(
        {kind, context, subject, first, static_cast<std::uint32_t>(premises.size())});
    return static_cast<ir::BlockId>(transcript_.blocks.size() - 1);
  }

  const ir::Theory& theory_;
  const lower::Analysis& analysis_;
  ir::Transcript& transcript_;
  llvm::DenseMap<ir::SymbolCode, std::uint32_t> variables_;
  llvm::DenseSet<std::pair<ir::ContextId, std::uint32_t>> present_;
};

} // namespace

void add_hypotheses(const ir::Theory& theory, const lower::Analysis& analysis,
                    ir::Transcript& transcript) {
  BF_CHECK(transcript.disjoint.empty());
  HypothesisPass(theory, analysis, transcript).run();
}

} // namespace blockfold::passes
