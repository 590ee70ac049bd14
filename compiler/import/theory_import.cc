#include "compiler/import/theory_import.h"

#include "runtime/base/check.h"
#include "runtime/hash/keccak.h"

namespace blockfold::import {
namespace {

class TheoryImporter {
public:
  explicit TheoryImporter(const mm::Database& database) : database_(database) {
    theory_.symbol_names.emplace_back(); // codes start at 1
  }

  ir::Theory run(llvm::ArrayRef<Selected> selected) {
    std::uint32_t ordinal = 0;
    mm::StatementId next = 0;
    for (const Selected& entry : selected) {
      for (; next < entry.statement; ++next)
        ordinal += database_.statement(next).is_assertion() ? 1 : 0;
      add(entry, ordinal);
    }
    add_context_variables();
    return std::move(theory_);
  }

private:
  ir::TypecodeId typecode(mm::SymbolId symbol) {
    const auto [entry, inserted] = typecodes_.try_emplace(symbol, theory_.typecodes.size());
    if (inserted)
      theory_.typecodes.push_back(database_.name(symbol).str());
    return entry->second;
  }

  ir::SymbolCode new_code(llvm::StringRef name) {
    theory_.symbol_names.push_back(name.str());
    return static_cast<ir::SymbolCode>(theory_.symbol_names.size() - 1);
  }

  ir::SymbolCode constant_code(mm::SymbolId symbol) {
    const auto [entry, inserted] = constants_.try_emplace(symbol, 0);
    if (inserted)
      entry->second = new_code(database_.name(symbol));
    return entry->second;
  }

  /// Pairs, because a variable may have another typecode in another scope.
  ir::SymbolCode variable_code(mm::SymbolId variable, ir::TypecodeId type) {
    const auto [entry, inserted] = variables_.try_emplace({variable, type}, 0);
    if (inserted)
      entry->second = new_code(database_.name(variable));
    return entry->second;
  }

  ir::Template import_template(llvm::ArrayRef<mm::SymbolId> math) {
    ir::Template out{typecode(math.front()), {}};
    out.items.reserve(math.size() - 1);
    for (const mm::SymbolId symbol : math.drop_front())
      out.items.push_back(database_.is_variable(symbol)
                              ? ir::Item::parameter(parameter_of_.lookup(symbol))
                              : ir::Item::constant(constant_code(symbol)));
    return out;
  }

  void add(const Selected& selected, std::uint32_t ordinal) {
    const mm::Statement& statement = database_.statement(selected.statement);
    ir::Assertion assertion{statement.label.str(), selected.role, ordinal, {}, {}, {}, {}};
    parameter_of_.clear();
    for (const mm::StatementId id : statement.frame->hypotheses) {
      const mm::Statement& hypothesis = database_.statement(id);
      if (hypothesis.kind != mm::StatementKind::Floating)
        continue;
      const ir::TypecodeId type = typecode(hypothesis.typecode());
      parameter_of_[hypothesis.variable()] =
          static_cast<std::uint32_t>(assertion.parameters.size());
      assertion.parameters.push_back({type, variable_code(hypothesis.variable(), type)});
    }
    for (const mm::StatementId id : statement.frame->hypotheses)
      if (database_.statement(id).kind == mm::StatementKind::Essential)
        assertion.essentials.push_back(import_template(database_.statement(id).math));
    assertion.conclusion = import_template(statement.math);
    for (const mm::DisjointPair& pair : statement.frame->disjoint) {
      auto first = parameter_of_.lookup(pair.first), second = parameter_of_.lookup(pair.second);
      assertion.disjoint.emplace_back(std::min(first, second), std::max(first, second));
    }
    register_roles(selected.role);
    theory_.assertions.push_back(std::move(assertion));
  }

  void register_roles(ir::Role role) {
    const auto id = static_cast<ir::AssertionId>(theory_.assertions.size());
    if (ir::is_proved(role))
      theory_.contexts.push_back({id});
    // A proved rule's rank is its own number: it may be cited in later contexts only.
    if (ir::is_rule(role))
      theory_.rules.push_back({id, static_cast<std::uint32_t>(theory_.contexts.size())});
  }

  void add_context_variables() {
    std::vector<bool> seen(theory_.symbol_names.size());
    for (const ir::Context& context : theory_.contexts)
      for (const ir::Parameter& parameter : theory_.of(context).parameters)
        if (!seen[parameter.code]) {
          seen[parameter.code] = true;
          theory_.variables.push_back({parameter.code, parameter.typecode, false});
        }
  }

