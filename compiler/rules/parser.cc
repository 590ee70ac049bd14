#include "compiler/rules/parser.h"

#include "compiler/rules/suggest.h"
#include "compiler/support/code_points.h"
#include "compiler/support/format.h"

#include "BlockRules.h"
#include "BlockRulesLexer.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>

namespace blockfold::rules {
namespace {

using Lexer = BlockRulesLexer;
using Grammar = BlockRules;

/// Deeper parentheses would be a deep recursion.
constexpr std::uint32_t kMaxNesting = 64;

/// Ends before it has made more tokens than there is memory for.
class BoundedLexer : public BlockRulesLexer {
public:
  using BlockRulesLexer::BlockRulesLexer;
  std::unique_ptr<antlr4::Token> nextToken() override {
    hitEOF |= ++count_ > kMaxTokens;
    return BlockRulesLexer::nextToken();
  }
  bool too_many() const { return count_ > kMaxTokens; }

private:
  std::uint32_t count_ = 0;
};

/// A text cut into tokens.
struct Tokens {
  explicit Tokens(llvm::StringRef text)
      : input(bytes_as_code_points(text)), lexer(&input), stream(&lexer) {
    lexer.removeErrorListeners();
    stream.fill();
  }
  antlr4::ANTLRInputStream input;
  BoundedLexer lexer;
  antlr4::CommonTokenStream stream;
};

bool is_end(const antlr4::Token& token) {
  return token.getType() == antlr4::Token::EOF;
}

Range range_of(FileId file, const antlr4::Token& token) {
  const auto begin = static_cast<std::uint32_t>(token.getStartIndex());
  return {file, begin,
          is_end(token) ? begin : static_cast<std::uint32_t>(token.getStopIndex()) + 1};
}

// --- mistakes -----------------------------------------------------------------------------------

constexpr std::size_t kStatementWords[] = {Lexer::PREMISE, Lexer::CONCLUDE, Lexer::DISTINCT,
                                           Lexer::DEMAND,  Lexer::CONSUME,  Lexer::EMIT,
                                           Lexer::LOOKUP,  Lexer::REQUIRE,  Lexer::LET};
constexpr std::size_t kDeclarationWords[] = {
    Lexer::SORT,  Lexer::CLAIM,  Lexer::SYMBOLS, Lexer::LINEAR, Lexer::UNIQUE, Lexer::RELATION,
    Lexer::TABLE, Lexer::PUBLIC, Lexer::RULE,    Lexer::AXIOM,  Lexer::THEOREM};
constexpr std::size_t kComparisons[] = {Lexer::EQ, Lexer::NE, Lexer::LT,
                                        Lexer::LE, Lexer::GT, Lexer::GE};
constexpr std::size_t kOperators[] = {Lexer::PLUS, Lexer::MINUS, Lexer::STAR};
constexpr std::size_t kExpressionStart[] = {Lexer::MINUS, Lexer::NUMBER, Lexer::NAME, Lexer::SELF,
                                            Lexer::LPAREN};

/// What the grammar would have accepted, in words.
class Expected {
public:
  Expected(const antlr4::misc::IntervalSet& set, const antlr4::dfa::Vocabulary& vocabulary)
      : set_(set), vocabulary_(vocabulary) {
    group(kStatementWords, "a statement");
    group(kDeclarationWords, "a declaration");
    group(kComparisons, "a comparison");
    group(kOperators, "an operator");
    if (set.contains(std::size_t{Lexer::NUMBER}) && set.contains(std::size_t{Lexer::LPAREN}))
      group(kExpressionStart, "an expression");
    for (const ssize_t type : set.toList())
      if (!llvm::is_contained(grouped_, static_cast<std::size_t>(type)))
        names_.push_back(name(static_cast<std::size_t>(type)));
  }

  std::string text() const {
    std::string text;
    for (std::size_t i = 0; i < names_.size(); ++i)
      text += (i == 0 ? "" : i + 1 == names_.size() ? " or " : ", ") + names_[i];
    return text;
  }

