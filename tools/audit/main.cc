// blockfold-audit-circuit: looks for under-constrained wires and idle constraints in the circuit of
// a proof.
#include "tools/audit/proof_model.h"
#include "tools/audit/report.h"
#include "tools/blockfold/goals.h"
#include "tools/common/exit_status.h"

#include <llvm/ADT/STLExtras.h>
#include <nlohmann/json.hpp>

using namespace blockfold::tools;
using blockfold::audit::AuditOptions;

namespace {

CommandLine command_line() {
  CommandLine line;
  line.name = "blockfold-audit-circuit";
  line.synopsis = "FILE.mm (--theorem=LABEL ... | --all) [options]";
  line.summary = "look for under-constrained wires and idle constraints";
  line.description =
      "Lowers the proof as 'blockfold prove' does and searches its circuit. Each wire must be\n"
      "determined by the choices of the prover; each cell of the witness, changed, must break a\n"
      "constraint; each constraint, taken out, should let a lie through. "
      "docs/under-constrained.md\n"
      "explains the table.\n";
  line.operands = {"FILE.mm"};
  line.options = goal_options();
  line.options.push_back({"wires", "", "say of each wire by what it is determined"});
  line.options.push_back({"copies", "N", "copies of each chip to change (default 3; 0: all)"});
  line.options.push_back({"chips", "N", "look for lies on every N-th chip (default 1)"});
  line.options.push_back({"no-lies", "", "do not look for lies"});
  line.options.push_back({"seed", "N", "of the random values (default 1)"});
  line.options.push_back({"json", "", "print one JSON object, with every wire and constraint"});
  line.examples = "  blockfold-audit-circuit demo0.mm --all\n"
                  "  blockfold-audit-circuit set.mm -t 2p2e4 --json\n";
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

int audit(const Arguments& arguments) {
  const bool json = arguments.json();
  const auto options = options_of(arguments);
  if (!options)
    return fail(ExitStatus::Usage, options.error(), json);
  int exit = 0;
  const auto prepared = prepare_goals(arguments, &exit);
  if (!prepared)
    return exit;
  const auto model = blockfold::audit::model_of_proof(prepared->database, prepared->proof);
  if (!model)
    return fail(ExitStatus::Invalid, model.error(), json);
  const auto report = blockfold::audit::audit_model(*model, *options);
  const ExitStatus verdict = report.errors().empty() ? ExitStatus::Success : ExitStatus::Invalid;
  if (json) {
    nlohmann::ordered_json out = {{"status", report.errors().empty() ? "sound" : "unsound"},
                                  {"exit_status", status(verdict)}};
    out.update(blockfold::audit::report_json(*model, report));
    print_json(out);
  } else {
    if (arguments.has("wires"))
      blockfold::audit::print_wires(llvm::outs(), *model, report.determination);
    blockfold::audit::print_report(llvm::outs(), *model, report);
  }
  return status(verdict);
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
