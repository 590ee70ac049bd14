#pragma once

#include "compiler/metamath/codes.h"
#include "compiler/metamath/storage.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>

#include <functional>
#include <vector>

namespace blockfold::mm {

/// Reports an error at a piece of the current file.
using ReportError = std::function<void(Code, llvm::StringRef piece, std::string message)>;

/// Builds a Database statement by statement, keeping track of scopes and enforcing the rules about
/// declarations (book, 4.1.3 and 4.2). Every name passed in must stay alive in a file of the
/// database.
class DatabaseBuilder {
public:
  explicit DatabaseBuilder(const ReportError& report);

  /// The files must be added before any text of theirs is used; returns its index.
  std::uint32_t add_file(std::unique_ptr<SourceFile> file);
  const SourceFile& file(std::uint32_t index) const { return *storage().files[index]; }

  void open_scope(llvm::StringRef token, std::uint32_t file);
  /// False if no scope is open.
  bool close_scope();
  bool in_scope() const { return !scopes_.empty(); }
  /// The opening tokens of the scopes that are open, outermost first.
  struct OpenScope {
    llvm::StringRef token;
    std::uint32_t file;
  };
  llvm::SmallVector<OpenScope, 8> open_scopes() const;

  void declare_constant(llvm::StringRef name, SourceLocation where);
  void declare_variable(llvm::StringRef name, SourceLocation where);

  /// The symbol with this name, if it may be used here; otherwise reports why not and returns
  /// kNoId.
  SymbolId use_symbol(llvm::StringRef name);

  /// Adds all pairs of these variables, `names` being where they stand.
  void add_disjoint(llvm::ArrayRef<SymbolId> variables, llvm::ArrayRef<llvm::StringRef> names);

  /// A labelled statement as read; `names[i]` is where `math[i]` stands. kNoId: an error there was
  /// reported already.
  struct Draft {
    StatementKind kind;
    llvm::StringRef label;
    SourceLocation where;
    llvm::ArrayRef<SymbolId> math;
    llvm::ArrayRef<llvm::StringRef> names;
    llvm::StringRef proof;
    bool broken = false; ///< an error in it was reported already
  };
  /// Checks and adds a statement. One with errors is left out, and its label remembered as broken.
  void add_statement(const Draft& draft);

  Database finish();

private:
  struct Scope {
    OpenScope opening;
    std::size_t variables;
    std::size_t hypotheses;
    std::size_t essentials;
    std::size_t essential_variables;
    std::size_t pairs;
    llvm::ArrayRef<DisjointPair> sorted_pairs;
    bool pairs_sorted;
  };
  /// What is known of a symbol in the current scope.
  struct SymbolState {
    bool active = false;          // declared here (always true for constants)
    bool in_essential = false;    // occurs in an active $e
    StatementId floating = kNoId; // its active $f
    std::uint32_t seen = 0;       // the last assertion that has it as mandatory variable
  };

  Database::Storage& storage() { return *database_.storage_; }
  const Database::Storage& storage() const { return *database_.storage_; }

  SymbolId new_symbol(llvm::StringRef name, bool is_variable, SourceLocation where);
  bool claim_label(const Draft& draft);
  bool check_math(const Draft& draft);
  bool check_floating(const Draft& draft);
  void add_hypothesis(StatementId id, const Statement& statement);

  const Frame* make_frame(const Draft& draft);
  void collect_mandatory_variables(llvm::ArrayRef<SymbolId> math);
  llvm::ArrayRef<DisjointPair> active_pairs();
  llvm::ArrayRef<DisjointPair> mandatory_pairs(llvm::ArrayRef<DisjointPair> active);
  bool within_budget(std::size_t entries, llvm::StringRef piece);

  const ReportError& report_;
  Database database_;
  std::vector<SymbolState> states_;
  std::vector<Scope> scopes_;

  // Stacks that a closing scope cuts back.
  std::vector<SymbolId> variables_;           // active, in the order of declaration
  std::vector<StatementId> hypotheses_;       // active $f and $e
  std::vector<StatementId> essentials_;       // active $e
  std::vector<SymbolId> essential_variables_; // those that occur in active $e, once each
  std::vector<DisjointPair> pairs_;           // as written, unsorted

  llvm::ArrayRef<DisjointPair> sorted_pairs_; // `pairs_` as frames hold them, if pairs_sorted_
  bool pairs_sorted_ = true;
  std::uint32_t assertion_ = 0;     // counts assertions, for SymbolState::seen
  std::vector<SymbolId> mandatory_; // of the current assertion
  std::size_t frame_entries_ = 0;   // stored in all frames so far
};

} // namespace blockfold::mm
