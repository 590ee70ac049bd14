#include "compiler/imp/parser.h"

#include "compiler/support/code_points.h"
#include "compiler/support/format.h"
#include "compiler/support/names.h"

#include "ImpLexer.h"
#include "ImpParser.h"

#include <llvm/ADT/STLExtras.h>

#include <limits>

namespace blockfold::imp {
namespace {

using Lexer = ImpLexer;
using Grammar = ImpParser;

bool is_end(const antlr4::Token& token) {
  return token.getType() == antlr4::Token::EOF;
}

Range range_of(const antlr4::Token& token) {
  const auto begin = static_cast<std::uint32_t>(token.getStartIndex());
  return {begin, is_end(token) ? begin : static_cast<std::uint32_t>(token.getStopIndex()) + 1};
}

// --- mistakes -----------------------------------------------------------------------------------

/// Tokens that the messages name together.
struct TokenGroup {
  std::vector<std::size_t> types;
  const char* what;
};

const std::vector<TokenGroup>& token_groups() {
  static const std::vector<TokenGroup> groups = {
      {{Lexer::EQ, Lexer::NE, Lexer::LT, Lexer::LE, Lexer::GT, Lexer::GE}, "a comparison"},
      {{Lexer::PLUS, Lexer::MINUS, Lexer::STAR, Lexer::SLASH, Lexer::PERCENT}, "an operator"},
      {{Lexer::INPUT, Lexer::OUTPUT, Lexer::VAR, Lexer::ARRAY}, "a declaration"},
      {{Lexer::IF, Lexer::WHILE, Lexer::REQUIRE, Lexer::SKIPPED, Lexer::NAME}, "a statement"},
      {{Lexer::NUMBER, Lexer::NAME, Lexer::LPAREN, Lexer::MINUS}, "an expression"}};
  return groups;
}

std::string literal(const antlr4::dfa::Vocabulary& vocabulary, std::size_t type) {
  std::string text(vocabulary.getLiteralName(type));
  return text.size() > 2 ? text.substr(1, text.size() - 2) : text;
}

std::string token_name(const antlr4::dfa::Vocabulary& vocabulary, std::size_t type) {
  switch (type) {
  case Lexer::NAME:
    return "a name";
  case Lexer::NUMBER:
    return "a number";
  case antlr4::Token::EOF:
    return "the end of the file";
  default:
    return "'" + literal(vocabulary, type) + "'";
  }
}

/// What the grammar would have accepted, in words.
std::string expected_text(const antlr4::misc::IntervalSet& set,
                          const antlr4::dfa::Vocabulary& vocabulary) {
  std::vector<std::string> names;
  std::vector<std::size_t> grouped;
  for (const TokenGroup& group : token_groups())
    if (llvm::all_of(group.types, [&](std::size_t type) {
          return set.contains(type) && !llvm::is_contained(grouped, type);
        })) {
      names.emplace_back(group.what);
      grouped.insert(grouped.end(), group.types.begin(), group.types.end());
    }
  for (const ssize_t type : set.toList())
    if (!llvm::is_contained(grouped, static_cast<std::size_t>(type)))
      names.push_back(token_name(vocabulary, static_cast<std::size_t>(type)));
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  return text;
}

/// Turns ANTLR's findings into diagnostics.
class ErrorListener : public antlr4::BaseErrorListener {
public:
  explicit ErrorListener(Reporter& reporter) : reporter_(reporter) {}

  void syntaxError(antlr4::Recognizer* recognizer, antlr4::Token* found, std::size_t, std::size_t,
                   const std::string&, std::exception_ptr) override {
    auto& parser = static_cast<antlr4::Parser&>(*recognizer);
    const Range where = range_of(*found);
    const std::string text = quoted(reporter_.text(where));
    if (found->getType() == Lexer::ILLEGAL)
      return reporter_.report(Code::IllegalCharacter, where,
                              fmt::format("the character {} has no meaning here", text));
    const auto expected = parser.getExpectedTokens();
    reporter_.report(Code::UnexpectedToken, where,
                     fmt::format("expected {}, found {}{}",
                                 expected_text(expected, parser.getVocabulary()),
                                 is_end(*found) ? "the end of the file" : text,
                                 hint(parser, expected, *found, where)));
  }

private:
  /// A mistyped keyword is a name, and what follows it then stands where it has no meaning.
  std::string hint(antlr4::Parser& parser, const antlr4::misc::IntervalSet& expected,
                   const antlr4::Token& found, Range where) const {
    const auto& vocabulary = parser.getVocabulary();
    std::vector<std::string> candidates;
    for (const ssize_t type : expected.toList())
      if (type > 0)
        candidates.push_back(literal(vocabulary, static_cast<std::size_t>(type)));
    llvm::StringRef word = reporter_.text(where);
    if (const antlr4::Token* before = word_before(parser, found)) {
      word = reporter_.text(range_of(*before));
      for (const std::size_t type :
           {Lexer::INPUT, Lexer::OUTPUT, Lexer::VAR, Lexer::ARRAY, Lexer::IF, Lexer::ELSE,
            Lexer::WHILE, Lexer::REQUIRE, Lexer::SKIPPED})
        candidates.push_back(literal(vocabulary, type));
    }
    NearMatches near(word, 1);
    for (const std::string& candidate : candidates)
      if (candidate.size() > 1)
        near.offer(candidate);
    const auto best = near.best();
    return best.empty() ? "" : fmt::format("; did you mean {}?", quoted(best.front()));
  }

