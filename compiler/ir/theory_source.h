#pragma once

#include "compiler/ir/theory.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include <cstdint>

/// A theory file of any language, as certificates see it: assertions in a fixed order, each an
/// axiom or a theorem. A certificate names assertions by their place in that order.
namespace blockfold::ir {

/// One assertion that a certificate is about.
struct ChosenAssertion {
  std::uint32_t ordinal;
  Role role;
};

class TheorySource {
public:
  virtual ~TheorySource() = default;

  virtual std::uint32_t assertion_count() const = 0;
  /// An axiom is taken as true; anything else has a proof, or is assumed.
  virtual bool is_axiom(std::uint32_t ordinal) const = 0;
  virtual llvm::StringRef label(std::uint32_t ordinal) const = 0;

  /// The theory of some assertions, sorted by ordinal and distinct; axioms have the role Axiom and
  /// theorems any other. The same choice gives the same theory. Dummy variables are not in it.
  ///
  /// Codes and typecodes are numbered in the order of their first occurrence, walking through the
  /// assertions: an assertion's parameters (typecode, then variable), its hypotheses, its
  /// conclusion. So a theory has one digest, whatever language it is written in.
  virtual Theory build(llvm::ArrayRef<ChosenAssertion> chosen) const = 0;
};

} // namespace blockfold::ir
