// blockfold-verify: the verifier alone, for those who will not trust a prover in the same program.
#include "tools/common/exit_status.h"
#include "tools/common/startup.h"
#include "tools/verify/verify_flow.h"

#include <llvm/ADT/STLExtras.h>

#include <new>

using namespace blockfold::tools;

namespace {

CommandLine command_line() {
  CommandLine line;
  line.name = "blockfold-verify";
  line.synopsis = "X.bfc FILE.mm [options]";
  line.summary = "verify a certificate of Metamath proofs";
  line.description = kVerifyDescription;
  line.operands = {"X.bfc", "FILE.mm"};
  line.options = verify_options();
  line.options.push_back({"theory", "FILE",
                          "for a linked certificate: more theory files, or folders of them", 0,
                          true});
  line.options.push_back({"version", "", "print the version"});
  line.examples = "  blockfold-verify 2p2e4.bfc set.mm\n"
                  "  blockfold-verify 2p2e4.bfc set.mm --policy=zf.policy\n"
                  "  blockfold-verify 2p2e4.bfc set.mm --allow-axioms='ax-*,df-*,w*,c*'\n"
                  "  blockfold-verify linked.bfc goal.mm --theory lemmas\n";
  return line;
}

int run(llvm::ArrayRef<llvm::StringRef> words) {
  const CommandLine line = command_line();
  if (llvm::is_contained(words, "--version")) {
    llvm::outs() << "blockfold-verify " << version() << '\n';
    return status(ExitStatus::Success);
  }
  const auto arguments = parse_arguments(line, words);
  if (!arguments)
    return fail(ExitStatus::Usage, arguments.error(), llvm::is_contained(words, "--json"));
  if (arguments->help()) {
    print_help(line, llvm::outs());
    return status(ExitStatus::Success);
  }
  std::vector<std::string> theories = {arguments->operand(1).str()};
  llvm::append_range(theories, arguments->values("theory"));
  return verify_and_print(arguments->operand(0), theories, read_metamath_source, *arguments);
}

} // namespace

int main(int argc, char** argv) {
  prepare_process(argc, argv);
  const std::vector<llvm::StringRef> words(argv + 1, argv + argc);
  try {
    return finish_output(run(words));
  } catch (const std::bad_alloc&) {
    end_without_memory();
  }
}
