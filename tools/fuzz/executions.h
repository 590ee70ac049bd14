#pragma once

#include "compiler/ir/block_program.h"
#include "runtime/base/bytes.h"

#include <string>
#include <vector>

/// Valid certificates of executions: what changes of such certificates start from. Made when the
/// program starts, as theories are (samples.h).
namespace blockfold::fuzz {

struct ProvenExecution {
  std::string name;
  ir::BlockProgram program;
  Bytes bytes; ///< of the certificate, with its proof in a few segments
};

/// One of numbers: ranges, signs, a table, a linear relation, addresses, hidden and public
/// arguments. One of texts and numbers in one claim. Ends the program if one is not valid.
std::vector<ProvenExecution> proven_executions();

} // namespace blockfold::fuzz
