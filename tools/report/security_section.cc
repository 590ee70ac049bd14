// What remains to be believed.
#include "compiler/driver/security.h"
#include "tools/common/progress.h"
#include "tools/report/sections.h"

#include <fmt/format.h>

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

SecurityRow row_of(const driver::ErrorTerm& term) {
  const StepText text = text_of(term.step);
  const std::string kind = term.kind ? fmt::format(", kind {}", *term.kind) : "";
  return {text.name + kind, text.what, text.formula, term.bits()};
}

Fields fields_of(const SecurityRow& term) {
  Fields row;
  row.text("name", term.name).text("what", term.what);
  row.text("formula", term.formula).flag("has_formula", !term.formula.empty());
  row.text("bits", fmt::format("{:.1f}", term.bits));
  row.html("bar", bar(term.bits / kMostBits, "p1"));
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
      power_row("p", driver::kLogField, "order of the scalar field of BN254")};
  if (numbers.comparisons != 0) {
    rows.push_back(power_row("D", logarithm(numbers.comparisons), "comparisons of texts"));
    rows.push_back(power_row("l", logarithm(numbers.text_length),
                             "symbols: no compared text can be longer, whatever the prover does"));
  }
  rows.push_back(power_row("T", logarithm(numbers.bus_tuples), "claims and demands on the bus"));
  rows.push_back(plain_row("w", std::to_string(numbers.bus_degree), "fields of the widest claim"));
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

Html render_security(const driver::Security& security, double sum,
                     llvm::ArrayRef<SecurityRow> terms, const std::vector<Fields>& numbers,
                     llvm::StringRef circuits) {
  std::vector<Fields> rows;
  for (const SecurityRow& term : terms)
    rows.push_back(fields_of(term));
  Fields fields;
  fields.count("bits", security.bits).text("assumption", security.assumption);
  fields.text("backend", security.backend).text("commitment", security.commitment);
  fields.text("hash", security.hash).text("circuits", circuits);
  fields.html("assumption_bar", bar(security.bits / kMostBits, "accent"));
  fields.list("terms", rows).list("numbers", numbers).flag("has_numbers", !numbers.empty());
  fields.text("sum", fmt::format("{:.1f}", sum)).html("sum_bar", bar(sum / kMostBits, "p0"));
  return render("security.html", fields);
}

} // namespace

Html security_section(const driver::Security& security, const driver::SecurityNumbers& numbers) {
  const std::vector<driver::ErrorTerm> terms = driver::error_terms(numbers);
  std::vector<SecurityRow> rows;
  for (const driver::ErrorTerm& term : terms)
    rows.push_back(row_of(term));
  return render_security(security, driver::statistical_bits(terms), rows, numbers_of(numbers),
                         "this circuit");
}

Html security_section(const driver::Security& security, double weight,
                      llvm::ArrayRef<SecurityRow> parts) {
  return render_security(security, driver::bits_of(weight), parts, {}, "these circuits");
}

} // namespace blockfold::report
