#include "compiler/ir/parser.h"

#include "compiler/ir/codes.h"
#include "compiler/ir/printer.h"
#include "compiler/support/format.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>

namespace blockfold::ir {
namespace {

/// The words of one line. The first error is final: it is reported, and the rest of the line
/// skipped.
class LineReader {
public:
  LineReader(const SourceFile& source, llvm::StringRef line, DiagnosticSink& sink)
      : source_(source), rest_(line), sink_(sink) {}

  bool failed() const { return failed_; }

  /// Reports an error about `text`, which must be a piece of the source.
  void fail(Code code, llvm::StringRef text, std::string message) {
    if (failed_)
      return;
    failed_ = true;
    Diagnostic diagnostic;
    diagnostic.code = &info(code);
    diagnostic.where =
        SourceRange(source_, offset_of(text), static_cast<std::uint32_t>(text.size()));
    diagnostic.message = std::move(message);
    sink_.add(std::move(diagnostic));
  }

  /// Everything up to the next blank.
  llvm::StringRef word(const char* what) {
    skip_blanks();
    return taken(rest_.take_until(is_blank), what);
  }

  /// Letters, digits, '-', '_' and '.', as in Metamath labels, and "'", as in rule files.
  llvm::StringRef label(const char* what) {
    skip_blanks();
    return taken(rest_.take_while([](char c) {
      return llvm::isAlnum(c) || c == '-' || c == '_' || c == '.' || c == '\'';
    }),
                 what);
  }

  /// A decimal number without superfluous zeros.
  std::uint32_t number(const char* what) {
    skip_blanks();
    const llvm::StringRef digits = taken(rest_.take_while(llvm::isDigit), what);
    std::uint32_t value = 0;
    if (!failed_ && (digits.getAsInteger(10, value) || (digits.size() > 1 && digits[0] == '0')))
      fail(Code::MalformedLine, digits,
           fmt::format("{} is too large, or has superfluous zeros", quoted(digits)));
    return value;
  }

  /// A number after a letter, such as `b12`.
  std::uint32_t numbered(char letter, const char* what) {
    skip_blanks();
    expect_here(llvm::StringRef(&letter, 1), what);
    return number_here(what);
  }

  /// Takes `text` if it comes next, after blanks.
  bool accept(llvm::StringRef text) {
    skip_blanks();
    return accept_here(text);
  }
  bool accept_here(llvm::StringRef text) { return !failed_ && rest_.consume_front(text); }

  void expect(llvm::StringRef text) {
    skip_blanks();
    expect_here(text, nullptr);
  }

  /// Nothing but a comment may be left.
  void end() {
    skip_blanks();
    if (!rest_.empty() && rest_.front() != '#')
      fail(Code::MalformedLine, rest_.take_until(is_blank), "expected the end of the line");
  }

  void skip_blanks() { rest_ = rest_.drop_while(is_blank); }
  llvm::StringRef rest() const { return rest_; }

private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
  std::uint32_t offset_of(llvm::StringRef text) const {
    return static_cast<std::uint32_t>(text.data() - source_.text().data());
  }

  llvm::StringRef taken(llvm::StringRef text, const char* what) {
    if (failed_)
      return {};
    if (text.empty())
      fail(Code::MalformedLine, rest_.take_front(1), fmt::format("expected {}", what));
    rest_ = rest_.drop_front(text.size());
    return text;
  }

  std::uint32_t number_here(const char* what) {
    if (!failed_ && (rest_.empty() || !llvm::isDigit(rest_.front())))
      fail(Code::MalformedLine, rest_.take_front(1), fmt::format("expected {}", what));
    return number(what);
  }

  void expect_here(llvm::StringRef text, const char* what) {
    if (!failed_ && !rest_.consume_front(text))
      fail(Code::MalformedLine, rest_.take_until(is_blank),
           what != nullptr ? fmt::format("expected {}", what) : fmt::format("expected '{}'", text));
  }

