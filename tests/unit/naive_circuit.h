#pragma once

#include "runtime/cs/circuit.h"
#include "runtime/cs/witness.h"

#include <array>
#include <vector>

/// A circuit entry by entry, straight from the definitions: the slow twin of everything that uses
/// the structure of chips.
namespace blockfold::testing {

class NaiveCircuit {
public:
  NaiveCircuit(const cs::Circuit& circuit, const cs::Challenges& challenges)
      : circuit_(circuit), table_(circuit, challenges) {}

  using Vector = std::vector<Fr>;
  using Matrix = std::vector<Vector>;

  const cs::CoefficientTable& table() const { return table_; }
  static std::size_t width(const cs::Kind& kind) { return 4 * kind.part_size(); }

  /// A, B and C of one segment.
  std::array<Matrix, 3> matrices(const cs::Kind& kind) const {
    std::array<Matrix, 3> out;
    for (unsigned m = 0; m < 3; ++m)
      out[m].assign(std::size_t{1} << kind.log_rows, Vector(width(kind)));
    for_each_row(kind, [&](const cs::Placement& placement, const cs::Row& row, std::uint64_t at,
                           std::uint32_t copy) {
      for (unsigned m = 0; m < 3; ++m)
        add_terms(kind, placement, row, m, copy, out[m][at]);
    });
    return out;
  }

  /// +1 where an emission's term stands, -1 where a demand's does.
  Vector selector(const cs::Kind& kind) const {
    Vector out(width(kind));
    for_each_row(kind, [&](const cs::Placement& placement, const cs::Row& row, std::uint64_t,
                           std::uint32_t copy) {
      const std::size_t at =
          cs::column_offset(kind, placement, {cs::Phase::Bus, row.defines}) + copy;
      if (row.kind == cs::RowKind::Emit)
        out[at] = Fr::one();
      if (row.kind == cs::RowKind::Demand)
        out[at] = -Fr::one();
    });
    return out;
  }

  /// The fixed part of one segment, in a vector of the width of z.
  Vector fixed(const cs::Kind& kind, std::uint32_t segment) const {
    Vector z(width(kind));
    const std::size_t block = std::size_t{1} << kind.log_fixed;
    for (std::size_t i = 0; i < block; ++i) {
      z[cs::kOne * block + i] = Fr::one();
      z[cs::kIndex * block + i] = Fr::from_u64(i);
      z[cs::kSegment * block + i] = Fr::from_u64(segment);
    }
    for (const cs::Placement& placement : kind.placements) {
      const auto& constants = circuit_.chips[placement.chip].constants;
      for (std::size_t c = 0; c < constants.size(); ++c)
        for (std::uint32_t copy = 0; copy < placement.copies(); ++copy)
          z[placement.constant + c * placement.copies() + copy] =
              cs::constant_value(table_, constants[c], placement.first_constant_value + copy);
    }
    return z;
  }

  /// z of one segment: what the source gives, and what the rows define. False if an inverse is
  /// asked of zero, or a tuple equals alpha.
  bool fill(cs::WitnessSource& source, std::size_t k, std::uint32_t segment, Vector& z) const {
    const cs::Kind& kind = circuit_.kinds[k];
    z = fixed(kind, segment);
    const std::vector<std::uint64_t> structure = source.structure(k, segment);
    for (std::size_t i = 0; i < structure.size(); ++i)
      z[kind.part_size() + i] = Fr::from_u64(structure[i]);
    source.fill_text(k, segment, std::span(z).subspan(2 * kind.part_size(), kind.used[1]));
    bool defined = true;
    for_each_row(kind,
                 [&](const cs::Placement& placement, const cs::Row& row, std::uint64_t,
                     std::uint32_t copy) { defined &= define(kind, placement, row, copy, z); });
    return defined;
  }

  /// Whether <a, z> <b, z> = <c, z> in every row.
  bool satisfied(const cs::Kind& kind, const Vector& z) const {
    bool all = true;
    for_each_row(kind, [&](const cs::Placement& placement, const cs::Row& row, std::uint64_t,
                           std::uint32_t copy) {
      all &= value(kind, placement, row, 0, copy, z) * value(kind, placement, row, 1, copy, z) ==
             value(kind, placement, row, 2, copy, z);
    });
    return all;
  }

