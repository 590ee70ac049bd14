#include "tests/differential/metamath/grammar.h"

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

/// Bytes as code points, since the parser wants valid UTF-8.
std::string utf8(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xc0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return text;
}

} // namespace

GrammarResult parse_by_grammar(const std::string& text) {
  antlr4::ANTLRInputStream input(utf8(text));
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