  const SourceFile& source_;
  llvm::StringRef rest_;
  DiagnosticSink& sink_;
  bool failed_ = false;
};

/// A reference to a block that may be defined further down.
struct Reference {
  BlockId block;
  llvm::StringRef text;
};

class TranscriptParser {
public:
  TranscriptParser(const SourceFile& source, const Theory& theory, DiagnosticSink& sink)
      : source_(source), theory_(theory), sink_(sink), errors_before_(sink.error_count()) {
    for (RuleId i = 0; i < theory.rules.size(); ++i)
      rules_.try_emplace(theory.of(theory.rules[i]).label, i);
    for (ContextId i = 0; i < theory.contexts.size(); ++i)
      contexts_.try_emplace(theory.of(theory.contexts[i]).label, i);
    for (std::uint32_t i = 0; i < theory.variables.size(); ++i) {
      const Variable& variable = theory.variables[i];
      variables_.try_emplace(
          key(theory.typecodes[variable.typecode], theory.symbol_names[variable.code]), i);
    }
  }

  std::optional<Transcript> run() {
    llvm::StringRef text = source_.text();
    bool header = false;
    while (!text.empty()) {
      const auto [line, rest] = text.split('\n');
      parse_line(line, header);
      text = rest;
    }
    if (!header)
      fail(Code::MissingHeader, source_.text().take_front(0), "expected 'blockfold transcript 1'");
    check_references();
    check_counts();
    if (has_errors())
      return std::nullopt;
    return std::move(out_);
  }

private:
  bool has_errors() const { return sink_.error_count() != errors_before_; }

  static std::string key(llvm::StringRef typecode, llvm::StringRef name) {
    return (typecode + " " + name).str(); // neither has blanks
  }

  void fail(Code code, llvm::StringRef where, std::string message) {
    LineReader(source_, where, sink_).fail(code, where, std::move(message));
  }

  void parse_line(llvm::StringRef line, bool& header) {
    LineReader in(source_, line, sink_);
    const llvm::StringRef content = line.trim(" \t\r");
    if (content.empty() || content.front() == '#')
      return;
    if (!header) {
      header = true;
      return parse_header(in, content);
    }
    if (in.accept("context "))
      return parse_context(in);
    if (in.accept("assume "))
      return parse_assumption(in);
    if (in.accept("qed "))
      return parse_qed(in);
    if (content.front() == 'd')
      return parse_disjoint(in);
    parse_block(in);
  }

  static void parse_header(LineReader& in, llvm::StringRef content) {
    const bool named = in.accept("blockfold transcript ");
    if (!named || in.number("a version") != kTranscriptVersion)
      in.fail(Code::MissingHeader, content,
              fmt::format("expected 'blockfold transcript {}'", kTranscriptVersion));
    in.end();
  }

  void parse_context(LineReader& in) {
    const llvm::StringRef line = in.rest();
    const std::uint32_t number = in.number("the number of the context");
    const llvm::StringRef label = in.label("a label");
    in.accept("lemma"); // what the theory was made from says so, too
    in.end();
    if (in.failed())
      return;
    const auto known = contexts_.find(label);
    if (known == contexts_.end())
      return in.fail(Code::UnknownName, label,
                     fmt::format("the theory does not prove {}", quoted(label)));
    if (number != Theory::number(known->second) || known->second != declared_contexts_)
      return in.fail(
          Code::WrongNumber, line.take_until([](char c) { return c == ' '; }),
          fmt::format("context {} of the theory is {}", declared_contexts_ + 1,
                      declared_contexts_ < theory_.contexts.size()
                          ? quoted(theory_.of(theory_.contexts[declared_contexts_]).label)
                          : std::string("missing")));
    ++declared_contexts_;
  }