  /// Calls `visit(tuple, emits, wire)` for every claim: alpha less its tuple; of an emission, the
  /// entry of the structure part that counts it, or -1 if something else does.
  template <class Visit> void for_each_claim(std::size_t k, const Vector& z, Visit visit) const {
    const cs::Kind& kind = circuit_.kinds[k];
    for_each_row(kind, [&](const cs::Placement& placement, const cs::Row& row, std::uint64_t,
                           std::uint32_t copy) {
      if (!cs::is_bus(row.kind))
        return;
      const auto right = terms(placement, row, 2);
      const bool counted =
          right.size() == 1 && right.front().column.phase == cs::Phase::Structure;
      const std::int64_t wire =
          counted ? static_cast<std::int64_t>(
                        cs::column_offset(kind, placement, right.front().column) + copy -
                        kind.part_size())
                  : -1;
      visit(value(kind, placement, row, 0, copy, z), row.kind == cs::RowKind::Emit, wire);
    });
  }

  static Fr dot(const Vector& a, const Vector& b) {
    Fr sum;
    for (std::size_t i = 0; i < a.size(); ++i)
      sum += a[i] * b[i];
    return sum;
  }

private:
  template <class Visit> void for_each_row(const cs::Kind& kind, Visit visit) const {
    for (const cs::Placement& placement : kind.placements) {
      std::uint64_t at = placement.row;
      for (const cs::Row& row : circuit_.chips[placement.chip].rows)
        for (std::uint32_t copy = 0; copy < placement.copies(); ++copy)
          visit(placement, row, at++, copy);
    }
  }

  std::span<const cs::Term> terms(const cs::Placement& placement, const cs::Row& row,
                                  unsigned matrix) const {
    const std::uint32_t bounds[] = {row.a, row.b, row.c, row.end};
    return std::span(circuit_.chips[placement.chip].terms)
        .subspan(bounds[matrix], bounds[matrix + 1] - bounds[matrix]);
  }

  void add_terms(const cs::Kind& kind, const cs::Placement& placement, const cs::Row& row,
                 unsigned matrix, std::uint32_t copy, Vector& out) const {
    const std::size_t block = std::size_t{1} << kind.log_fixed;
    for (const cs::Term& term : terms(placement, row, matrix)) {
      const Fr coefficient = table_(term.coefficient);
      if (term.column == cs::Column{cs::Phase::Fixed, cs::kAddress}) {
        out[cs::kOne * block + copy] += coefficient * Fr::from_u64(placement.address);
        out[cs::kIndex * block + copy] += coefficient;
        out[cs::kSegment * block + copy] += coefficient * Fr::from_u64(kind.stride);
      } else {
        out[cs::column_offset(kind, placement, term.column) + copy] += coefficient;
      }
    }
  }

  Fr value(const cs::Kind& kind, const cs::Placement& placement, const cs::Row& row,
           unsigned matrix, std::uint32_t copy, const Vector& z) const {
    const std::size_t block = std::size_t{1} << kind.log_fixed;
    Fr sum;
    for (const cs::Term& term : terms(placement, row, matrix)) {
      Fr wire;
      if (term.column == cs::Column{cs::Phase::Fixed, cs::kAddress})
        wire = Fr::from_u64(placement.address) + z[cs::kIndex * block + copy] +
               Fr::from_u64(kind.stride) * z[cs::kSegment * block + copy];
      else
        wire = z[cs::column_offset(kind, placement, term.column) + copy];
      sum += table_(term.coefficient) * wire;
    }
    return sum;
  }

  bool define(const cs::Kind& kind, const cs::Placement& placement, const cs::Row& row,
              std::uint32_t copy, Vector& z) const {
    if (row.kind == cs::RowKind::Assert)
      return true;
    const bool text = row.kind == cs::RowKind::Product || row.kind == cs::RowKind::Inverse;
    Fr& wire = z[cs::column_offset(kind, placement,
                                   {text ? cs::Phase::Text : cs::Phase::Bus, row.defines}) +
                 copy];
    const Fr left = value(kind, placement, row, 0, copy, z);
    if (row.kind == cs::RowKind::Product) {
      wire = left * value(kind, placement, row, 1, copy, z);
      return true;
    }
    if (left.is_zero())
      return false;
    wire = value(kind, placement, row, 2, copy, z) * left.inverse();
    return true;
  }

  const cs::Circuit& circuit_;
  cs::CoefficientTable table_;
};

} // namespace blockfold::testing
