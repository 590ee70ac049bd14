#pragma once

#include "compiler/ir/theory.h"

#include <optional>
#include <string>

/// When two assertions of different theories say the same (docs/linking.md, section 2). Compared
/// are the structures that circuits are made from, never printed text.
namespace blockfold::driver {

/// An assertion and the theory that its numbers belong to.
struct AssertionOf {
  const ir::Theory& theory;
  const ir::Assertion& assertion;
};

/// What differs between two assertions apart from role and $d conditions, in words that follow
/// "they differ in": label; variables with their typecodes, in order; hypotheses in order;
/// conclusion. Symbols are compared by name, and a constant is never a variable. Nothing if they
/// are the same.
std::optional<std::string> difference(AssertionOf first, AssertionOf second);

/// A $d condition of the first that the second lacks, such as "x y"; both must be the same apart
/// from their $d.
std::optional<std::string> disjoint_beyond(AssertionOf first, AssertionOf second);

} // namespace blockfold::driver
