#pragma once

#include "runtime/field/bn254.h"

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

/// The constraint system every backend proves: chips, their placement in segments, and kinds of
/// segments that fold. A chip is an R1CS subcircuit whose wires are columns with one entry per
/// copy; its coefficients are monomials in the challenges r, alpha and beta, the same for all
/// segments.
namespace blockfold::cs {

/// Challenges that coefficients depend on, in the order in which they are drawn: r after the
/// structure phase, alpha and beta after the text phase (PROTOCOL, section 5).
struct Challenges {
  Fr r, alpha, beta;
};

/// The four parts of z. `Fixed` is known to the verifier, the others are committed one after
/// another.
enum class Phase : std::uint8_t { Fixed = 0, Structure = 1, Text = 2, Bus = 3 };
inline constexpr unsigned kPhases = 3; ///< committed phases

/// Columns of the fixed part that every chip may use. `Address` is not stored: it is
/// base * One + Index + stride * Segment, with base and stride from the chip's placement.
enum FixedColumn : std::uint32_t {
  kOne = 0,
  kIndex = 1,
  kSegment = 2,
  kAddress = 3,
  kFirstConstant = 4
};

/// A wire of a chip. One word: a library has millions of terms.
struct Column {
  Phase phase : 2;
  std::uint32_t index : 30;

  constexpr Column(Phase of, std::uint32_t number) : phase(of), index(number) {}
  friend bool operator==(const Column&, const Column&) = default;
};
inline constexpr std::uint32_t kMaxColumns = std::uint32_t{1} << 30; ///< of a chip, in one phase

using TextId = std::uint32_t;
inline constexpr TextId kNoText = UINT32_MAX;

using CoefficientId = std::uint32_t;

/// scale * beta^beta_power * r^r_power * fp(text), or scale * alpha.
struct Coefficient {
  std::int64_t scale = 1;
  TextId text = kNoText;
  std::uint32_t r_power = 0;
  std::uint32_t beta_power = 0;
  bool alpha = false;
  friend bool operator==(const Coefficient&, const Coefficient&) = default;
};

/// The coefficients of a circuit. A library has millions of terms and a few thousand coefficients:
/// each is computed once for given challenges, and a term is two words.
class CoefficientPool {
public:
  CoefficientId add(const Coefficient& coefficient) {
    coefficients_.push_back(coefficient);
    return static_cast<CoefficientId>(coefficients_.size() - 1);
  }
  const Coefficient& operator[](CoefficientId id) const { return coefficients_[id]; }
  std::span<const Coefficient> all() const { return coefficients_; }

private:
  std::vector<Coefficient> coefficients_;
};

/// coefficient * column; the coefficient is one of Circuit::coefficients.
struct Term {
  Column column;
  CoefficientId coefficient;
};

/// A term before its coefficient joins a circuit's, or spelled out again.
struct SymbolicTerm {
  Column column;
  Coefficient coefficient;
};

/// What a row is for. A `Product` row defines a text-phase wire as a product; `Inverse` rows state
/// x * y = 1 for a committed y; `Emit` and `Demand` rows define one bus term h:
/// (alpha - tuple) * h = how often the claim is emitted, or demanded; `Assert` rows define nothing.
enum class RowKind : std::uint8_t { Product, Inverse, Emit, Demand, Assert };
inline bool is_bus(RowKind kind) {
  return kind == RowKind::Emit || kind == RowKind::Demand;
}

/// One constraint <a, z> * <b, z> = <c, z> of every copy; ranges into Chip::terms.
struct Row {
  RowKind kind;
  std::uint32_t a, b, c, end; ///< a: [a, b), b: [b, c), c: [c, end)
  std::uint32_t defines;      ///< the text (Product, Inverse) or bus (Emit, Demand) column, if any
};

/// Values of a fixed column that differ from copy to copy, derived by the verifier from the theory.
struct ConstantColumn {
  enum class Meaning : std::uint8_t {
    Integer,     ///< the value itself
    Scalar,      ///< the element of Circuit::scalars with this number
    Fingerprint, ///< fp(text) of the text with this id
    Power,       ///< r to this power
  };
  Meaning meaning;
  std::vector<std::uint64_t> values; ///< one per copy, over all placements of the chip in order
};

/// The subcircuit of one rule. All copies are alike but for their address and constant columns.
struct Chip {
  std::string name;
  std::uint32_t columns[kPhases] = {0, 0, 0}; ///< wires per committed phase
  std::vector<Term> terms;
  std::vector<Row> rows;
  std::vector<ConstantColumn> constants;
  std::vector<std::string> column_names[kPhases]; ///< for people
  std::vector<std::string> row_names;             ///< for people: which claim the row is about
};

/// 2^log_copies copies of a chip, at fixed offsets in every segment of a kind.
struct Placement {
  std::uint32_t chip;
  std::uint32_t log_copies;
  std::uint64_t address;         ///< of the first copy in segment 0
  std::uint32_t row;             ///< first row; row q of the chip starts at row + q * copies
  std::uint32_t column[kPhases]; ///< first entry of its first wire in each committed part
  std::uint32_t constant;        ///< first entry of its first constant column in the fixed part
  std::uint32_t first_constant_value; ///< where this placement starts in ConstantColumn::values

