// blockfold verify: what a certificate says, and whether it holds.
#include "tools/blockfold/command.h"

#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/verify/verify_flow.h"

namespace blockfold::tools {
namespace {

int run(const Arguments& arguments) {
  if (!arguments.has("theory"))
    return fail(ExitStatus::Usage,
                {"usage.theory", "say which theory the certificate is about: --theory=FILE"},
                arguments.json());
  return verify_and_print(arguments.operand(0), arguments.values("theory"), read_theory_source,
                          arguments);
}

} // namespace

Command verify_command() {
  CommandLine line;
  line.name = "blockfold verify";
  line.synopsis = "X.bfc --theory=FILE [options]";
  line.summary = "verify a certificate and print what it proves, from which axioms";
  line.description = kVerifyDescription;
  line.operands = {"X.bfc"};
  line.options = {{"theory", "FILE",
                   "the Metamath database or rule file (.blk) that the certificate is about;\n"
                   "for a linked certificate all of them, or folders that they are in",
                   0, true}};
  for (const Option& option : verify_options())
    line.options.push_back(option);
  line.examples = "  blockfold verify id.bfc --theory propositional.blk\n"
                  "  blockfold verify 2p2e4.bfc --theory set.mm\n"
                  "  blockfold verify id.bfc --theory set.mm --allow-axioms=wi,ax-1,ax-2,ax-mp\n"
                  "  blockfold verify id.bfc --theory set.mm --allow-axioms=@trusted-axioms.txt\n";
  return {line, run};
}

} // namespace blockfold::tools
