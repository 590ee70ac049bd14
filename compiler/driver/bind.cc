#include "compiler/driver/bind.h"

#include "compiler/import/theory_import.h"

#include <algorithm>

namespace blockfold::driver {
namespace {

/// Entries to assertions. An axiom can only be an axiom and a theorem never is one.
Result<std::vector<ir::ChosenAssertion>> select(const ir::TheorySource& source,
                                                const std::vector<cert::Entry>& entries) {
  std::vector<ir::ChosenAssertion> selected;
  selected.reserve(entries.size());
  for (const cert::Entry& entry : entries) {
    if (entry.ordinal >= source.assertion_count())
      return Error{"statement.entries",
                   "the certificate names an assertion beyond the end of the theory file"};
    const auto ordinal = static_cast<std::uint32_t>(entry.ordinal);
    const auto role = static_cast<ir::Role>(entry.role);
    if (source.is_axiom(ordinal) != (role == ir::Role::Axiom))
      return Error{"statement.entries",
                   "the certificate calls '" + source.label(ordinal).str() +
                       "' an axiom or a theorem where the theory file has the other"};
    selected.push_back({ordinal, role});
  }
  const bool proves = std::ranges::any_of(
      selected, [](const ir::ChosenAssertion& entry) { return ir::is_goal(entry.role); });
  if (!proves)
    return Error{"statement.goal", "the certificate proves no goal"};
  return selected;
}

/// No layout of a theory counts more chips than this and one for each dummy: variables, rules, and
/// the chips for $d, of which two are for each arity.
std::uint64_t most_chips(const ir::Theory& theory) {
  std::size_t parameters = 0;
  for (const ir::Assertion& assertion : theory.assertions)
    parameters = std::max(parameters, assertion.parameters.size());
  return theory.variables.size() + theory.rules.size() + 2 + 2 * (parameters + 1);
}

} // namespace

Result<BoundStatement> bind_statement(const mm::Database& database,
                                      const cert::Certificate& certificate, lower::Keep keep) {
  return bind_statement(import::MetamathSource(database), certificate, keep);
}

Result<ir::Theory> chosen_theory(const ir::TheorySource& source,
                                 const cert::Certificate& certificate) {
  if (certificate.subject != cert::Subject::Theorems)
    return Error{"statement.subject",
                 "the certificate is about the execution of a block program, not about theorems"};
  const auto selected = select(source, certificate.entries);
  if (!selected)
    return selected.error();
  ir::Theory theory = source.build(*selected);
  if (import::theory_digest(theory) != certificate.theory_digest)
    return Error{"statement.theory",
                 "the theory file differs from the one the certificate was made for, "
                 "in a statement that the certificate speaks of"};
  return theory;
}

Result<BoundStatement> bind_statement(const ir::TheorySource& source,
                                      const cert::Certificate& certificate, lower::Keep keep) {
  auto chosen_assertions = chosen_theory(source, certificate);
  if (!chosen_assertions)
    return chosen_assertions.error();
  ir::Theory theory = std::move(*chosen_assertions);

  auto chosen = layout::decode(certificate.layout, most_chips(theory));
  if (!chosen)
    return chosen.error();
  if (Status bounds = layout::check_bounds(*chosen, theory.typecodes.size()); !bounds)
    return bounds.error();
  const std::vector<bool> has_variables = import::typecodes_with_variables(theory);
  for (std::size_t type = 0; type < has_variables.size(); ++type)
    if (chosen->dummies[type] != 0 && !has_variables[type])
      return Error{"layout.dummies", "the layout has dummy variables of typecode '" +
                                         theory.typecodes[type] +
                                         "', which no statement has variables of"};
  import::add_dummies(theory, chosen->dummies);

  lower::LoweredTheory lowered = lower::lower_theory(theory, chosen->range, keep);
  if (Status placed = layout::place_chips(lowered, *chosen); !placed)
    return placed.error();

  Transcript transcript("blockfold 1 folded R1CS, BN254, IPA");
  const auto digest = layout::circuit_digest(lowered.circuit);
  transcript.absorb_bytes("statement", cert::write_statement(certificate));
  transcript.absorb_bytes("circuit", digest);
  return BoundStatement{std::move(theory), std::move(*chosen), std::move(lowered), digest,
                        transcript};
}

} // namespace blockfold::driver