  void parse_assumption(LineReader& in) {
    const llvm::StringRef label = in.label("a label");
    in.end();
    if (in.failed())
      return;
    const auto known = rules_.find(label);
    if (known == rules_.end() || theory_.of(theory_.rules[known->second]).role != Role::Assumed)
      in.fail(Code::UnknownName, label,
              fmt::format("the theory does not assume {}", quoted(label)));
  }

  /// `@ label` or `@ *`.
  ContextId parse_context_name(LineReader& in) {
    in.expect("@");
    if (in.accept("*"))
      return kShared;
    const llvm::StringRef label = in.label("a context, or '*'");
    const auto known = contexts_.find(label);
    if (!in.failed() && known == contexts_.end())
      in.fail(Code::UnknownName, label, fmt::format("the theory does not prove {}", quoted(label)));
    return in.failed() ? 0 : known->second;
  }

  BlockId parse_reference(LineReader& in, std::vector<Reference>& into) {
    in.skip_blanks();
    const llvm::StringRef before = in.rest().ltrim(" \t");
    const BlockId id = in.numbered('b', "a block such as 'b0'");
    if (!in.failed())
      into.push_back({id, before.drop_back(in.rest().size())});
    return id;
  }

  void check_number(LineReader& in, llvm::StringRef where, std::size_t expected,
                    std::uint32_t number, char letter) {
    if (!in.failed() && number != expected)
      in.fail(Code::WrongNumber, where.take_until([](char c) { return c == ' ' || c == '='; }),
              fmt::format("expected the name '{}{}' here", letter, expected));
  }

  void parse_block(LineReader& in) {
    in.skip_blanks();
    const llvm::StringRef name = in.rest();
    const std::uint32_t number = in.numbered('b', "a block, a $d block, 'context' or 'qed'");
    check_number(in, name, out_.blocks.size(), number, 'b');
    in.expect("=");
    Block block{};
    std::vector<Reference> premises;
    parse_application(in, block, premises);
    block.context = parse_context_name(in);
    in.end();
    check_hypothesis(in, block, name);
    // A place is kept for a malformed block, so that later lines are judged by themselves.
    block.first_premise = static_cast<std::uint32_t>(out_.premises.size());
    block.premise_count = static_cast<std::uint32_t>(premises.size());
    for (const Reference& premise : premises)
      out_.premises.push_back(premise.block);
    references_.insert(references_.end(), premises.begin(), premises.end());
    out_.blocks.push_back(block);
  }

  void parse_application(LineReader& in, Block& block, std::vector<Reference>& premises) {
    const llvm::StringRef word = in.label("a rule, 'var' or 'hyp'");
    if (in.accept_here("(")) {
      block.kind = BlockKind::Rule;
      const auto known = rules_.find(word);
      if (!in.failed() && known == rules_.end())
        return in.fail(Code::UnknownName, word,
                       fmt::format("the theory has no rule {}", quoted(word)));
      block.subject = in.failed() ? 0 : known->second;
      parse_premises(in, premises);
    } else if (word == "var") {
      block.kind = BlockKind::Variable;
      parse_variable(in, block);
    } else if (word == "hyp") {
      block.kind = BlockKind::Hypothesis;
      block.subject = in.number("the number of a hypothesis");
      if (in.accept_here("("))
        parse_premises(in, premises);
    } else if (!in.failed()) {
      in.fail(Code::MalformedLine, word, "expected '(' after a rule's name");
    }
  }

  void parse_variable(LineReader& in, Block& block) {
    const llvm::StringRef typecode = in.word("a typecode");
    const llvm::StringRef symbol = in.word("a variable");
    if (in.failed())
      return;
    const auto known = variables_.find(key(typecode, symbol));
    if (known == variables_.end())
      return in.fail(Code::UnknownName, symbol,
                     fmt::format("the theory has no variable {} of typecode {}", quoted(symbol),
                                 quoted(typecode)));
    block.subject = known->second;
  }

