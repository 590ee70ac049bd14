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

  /// The column of ones at every level.
  std::vector<Fr> ones() const {
    std::vector<Fr> ones;
    for (unsigned k = 0; k <= kind_.log_part; ++k)
      ones.push_back(levels_[0].level(k)[0]);
    return ones;
  }

  const Fr& operator[](cs::Column column) const {
    return weights_[static_cast<unsigned>(column.phase)][column.index];
  }

private:
  const cs::Kind& kind_;
  std::vector<EqLevels> levels_; ///< of each part, scaled by its weight
  std::array<std::vector<Fr>, 4> weights_;
};

/// One matrix of a kind at a pair of points. Terms are grouped by their coefficients, of which
/// there are few: each sum is one of products of two weights, the row's and the column's.
class TermSums {
public:
  /// `ones` has the weight of the column of ones at each level.
  TermSums(const cs::CoefficientTable& table, std::span<const Fr> ones)
      : table_(table), ones_(ones) {}

  /// Terms of a row of a chip with 2^level copies.
  void add(std::span<const cs::Term> terms, unsigned level, const Fr& weight,
           const ColumnWeights& columns) {
    for (const cs::Term& term : terms) {
      if (term.coefficient >= groups_.size())
        groups_.resize(std::min(table_.size(), 2 * std::size_t{term.coefficient} + 1));
      Group& group = groups_[term.coefficient];
      if (term.column == cs::Column{cs::Phase::Fixed, cs::kOne})
        add_one(group, level, weight);
      else
        group.sum.add(weight, columns[term.column]);
    }
  }

  Fr value() {
    Fr value;
    for (cs::CoefficientId id = 0; id < groups_.size(); ++id) {
      settle(groups_[id]);
      if (!groups_[id].sum.is_empty())
        value += table_(id) * groups_[id].sum.value();
    }
    return value;
  }

private:
  struct Group {
    ProductSum<Fr> sum;
    /// Weights of rows with this coefficient on the column of ones, all of one level: every claim
    /// has three such terms, and they cost an addition.
    Fr on_ones;
    unsigned level = 0;
  };

  void add_one(Group& group, unsigned level, const Fr& weight) {
    if (group.level != level) {
      settle(group);
      group.level = level;
    }
    group.on_ones += weight;
  }

  void settle(Group& group) const {
    group.sum.add(group.on_ones, ones_[group.level]);
    group.on_ones = Fr();
  }

  const cs::CoefficientTable& table_;
  std::span<const Fr> ones_;
  std::vector<Group> groups_; ///< by coefficient
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

  const std::vector<Fr> ones = columns.ones();
  TermSums a(table, ones), b(table, ones), c(table, ones);
  MatrixValues values;
  for (const cs::Placement& placement : kind.placements) {
    const cs::Chip& chip = circuit.chips[placement.chip];
    const unsigned k = placement.log_copies;
    columns.move_to(placement, chip);
    const EqLevels::Level row_weights = rows.level(k);
    std::uint64_t row_block = placement.row >> k;
    for (const cs::Row& row : chip.rows) {
      const Fr weight = row_weights[row_block++];
      const cs::Term* terms = chip.terms.data();
      a.add({terms + row.a, terms + row.b}, k, weight, columns);
      b.add({terms + row.b, terms + row.c}, k, weight, columns);
      c.add({terms + row.c, terms + row.end}, k, weight, columns);
      if (row.kind == cs::RowKind::Emit)
        values.selector += columns[{cs::Phase::Bus, row.defines}];
      if (row.kind == cs::RowKind::Demand)
        values.selector -= columns[{cs::Phase::Bus, row.defines}];
    }
  }
  values.matrices = {a.value(), b.value(), c.value()};
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
  ProductSum<Fr> constants;
  for (const cs::Placement& placement : kind.placements) {
    const cs::Chip& chip = circuit.chips[placement.chip];
    std::uint64_t entry = placement.constant;
    for (const cs::ConstantColumn& column : chip.constants)
      for (std::uint32_t i = 0; i < placement.copies(); ++i)
        constants.add(entries[entry++],
                      cs::constant_value(table, column, placement.first_constant_value + i));
  }
  return shared + ones * constants.value();
}

} // namespace blockfold::verify