  /// Offers all words that might have been meant.
  void offer_words(NearMatches& near) const {
    for (const ssize_t type : set_.toList())
      if (type > 0)
        near.offer(keyword(static_cast<std::size_t>(type)));
  }

private:
  /// Replaces several tokens by one name for them, if they may all stand here.
  void group(llvm::ArrayRef<std::size_t> types, const char* what) {
    if (std::count_if(types.begin(), types.end(), [&](std::size_t t) { return set_.contains(t); }) <
        3)
      return;
    grouped_.append(types.begin(), types.end());
    names_.emplace_back(what);
  }

  /// A literal token as it is written; empty for the others.
  llvm::StringRef keyword(std::size_t type) const {
    llvm::StringRef literal = vocabulary_literal(type);
    literal.consume_front("'");
    literal.consume_back("'");
    return literal;
  }
  llvm::StringRef vocabulary_literal(std::size_t type) const {
    literals_.push_back(std::make_unique<std::string>(vocabulary_.getLiteralName(type)));
    return *literals_.back();
  }

  std::string name(std::size_t type) const {
    switch (type) {
    case Lexer::NAME:
      return "a name";
    case Lexer::NUMBER:
      return "a number";
    case Lexer::STRING:
      return "a file name in quotes";
    case Lexer::QUOTED:
      return "a text in backquotes";
    case Lexer::WORD:
      return "a symbol";
    case antlr4::Token::EOF:
      return "the end of the file";
    default:
      return fmt::format("'{}'", keyword(type));
    }
  }

  antlr4::misc::IntervalSet set_;
  const antlr4::dfa::Vocabulary& vocabulary_;
  mutable std::vector<std::unique_ptr<std::string>> literals_;
  llvm::SmallVector<std::size_t, 16> grouped_;
  std::vector<std::string> names_;
};

/// Turns ANTLR's findings into diagnostics.
class ErrorListener : public antlr4::BaseErrorListener {
public:
  ErrorListener(FileId file, Reporter& reporter) : file_(file), reporter_(reporter) {}

  void syntaxError(antlr4::Recognizer* recognizer, antlr4::Token* found, std::size_t, std::size_t,
                   const std::string&, std::exception_ptr) override {
    auto& parser = static_cast<antlr4::Parser&>(*recognizer);
    const Range where = range_of(file_, *found);
    const llvm::StringRef text = text_of(where);
    if (found->getType() == Lexer::ILLEGAL)
      return reporter_.report(Code::IllegalCharacter, where,
                              fmt::format("the character {} has no meaning here", quoted(text)));
    const Expected expected(parser.getExpectedTokens(), parser.getVocabulary());
    std::string hint;
    if (found->getType() == Lexer::NAME) {
      NearMatches near(text);
      expected.offer_words(near);
      hint = did_you_mean(near);
    }
    reporter_.report(Code::UnexpectedToken, where,
                     fmt::format("expected {}, found {}{}", expected.text(),
                                 is_end(*found) ? "the end of the file" : quoted(text), hint));
  }

private:
  llvm::StringRef text_of(Range where) const {
    return reporter_.sources()[where.file].text().slice(where.begin, where.end);
  }
  FileId file_;
  Reporter& reporter_;
};

/// Whether parentheses are nested too deeply to be parsed safely.
bool too_deep(FileId file, antlr4::CommonTokenStream& tokens, Reporter& reporter) {
  std::uint32_t depth = 0;
  for (const antlr4::Token* token : tokens.getTokens()) {
    if (token->getType() == Lexer::LPAREN && ++depth > kMaxNesting) {
      reporter.report(Code::TooDeep, range_of(file, *token),
                      fmt::format("more than {} parentheses are open here", kMaxNesting));
      return true;
    }
    if (token->getType() == Lexer::RPAREN && depth > 0)
      --depth;
  }
  return false;
}

// --- from ANTLR's tree to ours ------------------------------------------------------------------

class TreeBuilder {
public:
  TreeBuilder(FileId file, const Tokens& tokens, Reporter& reporter)
      : file_(file), text_(reporter.sources()[file].text()), reporter_(reporter) {
    for (const antlr4::Token* token : const_cast<Tokens&>(tokens).stream.getTokens())
      tokens_.push_back(token);
    used_.resize(tokens_.size());
  }

