#pragma once

#include "tools/audit/numbers.h"
#include "tools/audit/theatre.h"

/// The counterpart of lies.h for field rules: takes constraints out of a rule's chip one at a time
/// and looks for a block that each alone forbids. The world of a theatre grants what such a block
/// demands, as long as it is what the relations promise.
namespace blockfold::audit {

/// Why a lie is one, the gravest first.
enum class LieKind : std::uint8_t {
  BreaksRule,    ///< the circuit accepts a block that its rule does not
  OnlyWires,     ///< only wires are others than they should be (digits, say); the block is true
  BreaksPromise, ///< so does what the block rests on: its type is promised in a circle only
};
const char* name_of(LieKind kind);

struct BlockLie {
  Lie lie;
  LieKind kind = LieKind::BreaksRule;
};

/// Every row, equation and field of a chip of a theatre; emissions of linear claims as rows, too.
std::vector<Constraint> block_constraints_of(const Model& model, std::uint32_t chip);

/// A lie about a block of this theatre, if a search of bounded effort finds one. The constraint is
/// one of the rule's chip, or of a table's.
std::optional<BlockLie> find_block_lie(const Theatre& theatre, const std::vector<bool>& unique,
                                       const Constraint& constraint);

/// A block that its rule does not accept and the circuit, whole as it is, does: a hole.
std::optional<Lie> find_false_block(const Theatre& theatre, const std::vector<bool>& unique);

} // namespace blockfold::audit
