#pragma once

#include "compiler/driver/prove_execution.h"
#include "runtime/base/bytes.h"

#include <string>
#include <vector>

/// Valid certificates of executions: what changes of such certificates start from. Made when the
/// program starts, as theories are (samples.h).
namespace blockfold::fuzz {

struct ProvenExecution {
  std::string name;
  ir::BlockProgram program;
  ir::Execution execution;
  driver::CompiledExecution compiled;
  cert::Proof proof; ///< in a few segments
  Bytes bytes;       ///< of the certificate
};

/// One of numbers: ranges, signs, a table, a linear relation, addresses, hidden and public
/// arguments. Two of texts and numbers in one claim: what follows from what, and what is used up.
/// Ends the program if one is not valid.
std::vector<ProvenExecution> proven_executions();

} // namespace blockfold::fuzz