  ast::File build(Grammar::FileContext& tree) {
    ast::File out{file_, module_doc(), std::nullopt, {}, {}};
    if (auto* module = tree.moduleName())
      out.module = word(range(*module->NAME(0), *module->NAME(module->NAME().size() - 1)));
    for (auto* importation : tree.importation())
      out.imports.push_back(unquoted(*importation->STRING()));
    for (auto* declaration : tree.declaration())
      out.declarations.push_back(build(*declaration));
    report_stray_docs();
    return out;
  }

private:
  // Places and words.
  using Terminal = antlr4::tree::TerminalNode;
  Range range(const antlr4::Token& token) const { return range_of(file_, token); }
  Range range(Terminal& node) const { return range(*node.getSymbol()); }
  Range range(Terminal& first, Terminal& last) const { return join(range(first), range(last)); }
  Range range(antlr4::ParserRuleContext& tree) const {
    return join(range(*tree.getStart()), range(*tree.getStop()));
  }
  ast::Word word(Range where) const { return {text_.slice(where.begin, where.end), where}; }
  ast::Word word(Terminal& node) const { return word(range(node)); }
  ast::Word unquoted(Terminal& node) const {
    ast::Word out = word(node);
    out.text = out.text.drop_front().drop_back();
    return out;
  }
  std::vector<ast::Word> words(const std::vector<Terminal*>& nodes) const {
    std::vector<ast::Word> out;
    for (Terminal* node : nodes)
      out.push_back(word(*node));
    return out;
  }
  /// Statements print names between blanks, and dummy variables with a '$'.
  ast::Word name(Terminal* plain, Terminal* quoted) const {
    if (plain != nullptr)
      return word(*plain);
    const ast::Word out = unquoted(*quoted);
    if (out.text.empty() || out.text.startswith("$") ||
        !llvm::all_of(out.text, [](char c) { return c > ' ' && c <= '~'; }))
      reporter_.report(Code::IllegalCharacter, range(*quoted),
                       "a name in backquotes is one word of printable characters, and does not "
                       "begin with '$'");
    return out;
  }
  ast::Word build(Grammar::TypeContext& tree) const { return name(tree.NAME(), tree.QUOTED()); }
  ast::Word build(Grammar::VariableContext& tree) const { return name(tree.NAME(), tree.QUOTED()); }

  // Documentation: comments in the token stream.
  llvm::StringRef token_text(std::size_t index) const {
    const Range where = range(*tokens_[index]);
    return text_.slice(where.begin, where.end);
  }
  static std::string doc_line(llvm::StringRef comment) {
    comment = comment.drop_front(3).rtrim();
    comment.consume_front(" ");
    return comment.str();
  }
  std::string module_doc() {
    std::string doc;
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (tokens_[i]->getType() == Lexer::COMMENT && token_text(i).startswith("//!"))
        doc += doc_line(token_text(i)) + "\n";
    return doc;
  }
  /// The `///` lines directly before a token, with nothing but white space between.
  std::string doc_before(const antlr4::Token& first) {
    std::vector<std::string> lines;
    for (std::size_t i = first.getTokenIndex(); i-- > 0;) {
      if (tokens_[i]->getType() == Lexer::SPACE && token_text(i).count('\n') < 2)
        continue;
      if (tokens_[i]->getType() != Lexer::COMMENT || !token_text(i).startswith("///"))
        break;
      used_[i] = true;
      lines.push_back(doc_line(token_text(i)));
    }
    std::string doc;
    for (const std::string& line : llvm::reverse(lines))
      doc += line + "\n";
    return doc;
  }
  void report_stray_docs() {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (tokens_[i]->getType() == Lexer::COMMENT && token_text(i).startswith("///") && !used_[i])
        reporter_.report(Code::StrayDoc, range(*tokens_[i]),
                         "this documentation stands before no declaration");
  }

