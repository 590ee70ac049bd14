#include "compiler/ir/transcript.h"

namespace blockfold::ir {

const Template* template_of(const Theory& theory, const Block& block) {
  switch (block.kind) {
  case BlockKind::Variable:
    return nullptr;
  case BlockKind::Hypothesis:
    return &theory.of(theory.contexts[block.context]).essentials[block.subject];
  case BlockKind::Rule:
    return &theory.of(theory.rules[block.subject]).conclusion;
  }
  return nullptr;
}

TypecodeId typecode_of(const Theory& theory, const Block& block) {
  if (block.kind == BlockKind::Variable)
    return theory.variables[block.subject].typecode;
  return template_of(theory, block)->typecode;
}

} // namespace blockfold::ir
