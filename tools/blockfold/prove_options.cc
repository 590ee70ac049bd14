#include "tools/blockfold/prove_options.h"

#include "compiler/support/format.h"
#include "tools/blockfold/memory.h"
#include "tools/blockfold/profile_report.h"
#include "tools/common/files.h"

#include <llvm/Support/FileSystem.h>

namespace blockfold::tools {
namespace {

constexpr std::uint32_t kMaxThreads = 1024;

/// The value of an option that names a file or folder.
Result<std::string> path_option(const Arguments& arguments, llvm::StringRef name) {
  if (arguments.has(name) && arguments.value(name).empty())
    return Error{"usage.value", fmt::format("--{} needs a name", name)};
  return arguments.value(name).str();
}

} // namespace

Result<ProveOptions> prove_options(const Arguments& arguments) {
  if (is_standard_output(arguments.value("output")) && arguments.json())
    return Error{"usage.output", "-o - and --json would both write to standard output"};
  ProveOptions options;
  const auto threads = arguments.number("threads", 0, kMaxThreads);
  if (!threads)
    return threads.error();
  options.threads = *threads;
  const auto segments = arguments.number("segments", 0, layout::Bounds::kSegments);
  if (!segments)
    return segments.error();
  options.plan.segments = *segments;
  const auto mode =
      progress_mode(arguments.value("progress", arguments.has("quiet") ? "none" : "auto"));
  if (!mode)
    return Error{"usage.value", "--progress is auto, plain, json or none"};
  options.progress = *mode;
  if (arguments.has("memory-limit")) {
    const auto limit = parse_size(arguments.value("memory-limit"));
    if (!limit)
      return limit.error();
    options.memory_limit = *limit;
  }
  for (const auto& [name, path] :
       {std::pair("resume", &options.resume), std::pair("profile", &options.profile)}) {
    auto given = path_option(arguments, name);
    if (!given)
      return given.error();
    *path = std::move(*given);
  }
  return options;
}

Status check_outputs(const Arguments& arguments, const ProveOptions& options) {
  std::vector<std::string> paths;
  if (const llvm::StringRef output = arguments.value("output"); !is_standard_output(output))
    paths.push_back(output.str());
  if (!options.profile.empty()) {
    paths.push_back(options.profile);
    paths.push_back(picture_path(options.profile));
  }
  for (const llvm::StringRef path : paths) {
    if (llvm::sys::fs::equivalent(path, arguments.operand(0)))
      return Error{"usage.output",
                   fmt::format("{} is an input; write to another file", quoted(path))};
    if (arguments.operand_count() == 2 && llvm::sys::fs::equivalent(path, arguments.operand(1)))
      return Error{"usage.output",
                   fmt::format("{} is the transcript itself; write to another file", quoted(path))};
    if (Status writable = check_writable(path); !writable)
      return writable;
  }
  return success();
}

Status write_certificate(llvm::StringRef path, ByteView bytes) {
  if (!is_standard_output(path))
    return write_file(path, bytes);
  llvm::outs().write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return success();
}

ExitStatus exit_of_proof(const Error& error) {
  const llvm::StringRef code = error.code;
  if (code.startswith("memory.") || code.startswith("usage.") || code.startswith("theorem."))
    return ExitStatus::Usage;
  if (code.startswith("checkpoint.") || code.startswith("file."))
    return ExitStatus::Unreadable;
  return ExitStatus::Invalid;
}

} // namespace blockfold::tools
