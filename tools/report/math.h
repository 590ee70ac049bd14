#pragma once

#include "compiler/ir/theory.h"
#include "tools/report/templates.h"
#include "tools/report/typesetting.h"

#include <llvm/ADT/ArrayRef.h>

#include <cstdint>
#include <string>
#include <vector>

/// Statements of a theory as readers of mathematics expect them.
namespace blockfold::report {

/// Names of any length, cut when they are absurdly long.
std::string shortened(llvm::StringRef name);

/// A piece of a statement: of one style, and of one sort of variables or of none.
struct MathRun {
  std::string text;
  std::uint8_t style = kPlain;
  int sort = -1;        ///< of a variable: its typecode, which gives the colour
  bool written = false; ///< as it stands in the file, in the type of programs
};

class MathWriter {
public:
  /// Where a typesetting would show two symbols of the theory alike, they are shown as they are
  /// written.
  MathWriter(const ir::Theory& theory, const Typesetting& typesetting);

  /// Typecode and text; at most `max_symbols` of them.
  Html statement(const ir::Assertion& owner, const ir::Template& text,
                 std::size_t max_symbols = SIZE_MAX) const;
  /// A parameter of an assertion, or a typecode.
  Html variable(const ir::Parameter& parameter) const;
  Html typecode(ir::TypecodeId typecode) const;

  /// The words of the file, such as `|- ( ph -> ps )`.
  std::string source(const ir::Assertion& owner, const ir::Template& text,
                     std::size_t max_symbols = SIZE_MAX) const;

  /// Some symbol is typeset, so what is shown differs from what the file says.
  bool typeset() const { return typeset_; }
  /// Symbols that the typesetting would confuse.
  llvm::ArrayRef<std::string> confusable() const { return confusable_; }

  const ir::Theory& theory() const { return theory_; }

private:
  const Glyph* glyph_of(llvm::StringRef symbol) const;

  const ir::Theory& theory_;
  llvm::StringMap<Glyph> glyphs_; ///< of the symbols of the theory
  std::vector<std::string> confusable_;
  bool typeset_ = false;
};

/// Symbols one after another, with spaces where they are wanted.
class MathLine {
public:
  void put(llvm::StringRef symbol, const Glyph* glyph, int sort);
  llvm::ArrayRef<MathRun> runs() const { return runs_; }
  Html html() const;

private:
  void add(llvm::StringRef text, const MathRun& like);
  void space();

  std::vector<MathRun> runs_;
  bool space_due_ = false;
  bool last_written_ = false;
};

Html render_runs(llvm::ArrayRef<MathRun> runs);

} // namespace blockfold::report