  const mm::Database& database_;
  ir::Theory theory_;
  llvm::DenseMap<mm::SymbolId, ir::TypecodeId> typecodes_;
  llvm::DenseMap<mm::SymbolId, ir::SymbolCode> constants_;
  llvm::DenseMap<std::pair<mm::SymbolId, ir::TypecodeId>, ir::SymbolCode> variables_;
  llvm::DenseMap<mm::SymbolId, std::uint32_t> parameter_of_; ///< of the assertion at hand
};

/// Feeds numbers as LEB128 and strings with their lengths, so that no two theories give one stream.
class DigestStream {
public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      put(static_cast<std::uint8_t>(value | 0x80));
    put(static_cast<std::uint8_t>(value));
  }
  void string(llvm::StringRef text) {
    number(text.size());
    for (const char c : text)
      put(static_cast<std::uint8_t>(c));
  }
  std::array<std::uint8_t, 32> finish() {
    hash_.update(buffer_);
    return hash_.finalize();
  }

private:
  void put(std::uint8_t byte) {
    buffer_.push_back(byte);
    if (buffer_.size() == 1 << 16) {
      hash_.update(buffer_);
      buffer_.clear();
    }
  }
  Keccak256 hash_;
  std::vector<std::uint8_t> buffer_;
};

void digest_template(DigestStream& stream, const ir::Template& statement) {
  stream.number(statement.typecode);
  stream.number(statement.items.size());
  for (const ir::Item item : statement.items)
    stream.number(item.is_parameter() ? 2 * std::uint64_t{item.index()} + 1
                                      : 2 * std::uint64_t{item.code()});
}

} // namespace

ir::Theory import_theory(const mm::Database& database, llvm::ArrayRef<Selected> selected) {
  return TheoryImporter(database).run(selected);
}

void add_dummies(ir::Theory& theory, llvm::ArrayRef<std::uint32_t> counts) {
  BF_CHECK(counts.size() == theory.typecodes.size());
  for (ir::TypecodeId type = 0; type < counts.size(); ++type)
    for (std::uint32_t i = 0; i < counts[type]; ++i) {
      theory.symbol_names.push_back("$" + theory.typecodes[type] + std::to_string(i));
      theory.variables.push_back(
          {static_cast<ir::SymbolCode>(theory.symbol_names.size() - 1), type, true});
    }
}

std::vector<bool> typecodes_with_variables(const ir::Theory& theory) {
  std::vector<bool> found(theory.typecodes.size());
  for (const ir::Assertion& assertion : theory.assertions)
    for (const ir::Parameter& parameter : assertion.parameters)
      found[parameter.typecode] = true;
  return found;
}

std::vector<mm::StatementId> assertions_of(const mm::Database& database) {
  std::vector<mm::StatementId> ids;
  for (mm::StatementId id = 0; id < database.statements().size(); ++id)
    if (database.statement(id).is_assertion())
      ids.push_back(id);
  return ids;
}

bool MetamathSource::is_axiom(std::uint32_t ordinal) const {
  return database_.statement(assertions_[ordinal]).kind == mm::StatementKind::Axiom;
}

llvm::StringRef MetamathSource::label(std::uint32_t ordinal) const {
  return database_.statement(assertions_[ordinal]).label;
}

ir::Theory MetamathSource::build(llvm::ArrayRef<ir::ChosenAssertion> chosen) const {
  std::vector<Selected> selected;
  selected.reserve(chosen.size());
  for (const ir::ChosenAssertion& choice : chosen)
    selected.push_back({assertions_[choice.ordinal], choice.role});
  return import_theory(database_, selected);
}

std::array<std::uint8_t, 32> theory_digest(const ir::Theory& theory) {
  DigestStream stream;
  stream.number(theory.typecodes.size());
  for (const std::string& name : theory.typecodes)
    stream.string(name);
  stream.number(theory.symbol_names.size());
  for (const std::string& name : theory.symbol_names)
    stream.string(name);
  stream.number(theory.assertions.size());
  for (const ir::Assertion& assertion : theory.assertions) {
    stream.string(assertion.label);
    stream.number(static_cast<std::uint64_t>(assertion.role));
    stream.number(assertion.parameters.size());
    for (const ir::Parameter& parameter : assertion.parameters) {
      stream.number(parameter.typecode);
      stream.number(parameter.code);
    }
    stream.number(assertion.essentials.size());
    for (const ir::Template& essential : assertion.essentials)
      digest_template(stream, essential);
    digest_template(stream, assertion.conclusion);
    stream.number(assertion.disjoint.size());
    for (const auto& [first, second] : assertion.disjoint) {
      stream.number(first);
      stream.number(second);
    }
  }
  return stream.finish();
}

} // namespace blockfold::import
