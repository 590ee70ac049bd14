// What remains to be believed.
#include "compiler/driver/security.h"
#include "compiler/support/format.h"
#include "tools/common/progress.h"
#include "tools/report/sections.h"

#include <algorithm>
#include <cmath>

namespace blockfold::report {
namespace {

using Step = driver::ErrorTerm::Step;

/// The scale of the bars: a field element guessed at random.
constexpr double kMostBits = 256;

struct StepText {
  const char *name, *what, *formula;
};
StepText text_of(Step step) {
  switch (step) {
  case Step::Texts:
    return {"texts", "two different formulas have one fingerprint", "D·l / p"};
  case Step::Bus:
    return {"bus", "a claim that nobody made seems to be made", "2·T·w / p"};
  case Step::KindChallenges:
    return {"tau, rho, gamma", "constraints that fail cancel each other", "(m + v + 1) / p"};
  case Step::SumChecks:
    return {"sum-checks", "folding, rows and columns of a false instance agree by chance",
            "(3v + 3m + 2(n + 2) + 3) / p"};
  case Step::Opening:
    return {"opening", "a commitment opens to a value it does not have", "(3 + 2 log width) / p"};
  case Step::Openings:
    break;
  }
  return {"all openings", "false equations of several kinds cancel each other", "kinds / p"};
}

Fields term_row(const driver::ErrorTerm& term) {
  const StepText text = text_of(term.step);
  Fields row;
  row.text("name", text.name).text("what", text.what).text("formula", text.formula);
  row.flag("about_kind", term.kind.has_value()).count("kind", term.kind.value_or(0));
  row.text("bits", fmt::format("{:.1f}", term.bits()));
  row.html("bar", bar(term.bits() / kMostBits, "p1"));
  return row;
}

Fields plain_row(llvm::StringRef symbol, llvm::StringRef value, llvm::StringRef what) {
  return Fields()
      .text("symbol", symbol)
      .text("value", value)
      .text("what", what)
      .flag("power", false);
}

/// A value as a power of two.
Fields power_row(llvm::StringRef symbol, double logarithm, llvm::StringRef what) {
  return std::move(plain_row(symbol, fmt::format("{:.1f}", logarithm), what).flag("power", true));
}

std::vector<Fields> numbers_of(const driver::SecurityNumbers& numbers) {
  const auto logarithm = [](double value) { return std::log2(std::max(value, 1.0)); };
  std::vector<Fields> rows = {
      power_row("p", driver::kLogField, "order of the scalar field of BN254"),
      power_row("D", logarithm(numbers.comparisons), "comparisons of texts"),
      power_row("l", logarithm(numbers.text_length),
                "symbols: no compared text can be longer, whatever the prover does"),
      power_row("T", logarithm(numbers.bus_tuples), "claims and demands on the bus"),
      plain_row("w", std::to_string(numbers.bus_degree), "fields of the widest claim"),
  };
  for (std::size_t k = 0; k < numbers.kinds.size(); ++k) {
    const auto& kind = numbers.kinds[k];
    rows.push_back(plain_row("m, n, v, log width",
                             fmt::format("{}, {}, {}, {}", kind.log_rows, kind.log_part,
                                         kind.log_segments, kind.log_width),
                             fmt::format("of kind {}: logarithms of rows, part size, segments and "
                                         "commitment width",
                                         k)));
  }
  return rows;
}

} // namespace

Html security_section(const ReportInput& input) {
  const driver::BoundStatement& bound = input.verified.bound;
  const driver::SecurityNumbers numbers = driver::security_numbers(bound.theory, bound.lowered);
  const std::vector<driver::ErrorTerm> terms = driver::error_terms(numbers);
  const driver::Security security = input.verified.security();
  std::vector<Fields> rows;
  for (const driver::ErrorTerm& term : terms)
    rows.push_back(term_row(term));
  Fields fields;
  fields.count("bits", security.bits).text("assumption", security.assumption);
  fields.text("backend", security.backend).text("commitment", security.commitment);
  fields.text("hash", security.hash);
  fields.html("assumption_bar", bar(security.bits / kMostBits, "accent"));
  fields.list("terms", rows).list("numbers", numbers_of(numbers));
  const double sum = driver::statistical_bits(terms);
  fields.text("sum", fmt::format("{:.1f}", sum)).html("sum_bar", bar(sum / kMostBits, "p0"));
  return render("security.html", fields);
}

} // namespace blockfold::report
