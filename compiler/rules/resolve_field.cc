// Field rules: claims, lookups and constraints over polynomials.
#include "compiler/rules/rule_scope.h"

#include "compiler/support/format.h"

namespace blockfold::rules {
namespace {

const char* word_of(ast::ClaimKind kind) {
  switch (kind) {
  case ast::ClaimKind::Demand:
    return "demanded";
  case ast::ClaimKind::Consume:
    return "consumed";
  case ast::ClaimKind::Emit:
    return "emitted";
  case ast::ClaimKind::Lookup:
    return "looked up";
  }
  return "used";
}

/// Of the claims and look-ups of a rule. A name may stand for 256 of them, so a few words can ask
/// for much.
constexpr std::size_t kMaxTermsOfRule = std::size_t{1} << 17;

class FieldRuleResolver {
public:
  FieldRuleResolver(const ast::Rule& rule, const Names& names, const Program& program,
                    RuleScope& scope, Reporter& reporter)
      : rule_(rule), names_(names), program_(program), scope_(scope), reporter_(reporter) {}

  std::optional<FieldBody> run() {
    check_modifiers();
    for (const ast::Statement& statement : rule_.statements) {
      std::visit([&](const auto& what) { add(statement, what); }, statement.what);
      if (terms_ > kMaxTermsOfRule)
        break;
    }
    if (failed_)
      return std::nullopt;
    return std::move(out_);
  }

private:
  void fail(Code code, Range where, std::string message, std::vector<DiagnosticNote> notes = {}) {
    failed_ = true;
    reporter_.report(code, where, std::move(message), std::move(notes));
  }

  void check_modifiers() {
    for (const ast::Parameters& group : rule_.parameters) {
      if (group.hidden && !rule_.is_public)
        fail(Code::MisplacedModifier, *group.hidden,
             "the arguments of a rule that is not public are hidden anyway");
      if (group.free && rule_.is_public && !group.hidden)
        fail(Code::MisplacedModifier, *group.free,
             "a public argument is in the statement for all to see; only hidden ones can be free");
    }
  }

  // --- statements -------------------------------------------------------------------------------

  void add(const ast::Statement&, const ast::Judgement&) {} // not in a field rule
  void add(const ast::Statement&, const ast::Distinct&) {}

  void add(const ast::Statement& statement, const ast::Claim& claim) {
    if (claim.kind == ast::ClaimKind::Lookup)
      return add_lookup(statement, claim);
    const bool is_premise = claim.kind != ast::ClaimKind::Emit;
    if (is_premise && rule_.kind == ast::RuleKind::Axiom)
      fail(Code::AxiomPremise, statement.range,
           fmt::format("{} is an axiom, but rests on another claim", quoted(rule_.name.text)));
    const auto* named =
        names_.require(claim.name, Names::Kind::Relation, Code::UnknownRelation, "relation");
    if (named == nullptr) {
      failed_ = true;
      return;
    }
    const auto id = static_cast<RelationId>(named->id);
    const Relation& relation = program_[id];
    if (!check_count(claim, relation.arguments.size(), relation))
      return;
    Claim out{claim.kind == ast::ClaimKind::Demand    ? ClaimKind::Demand
              : claim.kind == ast::ClaimKind::Consume ? ClaimKind::Consume
                                                      : ClaimKind::Emit,
              id,
              {},
              {},
              statement.range};
    for (std::size_t i = 0; i < claim.values.size(); ++i) {
      auto value = typed_value(claim.values[i], relation.arguments[i].type);
      if (!value) {
        failed_ = true;
        return;
      }
      if (const auto* number = std::get_if<Polynomial>(&*value);
          number != nullptr && !count_terms(*number, statement.range))
        return;
      out.values.push_back(std::move(*value));
      out.places.push_back(ast::range_of(claim.values[i]));
    }
    if (out.kind == ClaimKind::Emit && relation.unique && check_unique(claim, relation))
      unique_emissions_.push_back({id, statement.range});
    out_.claims.push_back(std::move(out));
  }

