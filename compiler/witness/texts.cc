#include "compiler/witness/texts.h"

namespace blockfold::witness {
namespace {

/// A template as runs of constants and parameters, evaluated at r.
struct TextProgram {
  struct Part {
    TextValue run; ///< the constants before the parameter
    std::uint32_t parameter;
  };
  std::vector<Part> parts;
  TextValue tail;
};

TextValue join(const TextValue& left, const TextValue& right) {
  return {left.fingerprint * right.pow + right.fingerprint, left.pow * right.pow};
}

TextValue empty_text() {
  return {Fr::zero(), Fr::one()};
}

TextProgram compile(const ir::Template& statement, const cs::CoefficientTable& table) {
  const Fr& r = table.challenges().r;
  TextProgram program;
  Fr run;
  std::uint64_t length = 0;
  const auto take_run = [&] {
    const TextValue value{run, table.r_power(length)};
    run = Fr::zero();
    length = 0;
    return value;
  };
  for (const ir::Item item : statement.items) {
    if (item.is_parameter()) {
      program.parts.push_back({take_run(), item.index()});
    } else {
      run = run * r + Fr::from_u64(item.code());
      ++length;
    }
  }
  program.tail = take_run();
  return program;
}

} // namespace

TextValue evaluate_text(llvm::ArrayRef<ir::SymbolCode> codes, const cs::CoefficientTable& table) {
  const Fr& r = table.challenges().r;
  Fr sum;
  for (const ir::SymbolCode code : codes)
    sum = sum * r + Fr::from_u64(code);
  return {sum, table.r_power(codes.size())};
}

std::vector<TextValue> evaluate_texts(const ir::Theory& theory, const lower::Analysis& analysis,
                                      const ir::Transcript& transcript,
                                      const cs::CoefficientTable& table) {
  const Fr& r = table.challenges().r;
  std::vector<TextProgram> programs(theory.rules.size());
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const ir::Template& conclusion = theory.of(theory.rules[i]).conclusion;
    if (analysis.typecodes[conclusion.typecode].has_variables)
      programs[i] = compile(conclusion, table);
  }

  std::vector<TextValue> texts(transcript.blocks.size());
  for (ir::BlockId id = 0; id < texts.size(); ++id) {
    const ir::Block& block = transcript.blocks[id];
    if (!analysis.typecodes[ir::typecode_of(theory, block)].has_variables)
      continue;
    if (block.kind == ir::BlockKind::Variable) {
      texts[id] = {Fr::from_u64(theory.variables[block.subject].code), r};
      continue;
    }
    TextValue value = empty_text();
    if (block.kind == ir::BlockKind::Hypothesis) {
      const ir::Assertion& assertion = theory.of(theory.contexts[block.context]);
      for (const ir::Item item : assertion.essentials[block.subject].items)
        value =
            join(value, {Fr::from_u64(item.is_parameter() ? assertion.parameters[item.index()].code
                                                          : item.code()),
                         r});
    } else {
      const auto premises = transcript.premises_of(block);
      const TextProgram& program = programs[block.subject];
      for (const TextProgram::Part& part : program.parts)
        value = join(join(value, part.run), texts[premises[part.parameter]]);
      value = join(value, program.tail);
    }
    texts[id] = value;
  }
  return texts;
}

} // namespace blockfold::witness