  std::uint32_t copies() const { return std::uint32_t{1} << log_copies; }
};

/// Segments of one shape. z of a segment has four parts of 2^log_part entries: fixed, structure,
/// text, bus. Each committed part is cut into rows of 2^log_width entries, one commitment each;
/// only rows that hold placed wires are committed, the rest is zero.
struct Kind {
  std::uint32_t segments;
  std::uint64_t stride; ///< address distance between segments
  unsigned log_rows;    ///< constraint rows of one segment, padded
  unsigned log_part;
  unsigned log_fixed; ///< One, Index and Segment are blocks of 2^log_fixed entries
  unsigned log_width;
  std::uint32_t used[kPhases]; ///< entries in use in each committed part
  std::uint32_t rows_used;
  std::vector<Placement> placements;

  unsigned log_segments() const;
  std::uint32_t commitments(unsigned phase) const; ///< per segment, phase in [0, kPhases)
  std::uint64_t part_size() const { return std::uint64_t{1} << log_part; }
};

/// Texts without variables, as sequences of symbol codes.
class TextPool {
public:
  TextId add(std::span<const std::uint32_t> symbols);
  std::span<const std::uint32_t> operator[](TextId id) const;
  std::size_t size() const { return ends_.size(); }
  std::size_t symbols() const { return symbols_.size(); }

private:
  std::vector<std::uint32_t> symbols_;
  std::vector<std::uint64_t> ends_;
};

struct Circuit {
  std::vector<Chip> chips;
  std::vector<Kind> kinds;
  TextPool texts;
  CoefficientPool coefficients;
  std::vector<Fr> scalars; ///< that constant columns name

  std::vector<SymbolicTerm> spell(std::span<const Term> terms) const;
};

/// Absolute index of a column entry 0 within one z of a kind; `Address` has none.
std::uint64_t column_offset(const Kind& kind, const Placement& placement, Column column);

/// Numeric coefficients for given challenges.
class CoefficientTable {
public:
  CoefficientTable(const Circuit& circuit, const Challenges& challenges);
  const Fr& operator()(CoefficientId id) const { return values_[id]; }
  /// Of a coefficient that need not be the circuit's; its power of beta at most a circuit's
  /// largest.
  Fr operator()(const Coefficient& coefficient) const;
  std::size_t size() const { return values_.size(); }
  Fr fingerprint(TextId text) const { return fingerprints_[text]; }
  Fr scalar(std::uint64_t number) const { return scalars_[number]; }
  Fr r_power(std::uint64_t exponent) const;
  const Challenges& challenges() const { return challenges_; }

private:
  Challenges challenges_;
  std::vector<Fr> r_powers_, beta_powers_, fingerprints_;
  std::vector<Fr> values_;  ///< by CoefficientId
  std::vector<Fr> scalars_; ///< the circuit's
};

/// The numeric value of entry `copy` of a constant column.
Fr constant_value(const CoefficientTable& table, const ConstantColumn& column, std::uint64_t copy);

/// One numeric term of a row, with addresses expanded: entry i of the row's copies reads
/// z[offset + i].
struct NumericTerm {
  std::uint64_t offset;
  Fr coefficient;
};

/// Expands a range of terms of a placed chip. Appends to `out`.
void expand_terms(const Kind& kind, const Placement& placement, const Chip& chip,
                  const CoefficientTable& table, std::uint32_t begin, std::uint32_t end,
                  std::vector<NumericTerm>& out);

} // namespace blockfold::cs
