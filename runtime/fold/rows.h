#pragma once

#include "runtime/cs/circuit.h"
#include "runtime/cs/witness.h"

#include <vector>

/// Evaluating the rows of a segment column by column. The rows define most of the witness: products
/// and inverses in the text phase, bus terms in the bus phase.
namespace blockfold::fold {

/// A z, B z and C z of one segment; 2^log_rows entries each, zero where no row is placed.
struct RowValues {
  std::vector<Fr> a, b, c;

  explicit RowValues(std::size_t rows) : a(rows), b(rows), c(rows) {}
};

/// Evaluates rows of one segment. Holds references only.
class RowEvaluator {
public:
  RowEvaluator(const cs::Circuit& circuit, const cs::Kind& kind, std::uint32_t segment,
               const cs::CoefficientTable& table, cs::SegmentWitness& witness, RowValues& rows)
      : circuit_(circuit), kind_(kind), segment_(segment), table_(table), witness_(witness),
        rows_(rows) {}

  /// Product and Inverse rows, which fill the text wires that they define, and Assert rows.
  void text_phase(const cs::Placement& placement);
  /// Emit and Demand rows: fills the bus wires.
  void bus_phase(const cs::Placement& placement);

private:
  bool is_one(const cs::Chip& chip, const cs::Row& row) const;
  void evaluate(const cs::Placement& placement, std::uint32_t begin, std::uint32_t end, Fr* out);
  void add_term(const cs::Placement& placement, const cs::Term& term, const Fr& coefficient,
                Fr* out);
  void add_fixed(const cs::Placement& placement, std::uint32_t index, const Fr& coefficient,
                 Fr* out);

  const cs::Circuit& circuit_;
  const cs::Kind& kind_;
  std::uint32_t segment_;
  const cs::CoefficientTable& table_;
  cs::SegmentWitness& witness_;
  RowValues& rows_;
};

/// Sum of +h over emissions and -h over demands of one segment.
Fr bus_sum(const cs::Circuit& circuit, const cs::Kind& kind, std::span<const Fr> bus);

} // namespace blockfold::fold
