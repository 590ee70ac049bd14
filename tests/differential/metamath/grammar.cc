#include "tests/differential/metamath/grammar.h"

#include "compiler/support/code_points.h"

#include "MetamathBaseVisitor.h"
#include "MetamathLexer.h"
#include "MetamathParser.h"

#include <any>

namespace blockfold::mm {
namespace {

class Statements : public MetamathBaseVisitor {
public:
  explicit Statements(std::vector<GrammarStatement>& out) : out_(out) {}

  antlrcpp::Any visitFloating(MetamathParser::FloatingContext* c) override { return add("$f", *c); }
  antlrcpp::Any visitEssential(MetamathParser::EssentialContext* c) override {
    return add("$e", *c);
  }
  antlrcpp::Any visitAxiom(MetamathParser::AxiomContext* c) override { return add("$a", *c); }
  antlrcpp::Any visitTheorem(MetamathParser::TheoremContext* c) override {
    add("$p", *c);
    for (auto* word : c->proof()->word())
      out_.back().proof.push_back(word->getText());
    return {};
  }

private:
  template <class Context> antlrcpp::Any add(const char* keyword, Context& context) {
    GrammarStatement statement{keyword, context.LABEL()->getText(), {}, {}};
    for (auto* word : context.word())
      statement.math.push_back(word->getText());
    out_.push_back(std::move(statement));
    return {};
  }

  std::vector<GrammarStatement>& out_;
};

} // namespace

GrammarResult parse_by_grammar(const std::string& text) {
  antlr4::ANTLRInputStream input(bytes_as_code_points(text));
  MetamathLexer lexer(&input);
  lexer.removeErrorListeners();
  antlr4::CommonTokenStream tokens(&lexer);
  MetamathParser parser(&tokens);
  parser.removeErrorListeners();
  auto* const tree = parser.database();

  GrammarResult result;
  result.accepted = lexer.getNumberOfSyntaxErrors() == 0 && parser.getNumberOfSyntaxErrors() == 0;
  if (!result.accepted)
    return result;
  for (const auto* token : tokens.getTokens())
    if (token->getType() != antlr4::Token::EOF)
      result.tokens.push_back(token->getText());
  Statements(result.statements).visit(tree);
  return result;
}

} // namespace blockfold::mm