  // Declarations.
  ast::Declaration build(Grammar::DeclarationContext& tree) {
    ast::Declaration out{range(tree), doc_before(*tree.getStart()), ast::Words{}};
    if (auto* sorts = tree.sorts())
      out.what = ast::Words{ast::Words::Kind::Sorts, words(sorts->WORD())};
    else if (auto* claims = tree.claims())
      out.what = ast::Words{ast::Words::Kind::Claims, words(claims->WORD())};
    else if (auto* symbols = tree.symbols())
      out.what = ast::Words{ast::Words::Kind::Symbols, words(symbols->WORD())};
    else if (auto* relation = tree.relation())
      out.what = build(*relation);
    else if (auto* table = tree.table())
      out.what = build(*table);
    else
      out.what = build(*tree.ruleDeclaration());
    return out;
  }

  ast::Relation build(Grammar::RelationContext& tree) const {
    ast::Relation out{!tree.LINEAR().empty(), !tree.UNIQUE().empty(), word(*tree.NAME()), {}};
    for (auto* argument : tree.argument())
      out.arguments.push_back(
          {argument->ORDER() != nullptr, word(*argument->NAME()), build(*argument->type())});
    return out;
  }

  ast::Table build(Grammar::TableContext& tree) const {
    if (auto* builtin = dynamic_cast<Grammar::BuiltinTableContext*>(&tree))
      return {word(*builtin->NAME(0)), word(*builtin->NAME(1)), word(*builtin->NUMBER()), {}};
    auto& listed = dynamic_cast<Grammar::ListedTableContext&>(tree);
    ast::Table out{word(*listed.NAME()), std::nullopt, {}, {}};
    for (auto* row : listed.row())
      out.rows.push_back(words(row->NUMBER()));
    return out;
  }

  ast::Rule build(Grammar::RuleDeclarationContext& tree) const {
    ast::Rule out{std::nullopt, ast::RuleKind::Rule, word(*tree.NAME()), {}, {}};
    if (tree.PUBLIC() != nullptr)
      out.is_public = range(*tree.PUBLIC());
    if (tree.AXIOM() != nullptr)
      out.kind = ast::RuleKind::Axiom;
    else if (tree.THEOREM() != nullptr)
      out.kind = ast::RuleKind::Theorem;
    if (auto* parameters = tree.parameters())
      for (auto* parameter : parameters->parameter())
        out.parameters.push_back(build(*parameter));
    for (auto* statement : tree.statement())
      out.statements.push_back(build(*statement));
    return out;
  }

  ast::Parameters build(Grammar::ParameterContext& tree) const {
    ast::Parameters out{std::nullopt, std::nullopt, {}, build(*tree.type())};
    if (!tree.HIDE().empty())
      out.hidden = range(*tree.HIDE(0));
    if (!tree.FREE().empty())
      out.free = range(*tree.FREE(0));
    for (auto* variable : tree.variable())
      out.names.push_back(build(*variable));
    return out;
  }

  // Statements.
  ast::Statement build(Grammar::StatementContext& tree) const {
    ast::Statement out{range(*tree.getStart()), range(tree), ast::Distinct{}};
    if (auto* premise = dynamic_cast<Grammar::PremiseContext*>(&tree))
      out.what = ast::Judgement{true, text(premise->WORD())};
    else if (auto* conclusion = dynamic_cast<Grammar::ConclusionContext*>(&tree))
      out.what = ast::Judgement{false, text(conclusion->WORD())};
    else if (auto* distinct = dynamic_cast<Grammar::DistinctContext*>(&tree))
      out.what = build(*distinct);
    else if (auto* claim = dynamic_cast<Grammar::ClaimContext*>(&tree))
      out.what = build(*claim);
    else if (auto* requirement = dynamic_cast<Grammar::RequirementContext*>(&tree))
      out.what = build(*requirement);
    else
      out.what = build(dynamic_cast<Grammar::DefinitionContext&>(tree));
    return out;
  }

