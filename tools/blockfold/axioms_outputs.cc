#include "tools/blockfold/axioms_outputs.h"

#include "compiler/support/format.h"
#include "tools/common/files.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <iterator>

namespace blockfold::tools {
namespace {

/// The options that name a file to be written.
constexpr const char* kOutputs[] = {"dot", "policy-template"};

} // namespace

bool prints_file(const Arguments& arguments) {
  return std::ranges::any_of(kOutputs, [&](const char* option) {
    return arguments.has(option) && is_standard_output(arguments.value(option));
  });
}

Status check_axioms_outputs(const Arguments& arguments) {
  std::size_t printed = arguments.json() ? 1 : 0;
  for (const char* option : kOutputs) {
    const llvm::StringRef path = arguments.value(option);
    if (!arguments.has(option))
      continue;
    if (is_standard_output(path)) {
      ++printed;
      continue;
    }
    for (std::size_t i = 0; i < arguments.operand_count(); ++i)
      if (llvm::sys::fs::equivalent(path, arguments.operand(i)))
        return Error{"usage.output",
                     fmt::format("{} is an input; write to another file", quoted(path))};
    if (Status writable = check_writable(path); !writable)
      return writable;
  }
  if (printed > 1)
    return Error{"usage.output", "only one of --json, --dot=- and --policy-template=- can write to "
                                 "standard output"};
  return success();
}

Status write_text(llvm::StringRef path, const std::string& text) {
  if (!is_standard_output(path))
    return write_file(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  llvm::outs() << text;
  return success();
}

} // namespace blockfold::tools
