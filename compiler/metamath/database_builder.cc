#include "compiler/metamath/database_builder.h"

#include "compiler/metamath/scanner.h"
#include "compiler/support/format.h"

#include <llvm/ADT/DenseSet.h>

#include <algorithm>

namespace blockfold::mm {
namespace {

/// Frames can be quadratic in the size of the text. This bounds the memory that a hostile database
/// takes to about 1 GB, far above what any real one needs.
constexpr std::size_t kMaxFrameEntries = std::size_t{1} << 26;

DisjointPair ordered(SymbolId a, SymbolId b) {
  return a < b ? DisjointPair{a, b} : DisjointPair{b, a};
}

void sort_unique(std::vector<DisjointPair>& pairs) {
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
}

} // namespace

DatabaseBuilder::DatabaseBuilder(const ReportError& report) : report_(report) {}

std::uint32_t DatabaseBuilder::add_file(std::unique_ptr<SourceFile> file) {
  storage().files.push_back(std::move(file));
  return static_cast<std::uint32_t>(storage().files.size() - 1);
}

void DatabaseBuilder::open_scope(llvm::StringRef token, std::uint32_t file) {
  scopes_.push_back({{token, file},
                     variables_.size(),
                     hypotheses_.size(),
                     essentials_.size(),
                     essential_variables_.size(),
                     pairs_.size(),
                     sorted_pairs_,
                     pairs_sorted_});
}

bool DatabaseBuilder::close_scope() {
  if (scopes_.empty())
    return false;
  const Scope scope = scopes_.back();
  scopes_.pop_back();
  const auto next = static_cast<StatementId>(storage().statements.size());
  for (std::size_t i = scope.hypotheses; i < hypotheses_.size(); ++i) {
    Statement& hypothesis = storage().statements[hypotheses_[i]];
    hypothesis.scope_end = next;
    if (hypothesis.kind == StatementKind::Floating)
      states_[hypothesis.variable()].floating = kNoId;
  }
  for (std::size_t i = scope.variables; i < variables_.size(); ++i)
    states_[variables_[i]].active = false;
  for (std::size_t i = scope.essential_variables; i < essential_variables_.size(); ++i)
    states_[essential_variables_[i]].in_essential = false;
  variables_.resize(scope.variables);
  hypotheses_.resize(scope.hypotheses);
  essentials_.resize(scope.essentials);
  essential_variables_.resize(scope.essential_variables);
  if (pairs_.size() != scope.pairs) {
    pairs_.resize(scope.pairs);
    sorted_pairs_ = scope.sorted_pairs;
    pairs_sorted_ = scope.pairs_sorted;
  }
  return true;
}

llvm::SmallVector<DatabaseBuilder::OpenScope, 8> DatabaseBuilder::open_scopes() const {
  llvm::SmallVector<OpenScope, 8> open;
  for (const Scope& scope : scopes_)
    open.push_back(scope.opening);
  return open;
}

SymbolId DatabaseBuilder::new_symbol(llvm::StringRef name, bool is_variable, SourceLocation where) {
  const auto id = static_cast<SymbolId>(storage().symbols.size());
  storage().symbols.push_back({name, is_variable, where});
  storage().floatings.emplace_back();
  storage().names.try_emplace(name, NameUse{NameUse::Kind::Symbol, id});
  states_.push_back({.active = true});
  return id;
}

void DatabaseBuilder::declare_constant(llvm::StringRef name, SourceLocation where) {
  const NameUse* const use = storage().find(name);
  if (use == nullptr)
    new_symbol(name, false, where);
  else if (use->kind != NameUse::Kind::Symbol)
    report_(Code::SymbolIsLabel, name,
            fmt::format("{} is the label of an earlier statement", quoted(name)));
  else if (storage().symbols[use->id].is_variable)
    report_(Code::KindChanged, name,
            fmt::format("{} was declared as a variable before", quoted(name)));
  else
    report_(Code::ConstantRedeclared, name, fmt::format("{} is a constant already", quoted(name)));
}

void DatabaseBuilder::declare_variable(llvm::StringRef name, SourceLocation where) {
  const NameUse* const use = storage().find(name);
  if (use == nullptr) {
    variables_.push_back(new_symbol(name, true, where));
  } else if (use->kind != NameUse::Kind::Symbol) {
    report_(Code::SymbolIsLabel, name,
            fmt::format("{} is the label of an earlier statement", quoted(name)));
  } else if (!storage().symbols[use->id].is_variable) {
    report_(Code::KindChanged, name,
            fmt::format("{} was declared as a constant before", quoted(name)));
  } else if (states_[use->id].active) {
    report_(Code::VariableRedeclared, name,
            fmt::format("the variable {} is active here already", quoted(name)));
  } else {
    states_[use->id].active = true;
    variables_.push_back(use->id);
  }
}

SymbolId DatabaseBuilder::use_symbol(llvm::StringRef name) {
  const NameUse* const use = storage().find(name);
  if (use == nullptr || use->kind != NameUse::Kind::Symbol) {
    report_(Code::UndeclaredSymbol, name,
            fmt::format("the symbol {} is not declared", quoted(name)));
    return kNoId;
  }
  if (!states_[use->id].active) {
    report_(Code::InactiveVariable, name,
            fmt::format("the variable {} is not active here: its block has ended", quoted(name)));
    return kNoId;
  }
  return use->id;
}

bool DatabaseBuilder::within_budget(std::size_t entries, llvm::StringRef piece) {
  if (entries <= kMaxFrameEntries && frame_entries_ <= kMaxFrameEntries - entries)
    return true;
  report_(Code::FrameTooLarge, piece,
          fmt::format("the hypotheses and $d pairs of all statements exceed {} entries",
                      kMaxFrameEntries));
  return false;
}

void DatabaseBuilder::add_disjoint(llvm::ArrayRef<SymbolId> variables,
                                   llvm::ArrayRef<llvm::StringRef> names) {
  bool good = true;
  llvm::DenseSet<SymbolId> seen;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    if (variables[i] == kNoId) {
      good = false;
    } else if (!storage().symbols[variables[i]].is_variable) {
      report_(Code::DisjointNotVariable, names[i],
              fmt::format("{} is not a variable", quoted(names[i])));
      good = false;
    } else if (!seen.insert(variables[i]).second) {
      report_(Code::DisjointRepeats, names[i],
              fmt::format("{} occurs twice in this $d", quoted(names[i])));
      good = false;
    }
  }
  const std::size_t count = variables.size();
  if (!good || count < 2 || !within_budget(pairs_.size() + count * (count - 1) / 2, names[0]))
    return;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i + 1; j < count; ++j)
      pairs_.push_back(ordered(variables[i], variables[j]));
  pairs_sorted_ = false;
}