  ast::Text text(const std::vector<Terminal*>& nodes) const {
    return {range(*nodes.front(), *nodes.back()), words(nodes)};
  }

  ast::Distinct build(Grammar::DistinctContext& tree) const {
    ast::Distinct out;
    for (auto* variable : tree.variable())
      out.names.push_back(build(*variable));
    return out;
  }

  ast::Claim build(Grammar::ClaimContext& tree) const {
    const auto kind = tree.DEMAND() != nullptr    ? ast::ClaimKind::Demand
                      : tree.CONSUME() != nullptr ? ast::ClaimKind::Consume
                      : tree.EMIT() != nullptr    ? ast::ClaimKind::Emit
                                                  : ast::ClaimKind::Lookup;
    ast::Claim out{kind, word(*tree.NAME()), {}};
    for (auto* value : tree.values()->value())
      out.values.push_back(build(*value));
    return out;
  }

  ast::Requirement build(Grammar::RequirementContext& tree) const {
    using ast::Comparison;
    const auto comparison = tree.EQ() != nullptr   ? Comparison::Equal
                            : tree.NE() != nullptr ? Comparison::Different
                            : tree.LT() != nullptr ? Comparison::Less
                            : tree.LE() != nullptr ? Comparison::LessEqual
                            : tree.GT() != nullptr ? Comparison::Greater
                                                   : Comparison::GreaterEqual;
    return {comparison, build(*tree.expression(0)), build(*tree.expression(1))};
  }

  ast::Definition build(Grammar::DefinitionContext& tree) const {
    ast::Definition out{word(*tree.NAME()), std::nullopt, build(*tree.expression())};
    if (tree.type() != nullptr)
      out.type = build(*tree.type());
    return out;
  }

  // Values.
  ast::Value build(Grammar::ValueContext& tree) const {
    if (tree.QUOTED() == nullptr)
      return build(*tree.expression());
    const ast::Word inner = unquoted(*tree.QUOTED());
    ast::Text out{inner.range, {}};
    llvm::StringRef rest = inner.text.ltrim(" \t");
    while (!rest.empty()) {
      const llvm::StringRef symbol = rest.take_until([](char c) { return c == ' ' || c == '\t'; });
      const auto begin = static_cast<std::uint32_t>(symbol.data() - text_.data());
      out.words.push_back(word({file_, begin, begin + static_cast<std::uint32_t>(symbol.size())}));
      rest = rest.drop_front(symbol.size()).ltrim(" \t");
    }
    return out;
  }

  /// Signs belong to the operands that follow them.
  ast::Expression build(Grammar::ExpressionContext& tree) const {
    ast::Expression out{ast::Expression::Kind::Sum, range(tree), {}, {}, {}};
    bool negative = false;
    for (antlr4::tree::ParseTree* child : tree.children) {
      if (auto* product = dynamic_cast<Grammar::ProductContext*>(child)) {
        out.operands.push_back(build(*product));
        out.negative.push_back(negative);
      } else {
        negative = dynamic_cast<Terminal&>(*child).getSymbol()->getType() == Lexer::MINUS;
      }
    }
    if (out.operands.size() == 1 && !out.negative.front())
      return std::move(out.operands.front());
    return out;
  }

  ast::Expression build(Grammar::ProductContext& tree) const {
    ast::Expression out{ast::Expression::Kind::Product, range(tree), {}, {}, {}};
    for (auto* factor : tree.factor())
      out.operands.push_back(build(*factor));
    return out.operands.size() == 1 ? std::move(out.operands.front()) : std::move(out);
  }

