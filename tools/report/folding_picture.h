#pragma once

#include "runtime/cs/circuit.h"
#include "tools/report/templates.h"

namespace blockfold::report {

/// A tree for each kind: segments above, halved round by round down to one instance, and what
/// becomes of those. Wide levels are drawn as strips.
Html folding_picture(const cs::Circuit& circuit);

} // namespace blockfold::report
