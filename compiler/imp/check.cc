#include "compiler/imp/check.h"

#include "compiler/imp/parser.h"
#include "compiler/support/format.h"
#include "compiler/support/names.h"

namespace blockfold::imp {

constexpr std::int64_t kMaxArraySize = 65536;

class NameChecker {
public:
  NameChecker(Names& names, Reporter& reporter) : names_(names), reporter_(reporter) {}

  void run(const ast::Program& program) {
    using Kind = ast::Declaration::Kind;
    bool has_outputs = false;
    for (const ast::Declaration& declaration : program.declarations)
      if (declaration.kind != Kind::Output)
        declare(declaration);
    for (const ast::Declaration& declaration : program.declarations)
      if (declaration.kind == Kind::Output) {
        has_outputs = true;
        mark_output(declaration.name);
      }
    if (!has_outputs)
      mark_all_outputs();
    check(program.statements);
    report_unused();
  }

private:
  // --- declarations -----------------------------------------------------------------------------

  void declare(const ast::Declaration& declaration) {
    const bool is_input = declaration.kind == ast::Declaration::Kind::Input;
    const bool is_array = declaration.size || declaration.kind == ast::Declaration::Kind::Array;
    const auto id =
        static_cast<std::uint32_t>(is_array ? names_.arrays.size() : names_.variables.size());
    const auto [entry, inserted] = names_.meanings_.try_emplace(
        declaration.name.text, Names::Meaning{is_array, id, declaration.name.where});
    if (!inserted)
      return reporter_.report(Code::Redeclared, declaration.name.where,
                              fmt::format("{} is declared already", quoted(declaration.name.text)),
                              {reporter_.note(entry->second.where, "the first time is here")});
    const std::string name = declaration.name.text.str();
    if (is_array)
      names_.arrays.push_back(
          {name, declaration.name.where, size_of(declaration), is_input, false});
    else
      names_.variables.push_back(
          {name, declaration.name.where, is_input, false, initial_of(declaration)});
  }

  std::uint32_t size_of(const ast::Declaration& declaration) {
    if (!declaration.size) {
      reporter_.report(Code::ArrayMisuse, declaration.name.where,
                       fmt::format("an array has a size: write '{}[8]'", declaration.name.text));
      return 1;
    }
    const auto size = parse_number(*declaration.size, reporter_);
    if (size && *size > 0 && *size <= kMaxArraySize)
      return static_cast<std::uint32_t>(*size);
    if (size)
      reporter_.report(
          Code::BadArraySize, declaration.size->where,
          fmt::format("an array has from 1 to {} elements, not {}", kMaxArraySize, *size));
    return 1;
  }

  std::int64_t initial_of(const ast::Declaration& declaration) {
    if (!declaration.initial)
      return 0;
    const std::int64_t value = parse_number(*declaration.initial, reporter_).value_or(0);
    return declaration.negative ? -value : value;
  }

  void mark_output(const ast::Word& name) {
    const Names::Meaning* meaning = require(name);
    if (meaning == nullptr)
      return;
    bool& output = meaning->is_array ? names_.arrays[meaning->id].is_output
                                     : names_.variables[meaning->id].is_output;
    if (output)
      reporter_.report(Code::Redeclared, name.where,
                       fmt::format("{} is an output already", quoted(name.text)));
    output = true;
  }

  void mark_all_outputs() {
    for (Variable& variable : names_.variables)
      variable.is_output = true;
    for (Array& array : names_.arrays)
      array.is_output = true;
  }

  // --- uses -------------------------------------------------------------------------------------

  const Names::Meaning* require(const ast::Word& name) {
    used_.insert({name.text, true});
    const auto found = names_.meanings_.find(name.text);
    if (found != names_.meanings_.end())
      return &found->second;
    NearMatches near(name.text);
    for (const auto& entry : names_.meanings_)
      near.offer(entry.first());
    const auto best = near.best();
    const std::string hint =
        best.empty() ? "" : fmt::format("; did you mean {}?", quoted(best.front()));
    reporter_.report(Code::Undeclared, name.where,
                     fmt::format("{} is not declared{}", quoted(name.text), hint));
    return nullptr;
  }

  void use(const ast::Word& name, const ast::Expression* index) {
    const Names::Meaning* meaning = require(name);
    if (index != nullptr)
      check(*index);
    if (meaning == nullptr || meaning->is_array == (index != nullptr))
      return check_bounds(meaning, index);
    reporter_.report(Code::ArrayMisuse, name.where,
                     meaning->is_array
                         ? fmt::format("{} is an array: write '{}[0]' for its first element",
                                       quoted(name.text), name.text)
                         : fmt::format("{} is a number and has no elements", quoted(name.text)),
                     {reporter_.note(meaning->where, "it is declared here")});
  }

  /// Indexes that are numbers are checked before any run.
  void check_bounds(const Names::Meaning* meaning, const ast::Expression* index) {
    if (meaning == nullptr || index == nullptr || index->kind != ast::Expression::Kind::Number)
      return;
    std::uint64_t value = 0;
    const std::uint32_t size = names_.arrays[meaning->id].size;
    if (!index->word.text.getAsInteger(10, value) && value >= size)
      reporter_.report(Code::IndexOutside, index->where,
                       fmt::format("{} has the elements 0 to {}",
                                   quoted(names_.arrays[meaning->id].name), size - 1),
                       {reporter_.note(meaning->where, "it is declared here")});
  }

  void check(const ast::Expression& expression) {
    using Kind = ast::Expression::Kind;
    switch (expression.kind) {
    case Kind::Number:
      parse_number(expression.word, reporter_);
      return;
    case Kind::Name:
      return use(expression.word, nullptr);
    case Kind::Element:
      return use(expression.word, &expression.operands.front());
    default:
      for (const ast::Expression& operand : expression.operands)
        check(operand);
    }
  }

  void check(const ast::Condition& condition) {
    for (const ast::Expression& side : condition.sides)
      check(side);
    for (const ast::Condition& operand : condition.operands)
      check(operand);
  }

  void check(const ast::Block& block) {
    for (const ast::Statement& statement : block) {
      if (statement.kind == ast::Statement::Kind::Assign)
        use(statement.target, statement.index ? &*statement.index : nullptr);
      if (statement.value)
        check(*statement.value);
      if (statement.condition)
        check(*statement.condition);
      check(statement.body);
      check(statement.otherwise);
    }
  }

  void report_unused() {
    const auto report = [&](const auto& declared) {
      if (!used_.count(declared.name) && !declared.is_input && !declared.is_output)
        reporter_.report(Code::Unused, declared.where,
                         fmt::format("{} is never used", quoted(declared.name)));
    };
    for (const Variable& variable : names_.variables)
      report(variable);
    for (const Array& array : names_.arrays)
      report(array);
  }

  Names& names_;
  Reporter& reporter_;
  llvm::StringMap<bool> used_;
};

Names::Names(const ast::Program& program, Reporter& reporter) {
  NameChecker(*this, reporter).run(program);
}

const Names::Meaning* Names::find(llvm::StringRef name) const {
  const auto found = meanings_.find(name);
  return found == meanings_.end() ? nullptr : &found->second;
}

} // namespace blockfold::imp
