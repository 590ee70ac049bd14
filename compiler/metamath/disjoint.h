#pragma once

#include "compiler/metamath/substitution.h"

#include <llvm/ADT/ArrayRef.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace blockfold::mm {

/// Checks the $d conditions of the steps of a proof (book, 4.2.4): what is substituted for two
/// variables that must be distinct has no variable in common, and each variable of the one is
/// declared distinct from each of the other where the theorem stands.
class DisjointChecker {
public:
  explicit DisjointChecker(const Database& database);

  /// Begins a proof whose theorem stands under these $d pairs (sorted).
  void start(llvm::ArrayRef<DisjointPair> declared);

  struct Violation {
    DisjointPair required; ///< variables of the cited assertion
    DisjointPair found;    ///< variables of the theorem; equal ones if it is shared
  };
  /// The first of the `required` pairs that fails under the substitution.
  std::optional<Violation> find_violation(llvm::ArrayRef<DisjointPair> required,
                                          const Substitution& substitution);

private:
  /// The variables in the value of one variable of the cited assertion.
  struct Value {
    std::uint32_t step = 0; // the check for which the rest is known
    std::uint32_t begin = 0;
    std::uint32_t end = 0;  // in variables_
    bool all_known = false; // every one of them has a bit
    std::uint64_t bits = 0;
  };

  const Value& value_of(SymbolId variable, const Substitution& substitution);
  bool clearly_distinct(const Value& first, const Value& second) const;
  bool is_declared(SymbolId a, SymbolId b) const;
  void assign_bits();

  llvm::ArrayRef<DisjointPair> declared_;
  std::uint32_t check_ = 0;
  std::uint32_t scan_ = 0;
  std::vector<Value> values_;       // by symbol
  std::vector<std::uint32_t> seen_; // by symbol: the last scan that met it
  std::vector<SymbolId> variables_;

  // The first 64 variables of the declared pairs have a bit each: with them, nearly every condition
  // is a few word operations. Assigned when a proof first needs them.
  bool bits_assigned_ = false;
  std::vector<std::uint8_t> is_variable_; // by symbol
  std::vector<std::uint8_t> bit_of_;      // by symbol; kNoBit
  std::vector<SymbolId> with_bit_;
  std::vector<std::uint64_t> distinct_from_; // by bit: the bits of those declared distinct from it
};

} // namespace blockfold::mm
