#include "runtime/verify/matrices.h"

#include "runtime/base/check.h"

namespace blockfold::verify {
namespace {

/// identity[k] = eq(the k lowest coordinates of a, the k lowest of b): the extension of the
/// identity matrix that joins copy i of a row with copy i of a wire.
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

/// Extensions of the columns of one placement after another: every wire once, however many terms
/// read it. A column of ones at the place of the wire has this value.
class ColumnWeights {
public:
  ColumnWeights(const cs::Kind& kind, std::span<const Fr> column_point)
      : kind_(kind), parts_(part_weights(column_point)),
        levels_(column_point.first(kind.log_part)) {}

  void move_to(const cs::Placement& placement, const cs::Chip& chip) {
    const unsigned k = placement.log_copies;
    fill(
        weights_[0], cs::kFirstConstant + chip.constants.size(),
        [&](std::uint32_t i) {
          return cs::column_offset(kind_, placement, {cs::Phase::Fixed, i}) >> k;
        },
        0, k);
    for (unsigned phase = 1; phase <= cs::kPhases; ++phase)
      fill(
          weights_[phase], chip.columns[phase - 1],
          [&](std::uint32_t i) { return (placement.column[phase - 1] >> k) + std::uint64_t{i}; },
          phase, k);
    // The address is base * One + Index + stride * Segment; segment 0 is the base.
    weights_[0][cs::kAddress] = weights_[0][cs::kOne] * Fr::from_u64(placement.address) +
                                weights_[0][cs::kIndex] +
                                weights_[0][cs::kSegment] * Fr::from_u64(kind_.stride);
  }

  const Fr& operator[](cs::Column column) const {
    return weights_[static_cast<unsigned>(column.phase)][column.index];
  }

private:
  template <class Block>
  void fill(std::vector<Fr>& weights, std::size_t count, Block block, unsigned part, unsigned k) {
    weights.resize(count);
    for (std::uint32_t i = 0; i < count; ++i)
      if (part != 0 || i != cs::kAddress)
        weights[i] = parts_[part] * levels_.at(k, block(i));
  }

  const cs::Kind& kind_;
  std::array<Fr, 4> parts_;
  EqLevels levels_;
  std::array<std::vector<Fr>, 4> weights_;
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
  ColumnWeights columns(kind, column_point);
  const EqLevels rows(row_point);
  const std::vector<Fr> identity =
      identity_extensions(row_point, column_point, largest_log_copies(kind));

  MatrixValues values;
  for (const cs::Placement& placement : kind.placements) {
    const cs::Chip& chip = circuit.chips[placement.chip];
    const unsigned k = placement.log_copies;
    columns.move_to(placement, chip);
    std::array<Fr, 3> chip_values;
    std::uint64_t row_block = placement.row >> k;
    for (const cs::Row& row : chip.rows) {
      const Fr row_weight = rows.at(k, row_block++);
      const std::uint32_t bounds[] = {row.a, row.b, row.c, row.end};
      for (unsigned matrix = 0; matrix < 3; ++matrix) {
        Fr sum;
        for (std::uint32_t i = bounds[matrix]; i < bounds[matrix + 1]; ++i)
          sum += table(chip.terms[i].coefficient) * columns[chip.terms[i].column];
        chip_values[matrix] += row_weight * sum;
      }
      if (row.kind == cs::RowKind::Emit)
        values.selector += columns[{cs::Phase::Bus, row.defines}];
      if (row.kind == cs::RowKind::Demand)
        values.selector -= columns[{cs::Phase::Bus, row.defines}];
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
