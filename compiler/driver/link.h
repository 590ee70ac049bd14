#pragma once

#include "compiler/ir/theory.h"
#include "runtime/base/result.h"

#include <llvm/ADT/ArrayRef.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/// Linking: what certificates that are valid by themselves say together (docs/linking.md has the
/// argument). Everything here is found out from the theories of the certificates; the proofs are
/// verified elsewhere.
namespace blockfold::driver {

/// A certificate as linking sees it.
struct LinkPart {
  std::string name; ///< of its theory; parts with one theory have one name
  const ir::Theory* theory;
  std::size_t bytes = 0; ///< of the certificate
  std::array<std::uint8_t, 32> theory_digest{};
};

/// An assertion of a part.
struct Place {
  std::uint32_t part;
  std::uint32_t assertion; ///< index into the theory's assertions
  friend bool operator==(const Place&, const Place&) = default;
};

/// What one part takes for granted and another one proves.
struct Discharge {
  Place assumption; ///< an axiom or assumed theorem
  Place goal;       ///< the same statement, as a goal of another part
};

/// What the parts take for granted and none of them proves: an axiom of theirs, or a theorem that
/// some part assumes.
struct Remaining {
  std::vector<Place> places; ///< where it stands, by part; one at least
  bool assumed;              ///< some part calls it an assumed theorem
};

struct Linking {
  std::vector<Discharge> discharges; ///< by assumption: parts in order, assertions in theirs
  std::vector<Remaining> remaining;  ///< by first place
};

inline const ir::Assertion& at(llvm::ArrayRef<LinkPart> parts, Place place) {
  return parts[place.part].theory->assertions[place.assertion];
}

/// Finds for each axiom and assumed theorem of a part the goal of another part that proves it.
///
/// Errors, each naming parts and labels:
/// - `link.symbol`: a symbol is a constant in one place and a variable in another;
/// - `link.twice`: two parts have a goal of the same label;
/// - `link.statement`: an assumption and the goal of its label say different things, or the goal
///   demands a $d condition that the assumption does not have;
/// - `link.conflict`: two parts assume different things under one label that nobody proves.
Result<Linking> match_parts(llvm::ArrayRef<LinkPart> parts);

/// What makes discharging well-founded, and every part needed.
///
/// Errors: `link.order` (an assumption is proved by its own part or one before it), `link.goals`
/// (the link has no goal), `link.unused` (a part proves neither a goal of the link nor what a part
/// before it assumes).
Status check_shape(llvm::ArrayRef<LinkPart> parts, const Linking& linking,
                   llvm::ArrayRef<Place> goals);

/// The goals of all parts that discharge nothing.
std::vector<Place> undischarging_goals(llvm::ArrayRef<LinkPart> parts, const Linking& linking);

/// The parts that some goals rest on, in an order of which check_shape approves. It depends on the
/// parts only, not on the order in which they are given.
///
/// Error: `link.cycle` (parts that rest on each other; names them).
Result<std::vector<std::uint32_t>> order_parts(llvm::ArrayRef<LinkPart> parts,
                                               const Linking& linking, llvm::ArrayRef<Place> goals);

} // namespace blockfold::driver