  void add_lookup(const ast::Statement& statement, const ast::Claim& claim) {
    const auto* named = names_.require(claim.name, Names::Kind::Table, Code::UnknownTable, "table");
    if (named == nullptr) {
      failed_ = true;
      return;
    }
    const auto id = static_cast<TableId>(named->id);
    if (!check_count(claim, program_[id].columns(), program_[id]))
      return;
    Lookup out{id, {}, statement.range};
    for (const ast::Value& value : claim.values) {
      auto typed = typed_value(value, Type{Type::Kind::Field});
      if (!typed) {
        failed_ = true;
        return;
      }
      if (!count_terms(std::get<Polynomial>(*typed), statement.range))
        return;
      out.values.push_back(std::move(std::get<Polynomial>(*typed)));
    }
    out_.lookups.push_back(std::move(out));
  }

  bool count_terms(const Polynomial& value, Range where) {
    terms_ += value.terms().size();
    if (terms_ <= kMaxTermsOfRule)
      return true;
    fail(Code::TooComplex, where,
         fmt::format("the claims and look-ups of {} have more than {} terms",
                     quoted(rule_.name.text), kMaxTermsOfRule));
    return false;
  }

  bool check_count(const ast::Claim& claim, std::size_t wanted, const Entity& declared) {
    if (claim.values.size() == wanted)
      return true;
    fail(Code::ArgumentCount, claim.name.range,
         fmt::format("{} has {} argument{}, but {} {} {}", quoted(claim.name.text), wanted,
                     wanted == 1 ? "" : "s", claim.values.size(),
                     claim.values.size() == 1 ? "is" : "are", word_of(claim.kind)),
         {reporter_.note(declared.where, "it is declared here")});
    return false;
  }

  /// A claim of a unique relation speaks of the block that emits it, and of it only once.
  bool check_unique(const ast::Claim& claim, const Relation& relation) {
    const auto* first = std::get_if<ast::Expression>(&claim.values.front());
    if (!relation.arguments.front().type.is_address())
      return false; // reported where it is declared
    if (first == nullptr || first->kind != ast::Expression::Kind::Self) {
      fail(Code::UniqueShape, ast::range_of(claim.values.front()),
           fmt::format("{} is unique: its first argument must be 'self' where it is emitted",
                       quoted(relation.name)),
           {reporter_.note(relation.where, "it is declared here")});
      return false;
    }
    for (const auto& [id, where] : unique_emissions_)
      if (&program_[id] == &relation) {
        fail(Code::UniqueTwice, claim.name.range,
             fmt::format("a block may emit the unique {} only once", quoted(relation.name)),
             {reporter_.note(where, "the first one is here")});
        return false;
      }
    return true;
  }

  void add(const ast::Statement& statement, const ast::Requirement& requirement) {
    auto left = comparable(requirement.left), right = comparable(requirement.right);
    if (!left || !right)
      return;
    using ast::Comparison;
    const Comparison comparison = requirement.comparison;
    const bool equality = comparison == Comparison::Equal || comparison == Comparison::Different;
    if (left->is_address != right->is_address || (left->is_address && !equality))
      return fail(Code::KindMismatch, statement.range,
                  "addresses can only be compared with addresses, by '==' and '!='");
    // a > b is b < a
    if (comparison == Comparison::Greater || comparison == Comparison::GreaterEqual)
      std::swap(left, right);
    const bool strict = comparison == Comparison::Less || comparison == Comparison::Greater;
    auto difference =
        equality ? left->value.plus(right->value, -1) : right->value.plus(left->value, -1);
    if (difference && strict)
      difference = difference->plus(Polynomial::constant(1), -1);
    if (!difference)
      return too_complex(statement.range);
    const auto kind = comparison == Comparison::Equal       ? Constraint::Kind::Zero
                      : comparison == Comparison::Different ? Constraint::Kind::NonZero
                                                            : Constraint::Kind::NonNegative;
    if (const auto constant = difference->as_constant())
      return report_constant(kind, *constant, statement.range);
    out_.constraints.push_back({kind, std::move(*difference), statement.range});
  }

