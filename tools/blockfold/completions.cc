// blockfold completions: scripts that make shells complete this program's command lines.
#include "tools/common/completions.h"
#include "tools/blockfold/command.h"

#include "compiler/support/format.h"
#include "tools/common/exit_status.h"

namespace blockfold::tools {
namespace {

int run(const Arguments& arguments) {
  const llvm::StringRef name = arguments.operand(0);
  const auto shell = shell_named(name);
  if (!shell)
    return fail(
        ExitStatus::Usage,
        {"usage.operand",
         fmt::format("there are completions for bash, zsh and fish, not for {}", quoted(name))},
        false);
  std::vector<CommandLine> lines;
  for (const Command& command : commands())
    lines.push_back(command.line);
  llvm::outs() << completion_script(*shell, "blockfold", lines);
  return status(ExitStatus::Success);
}

} // namespace

Command completions_command() {
  CommandLine line;
  line.name = "blockfold completions";
  line.synopsis = "bash|zsh|fish";
  line.summary = "print a script that makes a shell complete commands and options";
  line.description =
      "Prints a completion script. bash and zsh read it at the start of a session, fish from its "
      "folder:\n\n"
      "  bash  source <(blockfold completions bash)      in ~/.bashrc\n"
      "  zsh   source <(blockfold completions zsh)       in ~/.zshrc, after compinit\n"
      "  fish  blockfold completions fish > ~/.config/fish/completions/blockfold.fish\n";
  line.operands = {"bash|zsh|fish"};
  line.examples =
      "  blockfold completions bash > /usr/share/bash-completion/completions/blockfold\n"
      "  blockfold completions zsh > /usr/share/zsh/vendor-completions/_blockfold\n";
  return {line, run};
}

} // namespace blockfold::tools
