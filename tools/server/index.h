#pragma once

#include "compiler/rules/loader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the names of rule files stand for, found in the trees alone: a file with mistakes has
/// names, too.
namespace blockfold::server {

enum class SymbolKind : std::uint8_t {
  Sort,
  Claim,
  Symbol,
  Relation,
  Table,
  Rule,
  Argument,   ///< of a relation
  Parameter,  ///< of a rule
  Definition, ///< by `let`
};

/// Something with a name. Pointers go into the trees.
struct Symbol {
  SymbolKind kind;
  std::string name;
  rules::Range where; ///< of the name in its declaration
  const rules::ast::Declaration* declaration;
  std::optional<std::uint32_t> owner = std::nullopt; ///< the rule or relation that it belongs to
  std::string signature = {}; ///< as it is written, for what belongs to another
};

/// A name as it stands in a file.
struct Occurrence {
  enum class Use : std::uint8_t { Declaration, Demand, Consume, Emit, Other };
  rules::Range range;
  std::uint32_t symbol;
  Use use;
  std::optional<std::uint32_t> inside = std::nullopt; ///< the rule in whose body it stands
};

class Index {
public:
  Index() = default;
  Index(const rules::LoadedFiles& files, const rules::Sources& sources);

  const std::vector<Symbol>& symbols() const { return symbols_; }
  /// In the order of files and places.
  const std::vector<Occurrence>& occurrences() const { return occurrences_; }
  /// The name that contains an offset or ends there, or null.
  const Occurrence* find(rules::FileId file, std::size_t offset) const;
  /// Whether a file may use what is declared in another.
  bool sees(rules::FileId from, rules::FileId to) const;

private:
  friend class IndexBuilder;
  std::vector<Symbol> symbols_;
  std::vector<Occurrence> occurrences_;
  std::vector<std::vector<bool>> visible_;
};

} // namespace blockfold::server
