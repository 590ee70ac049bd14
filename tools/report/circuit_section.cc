// The circuit by rule.
#include "tools/common/progress.h"
#include "tools/report/assertion.h"
#include "tools/report/circuit_table.h"
#include "tools/report/sections.h"

#include <fmt/format.h>
#include <llvm/ADT/ArrayRef.h>

namespace blockfold::report {
namespace {

struct ClassText {
  const char *name, *purpose;
  unsigned colour;
};
constexpr ClassText kClasses[kChipClasses] = {
    {"syntax axiom", "build formulas", 0},
    {"axiom", "apply axioms and definitions", 1},
    {"theorem", "apply theorems proved or assumed", 2},
    {"variable", "leaves: variables of statements, and dummies", 3},
    {"statement", "hypotheses and conclusions of what is proved", 4},
    {"distinctness", "distinct variables", 5},
    {"range table", "looks up digits of range checks", 6},
    {"axiom", "blocks that rest on no claim", 1},
    {"rule", "blocks that rest on claims of others", 0},
    {"public rule", "the blocks of the statement", 4},
    {"table", "rows that blocks look up", 7},
};
const ClassText& text_of(ChipClass chip_class) {
  return kClasses[static_cast<std::size_t>(chip_class)];
}

std::string colour_of(ChipClass chip_class) {
  return fmt::format("c{}", text_of(chip_class).colour);
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
    row.text("name", text_of(count.chip_class).name);
    row.text("purpose", text_of(count.chip_class).purpose);
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
  row.text("name", shortened(chip.name)).text("class", text_of(chip.chip_class).name);
  put_cell(row, "copies", "copies_key", chip.copies);
  put_cell(row, "rows", "rows_key", chip.rows);
  put_cell(row, "wires", "wires_key", chip.wires);
  put_cell(row, "constraints", "constraints_key", chip.constraints());
  row.text("share", percentage(share));
  row.html("bar", bar(share, colour_of(chip.chip_class)));
  return render("chip.html", row);
}

} // namespace

Html circuit_section(llvm::StringRef lead, const std::vector<ChipCount>& chips,
                     const Limits& limits) {
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
  fields.text("lead", lead);
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
