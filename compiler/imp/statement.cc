#include "compiler/imp/statement.h"

#include "compiler/support/format.h"

namespace blockfold::imp {
namespace {

class StatementReader {
public:
  StatementReader(const CompiledProgram& program, llvm::ArrayRef<ir::RuleBlocks> blocks)
      : program_(program), machine_(program.machine), blocks_(blocks) {}

  Result<RunStatement> read() {
    if (Status start = read_start(); !start)
      return start.error();
    if (Status ending = read_ending(); !ending)
      return ending.error();
    for (ArrayId array = 0; array < machine_.arrays.size(); ++array)
      if (Status elements = read_array(array); !elements)
        return elements.error();
    return std::move(out_);
  }

private:
  static std::int64_t number(std::uint64_t word) { return static_cast<std::int64_t>(word); }

  Status read_start() {
    const ir::RuleBlocks& start = blocks_[program_.start_rule];
    if (start.count != 1)
      return Error{"run.start", fmt::format("a run begins once, not {} times", start.count)};
    std::size_t parameter = 0;
    for (const Variable& variable : machine_.variables)
      if (variable.is_input)
        out_.inputs[variable.name] = {number(start.words[parameter++].front())};
    return success();
  }

  Status read_ending() {
    std::uint64_t endings = 0;
    for (std::uint32_t i = 0; i < program_.ending_rules.size(); ++i) {
      const ir::RuleBlocks& blocks = blocks_[program_.ending_rules[i]];
      endings += blocks.count;
      if (blocks.count == 1)
        out_.outcome.ending = i;
    }
    if (endings != 1)
      return Error{"run.ending", fmt::format("a run ends once, not {} times", endings)};
    const std::uint32_t ending = out_.outcome.ending;
    out_.outcome.failed = machine_.endings[ending].failed;
    out_.outcome.requirement = machine_.endings[ending].where;
    return read_state(blocks_[program_.ending_rules[ending]]);
  }

  /// The time, then the outputs.
  Status read_state(const ir::RuleBlocks& ending) {
    const auto time = ending.elements[0].front().to_limbs();
    if ((time[1] | time[2] | time[3]) != 0)
      return Error{"run.steps", "the number of steps is out of all proportion"};
    out_.outcome.steps = time[0];
    std::size_t parameter = 1;
    for (const Variable& variable : machine_.variables)
      if (variable.is_output)
        out_.outcome.outputs[variable.name] = {number(ending.words[parameter++].front())};
    return success();
  }

  Status read_array(ArrayId id) {
    const Array& array = machine_.arrays[id];
    const auto rules = program_.array_rules[id];
    auto before = elements(array, blocks_[rules.begin], array.is_input, "before");
    if (!before)
      return before.error();
    if (array.is_input)
      out_.inputs[array.name] = std::move(*before);
    if (!array.is_output)
      return success();
    auto after = elements(array, blocks_[rules.end], true, "after");
    if (!after)
      return after.error();
    out_.outcome.outputs[array.name] = std::move(*after);
    return success();
  }

  /// The values by index, each of which there must be once.
  static Result<std::vector<std::int64_t>>
  elements(const Array& array, const ir::RuleBlocks& blocks, bool has_values, const char* when) {
    std::vector<std::int64_t> values(array.size);
    std::vector<bool> seen(array.size);
    bool good = blocks.count == array.size;
    for (std::uint32_t i = 0; good && i < blocks.count; ++i) {
      const std::uint64_t at = blocks.words[0][i];
      good = at < array.size && !seen[at];
      if (!good)
        break;
      seen[at] = true;
      values[at] = has_values ? number(blocks.words[1][i]) : 0;
    }
    if (good)
      return values;
    return Error{"run.array",
                 fmt::format("the elements of {} {} the run are not 0 to {}, each once",
                             quoted(array.name), when, array.size - 1)};
  }

  const CompiledProgram& program_;
  const Machine& machine_;
  llvm::ArrayRef<ir::RuleBlocks> blocks_;
  RunStatement out_;
};

} // namespace

Result<RunStatement> read_statement(const CompiledProgram& program,
                                    llvm::ArrayRef<ir::RuleBlocks> public_blocks) {
  return StatementReader(program, public_blocks).read();
}

} // namespace blockfold::imp
