#include "compiler/driver/security.h"

#include <algorithm>
#include <cmath>

namespace blockfold::driver {
namespace {

using Step = ErrorTerm::Step;

struct Symbols {
  double constants = 0, parameters = 0;
};

Symbols symbols_of(const ir::Template& text) {
  Symbols symbols;
  for (const ir::Item item : text.items)
    ++(item.is_parameter() ? symbols.parameters : symbols.constants);
  return symbols;
}

/// Copies of every chip in all segments.
std::vector<double> copies_of(const cs::Circuit& circuit) {
  std::vector<double> copies(circuit.chips.size(), 0);
  for (const cs::Kind& kind : circuit.kinds)
    for (const cs::Placement& placement : kind.placements)
      copies[placement.chip] += static_cast<double>(placement.copies()) * kind.segments;
  return copies;
}

/// What executions and theories have in common: bus and segments.
SecurityNumbers measure_circuit(const cs::Circuit& circuit, const std::vector<double>& copies) {
  SecurityNumbers numbers;
  for (std::size_t c = 0; c < copies.size(); ++c)
    numbers.bus_tuples += copies[c] * static_cast<double>(std::ranges::count_if(
                                          circuit.chips[c].rows,
                                          [](const cs::Row& row) { return cs::is_bus(row.kind); }));
  for (const cs::Coefficient& coefficient : circuit.coefficients.all())
    numbers.bus_degree = std::max(numbers.bus_degree, coefficient.beta_power);
  for (const cs::Kind& kind : circuit.kinds)
    numbers.kinds.push_back({kind.log_rows, kind.log_part, kind.log_segments(), kind.log_width});
  return numbers;
}

class Measure {
public:
  Measure(const ir::Theory& theory, const lower::LoweredTheory& placed)
      : theory_(theory), placed_(placed), copies_(copies_of(placed.circuit)),
        numbers_(measure_circuit(placed.circuit, copies_)) {}

  SecurityNumbers run() {
    measure_texts();
    return std::move(numbers_);
  }

private:
  /// Both sides of a comparison are templates over texts of parameters, or texts of the theory.
  void measure_texts() {
    const double longest = longest_parameter();
    const auto side = [&](const ir::Template& text) {
      const Symbols symbols = symbols_of(text);
      numbers_.text_length =
          std::max(numbers_.text_length, symbols.constants + symbols.parameters * longest);
    };
    for_each_rule([&](const ir::Assertion& rule, const lower::RuleFacts&, double copies) {
      numbers_.comparisons += copies * static_cast<double>(rule.essentials.size());
      for (const ir::Template& essential : rule.essentials)
        side(essential);
      side(rule.conclusion);
    });
    numbers_.comparisons += static_cast<double>(theory_.contexts.size()); // qed
    numbers_.text_length = std::max(numbers_.text_length, longest_of_contexts());
  }

  /// A text that a parameter may stand for: a leaf, a conclusion whose length is range checked, or
  /// either of them with what a chain of single-occurrence templates adds, each block at most once.
  double longest_parameter() const {
    double checked = 1, chain = 0;
    for_each_rule([&](const ir::Assertion& rule, const lower::RuleFacts& facts, double copies) {
      if (!placed_.analysis.typecodes[rule.conclusion.typecode].has_variables || copies == 0)
        return;
      if (facts.length_checked)
        checked = std::max(checked, std::exp2(placed_.range.table_bits *
                                              static_cast<double>(placed_.range.length_limbs)));
      else
        chain += copies * symbols_of(rule.conclusion).constants;
    });
    return std::max(checked, longest_of_contexts()) + chain;
  }

  double longest_of_contexts() const {
    std::size_t longest = 0;
    for (const ir::Context& context : theory_.contexts) {
      const ir::Assertion& assertion = theory_.of(context);
      longest = std::max(longest, assertion.conclusion.items.size());
      for (const ir::Template& essential : assertion.essentials)
        longest = std::max(longest, essential.items.size());
    }
    return static_cast<double>(longest);
  }

  template <class Visit> void for_each_rule(Visit visit) const {
    for (std::size_t c = 0; c < copies_.size(); ++c) {
      const lower::LoweredChip& chip = placed_.chips[c];
      if (chip.role == lower::ChipRole::Rule)
        visit(theory_.of(theory_.rules[chip.subject]), placed_.analysis.rules[chip.subject],
              copies_[c]);
    }
  }

  const ir::Theory& theory_;
  const lower::LoweredTheory& placed_;
  std::vector<double> copies_; ///< by chip
  SecurityNumbers numbers_;
};

/// The texts of an execution.
class ExecutionMeasure {
public:
  ExecutionMeasure(const ir::BlockProgram& program, const lower::LoweredTheory& placed)
      : program_(program), placed_(placed), copies_(copies_of(placed.circuit)),
        numbers_(measure_circuit(placed.circuit, copies_)) {}

