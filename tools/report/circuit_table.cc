#include "tools/report/circuit_table.h"

#include "compiler/ir/block_rule_text.h"

#include <algorithm>

namespace blockfold::report {
namespace {

ChipClass class_of(const ir::Theory& theory, const lower::LoweredTheory& placed,
                   const lower::LoweredChip& chip) {
  using lower::ChipRole;
  switch (chip.role) {
  case ChipRole::Range:
    return ChipClass::Range;
  case ChipRole::Variable:
    return ChipClass::Variable;
  case ChipRole::Hypothesis:
  case ChipRole::NodeHypothesis:
  case ChipRole::Qed:
    return ChipClass::Statement;
  case ChipRole::Rule: {
    const ir::Assertion& rule = theory.of(theory.rules[chip.subject]);
    if (rule.role != ir::Role::Axiom)
      return ChipClass::Theorem;
    return placed.analysis.typecodes[rule.conclusion.typecode].has_variables
               ? ChipClass::SyntaxAxiom
               : ChipClass::Axiom;
  }
  case ChipRole::DisjointDeclared:
  case ChipRole::DisjointDummy:
  case ChipRole::DisjointLeft:
  case ChipRole::DisjointRight:
  case ChipRole::Declared:
  case ChipRole::BlockRule: // of executions
  case ChipRole::BlockTable:
    break;
  }
  return ChipClass::Disjoint;
}

/// A verifier keeps no names of chips; what they stand for has one.
std::string name_of(const ir::Theory& theory, const lower::LoweredTheory& placed,
                    const lower::LoweredChip& chip) {
  using lower::ChipRole;
  switch (chip.role) {
  case ChipRole::Range:
    return "range table";
  case ChipRole::Variable:
    return theory.symbol_names[theory.variables[chip.subject].code];
  case ChipRole::Rule:
    return theory.of(theory.rules[chip.subject]).label;
  case ChipRole::Hypothesis:
    return "hypotheses " + theory.typecodes[chip.subject];
  case ChipRole::NodeHypothesis:
    return "hypothesis of " +
           theory.of(theory.contexts[placed.node_hypotheses[chip.subject].context]).label;
  case ChipRole::Qed:
    return "conclusions " + theory.typecodes[chip.subject];
  case ChipRole::DisjointDeclared:
    return "$d by declaration";
  case ChipRole::DisjointDummy:
    return "$d of a dummy";
  case ChipRole::DisjointLeft:
    return "$d of " + std::to_string(chip.subject) + " parts, left";
  case ChipRole::DisjointRight:
    return "$d of " + std::to_string(chip.subject) + " parts, right";
  case ChipRole::Declared:
  case ChipRole::BlockRule:
  case ChipRole::BlockTable:
    break;
  }
  return "$d declarations";
}

/// What a chip is to people.
struct Identity {
  std::string name;
  ChipClass chip_class;
};

Identity identify(const ir::BlockProgram& program, const lower::LoweredChip& chip) {
  if (chip.role == lower::ChipRole::BlockTable)
    return {program.tables[chip.subject].name, ChipClass::Table};
  if (chip.role != lower::ChipRole::BlockRule)
    return {"range table", ChipClass::Range};
  const ir::BlockRule& rule = program.rules[chip.subject];
  return {rule.name, rule.is_public       ? ChipClass::PublicBlock
                     : ir::is_axiom(rule) ? ChipClass::BlockAxiom
                                          : ChipClass::BlockRule};
}

template <class Identify>
std::vector<ChipCount> count(const lower::LoweredTheory& placed, const Identify& identify_chip) {
  std::vector<ChipCount> counts(placed.chips.size());
  for (const cs::Kind& kind : placed.circuit.kinds)
    for (const cs::Placement& placement : kind.placements)
      counts[placement.chip].copies += std::uint64_t{placement.copies()} * kind.segments;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const cs::Chip& chip = placed.circuit.chips[i];
    Identity identity = identify_chip(placed.chips[i]);
    counts[i].name = std::move(identity.name);
    counts[i].chip_class = identity.chip_class;
    counts[i].rows = chip.rows.size();
    for (const std::uint32_t columns : chip.columns)
      counts[i].wires += columns;
  }
  std::erase_if(counts, [](const ChipCount& chip) { return chip.copies == 0; });
  std::ranges::stable_sort(counts, [](const ChipCount& a, const ChipCount& b) {
    return a.constraints() > b.constraints();
  });
  return counts;
}

} // namespace

std::vector<ChipCount> count_chips(const ir::Theory& theory, const lower::LoweredTheory& placed) {
  return count(placed, [&](const lower::LoweredChip& chip) {
    return Identity{name_of(theory, placed, chip), class_of(theory, placed, chip)};
  });
}

std::vector<ChipCount> count_chips(const ir::BlockProgram& program,
                                   const lower::LoweredTheory& placed) {
  return count(placed, [&](const lower::LoweredChip& chip) { return identify(program, chip); });
}

std::vector<ClassCount> count_classes(const std::vector<ChipCount>& chips) {
  std::vector<ClassCount> classes;
  for (std::size_t i = 0; i < kChipClasses; ++i)
    classes.push_back({static_cast<ChipClass>(i)});
  for (const ChipCount& chip : chips) {
    ClassCount& sum = classes[static_cast<std::size_t>(chip.chip_class)];
    ++sum.chips;
    sum.copies += chip.copies;
    sum.constraints += chip.constraints();
  }
  return classes;
}

} // namespace blockfold::report
