#include "runtime/verify/matrices.h"

#include "runtime/base/check.h"

namespace blockfold::verify {
namespace {

/// identity[k] = eq(the k lowest coordinates of a, the k lowest of b): the extension of the identity
/// matrix that joins copy i of a row with copy i of a wire.
std::vector<Fr> identity_extensions(std::span<const Fr> a, std::span<const Fr> b, unsigned up_to) {
  std::vector<Fr> identity{Fr::one()};
  for (unsigned k = 0; k < up_to; ++k)
    identity.push_back(identity.back() * eq_eval(a.subspan(k, 1), b.subspan(k, 1)));
  return identity;
}

unsigned largest_log_copies(const cs::Kind& kind) {
  unsigned largest = 0;
  for (const cs::Placement& placement : kind.placements)
    largest = std::max(largest, placement.log_copies);
  return largest;
}

/// Extensions of single columns: `value` is that of a column of ones.
class ColumnWeights {
public:
  ColumnWeights(const cs::Kind& kind, std::span<const Fr> column_point)
      : log_part_(kind.log_part), parts_(part_weights(column_point)),
        levels_(column_point.first(kind.log_part)) {}

  Fr value(std::uint64_t offset, unsigned log_copies) const {
    const std::uint64_t within = offset & ((std::uint64_t{1} << log_part_) - 1);
    return parts_[offset >> log_part_] * levels_.at(log_copies, within >> log_copies);
  }

private:
  unsigned log_part_;
  std::array<Fr, 4> parts_;
  EqLevels levels_;
};

} // namespace

std::array<Fr, 4> part_weights(std::span<const Fr> column_point) {
  const std::vector<Fr> eq = eq_table(column_point.last(2));
  return {eq[0], eq[1], eq[2], eq[3]};
}

MatrixValues evaluate_matrices(const cs::Circuit& circuit, const cs::Kind& kind,
                               const cs::CoefficientTable& table, std::span<const Fr> row_point,
                               std::span<const Fr> column_point) {
  BF_CHECK(row_point.size() == kind.log_rows && column_point.size() == kind.log_part + 2);
  const ColumnWeights columns(kind, column_point);
  const EqLevels rows(row_point);
  const std::vector<Fr> identity =
      identity_extensions(row_point, column_point, largest_log_copies(kind));

  MatrixValues values;
  std::vector<cs::NumericTerm> terms;
  for (const cs::Placement& placement : kind.placements) {
    const cs::Chip& chip = circuit.chips[placement.chip];
    const unsigned k = placement.log_copies;
    std::array<Fr, 3> chip_values;
    std::uint64_t row_block = placement.row >> k;
    for (const cs::Row& row : chip.rows) {
      const Fr row_weight = rows.at(k, row_block++);
      const std::uint32_t bounds[] = {row.a, row.b, row.c, row.end};
      for (unsigned matrix = 0; matrix < 3; ++matrix) {
        terms.clear();
        cs::expand_terms(kind, placement, chip, table, bounds[matrix], bounds[matrix + 1], terms);
        Fr sum;
        for (const cs::NumericTerm& term : terms)
          sum += term.coefficient * columns.value(term.offset, k);
        chip_values[matrix] += row_weight * sum;
      }
      if (row.kind == cs::RowKind::Emit || row.kind == cs::RowKind::Demand) {
        const Fr weight =
            columns.value(cs::column_offset(kind, placement, {cs::Phase::Bus, row.defines}), k);
        values.selector += row.kind == cs::RowKind::Emit ? weight : -weight;
      }
    }
    for (unsigned matrix = 0; matrix < 3; ++matrix)
      values.matrices[matrix] += identity[k] * chip_values[matrix];
  }
  return values;
}

Fr evaluate_fixed_part(const cs::Circuit& circuit, const cs::Kind& kind,
                       const cs::CoefficientTable& table, std::span<const Fr> segment_point,
                       std::span<const Fr> part_point) {
  BF_CHECK(part_point.size() == kind.log_part && segment_point.size() == kind.log_segments());
  const std::vector<Fr> segment_weights = eq_table(segment_point);
  Fr ones, segment_numbers;
  for (std::uint32_t i = 0; i < kind.segments; ++i) {
    ones += segment_weights[i];
    segment_numbers += segment_weights[i] * Fr::from_u64(i);
  }

  const EqLevels levels(part_point);
  const auto block = [&](std::uint64_t index) { return levels.at(kind.log_fixed, index); };
  Fr value = block(cs::kOne) * ones + block(cs::kSegment) * segment_numbers +
             block(cs::kIndex) * ones * evaluate_index(part_point.first(kind.log_fixed));
  for (const cs::Placement& placement : kind.placements) {
    const cs::Chip& chip = circuit.chips[placement.chip];
    std::uint64_t entry = placement.constant;
    for (const cs::ConstantColumn& column : chip.constants)
      for (std::uint32_t i = 0; i < placement.copies(); ++i)
        value += ones * levels.at(0, entry++) *
                 cs::constant_value(table, column, placement.first_constant_value + i);
  }
  return value;
}

} // namespace blockfold::verify
