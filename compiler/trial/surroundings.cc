#include "compiler/trial/surroundings.h"

#include "compiler/ir/execution_check.h"

namespace blockfold::trial {
namespace {

using ir::BlockClaim;
using ir::BlockType;

/// A rule whose arguments are one claim.
ir::BlockRule rule_about(const ir::BlockProgram& program, ir::RelationIndex relation,
                         BlockClaim::Kind kind) {
  const auto& arguments = program.relations[relation].arguments;
  ir::BlockRule out{"around", false, static_cast<std::uint32_t>(arguments.size()), {}, {}, {}, {}};
  BlockClaim claim{kind, relation, {}};
  for (std::uint32_t i = 0; i < arguments.size(); ++i) {
    ir::BlockVariable variable;
    variable.name = arguments[i].name;
    if (arguments[i].type.is_text())
      variable.type = arguments[i].type;
    out.variables.push_back(variable);
    claim.values.push_back(ir::Polynomial::variable(i));
  }
  out.claims.push_back(std::move(claim));
  return out;
}

/// A value as an execution holds it; nothing if it has no word.
std::optional<std::uint64_t> word_of(const BlockType& type, const Fr& value) {
  const auto integer = ir::as_integer(value);
  if (!integer)
    return std::nullopt;
  const bool is_signed = type.is_integer() && type.is_signed;
  const BlockType words{BlockType::Kind::Integer, 64, is_signed};
  if (!ir::fits(words, value))
    return std::nullopt;
  return static_cast<std::uint64_t>(*integer);
}

} // namespace

Surroundings::Surroundings(const ir::BlockProgram& program)
    : program_(program), first_(static_cast<ir::BlockRuleIndex>(program.rules.size())) {
  for (ir::RelationIndex i = 0; i < program.relations.size(); ++i) {
    program_.rules.push_back(rule_about(program, i, BlockClaim::Kind::Emit));
    program_.rules.push_back(rule_about(program, i, BlockClaim::Kind::Consume));
  }
}

void Surroundings::add_partner(ir::Execution& execution, ir::BlockRuleIndex rule,
                               llvm::ArrayRef<Fr> values) const {
  std::vector<std::uint64_t> words;
  std::vector<Fr> elements;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (program_.rules[rule].variables[i].type.is_text())
      words.push_back(ir::text_id(values[i]));
    else
      elements.push_back(values[i]);
  execution.add(rule, words, elements);
}

bool Surroundings::accepts(const RuleModel& model, const Values& block,
                           const Around& around) const {
  ir::Execution execution(program_, model.texts());
  std::vector<std::uint64_t> words;
  std::vector<Fr> elements;
  for (ir::VariableIndex i = 0; i < model.rule().parameters; ++i) {
    const BlockType& type = model.rule().variables[i].type;
    if (type.kind == BlockType::Kind::Field) {
      elements.push_back(block[i]);
      continue;
    }
    const auto word = word_of(type, block[i]);
    if (!word)
      return false;
    words.push_back(*word);
  }
  execution.add(model.index(), words, elements);
  for (std::uint32_t i = 0; i < model.rule().claims.size(); ++i) {
    const BlockClaim& claim = model.rule().claims[i];
    const bool emits = claim.kind == BlockClaim::Kind::Emit;
    if (around.alone == i || (emits && !program_.relations[claim.relation].linear))
      continue;
    add_partner(execution, first_ + 2 * claim.relation + (emits ? 1 : 0),
                model.evaluate(model.claim(i), emits ? block : *around.premises));
  }
  DiagnosticSink sink(0);
  return ir::check_execution(program_, execution, sink);
}

} // namespace blockfold::trial
