#pragma once

#include "compiler/driver/security.h"
#include "tools/report/circuit_table.h"
#include "tools/report/math.h"
#include "tools/report/report.h"
#include "tools/report/templates.h"

/// The page's parts, one function each.
namespace blockfold::report {

/// How much room lists may take, in bytes of the page.
struct Limits {
  std::size_t goal_rows = 80'000, axiom_rows = 120'000, syntax_rows = 50'000, assumed_rows = 50'000;
  std::size_t labels = 30'000; ///< of each list, behind the rows
  std::size_t chips = 60'000;
  std::size_t card_symbols = 4'000; ///< of a statement in a card
  // Of executions.
  std::size_t blocks = 80'000, rules = 120'000, source = 60'000;
  std::size_t elements = 512; ///< of an array
  // Of links: rows, and what parts take from others, each.
  std::size_t parts = 90'000;

  Limits halved() const {
    Limits less = *this;
    for (std::size_t* limit :
         {&less.goal_rows, &less.axiom_rows, &less.syntax_rows, &less.assumed_rows, &less.labels,
          &less.chips, &less.card_symbols, &less.blocks, &less.rules, &less.source, &less.elements,
          &less.parts})
      *limit /= 2;
    return less;
  }
};

// Of theorems.
Html verdict_section(const ReportInput& input);
Html goals_section(const ReportInput& input, const MathWriter& math, const Limits& limits);
Html axioms_section(const ReportInput& input, const MathWriter& math, const Limits& limits);
Html lemmas_section(const ReportInput& input, const Limits& limits);

// Of executions.
Html verdict_section(const ExecutionInput& input);
Html run_section(const RunText& run, llvm::StringRef program, const Limits& limits);
Html blocks_section(const ExecutionInput& input, const Limits& limits);
Html rules_section(const ExecutionInput& input, const Limits& limits);

// Of any circuit. `lead` says what its copies are.
Html circuit_section(llvm::StringRef lead, const std::vector<ChipCount>& chips,
                     const Limits& limits);
Html folding_section(const cs::Circuit& circuit);
Html time_section(const Profile& profile);
Html security_section(const driver::Security& security, const driver::SecurityNumbers& numbers);
/// A way to be lucky.
struct SecurityRow {
  std::string name, what;
  std::string formula; ///< or nothing
  double bits;
};
/// Of several circuits, whose error terms weigh so much together.
Html security_section(const driver::Security& security, double weight,
                      llvm::ArrayRef<SecurityRow> parts);

/// Some bytes of a file, and what they are for.
struct Share {
  std::string name, what;
  std::size_t bytes;
};
std::vector<Share> certificate_shares(const cert::Certificate& certificate);
Html bytes_section(const std::vector<Share>& shares);

/// Rows that a circuit has in all segments.
std::uint64_t constraints_of(const cs::Circuit& circuit);
llvm::StringRef plural(std::size_t count, llvm::StringRef one, llvm::StringRef many);

/// A horizontal bar that takes a share of its room; the class gives its colour.
Html bar(double share, llvm::StringRef colour);
/// "12.3 %".
std::string percentage(double share);
/// a / b, or 0.
double share_of(double part, double whole);

} // namespace blockfold::report
