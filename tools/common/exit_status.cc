#include "tools/common/exit_status.h"

#include "tools/common/report.h"

#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {

const char* const kExitStatusHelp =
    "Exit status:\n"
    "  0  valid, or done\n"
    "  1  the input is invalid or incomplete, or the certificate does not hold\n"
    "  2  wrong usage: an unknown option, theorem, ...\n"
    "  3  a file cannot be read or written, or memory has run out\n"
    "  4  the proof holds, but --policy does not accept what it rests on\n"
    "130  stopped by Ctrl-C (143: by SIGTERM)\n";

int fail(ExitStatus exit, const Error& error, bool json) {
  if (json)
    print_json(error_object(exit, error));
  else
    render_error(error, llvm::errs());
  return status(exit);
}

void print_json(const nlohmann::ordered_json& object) {
  llvm::outs() << dump(object) << '\n';
}

int finish_output(int exit_status) {
  llvm::raw_fd_ostream& out = llvm::outs();
  out.flush();
  llvm::errs().clear_error(); // the exit status says enough, and LLVM would end the program for it
  if (!out.has_error())
    return exit_status;
  const std::string why = out.error().message();
  out.clear_error(); // else LLVM ends the program at exit
  llvm::errs() << "error[output]: cannot write to standard output: " << why
               << "; the results are not complete\n";
  llvm::errs().clear_error();
  return exit_status == 0 ? status(ExitStatus::Unreadable) : exit_status;
}

std::string version() {
  return BLOCKFOLD_VERSION;
}

} // namespace blockfold::tools