bool DatabaseBuilder::claim_label(const Draft& draft) {
  if (!is_label(draft.label)) {
    report_(Code::IllegalLabel, draft.label,
            fmt::format("{} is no label: only letters, digits, '-', '_' and '.' may occur",
                        quoted(draft.label)));
  } else if (const NameUse* const use = storage().find(draft.label); use == nullptr) {
    return true;
  } else if (use->kind == NameUse::Kind::Symbol) {
    report_(Code::LabelIsSymbol, draft.label,
            fmt::format("{} is a math symbol", quoted(draft.label)));
  } else {
    report_(Code::LabelReused, draft.label,
            fmt::format("the label {} is taken already", quoted(draft.label)));
  }
  return false;
}

bool DatabaseBuilder::check_floating(const Draft& draft) {
  const SymbolId variable = draft.math[1];
  if (!storage().symbols[variable].is_variable) {
    report_(Code::FloatingNotVariable, draft.names[1],
            fmt::format("{} is not a variable", quoted(draft.names[1])));
    return false;
  }
  if (const StatementId other = states_[variable].floating; other != kNoId) {
    report_(Code::SecondFloating, draft.names[1],
            fmt::format("the variable {} has the type of {} already", quoted(draft.names[1]),
                        quoted(storage().statements[other].label)));
    return false;
  }
  return true;
}

bool DatabaseBuilder::check_math(const Draft& draft) {
  bool good = !llvm::is_contained(draft.math, kNoId);
  if (draft.math[0] != kNoId && storage().symbols[draft.math[0]].is_variable) {
    report_(Code::TypecodeNotConstant, draft.names[0],
            fmt::format("the first symbol, {}, is not a constant", quoted(draft.names[0])));
    good = false;
  }
  if (draft.kind == StatementKind::Floating)
    return good && check_floating(draft);
  for (std::size_t i = 1; i < draft.math.size(); ++i) {
    const SymbolId symbol = draft.math[i];
    if (symbol == kNoId || !storage().symbols[symbol].is_variable ||
        states_[symbol].floating != kNoId)
      continue;
    report_(Code::VariableWithoutFloating, draft.names[i],
            fmt::format("the variable {} has no active $f statement", quoted(draft.names[i])));
    good = false;
  }
  return good;
}

