#pragma once

#include "compiler/driver/bind.h"
#include "compiler/driver/statement.h"

#include <llvm/ADT/ArrayRef.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// How likely a false certificate could pass, for the circuit at hand: docs/soundness.md,
/// section 9.
namespace blockfold::driver {

/// log2 of p, the order of BN254's scalar field.
inline constexpr double kLogField = 253.59669;

/// What the error terms depend on. All of it follows from theory and layout, so a verifier knows
/// it.
struct SecurityNumbers {
  double bus_tuples = 0;        ///< T: claims that are emitted or demanded
  std::uint32_t bus_degree = 0; ///< w: the largest power of beta
  double comparisons = 0;       ///< D: demands of texts that must equal what was concluded
  /// l: no compared text is longer than this, whatever the prover does. Texts in use are far
  /// shorter.
  double text_length = 0;

  struct Kind {
    unsigned log_rows, log_part, log_segments, log_width;
  };
  std::vector<Kind> kinds;
};
SecurityNumbers security_numbers(const ir::Theory& theory, const lower::LoweredTheory& placed);
/// The same of an execution: docs/rules-soundness.md, section 7.
SecurityNumbers security_numbers(const ir::BlockProgram& program,
                                 const lower::LoweredTheory& placed);

/// One way in which a prover could be lucky. Its probability, for each hash query, is at most
/// `weight` / p.
struct ErrorTerm {
  enum class Step : std::uint8_t { Texts, Bus, KindChallenges, SumChecks, Opening, Openings };
  Step step;
  std::optional<std::uint32_t> kind; ///< of segments, where the term is about one
  double weight;

  double bits() const; ///< -log2 of the probability
};
/// -log2 of weight / p.
double bits_of(double weight);
/// A stable name, such as "sum_checks".
const char* step_name(ErrorTerm::Step step);

/// In the order of the protocol; none about texts where none are compared.
std::vector<ErrorTerm> error_terms(const SecurityNumbers& numbers);

/// The sum of the weights of all terms.
double total_weight(llvm::ArrayRef<ErrorTerm> terms);
/// -log2 of the sum of all terms.
double statistical_bits(llvm::ArrayRef<ErrorTerm> terms);

/// What a certificate rests on, or several that hold together; `weight` is the sum of their terms.
Security security_of(cert::Backend backend, double weight);

} // namespace blockfold::driver
