#pragma once

#include "tools/audit/model.h"

#include <map>
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

/// Which claims have a key: a field that is the emitting copy's own address in every emission of
/// the tag, with at most one such emission in a chip. As addresses are distinct, a demand of such a
/// claim with a known key knows the whole claim.
struct Keys {
  std::map<std::uint32_t, std::uint32_t> place_of; ///< by tag
  std::vector<std::uint32_t> emitted;              ///< tags that some chip emits, sorted
};
Keys find_keys(const Model& model);

/// Addresses of copies are distinct and not zero, and a range table claims exactly the numbers
/// below 2^table_bits: what uniqueness rests on, checked on the placed circuit. Messages of what is
/// wrong.
std::vector<std::string> check_foundations(const Model& model);

struct Determination {
  std::vector<ChipWires> chips; ///< parallel to Model::chips
  std::vector<std::string> errors;
};

/// Needs no witness: the result holds for every one.
Determination determine_wires(const Model& model);

} // namespace blockfold::audit
