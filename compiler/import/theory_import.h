#pragma once

#include "compiler/ir/theory_source.h"
#include "compiler/metamath/database.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/DenseMap.h>

#include <cstdint>
#include <vector>

/// From Metamath to the block model: the part that the verifier shares.
namespace blockfold::import {

/// One assertion that a certificate is about.
struct Selected {
  mm::StatementId statement;
  ir::Role role;
};

/// Builds the theory of some assertions, which must be sorted by statement and distinct; $a get the
/// role Axiom and $p any other. Dummy variables are added by `add_dummies`.
ir::Theory import_theory(const mm::Database& database, llvm::ArrayRef<Selected> selected);

/// Gives the theory `counts[t]` dummy variables of typecode t: variables that occur in no
/// statement. Metamath lets a proof use such variables freely ("dummy variables"), each distinct
/// from all others.
void add_dummies(ir::Theory& theory, llvm::ArrayRef<std::uint32_t> counts);

/// Whether each typecode has a variable in some statement. Only those may have dummies: no rule
/// could use any other.
std::vector<bool> typecodes_with_variables(const ir::Theory& theory);

/// The $a and $p statements of a database in order: position i is the assertion with ordinal i.
std::vector<mm::StatementId> assertions_of(const mm::Database& database);

/// A database as what certificates speak of.
class MetamathSource : public ir::TheorySource {
public:
  /// The database must outlive the source.
  explicit MetamathSource(const mm::Database& database)
      : database_(database), assertions_(assertions_of(database)) {}

  std::uint32_t assertion_count() const override {
    return static_cast<std::uint32_t>(assertions_.size());
  }
  bool is_axiom(std::uint32_t ordinal) const override;
  llvm::StringRef label(std::uint32_t ordinal) const override;
  ir::Theory build(llvm::ArrayRef<ir::ChosenAssertion> chosen) const override;

private:
  const mm::Database& database_;
  std::vector<mm::StatementId> assertions_; ///< by ordinal
};

/// A digest of everything in a theory that a certificate's meaning depends on: names of symbols and
/// typecodes, and each assertion's label, role, parameters, hypotheses, conclusion and $d
/// conditions.
std::array<std::uint8_t, 32> theory_digest(const ir::Theory& theory);

} // namespace blockfold::import
