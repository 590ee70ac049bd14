#pragma once

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

  Limits halved() const {
    return {goal_rows / 2, axiom_rows / 2, syntax_rows / 2, assumed_rows / 2,
            labels / 2,    chips / 2,      card_symbols / 2};
  }
};

Html verdict_section(const ReportInput& input);
Html goals_section(const ReportInput& input, const MathWriter& math, const Limits& limits);
Html axioms_section(const ReportInput& input, const MathWriter& math, const Limits& limits);
Html lemmas_section(const ReportInput& input, const Limits& limits);
Html circuit_section(const ReportInput& input, const Limits& limits);
Html folding_section(const ReportInput& input);
Html time_section(const Profile& profile);
Html bytes_section(const ReportInput& input);
Html security_section(const ReportInput& input);

/// A horizontal bar that takes a share of its room; the class gives its colour.
Html bar(double share, llvm::StringRef colour);
/// "12.3 %".
std::string percentage(double share);
/// a / b, or 0.
double share_of(double part, double whole);

} // namespace blockfold::report
