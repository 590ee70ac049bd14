#pragma once

#include "compiler/imp/source.h"

#include <llvm/ADT/StringRef.h>

#include <memory>
#include <optional>
#include <vector>

/// A program as it is written. Names and numbers are views into the file.
namespace blockfold::imp::ast {

struct Word {
  llvm::StringRef text;
  Range where;
};

struct Expression {
  enum class Kind : std::uint8_t {
    Number,
    Name,
    Element,  ///< of the array `word`, at the one operand
    Negation, ///< of the one operand
    Sum,      ///< of two operands, as all that follow
    Difference,
    Product,
    Quotient,
    Remainder,
  };
  Kind kind;
  Range where;
  Word word{};
  std::vector<Expression> operands{};
};

enum class Comparison : std::uint8_t { Equal, Different, Less, LessEqual, Greater, GreaterEqual };

struct Condition {
  enum class Kind : std::uint8_t { Compare, And, Or, Not };
  Kind kind;
  Range where;
  Comparison comparison{};
  std::vector<Expression> sides{};   ///< of Compare, two
  std::vector<Condition> operands{}; ///< of Not one, of the others at least two
};

struct Statement;
using Block = std::vector<Statement>;

struct Statement {
  enum class Kind : std::uint8_t { Assign, If, While, Require, Skip };
  Kind kind;
  Range where; ///< of If and While, up to the condition
  Word target{};
  std::optional<Expression> index{}, value{};
  std::optional<Condition> condition{};
  Block body{}, otherwise{};
};

struct Declaration {
  enum class Kind : std::uint8_t { Input, Variable, Array, Output };
  Kind kind;
  Word name;
  std::optional<Word> size{};    ///< of arrays
  std::optional<Word> initial{}; ///< of variables
  bool negative = false;         ///< the initial value has a minus
};

struct Program {
  std::vector<Declaration> declarations;
  Block statements;
};

} // namespace blockfold::imp::ast
