#include "tools/blockfold/imp_programs.h"

#include "compiler/driver/statement_print.h"
#include "compiler/driver/verify.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"
#include "tools/blockfold/executions.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"

#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

nlohmann::ordered_json values_json(const imp::Values& values) {
  auto json = nlohmann::ordered_json::object();
  for (const auto& [name, value] : values)
    json[name] = value;
  return json;
}

/// Arrays are JSON arrays even if they have one element.
nlohmann::ordered_json with_numbers(const imp::CompiledProgram& program,
                                    nlohmann::ordered_json json) {
  for (const imp::Variable& variable : program.machine.variables)
    if (json.contains(variable.name))
      json[variable.name] = json[variable.name][0];
  return json;
}

/// "n = 10, a = [1, 2, 3]"
std::string values_text(const imp::CompiledProgram& program, const imp::Values& values) {
  std::string text;
  const auto shown = with_numbers(program, values_json(values));
  for (const auto& [name, value] : shown.items()) {
    std::string numbers = value.dump();
    for (std::size_t at = 0; (at = numbers.find(',', at)) != std::string::npos; at += 2)
      numbers.insert(at + 1, " ");
    text += (text.empty() ? "" : ", ") + name + " = " + numbers;
  }
  return text.empty() ? "nothing" : text;
}

/// "line 9: require x > 0"
std::string place_text(const SourceFile& source, imp::Range where) {
  return fmt::format("line {}: {}", source.position(where.begin).line,
                     escape_bytes(source.text().slice(where.begin, where.end)));
}

} // namespace

bool is_imp_program(llvm::StringRef path) {
  return path.endswith(".imp");
}

std::shared_ptr<const imp::ReadProgram> read_imp_program(llvm::StringRef path, bool json,
                                                         int* exit) {
  DiagnosticSink sink;
  imp::ReadProgram read = imp::read_program(path, sink);
  if (!read.program) {
    const Error error =
        read.unreadable ? Error{"program.unreadable", fmt::format("cannot read {}", quoted(path))}
                        : Error{"program.invalid", quoted(path) + " has errors"};
    *exit = fail_with_diagnostics(read.unreadable ? ExitStatus::Unreadable : ExitStatus::Invalid,
                                  error, sink, json);
    return nullptr;
  }
  if (!json)
    render_text(sink, llvm::errs());
  return std::make_shared<imp::ReadProgram>(std::move(read));
}

nlohmann::ordered_json to_json(const imp::ReadProgram& program, const imp::Values& inputs,
                               const imp::Outcome& outcome) {
  nlohmann::ordered_json json = {
      {"inputs", with_numbers(*program.program, values_json(inputs))},
      {"outcome", outcome.failed ? "failed" : "ended"},
      {"outputs", with_numbers(*program.program, values_json(outcome.outputs))},
      {"steps", outcome.steps}};
  if (outcome.failed)
    json["requirement"] = {{"line", program.source->position(outcome.requirement.begin).line},
                           {"text", escape_bytes(program.source->text().slice(
                                        outcome.requirement.begin, outcome.requirement.end))}};
  return json;
}

void print_run(const imp::ReadProgram& program, const imp::Values& inputs,
               const imp::Outcome& outcome) {
  llvm::raw_ostream& out = llvm::outs();
  out << "Program      " << program.source->name() << "\nInputs       "
      << values_text(*program.program, inputs) << '\n';
  if (outcome.failed)
    out << "FAILED       the requirement does not hold, "
        << place_text(*program.source, outcome.requirement) << '\n';
  out << (outcome.failed ? "State        " : "Ends with    ")
      << values_text(*program.program, outcome.outputs) << "\nSteps        "
      << format_count(outcome.steps) << '\n';
}

int verify_run(const Arguments& arguments) {
  const bool json = arguments.json();
  int exit = 0;
  std::optional<PolicyFile> policy;
  if (!read_execution_options(arguments, policy, &exit))
    return exit;
  const auto bytes = read_file(arguments.operand(0), cert::kMaxBytes);
  if (!bytes)
    return fail(ExitStatus::Unreadable, bytes.error(), json);
  const auto program = read_imp_program(arguments.value("theory"), json, &exit);
  if (!program)
    return exit;
  const ir::BlockProgram& blocks = program->program->blocks;
  const auto verified = driver::verify_execution(blocks, bytes_of(**bytes));
  if (!verified)
    return fail(ExitStatus::Invalid, verified.error(), json);
  const auto statement = imp::read_statement(*program->program, verified->bound.public_blocks);
  if (!statement)
    return fail(ExitStatus::Invalid, statement.error(), json);
  nlohmann::ordered_json body = to_json(*program, statement->inputs, statement->outcome);
  body["program_digest"] = llvm::toHex(verified->program_digest, true);
  body["security"] = driver::to_json(verified->security(blocks));
  return print_verdict(arguments, verified->bytes, judge(policy, blocks, *verified), body, [&] {
    print_run(*program, statement->inputs, statement->outcome);
    driver::FieldPrinter(llvm::outs()).security(verified->security(blocks));
  });
}

} // namespace blockfold::tools
