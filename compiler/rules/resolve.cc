#include "compiler/rules/resolve.h"

#include "compiler/rules/rule_scope.h"
#include "compiler/support/format.h"

#include <llvm/Support/Path.h>

#include <algorithm>

namespace blockfold::rules {
namespace {

/// Tables are columns that the verifier evaluates.
constexpr std::int64_t kMaxRangeBits = 20, kMaxOperationBits = 10;
constexpr std::size_t kMaxRows = std::size_t{1} << 16;
/// Lints look at pairs of statements.
constexpr std::size_t kMaxStatements = 500;
/// Of the claims and look-ups of all rules.
constexpr std::size_t kMaxTerms = std::size_t{1} << 21;

std::size_t count_terms(const FieldBody& body) {
  std::size_t terms = 0;
  for (const Claim& claim : body.claims)
    for (const Value& value : claim.values)
      if (const auto* number = std::get_if<Polynomial>(&value))
        terms += number->terms().size();
  for (const Lookup& lookup : body.lookups)
    for (const Polynomial& value : lookup.values)
      terms += value.terms().size();
  return terms;
}

bool is_text_statement(const ast::Statement& statement) {
  return std::holds_alternative<ast::Judgement>(statement.what) ||
         std::holds_alternative<ast::Distinct>(statement.what);
}

class Resolver {
public:
  Resolver(const LoadedFiles& files, Reporter& reporter)
      : files_(files), reporter_(reporter), names_(files, reporter) {}

  std::optional<Program> run() {
    for (const ast::File& file : files_.files)
      declare(file);
    // Bodies may mention what is declared after them.
    for (const auto& [index, relation] : relations_)
      resolve_relation(*relation, program_.relations[index]);
    for (const ast::File& file : files_.files)
      for (const ast::Declaration& declaration : file.declarations)
        if (const auto* rule = std::get_if<ast::Rule>(&declaration.what))
          resolve_rule(declaration, *rule);
    if (reporter_.failed())
      return std::nullopt;
    return std::move(program_);
  }

private:
  // --- declarations -----------------------------------------------------------------------------

  void declare(const ast::File& file) {
    const llvm::StringRef path = reporter_.sources()[file.id].name();
    program_.modules.push_back(
        {file.module ? file.module->text.str() : llvm::sys::path::stem(path).str(), file.doc,
         file.id});
    for (const ast::Declaration& declaration : file.declarations)
      std::visit([&](const auto& what) { declare(declaration, what); }, declaration.what);
  }

  static Entity entity(const ast::Declaration& declaration, const ast::Word& name) {
    return {name.text.str(), name.range, declaration.doc};
  }

  void declare(const ast::Declaration& declaration, const ast::Words& words) {
    for (const ast::Word& word : words.words) {
      if (words.kind == ast::Words::Kind::Symbols) {
        if (names_.declare(word, Names::Kind::Symbol, program_.symbols.size()))
          program_.symbols.push_back(entity(declaration, word));
      } else if (names_.declare(word, Names::Kind::Sort, program_.sorts.size())) {
        program_.sorts.push_back(
            {entity(declaration, word), words.kind == ast::Words::Kind::Claims});
      }
    }
  }

  void declare(const ast::Declaration& declaration, const ast::Relation& relation) {
    if (!names_.declare(relation.name, Names::Kind::Relation, program_.relations.size()))
      return;
    relations_.emplace_back(program_.relations.size(), &relation);
    program_.relations.push_back(
        {entity(declaration, relation.name), relation.linear, relation.unique, {}, std::nullopt});
  }

  void declare(const ast::Declaration& declaration, const ast::Table& table) {
    if (!names_.declare(table.name, Names::Kind::Table, program_.tables.size()))
      return;
    Table out{entity(declaration, table.name), Table::Kind::Rows, 0, {}, {}};
    if (table.builtin)
      resolve_builtin(table, out);
    else
      resolve_rows(table, out);
    program_.tables.push_back(std::move(out));
  }

  void declare(const ast::Declaration&, const ast::Rule& rule) {
    // A name that is taken keeps its first meaning; rules are never referred to.
    names_.declare(rule.name, Names::Kind::Rule, 0);
  }

  // --- tables -----------------------------------------------------------------------------------

  void resolve_builtin(const ast::Table& table, Table& out) {
    out.kind = Table::Kind::Range; // if nothing better is known
    out.bits = 1;
    const llvm::StringRef name = table.builtin->text;
    const bool range = name == "range";
    if (!range && name != "and" && name != "or" && name != "xor")
      return reporter_.report(Code::BadTable, table.builtin->range,
                              fmt::format("there is no table function {}: use range, and, or, xor, "
                                          "or rows",
                                          quoted(name)));
    out.kind = range           ? Table::Kind::Range
               : name == "and" ? Table::Kind::And
               : name == "or"  ? Table::Kind::Or
                               : Table::Kind::Xor;
    const std::int64_t most = range ? kMaxRangeBits : kMaxOperationBits;
    const auto bits = parse_number(table.size, reporter_);
    if (bits && (*bits < 1 || *bits > most))
      return reporter_.report(Code::BadTable, table.size.range,
                              fmt::format("{} takes 1 to {} bits", name, most));
    out.bits = static_cast<unsigned>(bits.value_or(1));
  }

