#include "tools/blockfold/axioms_outputs.h"

#include "compiler/support/format.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace blockfold::tools {
namespace {

/// The options that name a file to be written.
constexpr const char* kOutputs[] = {"dot", "policy-template"};

constexpr std::uint32_t kMaxDepth = 1000000;

/// Whether a file goes to standard output, so that nothing else may.
bool prints_file(const Arguments& arguments) {
  return std::ranges::any_of(kOutputs, [&](const char* option) {
    return arguments.has(option) && is_standard_output(arguments.value(option));
  });
}

Status write_text(llvm::StringRef path, const std::string& text) {
  if (!is_standard_output(path))
    return write_file(path, bytes_of(text));
  llvm::outs() << text;
  return success();
}

Status write_files(const Arguments& arguments, const AxiomsOutputs& outputs) {
  if (arguments.has("dot"))
    if (Status written = write_text(arguments.value("dot"), outputs.picture()); !written)
      return written;
  if (arguments.has("policy-template"))
    return write_text(arguments.value("policy-template"), outputs.policy_template());
  return success();
}

nlohmann::ordered_json to_json(const Arguments& arguments, const AxiomsOutputs& outputs,
                               const PolicyVerdict& verdict, ExitStatus exit) {
  nlohmann::ordered_json json = {{"status", verdict.accepted() ? "traced" : "refused"},
                                 {"exit_status", status(exit)},
                                 {"theory", arguments.operand(0).str()}};
  json.update(outputs.to_json());
  if (!verdict.accepted())
    json["error"] = {{"code", verdict.error().code}, {"message", verdict.error().message}};
  if (verdict.file != nullptr)
    json["policy"] = to_json(verdict);
  return json;
}

} // namespace

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

Result<std::uint32_t> picture_depth(const Arguments& arguments) {
  if (arguments.has("depth") && !arguments.has("dot"))
    return Error{"usage.depth", "--depth is about the picture that --dot writes"};
  return arguments.number("depth", kMaxDepth, kMaxDepth);
}

int write_axioms(const Arguments& arguments, const AxiomsOutputs& outputs,
                 const PolicyVerdict& verdict) {
  if (Status written = write_files(arguments, outputs); !written)
    return fail(ExitStatus::Unreadable, written.error(), arguments.json());
  const ExitStatus exit = verdict.accepted() ? ExitStatus::Success : ExitStatus::Refused;
  if (arguments.json()) {
    print_json(to_json(arguments, outputs, verdict, exit));
    return status(exit);
  }
  if (!prints_file(arguments)) {
    outputs.print_text();
    if (verdict.file != nullptr && verdict.accepted())
      llvm::outs() << "Policy       accepted by " << verdict.file->path << '\n';
    llvm::outs().flush();
  }
  if (verdict.accepted())
    return status(exit);
  render_text(verdict, llvm::errs());
  return fail(exit, verdict.error(), false);
}

} // namespace blockfold::tools