  /// The token before, if it is a name.
  static const antlr4::Token* word_before(antlr4::Parser& parser, const antlr4::Token& found) {
    for (std::size_t i = found.getTokenIndex(); i-- > 0;) {
      const antlr4::Token* token = parser.getTokenStream()->get(i);
      if (token->getChannel() == antlr4::Token::DEFAULT_CHANNEL)
        return token->getType() == Lexer::NAME ? token : nullptr;
    }
    return nullptr;
  }

  Reporter& reporter_;
};

/// Whether something is nested too deeply to be parsed safely: parentheses and braces, operators of
/// one statement, chains of "else if".
class DepthCheck {
public:
  explicit DepthCheck(Reporter& reporter) : reporter_(reporter) {}

  bool too_deep(antlr4::CommonTokenStream& tokens) {
    for (const antlr4::Token* token : tokens.getTokens())
      if (token->getChannel() == antlr4::Token::DEFAULT_CHANNEL && !step(*token))
        return true;
    return false;
  }

private:
  bool step(const antlr4::Token& token) {
    const std::size_t type = token.getType();
    const bool opens = type == Lexer::LPAREN || type == Lexer::LBRACE || type == Lexer::LBRACKET;
    const bool closes = type == Lexer::RPAREN || type == Lexer::RBRACE || type == Lexer::RBRACKET;
    const bool ends = type == Lexer::SEMICOLON || type == Lexer::LBRACE || type == Lexer::RBRACE;
    open_ = opens ? open_ + 1 : closes && open_ > 0 ? open_ - 1 : open_;
    words_ = ends ? 0 : words_ + 1;
    if (type == Lexer::IF)
      chain_ = last_ == Lexer::ELSE ? chain_ + 1 : 0;
    last_ = type;
    return within(token, open_, kMaxNesting, "parentheses and braces are open") &&
           within(token, words_, kMaxWords, "words and signs are one statement") &&
           within(token, chain_, kMaxChain, "'else if' follow each other");
  }

  bool within(const antlr4::Token& token, std::uint32_t found, std::uint32_t most,
              const char* what) {
    if (found <= most)
      return true;
    reporter_.report(Code::TooDeep, range_of(token), fmt::format("more than {} {}", most, what));
    return false;
  }

  static constexpr std::uint32_t kMaxNesting = 64, kMaxWords = 1000, kMaxChain = 256;
  Reporter& reporter_;
  std::uint32_t open_ = 0, words_ = 0, chain_ = 0;
  std::size_t last_ = 0;
};

// --- from ANTLR's tree to ours ------------------------------------------------------------------

class TreeBuilder {
public:
  explicit TreeBuilder(Reporter& reporter) : reporter_(reporter) {}

  ast::Program build(Grammar::ProgramContext& tree) const {
    ast::Program out;
    for (auto* item : tree.item())
      if (item->statement() != nullptr)
        out.statements.push_back(build(*item->statement()));
      else
        declare(*item->declaration(), out.declarations);
    return out;
  }

private:
  using Terminal = antlr4::tree::TerminalNode;
  using Expression = ast::Expression;

  static Range range(antlr4::ParserRuleContext& tree) {
    return join(range_of(*tree.getStart()), range_of(*tree.getStop()));
  }
  ast::Word word(Terminal& node) const {
    const Range where = range_of(*node.getSymbol());
    return {reporter_.text(where), where};
  }
  static std::size_t type_of(antlr4::tree::ParseTree& node) {
    return dynamic_cast<Terminal&>(node).getSymbol()->getType();
  }

