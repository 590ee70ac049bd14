// blockfold-audit-circuit: looks for under-constrained wires and idle constraints in the circuits
// of proofs and of field rules.
#include "tools/audit/report.h"
#include "tools/audit/subject.h"
#include "tools/common/exit_status.h"

#include <llvm/ADT/STLExtras.h>
#include <nlohmann/json.hpp>

using namespace blockfold::tools;
using blockfold::audit::AuditOptions;
using blockfold::audit::Model;

namespace {

CommandLine command_line() {
  CommandLine line;
  line.name = "blockfold-audit-circuit";
  line.synopsis = "FILE.mm (--theorem=LABEL ... | --all) | FILE.blk [X.bmt] | FILE.imp [options]";
  line.summary = "look for under-constrained wires and idle constraints";
  line.description =
      "Lowers the proof as 'blockfold prove' does and searches its circuit. Each wire must be\n"
      "determined by the choices of the prover; each cell of the witness, changed, must break a\n"
      "constraint; each constraint, taken out, should let a lie through. Of field rules, blocks\n"
      "are found for every rule; of an execution, or a run of an IMP program, all cells are\n"
      "changed besides. docs/under-constrained.md explains the table.\n";
  line.operands = {"FILE"};
  line.optional_operands = {"X.bmt"};
  line.options = subject_options();
  line.options.push_back({"wires", "", "say of each wire by what it is determined"});
  line.options.push_back({"copies", "N", "copies of each chip to change (default 3; 0: all)"});
  line.options.push_back({"chips", "N", "look for lies on every N-th chip (default 1)"});
  line.options.push_back({"no-lies", "", "do not look for lies"});
  line.options.push_back({"seed", "N", "of the random values (default 1)"});
  line.options.push_back({"json", "", "print one JSON object, with every wire and constraint"});
  line.examples = "  blockfold-audit-circuit demo0.mm --all\n"
                  "  blockfold-audit-circuit set.mm -t 2p2e4 --json\n"
                  "  blockfold-audit-circuit fibonacci.blk fibonacci.bmt\n"
                  "  blockfold-audit-circuit gcd.imp -i a=21 -i b=14\n";
  return line;
}

blockfold::Result<AuditOptions> options_of(const Arguments& arguments) {
  const auto copies = arguments.number("copies", 3, UINT32_MAX);
  const auto chips = arguments.number("chips", 1, UINT32_MAX);
  const auto seed = arguments.number("seed", 1, UINT32_MAX);
  for (const auto* number : {&copies, &chips, &seed})
    if (!*number)
      return number->error();
  if (*chips == 0)
    return blockfold::Error{"usage.value", "--chips is at least 1"};
  AuditOptions options;
  options.sweep.copies_per_chip = *copies;
  options.sweep.seed = *seed;
  options.lies = !arguments.has("no-lies");
  options.lie_stride = *chips;
  return options;
}

ExitStatus verdict_on(const std::vector<std::string>& errors) {
  return errors.empty() ? ExitStatus::Success : ExitStatus::Invalid;
}

void print(const std::vector<std::string>& errors, const nlohmann::ordered_json& report) {
  nlohmann::ordered_json out = {{"status", errors.empty() ? "sound" : "unsound"},
                                {"exit_status", status(verdict_on(errors))}};
  out.update(report);
  print_json(out);
}

int audit_proof(const Model& model, const AuditOptions& options, const Arguments& arguments) {
  const auto report = blockfold::audit::audit_model(model, options);
  if (arguments.json()) {
    print(report.errors(), blockfold::audit::report_json(model, report));
  } else {
    if (arguments.has("wires"))
      blockfold::audit::print_wires(llvm::outs(), model, report.determination);
    blockfold::audit::print_report(llvm::outs(), model, report);
  }
  return status(verdict_on(report.errors()));
}

/// The rules by themselves, then the cells of the execution.
int audit_program(const AuditedProgram& subject, AuditOptions options, const Arguments& arguments) {
  blockfold::audit::ProgramAuditOptions searches;
  searches.lies = options.lies;
  searches.seed = options.sweep.seed;
  const auto audit =
      blockfold::audit::audit_program(subject.program, subject.free, subject.examples, searches);
  if (!audit)
    return fail(ExitStatus::Invalid, audit.error(), arguments.json());
  std::vector<std::string> errors = audit->errors();
  nlohmann::ordered_json json = blockfold::audit::report_json(*audit);
  if (!arguments.json()) {
    if (arguments.has("wires"))
      blockfold::audit::print_wires(llvm::outs(), audit->model, audit->determination);
    blockfold::audit::print_report(llvm::outs(), *audit);
  }
  if (subject.execution) {
    const auto model =
        blockfold::audit::model_of_execution(subject.program, *subject.execution, subject.free);
    if (!model)
      return fail(ExitStatus::Invalid, model.error(), arguments.json());
    options.lies = false; // they were told about the rules
    const auto report = blockfold::audit::audit_model(*model, options);
    json["execution"] = blockfold::audit::report_json(*model, report);
    for (const std::string& error : report.errors())
      errors.push_back(error);
    if (!arguments.json()) {
      llvm::outs() << "\nThe execution:\n";
      blockfold::audit::print_report(llvm::outs(), *model, report);
    }
  }
  if (arguments.json())
    print(errors, json);
  return status(verdict_on(errors));
}

int audit(const Arguments& arguments) {
  const auto options = options_of(arguments);
  if (!options)
    return fail(ExitStatus::Usage, options.error(), arguments.json());
  int exit = 0;
  const auto subject = read_subject(arguments, &exit);
  if (!subject)
    return exit;
  return subject->proof ? audit_proof(*subject->proof, *options, arguments)
                        : audit_program(*subject->program, *options, arguments);
}

int run(llvm::ArrayRef<llvm::StringRef> words) {
  const CommandLine line = command_line();
  const auto arguments = parse_arguments(line, words);
  if (!arguments)
    return fail(ExitStatus::Usage, arguments.error(), llvm::is_contained(words, "--json"));
  if (arguments->help()) {
    print_help(line, llvm::outs());
    return status(ExitStatus::Success);
  }
  return audit(*arguments);
}

} // namespace

int main(int argc, char** argv) {
  return finish_output(run(std::vector<llvm::StringRef>(argv + 1, argv + argc)));
}
