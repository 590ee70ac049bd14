#include "tools/blockfold/executions.h"

#include "compiler/ir/execution_check.h"
#include "compiler/ir/execution_text.h"
#include "compiler/rules/block_program.h"
#include "compiler/rules/reader.h"
#include "compiler/support/format.h"
#include "tools/blockfold/imp_programs.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/theory_file.h"

namespace blockfold::tools {

std::optional<ir::BlockProgram> read_block_program(llvm::StringRef path, bool json, int* exit) {
  if (is_imp_program(path)) {
    const auto program = read_imp_program(path, json, exit);
    return program ? std::optional(program->program->blocks) : std::nullopt;
  }
  if (!is_rule_file(path)) {
    *exit = fail(ExitStatus::Usage,
                 {"usage.theory", fmt::format("{} is no rule file: an execution is of the field "
                                              "rules of a file whose name ends in .blk, or of a "
                                              "program, .imp",
                                              quoted(path))},
                 json);
    return std::nullopt;
  }
  DiagnosticSink sink;
  const rules::ReadProgram read = rules::read_program(path, sink);
  if (!read.program) {
    const Error error =
        read.unreadable ? Error{"theory.unreadable", fmt::format("cannot read {}", quoted(path))}
                        : Error{"theory.invalid", quoted(path) + " is not a valid rule file"};
    *exit = fail_with_diagnostics(read.unreadable ? ExitStatus::Unreadable : ExitStatus::Invalid,
                                  error, sink, json);
    return std::nullopt;
  }
  auto program = rules::block_program(*read.program);
  if (!program) {
    *exit = fail(ExitStatus::Invalid, program.error(), json);
    return std::nullopt;
  }
  if (program->rules.empty()) {
    *exit = fail(
        ExitStatus::Invalid,
        {"program.empty", quoted(path) + " has no field rules, so nothing can be executed"}, json);
    return std::nullopt;
  }
  return std::move(*program);
}

std::optional<ExecutionFile> read_execution(const Arguments& arguments,
                                            const SourceFile& transcript, int* exit) {
  const bool json = arguments.json();
  auto program = read_block_program(arguments.operand(0), json, exit);
  if (!program)
    return std::nullopt;
  DiagnosticSink sink;
  auto execution = ir::parse_execution(transcript, *program, sink);
  if (!execution || !ir::check_execution(*program, *execution, sink)) {
    *exit = fail_with_diagnostics(
        ExitStatus::Invalid,
        {"blocks.invalid", quoted(arguments.operand(1)) +
                               " is no execution of the rule file's program; nothing was written"},
        sink, json);
    return std::nullopt;
  }
  return ExecutionFile{std::move(*program), std::move(*execution)};
}

} // namespace blockfold::tools
