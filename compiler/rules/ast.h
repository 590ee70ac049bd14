#pragma once

#include "compiler/rules/source.h"

#include <llvm/ADT/StringRef.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

/// A rule file as it is written: the shape of grammars/BlockRules.g4 without its punctuation. Names
/// are not resolved and nothing is checked here. Words are views into the source, which outlives
/// the tree.
namespace blockfold::rules::ast {

/// A name, symbol or number as written; for quoted names, without the quotes.
struct Word {
  llvm::StringRef text;
  Range range;
};

struct Expression {
  enum class Kind : std::uint8_t { Number, Name, Self, Sum, Product };
  Kind kind;
  Range range;
  Word word;                        ///< of a number or name
  std::vector<Expression> operands; ///< of a sum or product, at least one
  std::vector<bool> negative;       ///< of a sum: whether each operand is subtracted
};

/// A text between quotes.
struct Text {
  Range range;
  std::vector<Word> words;
};
using Value = std::variant<Expression, Text>;

inline Range range_of(const Value& value) {
  return std::visit([](const auto& v) { return v.range; }, value);
}

// --- statements ---------------------------------------------------------------------------------

/// `premise |- ph`, `conclude |- ps`: the first word is the typecode.
struct Judgement {
  bool is_premise;
  Text text;
};
struct Distinct {
  std::vector<Word> names;
};
enum class ClaimKind : std::uint8_t { Demand, Consume, Emit, Lookup };
struct Claim {
  ClaimKind kind;
  Word name;
  std::vector<Value> values;
};
enum class Comparison : std::uint8_t { Equal, Different, Less, LessEqual, Greater, GreaterEqual };
struct Requirement {
  Comparison comparison;
  Expression left, right;
};
struct Definition {
  Word name;
  std::optional<Word> type;
  Expression value;
};
struct Statement {
  Range keyword; ///< the word that it begins with
  Range range;
  std::variant<Judgement, Distinct, Claim, Requirement, Definition> what;
};

// --- declarations -------------------------------------------------------------------------------

/// `sort`, `claim` and `symbols`: words that texts are made of.
struct Words {
  enum class Kind : std::uint8_t { Sorts, Claims, Symbols } kind;
  std::vector<Word> words;
};
struct Argument {
  bool order;
  Word name;
  Word type;
};
struct Relation {
  bool linear, unique;
  Word name;
  std::vector<Argument> arguments;
};
/// `table t = xor(8)`, or a list of rows.
struct Table {
  Word name;
  std::optional<Word> builtin;
  Word size; ///< of a builtin
  std::vector<std::vector<Word>> rows;
};
/// Variables that share modifiers and a type.
struct Parameters {
  std::optional<Range> hidden, free;
  std::vector<Word> names;
  Word type;
};
enum class RuleKind : std::uint8_t { Rule, Axiom, Theorem };
struct Rule {
  std::optional<Range> is_public;
  RuleKind kind;
  Word name;
  std::vector<Parameters> parameters;
  std::vector<Statement> statements;
};
struct Declaration {
  Range range;
  std::string doc; ///< the `///` lines before it, without the slashes; Markdown
  std::variant<Words, Relation, Table, Rule> what;
};

struct File {
  FileId id;
  std::string doc;            ///< the `//!` lines
  std::optional<Word> module; ///< may have dots
  std::vector<Word> imports;  ///< without the quotes
  std::vector<Declaration> declarations;
};

} // namespace blockfold::rules::ast
