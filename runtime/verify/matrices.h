#pragma once

#include "runtime/cs/circuit.h"
#include "runtime/poly/multilinear.h"

#include <array>
#include <span>

/// Multilinear extensions of what the verifier derives itself: the constraint matrices, the
/// selector of the bus terms and the fixed part of z. Cost: the nonzeros of each chip once, not
/// once per copy.
namespace blockfold::verify {

/// A, B, C at (row_point, column_point) and the bus selector s at column_point.
struct MatrixValues {
  std::array<Fr, 3> matrices;
  Fr selector;
};

/// `column_point` has log_part + 2 coordinates: the entry within a part, then the part.
MatrixValues evaluate_matrices(const cs::Circuit& circuit, const cs::Kind& kind,
                               const cs::CoefficientTable& table, std::span<const Fr> row_point,
                               std::span<const Fr> column_point);

/// The folded fixed part at `part_point` (log_part coordinates), where segment i was given the
/// weight eq(segment_point, i) and segments from kind.segments up are absent (all zero).
Fr evaluate_fixed_part(const cs::Circuit& circuit, const cs::Kind& kind,
                       const cs::CoefficientTable& table, std::span<const Fr> segment_point,
                       std::span<const Fr> part_point);

/// Weights eq(top two coordinates, part) of the four parts of z.
std::array<Fr, 4> part_weights(std::span<const Fr> column_point);

} // namespace blockfold::verify
