// blockfold: Metamath proofs into certificates. A table of commands; each command has a file.
#include "tools/blockfold/command.h"

#include "compiler/support/format.h"
#include "tools/common/exit_status.h"
#include "tools/common/interrupt.h"
#include "tools/common/startup.h"

#include <llvm/ADT/STLExtras.h>

#include <new>

using namespace blockfold;
using namespace blockfold::tools;

std::vector<Command> blockfold::tools::commands() {
  return {check_command(),  estimate_command(), prove_command(),   verify_command(),
          link_command(),   inspect_command(),  blocks_command(),  compile_command(),
          export_command(), axioms_command(),   report_command(),  reproduce_command(),
          rules_command(),  run_command(),      explain_command(), completions_command()};
}

namespace {

/// "blockfold prove" as it is typed after the program's name.
llvm::StringRef short_name(const Command& command) {
  return command.line.name.split(' ').second;
}

void print_overview(llvm::raw_ostream& out) {
  out << "blockfold: turns proofs and runs of programs into one small certificate\n\n"
         "Usage: blockfold COMMAND ...\n\n"
         "Commands:\n";
  for (const Command& command : commands())
    out << fmt::format("  {:<11} {}\n", short_name(command), command.line.summary);
  out << "\n'blockfold COMMAND --help' explains a command, 'blockfold --version' prints the "
         "version.\n\n"
         "First steps, with Debian's metamath-databases:\n"
         "  blockfold check /usr/share/metamath/databases/demo0.mm\n"
         "  blockfold prove /usr/share/metamath/databases/demo0.mm --theorem th1 -o th1.bfc\n"
         "  blockfold verify th1.bfc --theory /usr/share/metamath/databases/demo0.mm\n\n"
      << kExitStatusHelp;
}

int run_command(const Command& command, llvm::ArrayRef<llvm::StringRef> words) {
  const auto arguments = parse_arguments(command.line, words);
  if (!arguments)
    return fail(ExitStatus::Usage, arguments.error(), llvm::is_contained(words, "--json"));
  if (arguments->help()) {
    print_help(command.line, llvm::outs());
    return status(ExitStatus::Success);
  }
  return command.run(*arguments);
}

int unknown_command(llvm::StringRef name, bool json) {
  const std::vector<Command> all = commands();
  std::vector<llvm::StringRef> names;
  for (const Command& command : all)
    names.push_back(short_name(command));
  const std::string hint = did_you_mean(name, names);
  return fail(ExitStatus::Usage,
              {"usage.command", fmt::format("there is no command {}; {}", quoted(name),
                                            hint.empty() ? "'blockfold --help' lists all" : hint)},
              json);
}

int run(llvm::ArrayRef<llvm::StringRef> words) {
  if (words.empty()) {
    print_overview(llvm::errs());
    return status(ExitStatus::Usage);
  }
  llvm::StringRef name = words.front();
  words = words.drop_front();
  if (name == "--version") {
    llvm::outs() << "blockfold " << version() << '\n';
    return status(ExitStatus::Success);
  }
  const bool asks_help = name == "help" || name == "--help" || name == "-h";
  if (asks_help && words.empty()) {
    print_overview(llvm::outs());
    return status(ExitStatus::Success);
  }
  const llvm::StringRef help = "--help";
  if (asks_help) {
    name = words.front();
    words = help;
  }
  for (const Command& command : commands())
    if (short_name(command) == name)
      return run_command(command, words);
  return unknown_command(name, llvm::is_contained(words, "--json"));
}

} // namespace

int main(int argc, char** argv) {
  prepare_process(argc, argv);
  const std::vector<llvm::StringRef> words(argv + 1, argv + argc);
  stop_on_signals();
  try {
    return finish_output(run(words));
  } catch (const std::bad_alloc&) {
    end_without_memory();
  }
}
