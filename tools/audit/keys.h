#pragma once

#include "tools/audit/model.h"

#include <map>
#include <string>
#include <vector>

/// By what a claim is found on the bus, read from the placed circuit.
namespace blockfold::audit {

/// Which claims have a key: a field that says where the claim is emitted, which is the copy's own
/// address, or stride * address + offset with an offset of its own for each emission of the copy.
/// As addresses are distinct, a demand of such a claim with a known key knows the whole claim.
struct Keys {
  std::map<std::uint32_t, std::uint32_t> place_of; ///< by tag
  std::vector<std::uint32_t> emitted;              ///< tags that some chip emits, sorted
};
Keys find_keys(const Model& model);

/// Addresses of copies are distinct and not zero, and a range table claims exactly the numbers
/// below 2^table_bits: what uniqueness rests on, checked on the placed circuit. Messages of what is
/// wrong.
std::vector<std::string> check_foundations(const Model& model);

} // namespace blockfold::audit