  void resolve_rows(const ast::Table& table, Table& out) {
    if (table.rows.size() > kMaxRows)
      reporter_.report(Code::BadTable, table.name.range,
                       fmt::format("a table has at most {} rows", kMaxRows));
    for (const auto& row : table.rows) {
      if (row.size() != table.rows.front().size())
        reporter_.report(Code::BadTable, join(row.front().range, row.back().range),
                         fmt::format("this row has {} columns, and the first has {}", row.size(),
                                     table.rows.front().size()));
      std::vector<std::uint64_t> values;
      for (const ast::Word& word : row)
        values.push_back(static_cast<std::uint64_t>(parse_number(word, reporter_).value_or(0)));
      values.resize(table.rows.front().size());
      out.rows.push_back(std::move(values));
    }
    for (std::size_t column = 0; column < out.columns(); ++column) {
      Interval of{out.rows.front()[column], out.rows.front()[column]};
      for (const auto& row : out.rows) {
        of.low = std::min<WideInteger>(of.low, row[column]);
        of.high = std::max<WideInteger>(of.high, row[column]);
      }
      out.row_intervals.push_back(of);
    }
  }

  // --- relations --------------------------------------------------------------------------------

  void resolve_relation(const ast::Relation& relation, Relation& out) {
    for (const ast::Argument& argument : relation.arguments) {
      for (const RelationArgument& earlier : out.arguments)
        if (argument.name.text == earlier.name)
          reporter_.report(Code::Redeclared, argument.name.range,
                           fmt::format("{} has two arguments {}", quoted(relation.name.text),
                                       quoted(argument.name.text)));
      const Type type = names_.type(argument.type, program_).value_or(Type{});
      if (argument.order)
        set_order(relation, argument, type, out);
      out.arguments.push_back({argument.name.text.str(), type});
    }
    if (relation.unique && !out.arguments.front().type.is_address())
      reporter_.report(Code::UniqueShape, relation.arguments.front().type.range,
                       fmt::format("{} is unique, so its first argument must be an address",
                                   quoted(relation.name.text)));
  }

  void set_order(const ast::Relation& relation, const ast::Argument& argument, const Type& type,
                 Relation& out) {
    if (out.order)
      reporter_.report(Code::OrderShape, argument.name.range,
                       fmt::format("{} has two order arguments", quoted(relation.name.text)));
    else if ((type.kind != Type::Kind::Bits || type.is_signed) && type.kind != Type::Kind::Field)
      reporter_.report(Code::OrderShape, argument.type.range,
                       "an order argument is a number: its type must be 'uN' or 'field'");
    out.order = static_cast<std::uint32_t>(out.arguments.size());
  }

  // --- rules ------------------------------------------------------------------------------------

  /// Whether a rule is of texts; nothing, after a report, if it cannot be told.
  std::optional<bool> is_text_rule(const ast::Rule& rule) {
    if (rule.statements.empty()) {
      reporter_.report(Code::EmptyRule, rule.name.range,
                       fmt::format("{} says nothing", quoted(rule.name.text)));
      return std::nullopt;
    }
    if (rule.statements.size() > kMaxStatements) {
      reporter_.report(Code::TooComplex, rule.name.range,
                       fmt::format("{} has {} statements, and {} are the most",
                                   quoted(rule.name.text), rule.statements.size(), kMaxStatements));
      return std::nullopt;
    }
    const bool text = is_text_statement(rule.statements.front());
    for (const ast::Statement& statement : rule.statements)
      if (is_text_statement(statement) != text) {
        reporter_.report(
            Code::MixedStatements, statement.keyword,
            fmt::format("{} is a {} rule, and this is no statement of one", quoted(rule.name.text),
                        text ? "text" : "field"),
            {reporter_.note(rule.statements.front().keyword, "the first statement decides it")});
        return std::nullopt;
      }
    return text;
  }

  void resolve_rule(const ast::Declaration& declaration, const ast::Rule& rule) {
    RuleScope scope(names_, program_, reporter_);
    if (!scope.declare_parameters(rule))
      return;
    const auto text = is_text_rule(rule);
    if (!text || !check_modifiers(rule, *text))
      return;
    Rule out{entity(declaration, rule.name),
             static_cast<RuleKind>(rule.kind),
             rule.is_public.has_value(),
             {},
             static_cast<std::uint32_t>(scope.variables().size()),
             TextBody{},
             declaration.range};
    if (*text) {
      auto body = resolve_text_rule(rule, names_, scope, reporter_);
      if (!body)
        return;
      out.body = std::move(*body);
    } else {
      auto body = resolve_field_rule(rule, names_, program_, scope, reporter_);
      if (!body)
        return;
      terms_ += count_terms(*body);
      if (terms_ > kMaxTerms)
        return reporter_.report(
            Code::TooComplex, rule.name.range,
            fmt::format("{} and the rules before it have more than {} terms in their claims",
                        quoted(rule.name.text), kMaxTerms));
      out.body = std::move(*body);
    }
    out.variables = scope.take_variables();
    program_.rules.push_back(std::move(out));
  }

  bool check_modifiers(const ast::Rule& rule, bool text) {
    if (text && rule.is_public) {
      reporter_.report(Code::MisplacedModifier, *rule.is_public,
                       "a text rule cannot be public: certificates list all text rules they use");
      return false;
    }
    if (!text && rule.kind == ast::RuleKind::Theorem) {
      reporter_.report(Code::MisplacedModifier, rule.name.range,
                       fmt::format("{} cannot be a theorem: only text rules are proved",
                                   quoted(rule.name.text)));
      return false;
    }
    return true;
  }

  const LoadedFiles& files_;
  Reporter& reporter_;
  Names names_;
  Program program_;
  std::size_t terms_ = 0; ///< of the rules so far
  std::vector<std::pair<std::size_t, const ast::Relation*>> relations_;
};

} // namespace

std::optional<Program> resolve(const LoadedFiles& files, Reporter& reporter) {
  return Resolver(files, reporter).run();
}

} // namespace blockfold::rules
