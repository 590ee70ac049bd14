#pragma once

#include "tools/audit/constraint.h"
#include "tools/audit/scenery.h"

#include <optional>
#include <vector>

/// Takes constraints out of a circuit one at a time and looks for a lie that each alone forbids: a
/// witness in which all that is left holds and the constraint does not. Where there is one, the
/// constraint is not idle. The lie changes one copy (and, for a false claim, the copy that uses
/// it); all other copies stay those of a valid proof, and every multiplicity is set to what is then
/// demanded.
namespace blockfold::audit {

struct Lie {
  struct Change {
    std::size_t copy;
    WireId wire;
    Fr value;
  };
  std::vector<Change> changes; ///< of wires that no row defines, or whose row was taken out
  std::size_t copy = 0;        ///< where the constraint is violated
  std::optional<Fr> field;     ///< Removal::Field: what the field is said to be
};

/// A lie that only this constraint forbids, if a search of bounded effort finds one.
std::optional<Lie> find_lie(const Scenery& scenery, const Constraint& constraint);

/// Evaluates every row and the bus sum with the lie, from scratch: true if all holds but the
/// constraint, and the constraint does not.
bool confirm_lie(const Model& model, const Constraint& constraint, const Lie& lie);

} // namespace blockfold::audit
