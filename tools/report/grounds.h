#pragma once

#include "tools/report/assertion.h"
#include "tools/report/sections.h"

#include <vector>

/// What theorems rest on, as the pages of certificates and of links list it.
namespace blockfold::report {

/// Lists of at most so many rows are open from the start.
inline constexpr std::size_t kOpenRows = 60;

struct Grounds {
  std::vector<Shown> logic;   ///< axioms and definitions
  std::vector<Shown> syntax;  ///< axioms that only say what is a formula
  std::vector<Shown> assumed; ///< theorems that are used without proof

  /// Whether an axiom's typecode has variables says to which it belongs.
  void add_axiom(const Shown& axiom, bool is_syntax) {
    (is_syntax ? syntax : logic).push_back(axiom);
  }
};
/// The fields `assumes` and `assumed`, `has_logic` and `logic`, `has_syntax` and `syntax`.
void put_grounds(const Grounds& grounds, const Limits& limits, Fields& fields);

} // namespace blockfold::report
