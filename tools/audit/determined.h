#pragma once

#include "tools/audit/model.h"

#include <string>
#include <vector>

/// Whether each wire of a chip has one possible value once the prover's free choices are made:
/// uniqueness propagation over products, linear algebra over the fields of claims that are found by
/// their address, and digits of range-checked numbers.
namespace blockfold::audit {

enum class How : std::uint8_t {
  Choice,      ///< the prover's: which blocks or claims are the premises, the context, the time
  Row,         ///< a product or inverse row, or the row of a bus term
  Bus,         ///< a claim with the same key; there is at most one
  Digits,      ///< the only range-checked digits of a determined number
  Balance,     ///< the number of demands of the claim
  Undetermined ///< nothing: the circuit is under-constrained
};
const char* name_of(How how);

struct WireFinding {
  How how = How::Undetermined;
  std::string by; ///< the row, or what sort of choice
};

/// Findings about the committed wires of one chip, in order; the first is that of wire
/// ChipModel::first_committed.
struct ChipWires {
  std::vector<WireFinding> wires;
  std::size_t count(How how) const;
};

struct Determination {
  std::vector<ChipWires> chips; ///< parallel to Model::chips
  std::vector<std::string> errors;
};

/// Needs no witness: the result holds for every one.
Determination determine_wires(const Model& model);

} // namespace blockfold::audit
