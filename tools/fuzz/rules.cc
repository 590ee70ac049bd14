// Any text as a rule file, the whole way: read, laid out, documented, and made a circuit of. A
// line of `%%` begins another file; they are a.blk, b.blk and so on, and may import each other.
#include "compiler/rules/reader.h"

#include "compiler/import/theory_import.h"
#include "compiler/lower/chip/chips.h"
#include "compiler/rules/document.h"
#include "compiler/rules/format.h"
#include "compiler/rules/parser.h"
#include "compiler/rules/theory.h"
#include "compiler/support/render.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"

#include <llvm/Support/raw_ostream.h>

using namespace blockfold;
using namespace blockfold::rules;

namespace {

/// An input as the files that it stands for.
class Files {
public:
  explicit Files(llvm::StringRef input) { input.split(texts_, "\n%%\n", kMost - 1); }
  llvm::ArrayRef<llvm::StringRef> texts() const { return texts_; }

  static constexpr const char* kRoot = "a.blk";

  std::unique_ptr<SourceFile> open(llvm::StringRef path, std::string* why) const {
    const bool named = path.size() == 5 && path.endswith(".blk");
    const auto index = named ? static_cast<std::size_t>(path.front() - 'a') : texts_.size();
    if (index < texts_.size())
      return SourceFile::from_text(texts_[index], path);
    *why = "no such file";
    return nullptr;
  }

private:
  static constexpr int kMost = 8;
  llvm::SmallVector<llvm::StringRef, kMost> texts_;
};

void show(const DiagnosticSink& sink) {
  std::string shown;
  llvm::raw_string_ostream out(shown);
  for (const Diagnostic& diagnostic : sink.diagnostics()) {
    FUZZ_CHECK(!diagnostic.message.empty());
    render_text(diagnostic, out);
  }
}

// --- the formatter ------------------------------------------------------------------------------

/// Whether two texts have the same words and comments, in the same order. A lone "//" may have been
/// added behind a symbol '\' that would continue its line.
bool same_words(const SourceFile& a, const SourceFile& b) {
  const auto words = [](const SourceFile& source) {
    std::vector<std::pair<TokenKind, llvm::StringRef>> out;
    for (const Token& token : tokenize(source))
      if (token.kind != TokenKind::Continuation && token.text != "//")
        out.emplace_back(token.kind, token.text);
    return out;
  };
  return words(a) == words(b);
}

bool same_documentation(const ast::File& a, const ast::File& b) {
  const auto documents = [](const ast::File& file) {
    std::vector<llvm::StringRef> out{file.doc};
    for (const ast::Declaration& declaration : file.declarations)
      out.emplace_back(declaration.doc);
    return out;
  };
  return documents(a) == documents(b);
}

/// Words with their order and kind decide the tree, but for the comments that belong to it. Returns
/// whether there is a tree.
bool check_format(llvm::StringRef text) {
  Sources sources;
  DiagnosticSink sink;
  Reporter reporter(sources, sink);
  const FileId written = sources.add(SourceFile::from_text(text, "written.blk"));
  const auto tree = parse(written, reporter);
  FUZZ_CHECK(tree.has_value() == !reporter.failed());
  show(sink);
  if (!tree)
    return false;
  const FileId formatted =
      sources.add(SourceFile::from_text(format(sources[written]), "formatted.blk"));
  const auto again = parse(formatted, reporter);
  FUZZ_CHECK(again.has_value() && !reporter.failed());
  FUZZ_CHECK(same_words(sources[written], sources[formatted]));
  FUZZ_CHECK(same_documentation(*tree, *again));
  FUZZ_CHECK(format(sources[formatted]) == sources[formatted].text());
  return true;
}

// --- what is done with a program ----------------------------------------------------------------

void check_pages(const ReadProgram& read) {
  for (const Module& module : read.program->modules) {
    FUZZ_CHECK(!document(*read.program, read.sources, module).empty());
    FUZZ_CHECK(llvm::StringRef(page_name(module)).endswith(".md"));
  }
}

/// Whatever the text rules say has a circuit.
void check_circuit(const Program& program) {
  const RuleTheory source(program);
  std::vector<ir::ChosenAssertion> chosen;
  for (std::uint32_t i = 0; i < source.assertion_count(); ++i)
    chosen.push_back({i, source.is_axiom(i) ? ir::Role::Axiom : ir::Role::Goal});
  const ir::Theory theory = source.build(chosen);
  constexpr lower::RangeParameters kRange{4, 3, 3, 2};
  const lower::LoweredTheory lowered = lower::lower_theory(theory, kRange);
  FUZZ_CHECK(lowered.chips.size() == lowered.circuit.chips.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Files files(fuzz::as_text(data, size));
  bool all_have_trees = true;
  for (const llvm::StringRef text : files.texts())
    all_have_trees &= check_format(text);
  if (!all_have_trees && files.texts().size() == 1)
    return 0; // nothing is read a second time
  DiagnosticSink sink(20);
  const ReadProgram read = read_program(
      Files::kRoot, [&](llvm::StringRef path, std::string* why) { return files.open(path, why); },
      sink);
  FUZZ_CHECK(read.program.has_value() == !sink.has_errors());
  FUZZ_CHECK(!read.unreadable);
  show(sink);
  if (read.program) {
    check_pages(read);
    check_circuit(*read.program);
  }
  return 0;
}
