#pragma once

#include "compiler/ir/block_program.h"
#include "compiler/ir/text_table.h"
#include "runtime/field/bn254.h"
#include "tools/audit/claim_shape.h"

#include <llvm/ADT/ArrayRef.h>

#include <optional>
#include <vector>

/// Texts as claims speak of them (docs/rules-soundness.md, section 7): by length, fingerprint and
/// power, at one challenge r.
namespace blockfold::audit {

struct TextValue {
  Fr length, fingerprint, power;
  friend bool operator==(const TextValue&, const TextValue&) = default;
};

/// What a field of a claim says of a text.
Fr part_of_text(const TextValue& text, FieldKind kind);

TextValue value_of_text(llvm::ArrayRef<ir::SymbolCode> codes, const Fr& r);
/// The text that a rule writes out, from those of the variables before it.
TextValue value_of_written(const ir::BlockVariable& text, llvm::ArrayRef<TextValue> variables,
                           const Fr& r);

/// Texts that a world may speak of.
class KnownTexts {
public:
  KnownTexts() = default;
  /// The given ones, such as are nearly the same, short ones, and two that are as long as a text
  /// may be and half of that. There are symbols from 1 to `symbols`.
  KnownTexts(const std::vector<std::vector<ir::SymbolCode>>& given, ir::SymbolCode symbols,
             const Fr& r);

  const std::vector<TextValue>& all() const { return all_; }
  bool has(const TextValue& value) const;
  /// The one with a fingerprint.
  std::optional<TextValue> with_fingerprint(const Fr& fingerprint) const;

private:
  void add(const TextValue& value);
  void add_repeated(std::uint64_t length, const Fr& r);

  std::vector<TextValue> all_;
};

} // namespace blockfold::audit