  SecurityNumbers run() {
    if (program_.has_texts())
      measure_texts();
    return std::move(numbers_);
  }

private:
  void measure_texts() {
    const double longest = longest_variable();
    numbers_.text_length = longest;
    each_rule([&](const ir::BlockRule& rule, double copies) {
      numbers_.comparisons += copies * static_cast<double>(premise_texts(rule));
      each_written(rule, [&](const ir::BlockVariable&, const Symbols& symbols) {
        numbers_.text_length =
            std::max(numbers_.text_length, symbols.constants + symbols.parameters * longest);
      });
    });
  }

  /// Texts of premises, each of which is compared with one that is emitted.
  std::size_t premise_texts(const ir::BlockRule& rule) const {
    std::size_t count = 0;
    for (const ir::BlockClaim& claim : rule.claims)
      if (claim.kind != ir::BlockClaim::Kind::Emit)
        for (const ir::Relation::Argument& argument : program_.relations[claim.relation].arguments)
          count += argument.type.is_text() ? 1 : 0;
    return count;
  }

  /// A text that a variable may stand for: one whose length is checked, or that and what a chain of
  /// other blocks adds, each block at most once. Public texts are shorter.
  double longest_variable() const {
    double chain = 0;
    each_rule([&](const ir::BlockRule& rule, double copies) {
      each_written(rule, [&](const ir::BlockVariable& text, const Symbols& symbols) {
        if (!text.range_checked)
          chain += copies * symbols.constants;
      });
    });
    return std::exp2(ir::kTextLengthBits) + chain;
  }

  template <class Visit> static void each_written(const ir::BlockRule& rule, const Visit& visit) {
    for (const ir::BlockVariable& variable : rule.variables)
      if (variable.is_written_text())
        visit(variable, symbols_of({0, variable.text}));
  }

  template <class Visit> void each_rule(const Visit& visit) const {
    for (std::size_t c = 0; c < copies_.size(); ++c)
      if (placed_.chips[c].role == lower::ChipRole::BlockRule)
        visit(program_.rules[placed_.chips[c].subject], copies_[c]);
  }

  const ir::BlockProgram& program_;
  const lower::LoweredTheory& placed_;
  std::vector<double> copies_; ///< by chip
  SecurityNumbers numbers_;
};

} // namespace

double bits_of(double weight) {
  return kLogField - std::log2(std::max(weight, 1.0));
}

double ErrorTerm::bits() const {
  return bits_of(weight);
}

const char* step_name(Step step) {
  switch (step) {
  case Step::Texts:
    return "texts";
  case Step::Bus:
    return "bus";
  case Step::KindChallenges:
    return "kind_challenges";
  case Step::SumChecks:
    return "sum_checks";
  case Step::Opening:
    return "opening";
  case Step::Openings:
    break;
  }
  return "all_openings";
}

SecurityNumbers security_numbers(const ir::Theory& theory, const lower::LoweredTheory& placed) {
  return Measure(theory, placed).run();
}

SecurityNumbers security_numbers(const ir::BlockProgram& program,
                                 const lower::LoweredTheory& placed) {
  return ExecutionMeasure(program, placed).run();
}

std::vector<ErrorTerm> error_terms(const SecurityNumbers& numbers) {
  std::vector<ErrorTerm> terms;
  if (numbers.comparisons != 0)
    terms.push_back({Step::Texts, {}, numbers.comparisons * numbers.text_length});
  terms.push_back({Step::Bus, {}, 2 * numbers.bus_tuples * numbers.bus_degree});
  for (std::uint32_t k = 0; k < numbers.kinds.size(); ++k) {
    const auto& [m, n, v, log_width] = numbers.kinds[k];
    terms.push_back({Step::KindChallenges, k, m + v + 1.0});
    terms.push_back({Step::SumChecks, k, 3.0 * v + 3.0 * m + 2.0 * (n + 2) + 3});
    terms.push_back({Step::Opening, k, 3 + 2.0 * log_width});
  }
  terms.push_back({Step::Openings, {}, static_cast<double>(numbers.kinds.size())});
  return terms;
}

double total_weight(llvm::ArrayRef<ErrorTerm> terms) {
  double sum = 0;
  for (const ErrorTerm& term : terms)
    sum += term.weight;
  return sum;
}

double statistical_bits(llvm::ArrayRef<ErrorTerm> terms) {
  return bits_of(total_weight(terms));
}

Security security_of(cert::Backend backend, double weight) {
  switch (backend) {
  case cert::Backend::FoldedR1csBn254Ipa:
    break; // the only one
  }
  // The group has about 2^253.6 elements; Pollard's rho takes about the square root of that.
  return {
      "folded R1CS over BN254, decided by Spartan",
      "Pedersen vectors and inner-product argument on BN254 G1, transparent (no trusted set-up)",
      "discrete logarithm in BN254 G1",
      "Keccak-256 (random oracle)",
      127,
      static_cast<unsigned>(std::max(bits_of(weight), 0.0))}; // rounded down
}

} // namespace blockfold::driver
