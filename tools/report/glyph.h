#pragma once

#include <llvm/ADT/StringRef.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// How one symbol looks: what is left of an HTML fragment when only letters and a few styles are
/// taken from it. Nothing of the fragment itself goes into a page.
namespace blockfold::report {

/// Styles are bits, so that a run can have several.
enum Style : std::uint8_t {
  kPlain = 0,
  kItalic = 1,
  kBold = 2,
  kSubscript = 4,
  kSuperscript = 8,
  kUnderline = 16,
  kOverline = 32,
  kDotted = 64, ///< a dotted line below, as set.mm has it for operations that are variables
  kLarge = 128, ///< makes a union one of many; has no effect on anything else
};

struct Run {
  std::string text; ///< UTF-8, of harmless characters only
  std::uint8_t style = kPlain;
  friend bool operator==(const Run&, const Run&) = default;
};

struct Glyph {
  std::vector<Run> runs; ///< never empty
  bool space_before = false, space_after = false;
};

/// Reads the value of an htmldef or althtmldef. Tags other than those of the styles are passed
/// over, entities become characters. Nothing if what is left is empty, or has a character that
/// could disturb the text around it (controls, text that runs from right to left), or an entity
/// that is not known: such a symbol is shown as it is written.
std::optional<Glyph> read_glyph(llvm::StringRef html);

/// What a reader sees, spaces aside: symbols must not be confused.
std::string appearance(const Glyph& glyph);

} // namespace blockfold::report
