#pragma once

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// The arithmetic of field rules: integer polynomials over a rule's variables, in a canonical form,
/// and what is known of their values.
namespace blockfold::ir {

/// Index into a rule's variables.
using VariableIndex = std::uint32_t;

__extension__ using WideInteger = __int128;
/// By hand: not every compiler's formatting library knows integers of 128 bits.
std::string decimal(WideInteger value);

/// The integers from `low` to `high`.
struct Interval {
  WideInteger low, high;
  bool within(const Interval& other) const { return low >= other.low && high <= other.high; }
};
/// What n bits hold: 0 to 2^n - 1.
Interval bits_interval(unsigned bits);

/// A product of variables with a coefficient that is not zero.
struct Monomial {
  llvm::SmallVector<VariableIndex, 2> variables; ///< sorted; a power repeats its variable
  std::int64_t coefficient;

  /// The coefficient without its sign; that of the least integer does not fit its type.
  std::uint64_t magnitude() const {
    const auto value = static_cast<std::uint64_t>(coefficient);
    return coefficient < 0 ? 0 - value : value;
  }
  /// Whether something is written before the variables: not if that is 1, but a constant.
  bool has_factor() const { return magnitude() != 1 || variables.empty(); }
};

/// A sum of monomials with different variables, in a fixed order: equal polynomials are equal
/// objects. Limits on size keep every rule a small circuit; operations that would exceed them, or
/// whose coefficients would leave 64 bits, return nothing.
class Polynomial {
public:
  static constexpr std::size_t kMaxTerms = 256;
  static constexpr std::size_t kMaxDegree = 8;

  Polynomial() = default; ///< zero
  static Polynomial constant(std::int64_t value);
  static Polynomial variable(VariableIndex index);

  llvm::ArrayRef<Monomial> terms() const { return terms_; }
  std::optional<std::int64_t> as_constant() const;
  /// The variable, if the polynomial is just that.
  std::optional<VariableIndex> as_variable() const;
  std::size_t degree() const;
  bool mentions(VariableIndex index) const;
  /// Calls `visit` with every variable, some more than once.
  void each_variable(const std::function<void(VariableIndex)>& visit) const;

  /// this + scale * other
  std::optional<Polynomial> plus(const Polynomial& other, std::int64_t scale = 1) const;
  std::optional<Polynomial> times(const Polynomial& other) const;

  /// Where the value lies as an integer if each variable lies where `of` says; nothing if some
  /// variable that matters may be any field element, or bounds leave 127 bits.
  std::optional<Interval>
  interval(const std::function<std::optional<Interval>(VariableIndex)>& of) const;

  friend bool operator==(const Polynomial& a, const Polynomial& b);

private:
  explicit Polynomial(std::vector<Monomial> terms) : terms_(std::move(terms)) {}
  std::vector<Monomial> terms_; ///< by variables, shorter products first
};

/// "1 - n + 2 * x * y": a polynomial as rule files have it, in its canonical order.
std::string to_text(const Polynomial& polynomial,
                    llvm::function_ref<llvm::StringRef(VariableIndex)> name_of);

} // namespace blockfold::ir
