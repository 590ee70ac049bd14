#pragma once

#include "compiler/rules/ast.h"
#include "compiler/rules/loader.h"
#include "compiler/rules/program.h"

#include <llvm/ADT/StringMap.h>

#include <optional>
#include <string>

/// What the names of a program's files stand for. Part of `resolve`.
namespace blockfold::rules {

/// A decimal or hexadecimal number below 2^63, perhaps with '_' between digits. Reports others.
std::optional<std::int64_t> parse_number(const ast::Word& word, Reporter& reporter);

/// All names that files declare for each other. There are two spaces: sorts, claims and symbols,
/// which occur in texts; relations, tables and rules.
class Names {
public:
  Names(const LoadedFiles& files, Reporter& reporter) : files_(files), reporter_(reporter) {}

  enum class Kind : std::uint8_t { Sort, Symbol, Relation, Table, Rule };
  struct Named {
    Kind kind;
    std::uint32_t id;
    Range where;
  };

  /// Enters a name; reports it, and returns false, if it is taken.
  bool declare(const ast::Word& name, Kind kind, std::size_t id);

  /// What a word of a text stands for, in any file, or null.
  const Named* word_anywhere(llvm::StringRef name) const {
    const auto found = words_.find(name);
    return found == words_.end() ? nullptr : &found->second;
  }
  /// What a name stands for, as seen from its file, with a report of `code` if there is nothing of
  /// one of these kinds. `extra` names would have been right, too.
  const Named* require(const ast::Word& name, llvm::ArrayRef<Kind> kinds, Code code,
                       llvm::StringRef what, llvm::ArrayRef<llvm::StringRef> extra = {}) const;

  std::optional<Type> type(const ast::Word& name, const Program& program) const;

  static llvm::StringRef kind_name(Kind kind);

private:
  using Space = llvm::StringMap<Named>;
  static bool in_texts(Kind kind) { return kind == Kind::Sort || kind == Kind::Symbol; }
  bool sees(FileId from, FileId to) const {
    return files_.visible[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
  }
  const Named* visible(const Space& space, const ast::Word& name) const;

  const LoadedFiles& files_;
  Reporter& reporter_;
  Space words_, names_;
};

} // namespace blockfold::rules
