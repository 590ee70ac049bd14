// blockfold compile: what a proof's rules are lowered to.
#include "tools/blockfold/command.h"

#include "compiler/driver/prove.h"
#include "compiler/layout/print.h"
#include "compiler/lower/print.h"
#include "tools/blockfold/goals.h"
#include "tools/common/exit_status.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

/// One form of output.
struct Emitter {
  llvm::StringRef name;
  void (*text)(const driver::Compiled&, llvm::raw_ostream&);
  nlohmann::ordered_json (*json)(const driver::Compiled&);
};

const Emitter kEmitters[] = {
    {"chips",
     [](const driver::Compiled& compiled, llvm::raw_ostream& out) {
       lower::print_chips(out, compiled.bound.theory, compiled.bound.lowered);
     },
     [](const driver::Compiled& compiled) {
       return lower::chips_json(compiled.bound.theory, compiled.bound.lowered);
     }},
    {"layout",
     [](const driver::Compiled& compiled, llvm::raw_ostream& out) {
       layout::print_layout(out, compiled.bound.lowered, compiled.layout);
     },
     [](const driver::Compiled& compiled) {
       return layout::layout_json(compiled.bound.lowered, compiled.layout);
     }},
    {"r1cs",
     [](const driver::Compiled& compiled, llvm::raw_ostream& out) {
       lower::print_r1cs(out, compiled.bound.theory, compiled.bound.lowered);
     },
     [](const driver::Compiled& compiled) {
       return lower::r1cs_json(compiled.bound.theory, compiled.bound.lowered);
     }},
};

Result<const Emitter*> find_emitter(const Arguments& arguments) {
  const llvm::StringRef wanted = arguments.value("emit", "chips");
  for (const Emitter& emitter : kEmitters)
    if (emitter.name == wanted)
      return &emitter;
  return Error{"usage.value", "--emit is chips, layout or r1cs"};
}

int run(const Arguments& arguments) {
  const bool json = arguments.json();
  const auto emitter = find_emitter(arguments);
  if (!emitter)
    return fail(ExitStatus::Usage, emitter.error(), json);
  int exit = 0;
  auto prepared = prepare_goals(arguments, &exit);
  if (!prepared)
    return exit;
  const auto compiled =
      driver::compile(prepared->database, std::move(prepared->proof), {}, lower::Keep::Names);
  if (!compiled)
    return fail(ExitStatus::Invalid, compiled.error(), json);
  if (json)
    print_json({{"status", "compiled"},
                {"exit_status", 0},
                {(*emitter)->name.str(), (*emitter)->json(*compiled)}});
  else
    (*emitter)->text(*compiled, llvm::outs());
  return status(ExitStatus::Success);
}

} // namespace

Command compile_command() {
  CommandLine line;
  line.name = "blockfold compile";
  line.synopsis = "FILE.mm (--theorem=LABEL ... | --all) [--emit=chips|layout|r1cs] [options]";
  line.summary = "show the circuit that a proof is compiled to";
  line.description =
      "Shows what 'prove' proves things about: each rule as a chip with its wires and constraints\n"
      "(chips), where the chips' copies stand in segments (layout), or the constraint matrices of "
      "each\n"
      "kind of segment (r1cs).\n";
  line.operands = {"FILE.mm"};
  line.options = goal_options();
  line.options.push_back(
      {"emit", "FORM", "chips (the default), layout or r1cs", 0, false, "chips layout r1cs"});
  line.options.push_back(json_option());
  line.examples = "  blockfold compile demo0.mm --theorem=th1 --emit=chips\n"
                  "  blockfold compile set.mm -t 2p2e4 --emit=layout --json\n";
  return {line, run};
}

} // namespace blockfold::tools
