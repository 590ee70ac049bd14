// The circuit by rule.
#include "tools/common/progress.h"
#include "tools/report/assertion.h"
#include "tools/report/circuit_table.h"
#include "tools/report/sections.h"

#include <fmt/format.h>
#include <llvm/ADT/ArrayRef.h>

namespace blockfold::report {
namespace {

llvm::StringRef class_name(ChipClass chip_class) {
  switch (chip_class) {
  case ChipClass::SyntaxAxiom:
    return "syntax axiom";
  case ChipClass::Axiom:
    return "axiom";
  case ChipClass::Theorem:
    return "theorem";
  case ChipClass::Variable:
    return "variable";
  case ChipClass::Statement:
    return "statement";
  case ChipClass::Disjoint:
    return "distinctness";
  case ChipClass::Range:
    break;
  }
  return "range table";
}

llvm::StringRef class_purpose(ChipClass chip_class) {
  switch (chip_class) {
  case ChipClass::SyntaxAxiom:
    return "build formulas";
  case ChipClass::Axiom:
    return "apply axioms and definitions";
  case ChipClass::Theorem:
    return "apply theorems proved or assumed";
  case ChipClass::Variable:
    return "leaves: variables of statements, and dummies";
  case ChipClass::Statement:
    return "hypotheses and conclusions of what is proved";
  case ChipClass::Disjoint:
    return "distinct variables";
  case ChipClass::Range:
    break;
  }
  return "looks up digits of range checks";
}

std::string colour_of(ChipClass chip_class) {
  return fmt::format("c{}", static_cast<unsigned>(chip_class));
}

std::uint64_t total_constraints(llvm::ArrayRef<ChipCount> chips) {
  std::uint64_t total = 0;
  for (const ChipCount& chip : chips)
    total += chip.constraints();
  return total;
}

std::vector<Fields> class_rows(const std::vector<ChipCount>& chips) {
  const auto total = static_cast<double>(total_constraints(chips));
  std::vector<Fields> rows;
  for (const ClassCount& count : count_classes(chips)) {
    if (count.chips == 0)
      continue;
    const double share = share_of(static_cast<double>(count.constraints), total);
    Fields row;
    row.text("name", class_name(count.chip_class));
    row.text("purpose", class_purpose(count.chip_class));
    row.count("chips", count.chips).count("copies", count.copies);
    row.count("constraints", count.constraints);
    row.text("share", percentage(share));
    row.html("bar", bar(share, colour_of(count.chip_class)));
    rows.push_back(std::move(row));
  }
  return rows;
}

/// A number as it is read and as it is sorted by.
void put_cell(Fields& row, const char* name, const char* key, std::uint64_t value) {
  row.count(name, value).text(key, std::to_string(value));
}

Html chip_row(const ChipCount& chip, double total) {
  const double share = share_of(static_cast<double>(chip.constraints()), total);
  Fields row;
  row.text("name", shortened(chip.name)).text("class", class_name(chip.chip_class));
  put_cell(row, "copies", "copies_key", chip.copies);
  put_cell(row, "rows", "rows_key", chip.rows);
  put_cell(row, "wires", "wires_key", chip.wires);
  put_cell(row, "constraints", "constraints_key", chip.constraints());
  row.text("share", percentage(share));
  row.html("bar", bar(share, colour_of(chip.chip_class)));
  return render("chip.html", row);
}

} // namespace

Html circuit_section(const ReportInput& input, const Limits& limits) {
  const driver::BoundStatement& bound = input.verified.bound;
  const std::vector<ChipCount> chips = count_chips(bound.theory, bound.lowered);
  const std::uint64_t total = total_constraints(chips);
  Budget budget(limits.chips);
  Html rows;
  std::size_t shown = 0;
  for (const ChipCount& chip : chips) {
    const Html row = chip_row(chip, static_cast<double>(total));
    if (!budget.spend(row.size()))
      break;
    rows += row;
    ++shown;
  }
  const auto rest = llvm::ArrayRef(chips).drop_front(shown);
  std::uint64_t rest_copies = 0;
  for (const ChipCount& chip : rest)
    rest_copies += chip.copies;

  Fields fields;
  fields.list("classes", class_rows(chips));
  fields.count("chip_count", chips.size()).count("shown", shown).count("constraints", total);
  fields.html("rows", rows);
  fields.flag("has_rest", !rest.empty()).count("rest_chips", rest.size());
  fields.count("rest_copies", rest_copies).count("rest_constraints", total_constraints(rest));
  fields.text("rest_share", percentage(share_of(static_cast<double>(total_constraints(rest)),
                                                static_cast<double>(total))));
  return render("circuit.html", fields);
}

} // namespace blockfold::report
