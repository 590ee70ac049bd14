#pragma once

#include "compiler/export/wires.h"
#include "runtime/cs/circuit.h"

#include <llvm/ADT/STLFunctionalExtras.h>

#include <array>
#include <vector>

/// The unfolded circuit as plain R1CS: what every segment states, and that all bus terms together
/// sum to zero.
namespace blockfold::exports {

struct WireTerm {
  Wire wire;
  Fr coefficient;
};
/// Wires in ascending order, each once, none with the coefficient zero.
using LinearForm = std::vector<WireTerm>;

/// <a, w> <b, w> = <c, w>.
struct Constraint {
  std::array<LinearForm, 3> forms; ///< a, b, c
};
using ConstraintVisitor = llvm::function_ref<void(const Constraint&)>;

/// What stands in a fixed column other than those of constants.
Fr fixed_number(const cs::Kind& kind, const cs::Placement& placement, std::uint32_t segment,
                std::uint32_t copy, std::uint32_t index);

/// Sorts by wire, adds up terms of one wire and drops those that cancel.
void normalize(LinearForm& form);

/// All emitted bus terms less all demanded ones: what must be zero.
LinearForm bus_total(const WireMap& wires);

/// A system of constraints, as the writers of files see it. Public inputs are the wires from 1 on,
/// private ones follow them.
class System {
public:
  struct Sizes {
    std::uint64_t wires; ///< with wire 0
    std::uint64_t public_inputs, private_inputs;
    std::uint64_t constraints;
  };

  virtual ~System() = default;
  virtual Sizes sizes() const = 0;
  /// Visits all constraints, the same ones in the same order each time.
  virtual void for_each(ConstraintVisitor visit) const = 0;
  /// Appends the values of wires that the circuit's own determine, if the system has such.
  virtual void complete(std::vector<Fr>& values) const = 0;
};

/// The system for given challenges, which are constants in it: constraints in the order of kinds,
/// segments, placements, rows and copies, then the one about the bus. Coefficients of fixed columns
/// and addresses end up at the wire one. Holds references.
class FixedSystem final : public System {
public:
  FixedSystem(const WireMap& wires, const cs::CoefficientTable& table)
      : wires_(wires), table_(table) {}
  Sizes sizes() const override;
  void for_each(ConstraintVisitor visit) const override;
  void complete(std::vector<Fr>&) const override {}

private:
  const WireMap& wires_;
  const cs::CoefficientTable& table_;
};

} // namespace blockfold::exports
