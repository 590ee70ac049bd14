#pragma once

#include "compiler/imp/program.h"
#include "compiler/ir/execution.h"

#include <functional>
#include <map>
#include <string>

/// Runs of programs.
namespace blockfold::imp {

/// Values by name; a number is a single one.
using Values = std::map<std::string, std::vector<std::int64_t>>;

struct RunLimits {
  std::uint64_t max_steps = 100'000'000;
  /// Called now and then with the number of steps that were taken; may be empty.
  std::function<void(std::uint64_t steps)> report{};
};

/// What a run came to.
struct Outcome {
  bool failed = false;     ///< a requirement did not hold
  Range requirement{};     ///< that one
  std::uint64_t steps = 0; ///< taken
  Values outputs;
  std::uint32_t ending = 0; ///< which of the machine's
};

/// Called before each step with its number from 1, the step and the variables.
using Trace = std::function<void(std::uint64_t number, const Step& step,
                                 llvm::ArrayRef<std::int64_t> values)>;

/// Runs a program, and records its blocks if an execution of its block program is given. A run that
/// cannot go on is reported with the place (IM03xx), wrong inputs by name (IM04xx), and then
/// nothing is returned.
std::optional<Outcome> run(const CompiledProgram& program, const SourceFile& source,
                           const Values& inputs, const RunLimits& limits, ir::Execution* execution,
                           const Trace& trace, DiagnosticSink& sink);

} // namespace blockfold::imp
