#include "compiler/trial/examples.h"

#include "compiler/ir/execution_text.h"

namespace blockfold::trial {
namespace {

/// Blocks of a rule that are of use; a long execution has millions.
constexpr std::uint32_t kMostBlocks = 64;

std::optional<ir::Execution> parse(const std::string& text, const std::string& rule,
                                   const ir::BlockProgram& blocks, DiagnosticSink& sink) {
  const std::string name = "example of " + rule;
  auto source = SourceFile::from_text(text, name);
  if (!ir::is_execution_text(*source))
    source = SourceFile::from_text("blockfold execution 1\n" + text, name);
  return ir::parse_execution(*source, blocks, sink);
}

} // namespace

std::vector<std::string> example_texts(llvm::StringRef documentation) {
  std::vector<std::string> out;
  bool inside = false;
  while (!documentation.empty()) {
    const auto [line, rest] = documentation.split('\n');
    documentation = rest;
    const llvm::StringRef content = line.trim();
    if (inside && content.startswith("```"))
      inside = false;
    else if (inside)
      out.back() += content.str() + "\n";
    else if (content == "```bmt") {
      inside = true;
      out.emplace_back();
    }
  }
  return out;
}

std::optional<Examples> documented_examples(const rules::Program& program,
                                            const ir::BlockProgram& blocks, DiagnosticSink& sink) {
  Examples out(blocks.rules.size());
  bool good = true;
  for (const rules::Rule& rule : program.rules) {
    if (rule.field() == nullptr)
      continue;
    for (const std::string& text : example_texts(rule.doc)) {
      const auto execution = parse(text, rule.name, blocks, sink);
      good &= execution.has_value();
      if (execution)
        add_blocks(blocks, *execution, out);
    }
  }
  if (!good)
    return std::nullopt;
  return out;
}

void add_blocks(const ir::BlockProgram& program, const ir::Execution& execution,
                Examples& examples) {
  examples.resize(program.rules.size());
  for (ir::BlockRuleIndex rule = 0; rule < program.rules.size(); ++rule) {
    ir::BlockValues values(program, rule, execution);
    const std::uint32_t count = execution.blocks(rule).count;
    const std::uint32_t step = count / kMostBlocks + 1;
    for (std::uint32_t number = 0; number < count; number += step) {
      Values block = values.of(number).vec();
      // A trial has one block of the rule, whose number is 0.
      const Fr self = Fr::from_u64(ir::block_ref(rule, number));
      for (std::size_t i = 0; i < block.size(); ++i) {
        const ir::BlockType& type = program.rules[rule].variables[i].type;
        if (type.kind == ir::BlockType::Kind::Address && block[i] == self)
          block[i] = Fr::from_u64(ir::block_ref(rule, 0));
        if (type.is_text())
          block[i] = Fr::from_u64(examples.texts->intern(execution.texts()[ir::text_id(block[i])]));
      }
      examples[rule].push_back(std::move(block));
    }
  }
}

} // namespace blockfold::trial
