#include "compiler/ir/parser.h"

#include "compiler/ir/line_reader.h"
#include "compiler/ir/printer.h"
#include "compiler/support/format.h"

#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>

namespace blockfold::ir {
namespace {

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
    LineReader(source_, where, sink_, Code::MalformedLine).fail(code, where, std::move(message));
  }

  void parse_line(llvm::StringRef line, bool& header) {
    LineReader in(source_, line, sink_, Code::MalformedLine);
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
