#include "compiler/ir/printer.h"

#include "compiler/ir/block_texts.h"

#include <llvm/ADT/StringRef.h>

#include <string>

namespace blockfold::ir {
namespace {

constexpr std::size_t kCommentColumn = 40;

class TranscriptPrinter {
public:
  TranscriptPrinter(llvm::raw_ostream& out, const Theory& theory, const Transcript& transcript)
      : out_(out), theory_(theory), transcript_(transcript), texts_(theory, transcript) {}

  void run() {
    out_ << "blockfold transcript " << kTranscriptVersion << '\n';
    print_assumptions();
    print_contexts();
    print_blocks();
    print_disjoint();
    out_ << '\n';
    for (ContextId id = 0; id < transcript_.qed.size(); ++id)
      out_ << "qed " << theory_.of(theory_.contexts[id]).label << " = b" << transcript_.qed[id]
           << '\n';
  }

private:
  void print_assumptions() {
    bool first = true;
    for (const Assertion& assertion : theory_.assertions) {
      if (assertion.role != Role::Assumed)
        continue;
      out_ << (first ? "\n" : "") << "assume " << assertion.label << '\n';
      first = false;
    }
  }

  void print_contexts() {
    for (ContextId id = 0; id < theory_.contexts.size(); ++id) {
      const Assertion& a = theory_.of(theory_.contexts[id]);
      out_ << "\ncontext " << Theory::number(id) << ' ' << a.label
           << (a.role == Role::Lemma ? " lemma" : "") << '\n';
      for (std::size_t i = 0; i < a.essentials.size(); ++i) {
        out_ << "  # hypothesis " << i << ": ";
        print_statement(out_, theory_, a, a.essentials[i]);
        out_ << '\n';
      }
      for (const auto& [x, y] : a.disjoint)
        out_ << "  # $d " << theory_.symbol_names[a.parameters[x].code] << ' '
             << theory_.symbol_names[a.parameters[y].code] << '\n';
      out_ << "  # proves: ";
      print_statement(out_, theory_, a, a.conclusion);
      out_ << '\n';
    }
  }

  void print_blocks() {
    if (!transcript_.blocks.empty())
      out_ << '\n';
    for (BlockId id = 0; id < transcript_.blocks.size(); ++id) {
      begin_line() << 'b' << id << " = ";
      print_application(transcript_.blocks[id]);
      print_context(transcript_.blocks[id].context);
      if (const std::string* text = texts_.of(id)) {
        pad() << "# " << theory_.typecodes[typecode_of(theory_, transcript_.blocks[id])];
        if (!text->empty())
          line_ << ' ' << *text;
      }
      end_line();
    }
  }

  void print_application(const Block& block) {
    const auto premises = transcript_.premises_of(block);
    switch (block.kind) {
    case BlockKind::Variable: {
      const Variable& variable = theory_.variables[block.subject];
      line_ << "var " << theory_.typecodes[variable.typecode] << ' '
            << theory_.symbol_names[variable.code];
      return;
    }
    case BlockKind::Hypothesis:
      line_ << "hyp " << block.subject;
      if (!premises.empty())
        print_premises(premises);
      return;
    case BlockKind::Rule:
      line_ << theory_.of(theory_.rules[block.subject]).label;
      print_premises(premises);
      return;
    }
  }

  void print_premises(llvm::ArrayRef<BlockId> premises) {
    line_ << '(';
    for (std::size_t i = 0; i < premises.size(); ++i)
      line_ << (i == 0 ? "b" : ", b") << premises[i];
    line_ << ')';
  }

  void print_context(ContextId context) {
    line_ << " @ ";
    if (context == kShared)
      line_ << '*';
    else
      line_ << theory_.of(theory_.contexts[context]).label;
  }

  void print_disjoint() {
    if (!transcript_.disjoint.empty())
      out_ << '\n';
    for (std::size_t i = 0; i < transcript_.disjoint.size(); ++i) {
      const DisjointBlock& block = transcript_.disjoint[i];
      begin_line() << 'd' << i << " = disjoint(b" << block.a << ", b" << block.b << ')';
      print_context(block.context);
      line_ << " by " << reason_name(block.reason);
      const std::string *a = texts_.of(block.a), *b = texts_.of(block.b);
      if (a != nullptr && b != nullptr)
        pad() << "# " << *a << " | " << *b;
      end_line();
    }
  }

  llvm::raw_ostream& begin_line() {
    buffer_.clear();
    return line_;
  }
  llvm::raw_ostream& pad() {
    const std::size_t width = line_.str().size();
    return line_.indent(width < kCommentColumn ? static_cast<unsigned>(kCommentColumn - width) : 1);
  }
  void end_line() { out_ << line_.str() << '\n'; }

  llvm::raw_ostream& out_;
  const Theory& theory_;
  const Transcript& transcript_;
  BlockTexts texts_;
  std::string buffer_;
  llvm::raw_string_ostream line_{buffer_};
};

} // namespace

llvm::StringRef reason_name(DisjointReason reason) {
  switch (reason) {
  case DisjointReason::Declared:
    return "declared";
  case DisjointReason::Dummy:
    return "dummy";
  case DisjointReason::DummyTurned:
    return "dummy-turned";
  case DisjointReason::Left:
    return "left";
  case DisjointReason::Right:
    return "right";
  }
  return "declared";
}

void print_statement(llvm::raw_ostream& out, const Theory& theory, const Assertion& owner,
                     const Template& statement) {
  out << theory.typecodes[statement.typecode];
  for (const Item item : statement.items)
    out << ' '
        << theory.symbol_names[item.is_parameter() ? owner.parameters[item.index()].code
                                                   : item.code()];
}

void print_transcript(llvm::raw_ostream& out, const Theory& theory, const Transcript& transcript) {
  TranscriptPrinter(out, theory, transcript).run();
}

} // namespace blockfold::ir