  ast::Expression build(Grammar::FactorContext& tree) const {
    if (tree.expression() != nullptr)
      return build(*tree.expression());
    const auto kind = tree.NUMBER() != nullptr ? ast::Expression::Kind::Number
                      : tree.SELF() != nullptr ? ast::Expression::Kind::Self
                                               : ast::Expression::Kind::Name;
    return {kind, range(tree), word(range(tree)), {}, {}};
  }

  FileId file_;
  llvm::StringRef text_;
  Reporter& reporter_;
  std::vector<const antlr4::Token*> tokens_;
  std::vector<bool> used_; ///< documentation that belongs to a declaration
};

// --- tokens for the formatter -------------------------------------------------------------------

TokenKind kind_of(std::size_t type) {
  switch (type) {
  case Lexer::WORD:
    return TokenKind::Word;
  case Lexer::NAME:
  case Lexer::NUMBER:
  case Lexer::SELF:
  case Lexer::STRING:
  case Lexer::QUOTED:
    return TokenKind::Name;
  case Lexer::LPAREN:
    return TokenKind::Open;
  case Lexer::RPAREN:
    return TokenKind::Close;
  case Lexer::LBRACE:
    return TokenKind::OpenBrace;
  case Lexer::RBRACE:
    return TokenKind::CloseBrace;
  case Lexer::COMMA:
    return TokenKind::Comma;
  case Lexer::COLON:
    return TokenKind::Colon;
  case Lexer::DOT:
    return TokenKind::Dot;
  case Lexer::COMMENT:
    return TokenKind::Comment;
  case Lexer::CONTINUATION:
    return TokenKind::Continuation;
  default:
    return type < Lexer::LPAREN ? TokenKind::Keyword : TokenKind::Operator;
  }
}

} // namespace

std::optional<ast::File> parse(FileId file, Reporter& reporter) {
  const llvm::StringRef text = reporter.sources()[file].text();
  if (text.size() > kMaxFileBytes) {
    reporter.report(
        Code::FileTooLarge, {file, 0, 0},
        fmt::format("the file has {} bytes, and {} are the most", text.size(), kMaxFileBytes));
    return std::nullopt;
  }
  Tokens tokens(text);
  if (tokens.lexer.too_many()) {
    reporter.report(Code::FileTooLarge, {file, 0, 0},
                    fmt::format("the file has more than {} words and signs", kMaxTokens));
    return std::nullopt;
  }
  if (too_deep(file, tokens.stream, reporter))
    return std::nullopt;
  Grammar grammar(&tokens.stream);
  ErrorListener listener(file, reporter);
  grammar.removeErrorListeners();
  grammar.addErrorListener(&listener);
  Grammar::FileContext* tree = grammar.file();
  if (grammar.getNumberOfSyntaxErrors() != 0)
    return std::nullopt;
  const std::size_t errors_before = reporter.sink().error_count();
  ast::File out = TreeBuilder(file, tokens, reporter).build(*tree);
  if (reporter.sink().error_count() != errors_before)
    return std::nullopt;
  return out;
}

std::vector<Token> tokenize(const SourceFile& source) {
  Tokens tokens(source.text());
  std::vector<Token> out;
  unsigned newlines = 0;
  for (const antlr4::Token* token : tokens.stream.getTokens()) {
    if (is_end(*token))
      break;
    const Range where = range_of({}, *token);
    const llvm::StringRef text = source.text().slice(where.begin, where.end);
    if (token->getType() == Lexer::SPACE) {
      newlines += static_cast<unsigned>(text.count('\n'));
      continue;
    }
    out.push_back({kind_of(token->getType()), text.rtrim(" \t\r\n"), newlines});
    newlines = token->getType() == Lexer::CONTINUATION ? 1 : 0;
  }
  return out;
}

} // namespace blockfold::rules
