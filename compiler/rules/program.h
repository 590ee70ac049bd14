#pragma once

#include "compiler/ir/block_program.h"
#include "compiler/rules/source.h"

#include <llvm/ADT/ArrayRef.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// A rule program with all names resolved and all types checked. What refers to something does so
/// by its id; names and places are kept for people only. docs/rule-language.md says what each part
/// means.
///
/// Invariants, established by `resolve` and relied on everywhere else:
/// - every id and index is in range;
/// - a text rule has exactly one conclusion, an axiom no premise;
/// - a claim has as many values as its relation has arguments, texts exactly where those are texts,
///   and a bare address exactly where those are addresses;
/// - the first argument of a unique relation is an address, and every emission of it is `self`.
namespace blockfold::rules {

using ir::bits_interval;
using ir::Interval;
using ir::Monomial;
using ir::Polynomial;
using ir::VariableIndex;
using ir::WideInteger;

enum class SortId : std::uint32_t {};
enum class SymbolId : std::uint32_t {};
enum class RelationId : std::uint32_t {};
enum class TableId : std::uint32_t {};
enum class RuleId : std::uint32_t {};

/// What identifies a thing to people.
struct Entity {
  std::string name;
  Range where;     ///< of its name in its declaration
  std::string doc; ///< Markdown, lines end in '\n'; may be empty
};

/// The first symbol of a judgement. A sort has variables; a claim has none, and only claims say
/// that something is true.
struct Sort : Entity {
  bool is_claim;
};

struct Type {
  enum class Kind : std::uint8_t { Field, Bits, Address, Text };
  Kind kind = Kind::Field;
  unsigned bits = 0;      ///< of Bits, 1 to 64
  bool is_signed = false; ///< of Bits: around 0, not from 0
  SortId sort{};          ///< of Text
  bool is_text() const { return kind == Kind::Text; }
  bool is_address() const { return kind == Kind::Address; }
  friend bool operator==(const Type&, const Type&) = default;
};

// --- texts --------------------------------------------------------------------------------------

/// One symbol of a text: a constant, or a rule's variable.
struct TextItem {
  bool is_variable;
  std::uint32_t id; ///< SymbolId or VariableIndex
};
using Text = std::vector<TextItem>;

struct Judgement {
  SortId sort;
  Text text;
  Range where;
};

/// Variables whose texts have no variable in common; first < second.
using DistinctPair = std::pair<VariableIndex, VariableIndex>;

/// What Metamath calls an assertion: its parameters are the rule's variables, all of them texts.
struct TextBody {
  std::vector<Judgement> premises;
  Judgement conclusion;
  std::vector<DistinctPair> distinct; ///< sorted, without repetition
};

// --- fields -------------------------------------------------------------------------------------

struct RelationArgument {
  std::string name;
  Type type;
};
struct Relation : Entity {
  bool linear; ///< every emission is consumed exactly once
  bool unique; ///< at most one claim for each address
  std::vector<RelationArgument> arguments;
  std::optional<std::uint32_t> order; ///< index of the argument that decreases along recursion
};

/// Rows that the verifier evaluates itself.
struct Table : Entity {
  enum class Kind : std::uint8_t { Range, And, Or, Xor, Rows };
  Kind kind;
  unsigned bits = 0;                            ///< of all kinds but Rows
  std::vector<std::vector<std::uint64_t>> rows; ///< of Rows, all of one length
  std::vector<Interval> row_intervals;          ///< of Rows: what each column lies in

  std::size_t columns() const;
  /// The values of one column; a range that contains them.
  Interval column_interval(std::size_t column) const;
  /// Whether the columns in `known` leave at most one value for `column`.
  bool determines(llvm::ArrayRef<bool> known, std::size_t column) const;
};

using Value = std::variant<Polynomial, Text>;

enum class ClaimKind : std::uint8_t { Demand, Consume, Emit };
struct Claim {
  ClaimKind kind;
  RelationId relation;
  std::vector<Value> values;
  std::vector<Range> places; ///< of the values
  Range where;
};
struct Lookup {
  TableId table;
  std::vector<Polynomial> values;
  Range where;
};
/// What must hold of a polynomial's value: it is 0; it is not 0; it is an integer from 0 to
/// 2^64 - 1.
struct Constraint {
  enum class Kind : std::uint8_t { Zero, NonZero, NonNegative };
  Kind kind;
  Polynomial value;
  Range where;
  /// Of the equation x - value = 0 of `let x: T = value`: x.
  std::optional<VariableIndex> defines = std::nullopt;
};
struct FieldBody {
  std::vector<Claim> claims;
  std::vector<Lookup> lookups;
  std::vector<Constraint> constraints;
};

// --- rules --------------------------------------------------------------------------------------

/// A value of a block. The block itself checks the range of a variable of type Bits.
struct Variable {
  enum class Origin : std::uint8_t {
    Parameter,  ///< an argument of the block
    Definition, ///< of a `let` with a type; a constraint says what it is
    Self,       ///< the address of the block
  };
  std::string name;
  Type type;
  Origin origin = Origin::Parameter;
  bool hidden = false; ///< of a public rule: not in the statement of a certificate
  bool free = false;   ///< any value that satisfies the rule is right
  Range where;
};

enum class RuleKind : std::uint8_t { Rule, Axiom, Theorem };
struct Rule : Entity {
  RuleKind kind;
  bool is_public;                  ///< its blocks are part of a certificate's statement
  std::vector<Variable> variables; ///< parameters first
  std::uint32_t parameters;
  std::variant<TextBody, FieldBody> body;
  Range declaration;

  const TextBody* text() const { return std::get_if<TextBody>(&body); }
  const FieldBody* field() const { return std::get_if<FieldBody>(&body); }
};

struct Module {
  std::string name; ///< as declared, or the file's
  std::string doc;
  FileId file;
};

struct Program {
  std::vector<Module> modules; ///< imported ones before those that import them
  std::vector<Sort> sorts;
  std::vector<Entity> symbols;
  std::vector<Relation> relations;
  std::vector<Table> tables;
  std::vector<Rule> rules; ///< in the order of modules and their texts

  const Sort& operator[](SortId id) const { return sorts[static_cast<std::size_t>(id)]; }
  const Entity& operator[](SymbolId id) const { return symbols[static_cast<std::size_t>(id)]; }
  const Relation& operator[](RelationId id) const {
    return relations[static_cast<std::size_t>(id)];
  }
  const Table& operator[](TableId id) const { return tables[static_cast<std::size_t>(id)]; }
  const Rule& operator[](RuleId id) const { return rules[static_cast<std::size_t>(id)]; }
};

/// "u32", "field", "address" or a sort's name.
std::string type_name(const Program& program, const Type& type);
/// What every value of a type lies in; nothing for field elements and texts.
std::optional<Interval> type_interval(const Type& type);
/// A polynomial as it could be written.
std::string to_string(const Rule& rule, const Polynomial& polynomial);
/// A text as it could be written; words with single blanks between.
std::string to_string(const Program& program, const Rule& rule, const Text& text);

} // namespace blockfold::rules
