#pragma once

#include "tools/audit/knowledge.h"

/// What the rows of field rules tell besides: equations, tables, numerals, divisions.
namespace blockfold::audit {

class BlockKnowledge final : public Knowledge {
public:
  BlockKnowledge(const Model& model, std::size_t chip, const Keys& keys, const Tables& tables);

private:
  bool more() override;
  void read_equations();
  bool by_equations();
  bool by_tables();
  bool by_numerals();
  bool by_divisions();
  std::vector<WireId> unknown_wires(const RowModel& row) const;
  bool is_solvable(const RowModel& row, WireId x) const;
  bool is_numeral(const LinearForm& form) const;
  bool is_division(const RowModel& row, WireId q, WireId r) const;
  bool stays_small(const LinearForm& divisor, const Bounds& quotient) const;

  Numbers numbers_;
};

} // namespace blockfold::audit