  void report_constant(Constraint::Kind kind, std::int64_t value, Range where) {
    const bool holds = kind == Constraint::Kind::Zero      ? value == 0
                       : kind == Constraint::Kind::NonZero ? value != 0
                                                           : value >= 0;
    fail(Code::ConstantCondition, where,
         holds ? "this always holds" : "this never holds, so the rule has no blocks");
  }

  void add(const ast::Statement& statement, const ast::Definition& definition) {
    auto value = number_value(definition.value);
    if (!value) {
      scope_.declare_abbreviation(definition.name, {}); // reported once is enough
      return;
    }
    if (!definition.type) {
      if (!scope_.declare_abbreviation(definition.name, std::move(*value)))
        failed_ = true;
      return;
    }
    const auto type = names_.type(*definition.type, program_);
    if (!type) {
      failed_ = true;
      return;
    }
    if (type->is_text() || type->is_address()) {
      scope_.declare_abbreviation(definition.name, std::move(*value));
      return fail(Code::KindMismatch, definition.type->range,
                  "only numbers can be defined: a type is 'field', 'bool', 'uN' or 'iN'");
    }
    const auto variable = scope_.declare_definition(definition.name, *type);
    if (!variable) {
      failed_ = true;
      return;
    }
    auto equation = Polynomial::variable(*variable).plus(*value, -1);
    if (!equation)
      return too_complex(statement.range);
    out_.constraints.push_back(
        {Constraint::Kind::Zero, std::move(*equation), statement.range, variable});
  }

  // --- values -----------------------------------------------------------------------------------

  void too_complex(Range where) {
    fail(Code::TooComplex, where,
         fmt::format("this has more than {} terms, a degree above {}, or coefficients beyond 64 "
                     "bits",
                     Polynomial::kMaxTerms, Polynomial::kMaxDegree));
  }

  /// A bare name that is a variable of this kind, or `self`.
  std::optional<VariableIndex> bare(const ast::Expression& expression, Type::Kind kind) {
    if (expression.kind == ast::Expression::Kind::Self)
      return kind == Type::Kind::Address ? std::optional(scope_.self(expression.range))
                                         : std::nullopt;
    if (expression.kind != ast::Expression::Kind::Name)
      return std::nullopt;
    const auto* meaning = scope_.find(expression.word.text);
    if (meaning == nullptr || !meaning->variable ||
        scope_.variables()[*meaning->variable].type.kind != kind)
      return std::nullopt;
    return meaning->variable;
  }

  /// The value of a relation's argument.
  std::optional<Value> typed_value(const ast::Value& value, const Type& type) {
    const auto* expression = std::get_if<ast::Expression>(&value);
    switch (type.kind) {
    case Type::Kind::Text:
      return text_value(value, expression, type);
    case Type::Kind::Address:
      if (expression != nullptr)
        if (const auto variable = bare(*expression, Type::Kind::Address))
          return Polynomial::variable(*variable);
      if (expression == nullptr || known_names(*expression))
        fail(Code::KindMismatch, ast::range_of(value),
             "an address is expected here: 'self' or a variable of type address");
      return std::nullopt;
    case Type::Kind::Field:
    case Type::Kind::Bits:
      break;
    }
    if (expression == nullptr) {
      fail(Code::KindMismatch, ast::range_of(value), "a number is expected here, not a text");
      return std::nullopt;
    }
    auto number = number_value(*expression);
    return number ? std::optional<Value>(std::move(*number)) : std::nullopt;
  }

  std::optional<Value> text_value(const ast::Value& value, const ast::Expression* expression,
                                  const Type& type) {
    if (expression == nullptr) {
      auto text = resolve_text(std::get<ast::Text>(value).words, names_, scope_, reporter_);
      failed_ |= !text;
      return text ? std::optional<Value>(std::move(*text)) : std::nullopt;
    }
    if (const auto variable = bare(*expression, Type::Kind::Text)) {
      const Type& found = scope_.variables()[*variable].type;
      if (found == type)
        return Text{{true, *variable}};
      fail(Code::KindMismatch, expression->range,
           fmt::format("a text of sort {} is expected here, but {} has sort {}",
                       type_name(program_, type), quoted(expression->word.text),
                       type_name(program_, found)),
           {Reporter::note(fmt::format("`{}`, between backquotes, is its text, whatever the sort",
                                       expression->word.text))});
      return std::nullopt;
    }
    if (known_names(*expression))
      fail(Code::KindMismatch, expression->range,
           fmt::format("a text of sort {} is expected here: a variable, or a text in backquotes",
                       type_name(program_, type)));
    return std::nullopt;
  }

