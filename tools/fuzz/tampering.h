#pragma once

#include "runtime/fold/prover.h"
#include "tools/fuzz/random.h"

namespace blockfold::fuzz {

/// The hand of a prover who spoils one value of one segment, before it is committed.
fold::Tamper tamper_somewhere(Random& random, const cs::Circuit& circuit);

} // namespace blockfold::fuzz
