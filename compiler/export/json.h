#pragma once

#include "compiler/export/constraints.h"
#include "compiler/lower/chip/chips.h"

#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace blockfold::exports {

/// A field element as a decimal number.
std::string decimal(const Fr& value);

/// What the wires and constraints come from: the chips with their wires and equations, and where
/// each stands. `circuit` must be the one of `lowered`, with names.
nlohmann::ordered_json describe_circuit(const ir::Theory& theory,
                                        const lower::LoweredTheory& lowered, const WireMap& wires);

/// The system with the keys of `snarkjs r1cs export json`, and `about` under "blockfold". The
/// constraints are written one by one.
void write_json(llvm::raw_ostream& out, const System& system, const nlohmann::ordered_json& about);

} // namespace blockfold::exports