  /// The premises after an opening parenthesis.
  void parse_premises(LineReader& in, std::vector<Reference>& premises) {
    if (in.accept(")"))
      return;
    do
      parse_reference(in, premises);
    while (in.accept(","));
    in.expect(")");
  }

  void check_hypothesis(LineReader& in, const Block& block, llvm::StringRef name) {
    if (in.failed() || block.kind != BlockKind::Hypothesis)
      return;
    const bool known =
        block.context != kShared &&
        block.subject < theory_.of(theory_.contexts[block.context]).essentials.size();
    if (!known)
      in.fail(Code::UnknownName, name.take_until([](char c) { return c == '@'; }).rtrim(),
              fmt::format("the context has no hypothesis {}", block.subject));
  }

  void parse_disjoint(LineReader& in) {
    in.skip_blanks();
    const llvm::StringRef name = in.rest();
    const std::uint32_t number = in.numbered('d', "a $d block");
    check_number(in, name, out_.disjoint.size(), number, 'd');
    in.expect("=");
    in.expect("disjoint");
    in.expect("(");
    DisjointBlock block{};
    block.a = parse_reference(in, references_);
    in.expect(",");
    block.b = parse_reference(in, references_);
    in.expect(")");
    block.context = parse_context_name(in);
    in.expect("by");
    block.reason = parse_reason(in);
    in.end();
    out_.disjoint.push_back(block);
  }

  static DisjointReason parse_reason(LineReader& in) {
    const llvm::StringRef word = in.label("a reason");
    for (const DisjointReason reason :
         {DisjointReason::Declared, DisjointReason::Dummy, DisjointReason::DummyTurned,
          DisjointReason::Left, DisjointReason::Right})
      if (word == reason_name(reason))
        return reason;
    in.fail(Code::MalformedLine, word,
            "expected 'declared', 'dummy', 'dummy-turned', 'left' or 'right'");
    return DisjointReason::Declared;
  }

  void parse_qed(LineReader& in) {
    const llvm::StringRef label = in.label("a context");
    in.expect("=");
    const BlockId id = parse_reference(in, references_);
    in.end();
    const auto known = contexts_.find(label);
    if (!in.failed() && known == contexts_.end())
      in.fail(Code::UnknownName, label, fmt::format("the theory does not prove {}", quoted(label)));
    else if (!in.failed() && known->second != out_.qed.size())
      in.fail(Code::QedCount, label, "qed lines must follow the order of the contexts, each once");
    if (!in.failed())
      out_.qed.push_back(id);
  }

  void check_references() {
    for (const Reference& reference : references_)
      if (reference.block >= out_.blocks.size())
        fail(Code::UnknownBlock, reference.text,
             fmt::format("there is no block {}", quoted(reference.text)));
  }

  void check_counts() {
    const llvm::StringRef end = source_.text().take_back(0);
    if (has_errors())
      return; // a missing line may be a malformed one
    if (declared_contexts_ != theory_.contexts.size())
      fail(Code::QedCount, end, "some context of the theory has no context line");
    else if (out_.qed.size() != theory_.contexts.size())
      fail(Code::QedCount, end,
           fmt::format("{} has no qed line",
                       quoted(theory_.of(theory_.contexts[out_.qed.size()]).label)));
  }

  const SourceFile& source_;
  const Theory& theory_;
  DiagnosticSink& sink_;
  std::size_t errors_before_;
  llvm::StringMap<RuleId> rules_;
  llvm::StringMap<ContextId> contexts_;
  llvm::StringMap<std::uint32_t> variables_;
  std::vector<Reference> references_;
  std::size_t declared_contexts_ = 0;
  Transcript out_;
};

} // namespace

std::optional<Transcript> parse_transcript(const SourceFile& source, const Theory& theory,
                                           DiagnosticSink& sink) {
  return TranscriptParser(source, theory, sink).run();
}

} // namespace blockfold::ir