  // Declarations.
  void declare(Grammar::DeclarationContext& tree, std::vector<ast::Declaration>& out) const {
    using Kind = ast::Declaration::Kind;
    if (auto* inputs = dynamic_cast<Grammar::InputsContext*>(&tree))
      for (auto* shape : inputs->shape())
        out.push_back(build(Kind::Input, *shape));
    else if (auto* arrays = dynamic_cast<Grammar::ArraysContext*>(&tree))
      for (auto* shape : arrays->shape())
        out.push_back(build(Kind::Array, *shape));
    else if (auto* variables = dynamic_cast<Grammar::VariablesContext*>(&tree))
      for (auto* variable : variables->initialized())
        out.push_back(build(*variable));
    else
      for (Terminal* name : dynamic_cast<Grammar::OutputsContext&>(tree).NAME())
        out.push_back({Kind::Output, word(*name)});
  }
  ast::Declaration build(ast::Declaration::Kind kind, Grammar::ShapeContext& tree) const {
    ast::Declaration out{kind, word(*tree.NAME())};
    if (tree.NUMBER() != nullptr)
      out.size = word(*tree.NUMBER());
    return out;
  }
  ast::Declaration build(Grammar::InitializedContext& tree) const {
    ast::Declaration out{ast::Declaration::Kind::Variable, word(*tree.NAME())};
    if (tree.NUMBER() != nullptr)
      out.initial = word(*tree.NUMBER());
    out.negative = tree.MINUS() != nullptr;
    return out;
  }

  // Statements.
  ast::Statement build(Grammar::StatementContext& tree) const {
    using Kind = ast::Statement::Kind;
    if (auto* assignment = dynamic_cast<Grammar::AssignmentContext*>(&tree))
      return build(*assignment);
    if (auto* choice = dynamic_cast<Grammar::ChoiceContext*>(&tree))
      return build(*choice);
    ast::Statement out{Kind::Skip, range(tree)};
    if (auto* loop = dynamic_cast<Grammar::LoopContext*>(&tree)) {
      out.kind = Kind::While;
      out.condition = build(*loop->condition());
      out.where.end = out.condition->where.end;
      out.body = build(*loop->block());
    } else if (auto* requirement = dynamic_cast<Grammar::RequirementContext*>(&tree)) {
      out.kind = Kind::Require;
      out.condition = build(*requirement->condition());
    }
    return out;
  }
  ast::Statement build(Grammar::AssignmentContext& tree) const {
    ast::Statement out{ast::Statement::Kind::Assign, range(tree), word(*tree.NAME())};
    if (tree.LBRACKET() != nullptr)
      out.index = build(*tree.expression(0));
    out.value = build(*tree.expression().back());
    return out;
  }
  ast::Statement build(Grammar::ChoiceContext& tree) const {
    ast::Statement out{ast::Statement::Kind::If, range(tree)};
    out.condition = build(*tree.condition());
    out.where.end = out.condition->where.end;
    out.body = build(*tree.block(0));
    if (tree.block().size() > 1)
      out.otherwise = build(*tree.block(1));
    else if (tree.statement() != nullptr)
      out.otherwise.push_back(build(*tree.statement()));
    return out;
  }
  ast::Block build(Grammar::BlockContext& tree) const {
    ast::Block out;
    for (auto* statement : tree.statement())
      out.push_back(build(*statement));
    return out;
  }

  // Conditions.
  template <class Parts>
  ast::Condition join_conditions(ast::Condition::Kind kind, Range where, const Parts& parts) const {
    if (parts.size() == 1)
      return build(*parts.front());
    ast::Condition out{kind, where};
    for (auto* part : parts)
      out.operands.push_back(build(*part));
    return out;
  }
  ast::Condition build(Grammar::ConditionContext& tree) const {
    return join_conditions(ast::Condition::Kind::Or, range(tree), tree.conjunction());
  }
  ast::Condition build(Grammar::ConjunctionContext& tree) const {
    return join_conditions(ast::Condition::Kind::And, range(tree), tree.literal());
  }
  ast::Condition build(Grammar::LiteralContext& tree) const {
    if (auto* group = dynamic_cast<Grammar::GroupContext*>(&tree))
      return build(*group->condition());
    if (auto* negation = dynamic_cast<Grammar::NegationContext*>(&tree)) {
      ast::Condition out{ast::Condition::Kind::Not, range(tree)};
      out.operands.push_back(build(*negation->literal()));
      return out;
    }
    auto& comparison = dynamic_cast<Grammar::ComparisonContext&>(tree);
    ast::Condition out{ast::Condition::Kind::Compare, range(tree)};
    out.comparison = comparison_of(type_of(*comparison.children[1]));
    for (auto* side : comparison.expression())
      out.sides.push_back(build(*side));
    return out;
  }
  static ast::Comparison comparison_of(std::size_t type) {
    using ast::Comparison;
    switch (type) {
    case Lexer::EQ:
      return Comparison::Equal;
    case Lexer::NE:
      return Comparison::Different;
    case Lexer::LT:
      return Comparison::Less;
    case Lexer::LE:
      return Comparison::LessEqual;
    case Lexer::GT:
      return Comparison::Greater;
    default:
      return Comparison::GreaterEqual;
    }
  }

