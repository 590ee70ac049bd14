#pragma once

#include "compiler/support/source_file.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace blockfold::mm {

/// Index of a math symbol, dense from 0 in the order of first declaration. A name has one symbol
/// even if several blocks declare it as a variable.
using SymbolId = std::uint32_t;
/// Index of a statement, dense from 0 in the order of the text.
using StatementId = std::uint32_t;
inline constexpr std::uint32_t kNoId = 0xffff'ffff;

enum class StatementKind : std::uint8_t { Floating, Essential, Axiom, Theorem };
/// "$f", "$e", "$a" or "$p".
llvm::StringRef keyword(StatementKind kind);

/// A place in one of the database's files.
struct SourceLocation {
  std::uint32_t file = 0;   ///< index into `Database::files`
  std::uint32_t offset = 0; ///< bytes from the start of that file
};

struct Symbol {
  llvm::StringRef name;
  bool is_variable = false;
  SourceLocation where; ///< its first declaration
};

/// Two variables that must stay distinct, `first < second`.
struct DisjointPair {
  SymbolId first;
  SymbolId second;

  friend bool operator==(const DisjointPair&, const DisjointPair&) = default;
  friend auto operator<=>(const DisjointPair&, const DisjointPair&) = default;
};

/// What an assertion depends on (book, 4.2.7: the mandatory frame, and the extended frame's $d).
struct Frame {
  /// Mandatory hypotheses in the order of the text: the $f of each variable that occurs in the
  /// assertion or in an active $e, and every active $e.
  llvm::ArrayRef<StatementId> hypotheses;
  /// The active $d pairs whose two variables are mandatory; sorted, without repetition.
  llvm::ArrayRef<DisjointPair> disjoint;
  /// All active $d pairs, those of dummy variables included; sorted, without repetition.
  llvm::ArrayRef<DisjointPair> active_disjoint;
};

struct Statement {
  StatementKind kind = StatementKind::Axiom;
  llvm::StringRef label;
  SourceLocation where; ///< of the label
  /// Typecode first, never empty. A $f has exactly {typecode, variable}.
  llvm::ArrayRef<SymbolId> math;
  /// Of $a and $p; null for hypotheses.
  const Frame* frame = nullptr;
  /// Of $p: the text between "$=" and "$.", comments included.
  llvm::StringRef proof;
  /// The first statement after the block of this one; kNoId if that block is the outermost.
  StatementId scope_end = kNoId;

  bool is_assertion() const { return kind >= StatementKind::Axiom; }
  SymbolId typecode() const { return math.front(); }
  /// Of $f.
  SymbolId variable() const { return math[1]; }
};

class DatabaseBuilder;

/// A Metamath database after reading: symbols, labelled statements, frames. Immutable, so that
/// threads may share it; movable. Statements in which the reader found an error are left out, so
/// everything here obeys the rules for declarations and scopes; proofs are not checked yet.
class Database {
public:
  Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  llvm::ArrayRef<Symbol> symbols() const;
  llvm::ArrayRef<Statement> statements() const;
  const Statement& statement(StatementId id) const { return statements()[id]; }

  /// The statement with this label.
  std::optional<StatementId> find(llvm::StringRef label) const;
  /// The symbol with this name.
  std::optional<SymbolId> find_symbol(llvm::StringRef name) const;
  /// The label belongs to a statement that was left out because of an error.
  bool is_broken_label(llvm::StringRef label) const;

  bool is_variable(SymbolId symbol) const { return symbols()[symbol].is_variable; }
  llvm::StringRef name(SymbolId symbol) const { return symbols()[symbol].name; }
  /// The names of the symbols with a space between; with more than `max_symbols`, the rest is
  /// "...".
  std::string text(llvm::ArrayRef<SymbolId> math, std::size_t max_symbols = SIZE_MAX) const;

  /// The hypothesis `id` may be cited in the proof of `at`.
  bool is_active(StatementId id, StatementId at) const {
    return id < at && at < statement(id).scope_end;
  }
  /// The $f that gives `variable` its typecode at statement `at`; works for dummy variables too.
  std::optional<StatementId> floating_of(SymbolId variable, StatementId at) const;

  llvm::ArrayRef<std::unique_ptr<SourceFile>> files() const;
  const SourceFile& file(SourceLocation where) const { return *files()[where.file]; }

private:
  friend class DatabaseBuilder;
  struct Storage;
  std::unique_ptr<Storage> storage_;
};

} // namespace blockfold::mm
