#include "tools/blockfold/export_options.h"

#include "compiler/support/format.h"
#include "runtime/parallel/parallel.h"
#include "tools/blockfold/command.h"
#include "tools/blockfold/goals.h"
#include "tools/blockfold/theories.h"
#include "tools/common/files.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/Support/FileSystem.h>

namespace blockfold::tools {
namespace {

constexpr std::uint32_t kMaxThreads = 1024;
constexpr std::uint32_t kDrawnBlocks = 300;

Result<ExportFormat> parse_format(llvm::StringRef name) {
  const auto found = llvm::find(kExportFormats, name);
  if (found != std::end(kExportFormats))
    return static_cast<ExportFormat>(found - std::begin(kExportFormats));
  const std::string hint = did_you_mean(name, kExportFormats);
  return Error{"usage.value",
               fmt::format("there is no format {}; {}", quoted(name),
                           hint.empty() ? "--format is r1cs, wtns, sym, json or dot" : hint)};
}

Result<std::vector<ExportFormat>> parse_formats(const Arguments& arguments) {
  std::vector<ExportFormat> formats;
  for (const std::string& list : arguments.values("format")) {
    llvm::SmallVector<llvm::StringRef, 5> names;
    llvm::StringRef(list).split(names, ',');
    for (const llvm::StringRef name : names) {
      const auto format = parse_format(name);
      if (!format)
        return format.error();
      if (llvm::is_contained(formats, *format))
        return Error{"usage.value", fmt::format("the format {} is given twice", name)};
      formats.push_back(*format);
    }
  }
  if (formats.empty())
    return Error{"usage.value", "say what to write: --format=r1cs, wtns, sym, json or dot"};
  return formats;
}

/// One format goes to the file that is named, several to files with their names added.
Result<std::vector<ExportTarget>> parse_targets(const Arguments& arguments) {
  const auto formats = parse_formats(arguments);
  if (!formats)
    return formats.error();
  const llvm::StringRef output = arguments.value("output");
  if (output.empty())
    return Error{"usage.output", "say where to write: -o FILE"};
  if (is_standard_output(output) && (formats->size() > 1 || arguments.json()))
    return Error{"usage.output", "standard output has room for one format and no report"};
  std::vector<ExportTarget> targets;
  for (const ExportFormat format : *formats)
    targets.push_back({format, formats->size() == 1
                                   ? output.str()
                                   : fmt::format("{}.{}", output, format_name(format))});
  return targets;
}

Result<ExportOptions> parse_values(const Arguments& arguments) {
  auto targets = parse_targets(arguments);
  if (!targets)
    return targets.error();
  const auto depth = arguments.number("depth", UINT32_MAX, UINT32_MAX);
  if (!depth)
    return depth.error();
  const auto blocks = arguments.number("max", kDrawnBlocks, UINT32_MAX);
  if (!blocks)
    return blocks.error();
  const auto segments = arguments.number("segments", 0, layout::Bounds::kSegments);
  if (!segments)
    return segments.error();
  const auto threads = arguments.number("threads", 0, kMaxThreads);
  if (!threads)
    return threads.error();
  set_thread_count(*threads);
  const llvm::StringRef challenges = arguments.value("challenges", "constants");
  if (challenges != "constants" && challenges != "public")
    return Error{"usage.value", "--challenges is constants or public"};
  return ExportOptions{std::move(*targets),
                       {*depth, *blocks == 0 ? SIZE_MAX : std::size_t{*blocks}},
                       {*segments, 0},
                       challenges == "public"};
}

/// A certificate is exported with the theory it is about; it says itself what was proved, and how.
Status check_certificate_options(const Arguments& arguments) {
  if (arguments.operand_count() == 2)
    return Error{"usage.operand", "with --theory, name a certificate and nothing else"};
  for (const char* option : {"theorem", "all", "assume", "segments"})
    if (arguments.has(option))
      return Error{"usage.goals",
                   fmt::format("a certificate says what it proves: --{} has no meaning", option)};
  return success();
}

Status check_outputs(const Arguments& arguments, const ExportOptions& options) {
  for (const ExportTarget& target : options.targets) {
    if (is_standard_output(target.path))
      continue;
    for (const std::string& input : {arguments.operand(0).str(), arguments.value("theory").str()})
      if (llvm::sys::fs::equivalent(target.path, input))
        return Error{"usage.output", fmt::format("{} is what is read; write to another file",
                                                 quoted(llvm::StringRef(target.path)))};
    if (Status writable = check_writable(target.path); !writable)
      return writable;
  }
  return success();
}

} // namespace

Result<ExportOptions> parse_export_options(const Arguments& arguments) {
  auto options = parse_values(arguments);
  if (!options)
    return options.error();
  if (Status right = arguments.has("theory") ? check_certificate_options(arguments)
                                             : check_goal_options(arguments);
      !right)
    return right.error();
  if (Status writable = check_outputs(arguments, *options); !writable)
    return writable.error();
  return options;
}

std::vector<Option> export_options() {
  std::vector<Option> options = {
      {"format", "FORM", "r1cs, wtns, sym, json or dot; several with commas, or repeated", 'f',
       true, "r1cs wtns sym json dot"},
      {"output", "OUT",
       "where to write; with several formats to OUT.r1cs, OUT.wtns, ...;\n"
       "-: standard output, one format only",
       'o'},
      {"theory", "FILE.mm", "the operand is a certificate, and this is its theory"}};
  const std::vector<Option> goals = goal_options();
  options.insert(options.end(), goals.begin(), goals.end());
  const Option rest[] = {
      {"challenges", "HOW",
       "constants (the default): those of the certificate; public: inputs of the\n"
       "circuit, which is then larger, and the same for all proofs of one layout",
       0, false, "constants public"},
      {"depth", "N", "dot: draw blocks at most N steps below a conclusion"},
      {"max", "N",
       "dot: draw at most the N blocks nearest to the conclusions (default: 300;\n0: all)"},
      {"segments", "N", "cut the work into N segments (default: by size)"},
      threads_option(),
      json_option()};
  options.insert(options.end(), std::begin(rest), std::end(rest));
  return options;
}

} // namespace blockfold::tools