  /// Reports the names that mean nothing: then their kinds are no matter.
  bool known_names(const ast::Expression& expression) {
    if (expression.kind == ast::Expression::Kind::Name &&
        scope_.require(expression.word) == nullptr) {
      failed_ = true;
      return false;
    }
    bool known = true;
    for (const ast::Expression& operand : expression.operands)
      known &= known_names(operand);
    return known;
  }

  struct Comparable {
    Polynomial value;
    bool is_address;
  };
  std::optional<Comparable> comparable(const ast::Expression& expression) {
    if (const auto address = bare(expression, Type::Kind::Address))
      return Comparable{Polynomial::variable(*address), true};
    auto value = number_value(expression);
    return value ? std::optional(Comparable{std::move(*value), false}) : std::nullopt;
  }

  std::optional<Polynomial> number_value(const ast::Expression& expression) {
    switch (expression.kind) {
    case ast::Expression::Kind::Number: {
      const auto number = parse_number(expression.word, reporter_);
      failed_ |= !number;
      return number ? std::optional(Polynomial::constant(*number)) : std::nullopt;
    }
    case ast::Expression::Kind::Self:
      fail(Code::KindMismatch, expression.range, "the address of a block is no number");
      return std::nullopt;
    case ast::Expression::Kind::Name:
      return named_value(expression.word);
    case ast::Expression::Kind::Sum:
    case ast::Expression::Kind::Product:
      break;
    }
    return compound_value(expression);
  }

  std::optional<Polynomial> named_value(const ast::Word& name) {
    const auto* meaning = scope_.require(name);
    failed_ |= meaning == nullptr;
    if (meaning == nullptr)
      return std::nullopt;
    if (meaning->abbreviation != nullptr)
      return *meaning->abbreviation;
    const Type& type = scope_.variables()[*meaning->variable].type;
    if (!type.is_text() && !type.is_address())
      return Polynomial::variable(*meaning->variable);
    fail(Code::KindMismatch, name.range,
         fmt::format("{} is {}, not a number", quoted(name.text),
                     type.is_text() ? "a text" : "an address"));
    return std::nullopt;
  }

  std::optional<Polynomial> compound_value(const ast::Expression& expression) {
    const bool sum = expression.kind == ast::Expression::Kind::Sum;
    std::optional<Polynomial> out = Polynomial::constant(sum ? 0 : 1);
    bool complete = true; // every operand is looked at, so that all mistakes are reported
    for (std::size_t i = 0; i < expression.operands.size(); ++i) {
      const auto operand = number_value(expression.operands[i]);
      complete &= operand.has_value();
      if (!operand || !out)
        continue;
      out = sum ? out->plus(*operand, expression.negative[i] ? -1 : 1) : out->times(*operand);
    }
    if (!complete)
      return std::nullopt;
    if (!out)
      too_complex(expression.range);
    return out;
  }

  struct UniqueEmission {
    RelationId relation;
    Range where;
  };

  const ast::Rule& rule_;
  const Names& names_;
  const Program& program_;
  RuleScope& scope_;
  Reporter& reporter_;
  FieldBody out_;
  std::vector<UniqueEmission> unique_emissions_;
  std::size_t terms_ = 0;
  bool failed_ = false;
};

} // namespace

std::optional<FieldBody> resolve_field_rule(const ast::Rule& rule, const Names& names,
                                            const Program& program, RuleScope& scope,
                                            Reporter& reporter) {
  return FieldRuleResolver(rule, names, program, scope, reporter).run();
}

} // namespace blockfold::rules
