#pragma once

#include "compiler/ir/theory.h"

#include <cstdint>
#include <vector>

/// What the lowering must know about a theory as a whole before it can lower a single rule: which
/// claims carry which fields, which premises need an order check, and which syntax may be shared
/// between contexts. Each decision closes a forgery; docs/soundness.md has the arguments.
namespace blockfold::lower {

struct TypecodeFacts {
  bool has_variables = false; ///< claims carry length and pow
  bool shared = false;        ///< claims belong to context 0 and hold in every context
  bool timed = false;         ///< claims carry a time
  bool has_nodes = false;     ///< claims also say what they are built from, for $d
};

struct RuleFacts {
  std::vector<bool> time_checked; ///< per premise: its time must be smaller than the block's
  bool has_time = false;          ///< some premise is time checked, so the time is a wire
  bool length_checked = false;    ///< the length of the conclusion is range checked
  bool order_checked = false;     ///< contexts up to the rule's rank are refused
  bool emits_node = false;
};

struct Analysis {
  std::vector<TypecodeFacts> typecodes;
  std::vector<RuleFacts> rules;
  bool syntax_shared = false;
  /// Shared syntax rules may stand after a goal that uses them; the statement says so.
  bool syntax_hoisted = false;
  bool uses_disjoint = false;              ///< some rule has a $d condition
  std::vector<std::uint32_t> node_arities; ///< sorted, distinct
};

Analysis analyze(const ir::Theory& theory);

/// Number of premises: parameters, then essential hypotheses.
inline std::size_t premise_count(const ir::Assertion& assertion) {
  return assertion.parameters.size() + assertion.essentials.size();
}
ir::TypecodeId premise_typecode(const ir::Assertion& assertion, std::size_t premise);

/// The distinct parameters that occur in a template, in the order of first occurrence.
std::vector<std::uint32_t> occurring_parameters(const ir::Template& statement);

} // namespace blockfold::lower
