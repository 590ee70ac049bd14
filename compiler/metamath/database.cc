#include "compiler/metamath/database.h"

#include "compiler/metamath/storage.h"

namespace blockfold::mm {

llvm::StringRef keyword(StatementKind kind) {
  switch (kind) {
  case StatementKind::Floating:
    return "$f";
  case StatementKind::Essential:
    return "$e";
  case StatementKind::Axiom:
    return "$a";
  case StatementKind::Theorem:
    return "$p";
  }
  return "";
}

Database::Database() : storage_(std::make_unique<Storage>()) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

llvm::ArrayRef<Symbol> Database::symbols() const {
  return storage_->symbols;
}
llvm::ArrayRef<Statement> Database::statements() const {
  return storage_->statements;
}
llvm::ArrayRef<std::unique_ptr<SourceFile>> Database::files() const {
  return storage_->files;
}

std::optional<StatementId> Database::find(llvm::StringRef label) const {
  const NameUse* const use = storage_->find(label);
  if (use == nullptr || use->kind != NameUse::Kind::Statement)
    return std::nullopt;
  return use->id;
}

std::optional<SymbolId> Database::find_symbol(llvm::StringRef name) const {
  const NameUse* const use = storage_->find(name);
  if (use == nullptr || use->kind != NameUse::Kind::Symbol)
    return std::nullopt;
  return use->id;
}

bool Database::is_broken_label(llvm::StringRef label) const {
  const NameUse* const use = storage_->find(label);
  return use != nullptr && use->kind == NameUse::Kind::BrokenStatement;
}

std::string Database::text(llvm::ArrayRef<SymbolId> math, std::size_t max_bytes) const {
  std::string text;
  for (const SymbolId symbol : math) {
    if (!text.empty())
      text += ' ';
    text += name(symbol).take_front(max_bytes);
    if (text.size() > max_bytes) {
      text.resize(max_bytes);
      return text + "...";
    }
  }
  return text;
}

std::optional<StatementId> Database::floating_of(SymbolId variable, StatementId at) const {
  // At most one is active at a time; the latest is the likeliest.
  for (const StatementId id : llvm::reverse(storage_->floatings[variable]))
    if (is_active(id, at))
      return id;
  return std::nullopt;
}

} // namespace blockfold::mm
