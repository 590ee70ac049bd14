#pragma once

#include "compiler/export/constraints.h"

namespace blockfold::exports {

/// The system with the challenges as public inputs: wires 1, 2 and 3 are r, alpha and beta. It does
/// not depend on them, so it is the same for all proofs of one statement with one layout. What is a
/// coefficient in FixedSystem is a form of powers of the challenges here, and its product with a
/// wire a wire of its own: auxiliary wires follow all others, each defined by the constraint that
/// is the first to speak of it. They are determined by the challenges and the other wires, so for
/// given challenges both systems have the same solutions.
class OpenSystem final : public System {
public:
  static constexpr std::uint64_t kPublicInputs = 3;

  /// The map must leave room for the public inputs.
  explicit OpenSystem(const WireMap& wires);
  Sizes sizes() const override { return sizes_; }
  void for_each(ConstraintVisitor visit) const override;
  /// Appends the auxiliary wires.
  void complete(std::vector<Fr>& values) const override;

private:
  const WireMap& wires_;
  Sizes sizes_;
};

} // namespace blockfold::exports
