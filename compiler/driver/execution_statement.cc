#include "compiler/driver/execution_statement.h"

#include "compiler/driver/statement_print.h"
#include "compiler/ir/block_values.h"
#include "compiler/support/format.h"

#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

namespace blockfold::driver {
namespace {

/// More public blocks are cut unless everything is asked for.
constexpr std::size_t kBriefBlocks = 20;

using Argument = StatedBlock::Argument;

Argument stated(const ir::BlockProgram& program, const ir::TextTable& texts,
                const ir::BlockVariable& variable, const ir::RuleBlocks& blocks,
                ir::VariableIndex index, std::uint32_t number) {
  const ir::BlockType& type = variable.type;
  if (type.is_text())
    return {variable.name,
            ir::joined_text(program.symbols,
                            texts[static_cast<ir::TextTable::Id>(blocks.words[index][number])]),
            Argument::Kind::Text};
  if (type.is_integer())
    return {variable.name, ir::to_text(ir::element_of(type, blocks.words[index][number])),
            Argument::Kind::Integer};
  return {variable.name, ir::to_text(blocks.elements[index][number]), Argument::Kind::Element};
}

StatedBlock stated(const ir::BlockProgram& program, const ir::BlockRule& rule,
                   const ir::RuleBlocks& blocks, const ir::TextTable& texts, std::uint32_t number) {
  StatedBlock out{rule.name, {}};
  for (ir::VariableIndex i = 0; i < rule.parameters; ++i)
    if (rule.variables[i].is_public)
      out.arguments.push_back(stated(program, texts, rule.variables[i], blocks, i, number));
  return out;
}

nlohmann::ordered_json to_json(const StatedBlock& block) {
  auto arguments = nlohmann::ordered_json::object();
  for (const Argument& argument : block.arguments) {
    auto& value = arguments[argument.name];
    if (argument.kind == Argument::Kind::Integer)
      value = nlohmann::ordered_json::parse(argument.value); // at most 64 bits
    else
      value = argument.value;
  }
  return {{"rule", block.rule}, {"arguments", std::move(arguments)}};
}

} // namespace

ExecutionText describe_execution(const ir::BlockProgram& program,
                                 const lower::PublicBlocks& public_blocks,
                                 const std::array<std::uint8_t, 32>& digest, Security security,
                                 Detail detail) {
  ExecutionText out;
  out.program_digest = llvm::toHex(digest, true);
  out.security = std::move(security);
  for (ir::BlockRuleIndex index = 0; index < program.rules.size(); ++index) {
    const ir::BlockRule& rule = program.rules[index];
    if (!rule.is_public) {
      out.rules.push_back(rule.name);
      continue;
    }
    const ir::RuleBlocks& blocks = public_blocks[index];
    for (std::uint32_t number = 0; number < blocks.count; ++number, ++out.block_count)
      if (detail == Detail::Full || out.block_count < kBriefBlocks)
        out.blocks.push_back(stated(program, rule, blocks, public_blocks.texts, number));
  }
  return out;
}

std::string to_text(const StatedBlock& block) {
  std::vector<std::string> arguments;
  for (const Argument& argument : block.arguments) {
    const char* const quote = argument.kind == Argument::Kind::Text ? "`" : "";
    arguments.push_back(argument.name + " = " + quote + argument.value + quote);
  }
  return block.rule + "(" + llvm::join(arguments, ", ") + ")";
}

void render_text(const ExecutionText& statement, Detail detail, llvm::raw_ostream& out) {
  FieldPrinter printer(out);
  printer.field("Execution", "blocks that satisfy the rules exist; the public ones are");
  const std::size_t shown = detail == Detail::Full
                                ? statement.blocks.size()
                                : std::min(statement.blocks.size(), kBriefBlocks);
  for (const StatedBlock& block : llvm::ArrayRef(statement.blocks).take_front(shown))
    printer.field("  public", to_text(block));
  if (statement.block_count > shown)
    printer.field("",
                  fmt::format("... and {} more (--full shows all)", statement.block_count - shown));
  if (statement.rules.empty())
    printer.field("Rules", "no others: every block is public");
  else
    printer.field("Rules", fmt::format("the others are of these {}", statement.rules.size()));
  printer.words("", statement.rules);
  printer.field("Program", "keccak256:" + statement.program_digest);
  printer.security(statement.security);
}

nlohmann::ordered_json to_json(const ExecutionText& statement) {
  auto blocks = nlohmann::ordered_json::array();
  for (const StatedBlock& block : statement.blocks)
    blocks.push_back(to_json(block));
  return {{"program_digest", statement.program_digest},
          {"public_blocks", std::move(blocks)},
          {"rules", statement.rules},
          {"security", to_json(statement.security)}};
}

} // namespace blockfold::driver
