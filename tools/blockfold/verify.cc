// blockfold verify: what a certificate says, and whether it holds.
#include "tools/blockfold/command.h"

#include "compiler/driver/verify.h"
#include "compiler/support/format.h"
#include "tools/blockfold/executions.h"
#include "tools/blockfold/imp_programs.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/verify/verify_flow.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

/// Verifies a certificate of an execution.
int verify_execution(ByteView bytes, llvm::StringRef, llvm::StringRef theory,
                     const Arguments& arguments) {
  const bool json = arguments.json();
  int exit = 0;
  std::optional<PolicyFile> policy;
  if (!read_execution_options(arguments, policy, &exit))
    return exit;
  const auto program = read_block_program(theory, json, &exit);
  if (!program)
    return exit;
  const auto verified = driver::verify_execution(*program, bytes);
  if (!verified)
    return fail(ExitStatus::Invalid, verified.error(), json);
  const auto detail = arguments.has("full") || json ? driver::Detail::Full : driver::Detail::Brief;
  const driver::ExecutionText statement = verified->statement(*program, detail);
  return print_verdict(arguments, verified->bytes, judge(policy, *program, *verified),
                       driver::to_json(statement),
                       [&] { driver::render_text(statement, detail, llvm::outs()); });
}

int run(const Arguments& arguments) {
  if (!arguments.has("theory"))
    return fail(ExitStatus::Usage,
                {"usage.theory", "say which theory the certificate is about: --theory=FILE"},
                arguments.json());
  const std::vector<std::string>& theories = arguments.values("theory");
  if (theories.size() == 1 && is_imp_program(theories.front()))
    return verify_run(arguments);
  return verify_and_print(arguments.operand(0), theories, read_theory_source, arguments,
                          verify_execution);
}

} // namespace

Command verify_command() {
  CommandLine line;
  line.name = "blockfold verify";
  line.synopsis = "X.bfc --theory=FILE [options]";
  line.summary = "verify a certificate and print what it proves, from which axioms";
  line.description = kVerifyDescription;
  line.operands = {"X.bfc"};
  line.options = {
      {"theory", "FILE",
       "the Metamath database, rule file (.blk) or program (.imp) that the certificate\n"
       "is about; for a linked certificate all of them, or folders that they are in",
       0, true}};
  for (const Option& option : verify_options())
    line.options.push_back(option);
  line.examples = "  blockfold verify id.bfc --theory propositional.blk\n"
                  "  blockfold verify fib.bfc --theory fibonacci.blk --policy=fib.policy\n"
                  "  blockfold verify 2p2e4.bfc --theory set.mm --policy=zf.policy\n"
                  "  blockfold verify 2p2e4.bfc --theory set.mm\n"
                  "  blockfold verify id.bfc --theory set.mm --allow-axioms=wi,ax-1,ax-2,ax-mp\n"
                  "  blockfold verify id.bfc --theory set.mm --allow-axioms=@trusted-axioms.txt\n";
  return {line, run};
}

} // namespace blockfold::tools
