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

#include <nlohmann/json.hpp>

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

int print_verdict(const Arguments& arguments, std::size_t bytes, const PolicyVerdict& policy,
                  const nlohmann::ordered_json& body, llvm::function_ref<void()> render) {
  const ExitStatus exit = policy.accepted() ? ExitStatus::Success : ExitStatus::Refused;
  const auto refused = [&] {
    const Error error = policy.error();
    return Error{error.code, "the execution is as stated, but " + error.message};
  };
  const llvm::StringRef path = arguments.operand(0), theory = arguments.value("theory");
  if (arguments.json()) {
    nlohmann::ordered_json json = {{"status", policy.accepted() ? "valid" : "refused"},
                                   {"exit_status", status(exit)},
                                   {"certificate", path.str()},
                                   {"certificate_bytes", bytes},
                                   {"theory", theory.str()}};
    json.update(body);
    if (!policy.accepted())
      json["error"] = {{"code", refused().code}, {"message", refused().message}};
    if (policy.file != nullptr)
      json["policy"] = to_json(policy);
    print_json(json);
    return status(exit);
  }
  llvm::outs() << (policy.accepted() ? "VALID: " : "REFUSED: ") << path << " for " << theory
               << "\n\n";
  render();
  if (policy.file != nullptr && policy.accepted())
    llvm::outs() << "Policy       accepted by " << policy.file->path << '\n';
  if (policy.accepted())
    return status(exit);
  llvm::outs().flush();
  render_text(policy, llvm::errs());
  return fail(exit, refused(), false);
}

bool read_execution_options(const Arguments& arguments, std::optional<PolicyFile>& policy,
                            int* exit) {
  if (!arguments.has("allow-axioms"))
    return read_policy(arguments, policy, exit);
  const Error error = {"usage.allow-axioms",
                       "the certificate is of an execution, which rests on rules: say with "
                       "--policy=FILE which are allowed; 'blockfold axioms --policy-template' "
                       "writes one"};
  *exit = fail(ExitStatus::Usage, error, arguments.json());
  return false;
}

} // namespace blockfold::tools
