#pragma once

#include "compiler/export/constraints.h"

#include <llvm/Support/raw_ostream.h>

#include <string>

namespace blockfold::exports {

/// What every wire of a block is called up to its copy, and how: `main.k1.s0.ax-mp@17.F0` is wire
/// F0 of the copy of chip ax-mp whose address is 17, in segment 0 of kind 1. Addresses are
/// distinct. The chips must have been lowered with Keep::Names. White space in names is written
/// '_', and commas and percent signs as %2C and %25: the names stand in lines with commas between
/// them.
std::string wire_name(const cs::Circuit& circuit, const WireBlock& block, std::uint32_t copy);

/// A .sym file as circom writes it, a line `label,wire,component,name` for each wire of a system
/// but one. Labels are wires, components are chips, or one more for wires that belong to none:
/// public inputs (`main.r`, `main.alpha`, `main.beta`) and auxiliary wires (`main.aux1`, ...).
void write_sym(llvm::raw_ostream& out, const WireMap& wires, const System& system);

} // namespace blockfold::exports
