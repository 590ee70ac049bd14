#pragma once

#include "compiler/ir/polynomial.h"
#include "compiler/ir/theory.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What certificates about executions speak of: relations, tables and the rules of blocks that
/// compute, with nothing left of the language they were written in (docs/rule-language.md, "Field
/// rules"). The verifier builds it from the rule file alone.
///
/// Invariants: every index is in range; a claim has a value for each argument of its relation; the
/// lints of the rule language passed, among them those on orders and ranges.
namespace blockfold::ir {

using RelationIndex = std::uint32_t;
using TableIndex = std::uint32_t;
using BlockRuleIndex = std::uint32_t;
using SortIndex = std::uint32_t;

/// Bits of the length of a text where it is checked: docs/rules-soundness.md, section 7.
inline constexpr unsigned kTextLengthBits = 24;

/// What a value may be.
struct BlockType {
  enum class Kind : std::uint8_t {
    Field,   ///< an element of the scalar field
    Integer, ///< of `bits` bits: from 0, or around 0 if signed
    Address, ///< a block
    Text,    ///< a sequence of symbols, with at most `bits` bits of length where that is checked
  };
  Kind kind = Kind::Field;
  unsigned bits = 0; ///< 1 to 64
  bool is_signed = false;
  SortIndex sort = 0; ///< of a text: among BlockProgram::sorts

  static BlockType text(SortIndex sort) { return {Kind::Text, kTextLengthBits, false, sort}; }
  bool is_integer() const { return kind == Kind::Integer; }
  bool is_text() const { return kind == Kind::Text; }
  /// The least value of an integer: 0, or -2^(bits - 1).
  WideInteger low() const { return is_signed ? -(WideInteger{1} << (bits - 1)) : 0; }
  friend bool operator==(const BlockType&, const BlockType&) = default;
};

struct Relation {
  struct Argument {
    std::string name;
    BlockType type;
  };
  std::string name;
  bool linear; ///< every emission is consumed exactly once
  std::vector<Argument> arguments;

  /// Whether a claim says something about texts; then it also names the place it is emitted at.
  bool has_texts() const;
};

/// Rows that the verifier knows.
struct Table {
  enum class Kind : std::uint8_t { Range, And, Or, Xor, Rows };
  std::string name;
  Kind kind;
  unsigned bits = 0;                            ///< of all kinds but Rows
  std::vector<std::vector<std::uint64_t>> rows; ///< of Rows, all of one length

  std::size_t columns() const;
  std::uint64_t row_count() const;
  std::uint64_t value(std::uint64_t row, std::size_t column) const;
};

/// A value of a block. Parameters come first; a definition follows from variables before it.
struct BlockVariable {
  enum class Origin : std::uint8_t { Parameter, Definition, Self };
  std::string name;
  BlockType type;
  Origin origin = Origin::Parameter;
  /// A parameter of a public rule that the statement of a certificate lists.
  bool is_public = false;
  /// The block's chip must check that an integer lies in its type: nothing else promises it. Of a
  /// text: that its length has no more bits than its type says.
  bool range_checked = false;
  /// Of a definition: the polynomial over earlier variables that it equals.
  Polynomial definition = {};
  /// Of a definition that is a text: its symbols; parameters are indexes of earlier variables.
  std::vector<Item> text = {};

  /// A text that some claim writes out. Its name is that text, between backquotes.
  bool is_written_text() const { return type.is_text() && origin == Origin::Definition; }
};

struct BlockClaim {
  enum class Kind : std::uint8_t { Demand, Consume, Emit };
  Kind kind;
  RelationIndex relation;
  std::vector<Polynomial> values; ///< of an argument that is a text, a variable that is one
};

struct BlockLookup {
  TableIndex table;
  std::vector<Polynomial> values;
};

struct BlockConstraint {
  enum class Kind : std::uint8_t { Zero, NonZero, NonNegative };
  Kind kind;
  Polynomial value;
  unsigned bits = 0; ///< of NonNegative: where it holds, the value is below 2^bits
};

struct BlockRule {
  std::string name;
  bool is_public;
  std::uint32_t parameters;
  std::vector<BlockVariable> variables;
  std::vector<BlockClaim> claims;
  std::vector<BlockLookup> lookups;
  std::vector<BlockConstraint> constraints; ///< without those that are definitions
};

struct BlockProgram {
  std::vector<Relation> relations;
  std::vector<Table> tables;
  std::vector<BlockRule> rules;
  /// Empty if there are no texts in claims or arguments.
  std::vector<std::string> sorts;
  std::vector<std::string> symbols; ///< by code; entry 0 is unused

  bool has_texts() const { return !symbols.empty(); }
  /// Whether a block of this rule consumes or emits a claim of a linear relation.
  bool is_linear(const BlockRule& rule) const;
  std::optional<BlockRuleIndex> find_rule(llvm::StringRef name) const;
};

} // namespace blockfold::ir