  // Expressions: operators of one rank bind to the left.
  static Expression binary(Expression::Kind kind, Expression left, Expression right) {
    Expression out{kind, join(left.where, right.where)};
    out.operands.push_back(std::move(left));
    out.operands.push_back(std::move(right));
    return out;
  }
  static Expression negated(Range where, Expression operand) {
    Expression out{Expression::Kind::Negation, where};
    out.operands.push_back(std::move(operand));
    return out;
  }
  Expression build(Grammar::ExpressionContext& tree) const {
    std::optional<Expression> out;
    std::size_t sign = Lexer::PLUS;
    for (antlr4::tree::ParseTree* child : tree.children) {
      auto* product = dynamic_cast<Grammar::ProductContext*>(child);
      if (product == nullptr) {
        sign = type_of(*child);
        continue;
      }
      Expression operand = build(*product);
      if (out)
        out = binary(sign == Lexer::MINUS ? Expression::Kind::Difference : Expression::Kind::Sum,
                     std::move(*out), std::move(operand));
      else
        out = sign == Lexer::MINUS ? negated(range(*product), std::move(operand))
                                   : std::move(operand);
    }
    return std::move(*out);
  }
  Expression build(Grammar::ProductContext& tree) const {
    Expression out = build(*tree.factor(0));
    for (std::size_t i = 1; i < tree.factor().size(); ++i) {
      const std::size_t sign = type_of(*tree.children[2 * i - 1]);
      out = binary(sign == Lexer::STAR    ? Expression::Kind::Product
                   : sign == Lexer::SLASH ? Expression::Kind::Quotient
                                          : Expression::Kind::Remainder,
                   std::move(out), build(*tree.factor(i)));
    }
    return out;
  }
  Expression build(Grammar::FactorContext& tree) const {
    if (tree.factor() != nullptr)
      return negated(range(tree), build(*tree.factor()));
    if (tree.LPAREN() != nullptr)
      return build(*tree.expression());
    if (tree.NUMBER() != nullptr)
      return {Expression::Kind::Number, range(tree), word(*tree.NUMBER())};
    Expression out{Expression::Kind::Name, range(tree), word(*tree.NAME())};
    if (tree.expression() != nullptr) {
      out.kind = Expression::Kind::Element;
      out.operands.push_back(build(*tree.expression()));
    }
    return out;
  }

  Reporter& reporter_;
};

} // namespace

std::optional<ast::Program> parse(Reporter& reporter) {
  const llvm::StringRef text = reporter.source().text();
  if (text.size() > kMaxFileBytes) {
    reporter.report(
        Code::FileTooLarge, {},
        fmt::format("the file has {} bytes, and {} are the most", text.size(), kMaxFileBytes));
    return std::nullopt;
  }
  antlr4::ANTLRInputStream input(bytes_as_code_points(text));
  Lexer lexer(&input);
  lexer.removeErrorListeners();
  antlr4::CommonTokenStream tokens(&lexer);
  tokens.fill();
  if (DepthCheck(reporter).too_deep(tokens))
    return std::nullopt;
  Grammar grammar(&tokens);
  ErrorListener listener(reporter);
  grammar.removeErrorListeners();
  grammar.addErrorListener(&listener);
  Grammar::ProgramContext* tree = grammar.program();
  if (grammar.getNumberOfSyntaxErrors() != 0)
    return std::nullopt;
  return TreeBuilder(reporter).build(*tree);
}

std::optional<std::int64_t> parse_number(const ast::Word& word, Reporter& reporter) {
  std::string digits;
  for (const char c : word.text)
    if (c != '_')
      digits += c;
  std::uint64_t value = 0;
  if (!llvm::StringRef(digits).getAsInteger(10, value) &&
      value <= std::uint64_t{std::numeric_limits<std::int64_t>::max()})
    return static_cast<std::int64_t>(value);
  reporter.report(Code::BadNumber, word.where,
                  fmt::format("{} is no number below 2^63", quoted(word.text)));
  return std::nullopt;
}

} // namespace blockfold::imp