void DatabaseBuilder::add_hypothesis(StatementId id, const Statement& statement) {
  hypotheses_.push_back(id);
  if (statement.kind == StatementKind::Floating) {
    states_[statement.variable()].floating = id;
    storage().floatings[statement.variable()].push_back(id);
    return;
  }
  essentials_.push_back(id);
  for (const SymbolId symbol : statement.math) {
    if (!storage().symbols[symbol].is_variable || states_[symbol].in_essential)
      continue;
    states_[symbol].in_essential = true;
    essential_variables_.push_back(symbol);
  }
}

void DatabaseBuilder::add_statement(const Draft& draft) {
  const bool label_free = claim_label(draft);
  bool good = label_free && !draft.broken;
  // A statement without its shape says nothing about its symbols.
  if (!draft.math.empty() && (draft.kind != StatementKind::Floating || draft.math.size() == 2))
    good &= check_math(draft);
  else
    good = false;

  Statement statement;
  if (good && draft.kind >= StatementKind::Axiom) {
    statement.frame = make_frame(draft);
    good = statement.frame != nullptr;
  }
  if (!good) {
    if (label_free)
      storage().names.try_emplace(draft.label, NameUse{NameUse::Kind::BrokenStatement, kNoId});
    return;
  }
  const auto id = static_cast<StatementId>(storage().statements.size());
  statement.kind = draft.kind;
  statement.label = draft.label;
  statement.where = draft.where;
  statement.math = storage().keep(draft.math);
  statement.proof = draft.proof;
  if (!statement.is_assertion())
    add_hypothesis(id, statement);
  storage().names.try_emplace(draft.label, NameUse{NameUse::Kind::Statement, id});
  storage().statements.push_back(statement);
}

void DatabaseBuilder::collect_mandatory_variables(llvm::ArrayRef<SymbolId> math) {
  ++assertion_;
  mandatory_.clear();
  const auto add = [this](SymbolId symbol) {
    if (states_[symbol].seen == assertion_)
      return;
    states_[symbol].seen = assertion_;
    mandatory_.push_back(symbol);
  };
  for (const SymbolId symbol : essential_variables_)
    add(symbol);
  for (const SymbolId symbol : math)
    if (storage().symbols[symbol].is_variable)
      add(symbol);
}

llvm::ArrayRef<DisjointPair> DatabaseBuilder::active_pairs() {
  if (!pairs_sorted_) {
    std::vector<DisjointPair> sorted = pairs_;
    sort_unique(sorted);
    sorted_pairs_ = storage().keep(llvm::makeArrayRef(sorted));
    pairs_sorted_ = true;
    frame_entries_ += sorted.size();
  }
  return sorted_pairs_;
}

llvm::ArrayRef<DisjointPair> DatabaseBuilder::mandatory_pairs(llvm::ArrayRef<DisjointPair> active) {
  std::vector<DisjointPair> found;
  for (const DisjointPair pair : active)
    if (states_[pair.first].seen == assertion_ && states_[pair.second].seen == assertion_)
      found.push_back(pair);
  if (found.size() == active.size())
    return active;
  frame_entries_ += found.size();
  return storage().keep(llvm::makeArrayRef(found));
}

const Frame* DatabaseBuilder::make_frame(const Draft& draft) {
  collect_mandatory_variables(draft.math);
  // The worst that the parts of this frame can take, so that nothing is built in vain.
  if (!within_budget(mandatory_.size() + essentials_.size() + 2 * pairs_.size(), draft.label))
    return nullptr;

  std::vector<StatementId> hypotheses = essentials_;
  for (const SymbolId variable : mandatory_)
    hypotheses.push_back(states_[variable].floating);
  std::sort(hypotheses.begin(), hypotheses.end());
  frame_entries_ += hypotheses.size();

  Frame frame;
  frame.hypotheses = storage().keep(llvm::makeArrayRef(hypotheses));
  frame.active_disjoint = active_pairs();
  frame.disjoint = mandatory_pairs(frame.active_disjoint);
  return storage().keep(llvm::makeArrayRef(frame)).data();
}

Database DatabaseBuilder::finish() {
  return std::move(database_);
}

} // namespace blockfold::mm
