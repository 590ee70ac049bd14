#include "runtime/verify/matrices.h"

#include "runtime/base/check.h"
#include "runtime/field/product_sum.h"

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
  ColumnWeights(const cs::Kind& kind, std::span<const Fr> column_point) : kind_(kind) {
    for (const Fr& part : part_weights(column_point))
      levels_.emplace_back(column_point.first(kind.log_part), std::span(&part, 1));
  }

  void move_to(const cs::Placement& placement, const cs::Chip& chip) {
    const unsigned k = placement.log_copies;
    const EqLevels::Level fixed = levels_[0].level(k);
    weights_[0].resize(cs::kFirstConstant + chip.constants.size());
    for (std::uint32_t i = 0; i < weights_[0].size(); ++i)
      if (i != cs::kAddress)
        weights_[0][i] = fixed[cs::column_offset(kind_, placement, {cs::Phase::Fixed, i}) >> k];
    // The address is base * One + Index + stride * Segment; segment 0 is the base.
    weights_[0][cs::kAddress] = weights_[0][cs::kOne] * Fr::from_u64(placement.address) +
                                weights_[0][cs::kIndex] +
                                weights_[0][cs::kSegment] * Fr::from_u64(kind_.stride);
    for (unsigned phase = 1; phase <= cs::kPhases; ++phase) {
      const EqLevels::Level level = levels_[phase].level(k);
      const std::uint64_t first = placement.column[phase - 1] >> k;
      weights_[phase].resize(chip.columns[phase - 1]);
      for (std::uint32_t i = 0; i < weights_[phase].size(); ++i)
        weights_[phase][i] = level[first + i];
    }
  }

  const Fr& operator[](cs::Column column) const {
    return weights_[static_cast<unsigned>(column.phase)][column.index];
  }

private:
  const cs::Kind& kind_;
  std::vector<EqLevels> levels_; ///< of each part, scaled by its weight
  std::array<std::vector<Fr>, 4> weights_;
};

/// A, B and C of a kind at a pair of points. Terms are grouped by their coefficients, of which
/// there are few: each sum is one of products of two weights, the row's and the column's.
class TermSums {
public:
  explicit TermSums(const cs::CoefficientTable& table) : table_(table), sums_(table.size()) {}

  /// One row of a chip. Column weights are those of the chip's placement.
  void add(const cs::Chip& chip, const cs::Row& row, const Fr& weight,
           const ColumnWeights& columns) {
    constexpr cs::Column kOnes{cs::Phase::Fixed, cs::kOne};
    const Fr one = weight * columns[kOnes];
    const std::uint32_t bounds[] = {row.a, row.b, row.c, row.end};
    for (unsigned matrix = 0; matrix < 3; ++matrix)
      for (std::uint32_t i = bounds[matrix]; i < bounds[matrix + 1]; ++i) {
        const cs::Term& term = chip.terms[i];
        Group& group = sums_[term.coefficient];
        // Every claim has three constants: they share one product.
        if (term.column == kOnes)
          group.ones[matrix] += one;
        else
          group.wires[matrix].add(weight, columns[term.column]);
      }
  }

  std::array<Fr, 3> values() const {
    std::array<Fr, 3> values;
    for (cs::CoefficientId id = 0; id < sums_.size(); ++id)
      for (unsigned matrix = 0; matrix < 3; ++matrix) {
        const Group& group = sums_[id];
        if (!group.wires[matrix].is_empty() || !group.ones[matrix].is_zero())
          values[matrix] += table_(id) * (group.wires[matrix].value() + group.ones[matrix]);
      }
    return values;
  }

private:
  struct Group {
    std::array<ProductSum<Fr>, 3> wires;
    std::array<Fr, 3> ones;
  };
  const cs::CoefficientTable& table_;
  std::vector<Group> sums_; ///< by coefficient
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
  const EqLevels rows(row_point,
                      identity_extensions(row_point, column_point, largest_log_copies(kind)));

  TermSums sums(table);
  MatrixValues values;
  for (const cs::Placement& placement : kind.placements) {
    const cs::Chip& chip = circuit.chips[placement.chip];
    const unsigned k = placement.log_copies;
    columns.move_to(placement, chip);
    const EqLevels::Level row_weights = rows.level(k);
    std::uint64_t row_block = placement.row >> k;
    for (const cs::Row& row : chip.rows) {
      sums.add(chip, row, row_weights[row_block++], columns);
      if (row.kind == cs::RowKind::Emit)
        values.selector += columns[{cs::Phase::Bus, row.defines}];
      if (row.kind == cs::RowKind::Demand)
        values.selector -= columns[{cs::Phase::Bus, row.defines}];
    }
  }
  values.matrices = sums.values();
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
  const EqLevels::Level blocks = levels.level(kind.log_fixed), entries = levels.level(0);
  const Fr shared = blocks[cs::kOne] * ones + blocks[cs::kSegment] * segment_numbers +
                    blocks[cs::kIndex] * ones * evaluate_index(part_point.first(kind.log_fixed));
  Fr constants;
  for (const cs::Placement& placement : kind.placements) {
    const cs::Chip& chip = circuit.chips[placement.chip];
    std::uint64_t entry = placement.constant;
    for (const cs::ConstantColumn& column : chip.constants)
      for (std::uint32_t i = 0; i < placement.copies(); ++i)
        constants += entries[entry++] *
                     cs::constant_value(table, column, placement.first_constant_value + i);
  }
  return shared + ones * constants;
}

} // namespace blockfold::verify
