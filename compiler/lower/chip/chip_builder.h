#pragma once

#include "compiler/ir/theory.h"
#include "compiler/lower/chip/chips.h"
#include "compiler/lower/chip/relations.h"
#include "runtime/cs/circuit.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/CachedHashString.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/Twine.h>
#include <llvm/Support/Allocator.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace blockfold::lower {

/// A linear combination of wires with monomial coefficients.
using Form = llvm::SmallVector<cs::SymbolicTerm, 4>;

/// Texts that occur as runs of constants in templates, each once.
class RunPool {
public:
  explicit RunPool(cs::TextPool& pool) : pool_(pool) {}
  cs::TextId intern(llvm::ArrayRef<ir::SymbolCode> run);

private:
  cs::TextPool& pool_;
  llvm::BumpPtrAllocator keys_;
  llvm::DenseMap<llvm::CachedHashStringRef, cs::TextId> known_;
};

/// Coefficients, each once.
class CoefficientInterner {
public:
  explicit CoefficientInterner(cs::CoefficientPool& pool) : pool_(pool) {}
  cs::CoefficientId intern(const cs::Coefficient& coefficient);

private:
  /// Almost all terms have scale * beta^j with both small, or +-alpha: no look-up in the map.
  static constexpr std::uint32_t kPlainPowers = 8;
  static constexpr std::int64_t kPlainScales = 16;
  static std::optional<std::size_t> plain_index(const cs::Coefficient& coefficient);

  struct KeyInfo {
    static cs::Coefficient getEmptyKey() { return {0, cs::kNoText, 0, 0, true}; }
    static cs::Coefficient getTombstoneKey() { return {0, cs::kNoText, 1, 0, true}; }
    static unsigned getHashValue(const cs::Coefficient& c) {
      // Texts are numbered densely, and the rest is small: mixing once is enough.
      const std::uint64_t rest = (std::uint64_t{c.r_power} << 8 ^ c.beta_power) * 2 + c.alpha;
      const std::uint64_t key =
          std::uint64_t{c.text} << 32 ^ rest << 4 ^ static_cast<std::uint64_t>(c.scale);
      return static_cast<unsigned>(key * 0x9e3779b97f4a7c15 >> 32);
    }
    static bool isEqual(const cs::Coefficient& a, const cs::Coefficient& b) { return a == b; }
  };

  cs::CoefficientPool& pool_;
  std::array<std::optional<cs::CoefficientId>, (kPlainPowers + std::size_t{1}) * 2 * kPlainScales>
      plain_;
  llvm::DenseMap<cs::Coefficient, cs::CoefficientId, KeyInfo> ids_;
};

/// The value of a text: the three things a claim says about it. Of a parameter, each is a wire.
struct TextForms {
  Form fingerprint, pow, length;
};

/// Where chips grow before they are copied at their exact size: a library has forty thousand.
struct ChipScratch {
  std::vector<cs::Term> terms;
  std::vector<cs::Row> rows;
  std::vector<StructureWire> structure;
  std::vector<TextWire> text;
};

/// Assembles one chip: wires, product rows and bus rows. Field order, tags and signs are decided
/// here and nowhere else. The chip is complete when its builder is gone.
class ChipBuilder {
public:
  ChipBuilder(std::string name, LoweredChip& lowered, cs::Chip& chip, RunPool& runs,
              CoefficientInterner& coefficients, const RangeParameters& range, Keep keep,
              ChipScratch& scratch);
  ~ChipBuilder();
  ChipBuilder(const ChipBuilder&) = delete;
  ChipBuilder& operator=(const ChipBuilder&) = delete;

  static Form constant(std::int64_t value);
  static Form one_times_text(cs::TextId text);
  static Form wire(cs::Column column);
  static Form own_address() { return wire({cs::Phase::Fixed, cs::kAddress}); }
  static Form copy_index() { return wire({cs::Phase::Fixed, cs::kIndex}); }

  Form structure(StructureWire::Meaning meaning, std::uint32_t subject = 0, std::uint32_t limb = 0);
  Form text(TextWire::Meaning meaning, std::uint32_t premise);
  Form constants(cs::ConstantColumn column);
  TextForms parameter_wires(std::uint32_t premise);

  /// Lowers a template by Horner's rule from the left. `with_pow` is for typecodes with variables.
  TextForms lower_template(const ir::Template& statement, llvm::ArrayRef<TextForms> parameters,
                           bool with_pow);

  /// A bus row: the claim's fields one by one, then what is done with the claim.
  void begin_claim(Relation relation, std::uint32_t arity = 0);
  void field(std::uint32_t place, const Form& form);
  void demand(const llvm::Twine& about);
  void emit(const llvm::Twine& about);

  /// What counts `times` instead of once, or instead of as often as a multiplicity says.
  void demand(const Form& times, const llvm::Twine& about);
  void emit(const Form& times, const llvm::Twine& about);
  /// The multiplicity that the next emission without `times` has.
  Form new_multiplicity();

  /// The same for claims of few fields.
  struct Field {
    std::uint32_t place;
    Form form;
  };
  void demand(Relation relation, std::uint32_t arity, llvm::ArrayRef<Field> fields,
              const llvm::Twine& about);
  void emit(Relation relation, std::uint32_t arity, llvm::ArrayRef<Field> fields,
            const llvm::Twine& about);

  /// Demands that `value` has at most `limbs` digits; the digits from 1 up are wires of `meaning`.
  void demand_range(const Form& value, StructureWire::Meaning meaning, std::uint32_t subject,
                    std::uint32_t limbs, const llvm::Twine& about);
  /// value = sum of all digits, each of which is a wire and range checked.
  Form range_checked_digits(StructureWire::Meaning meaning, std::uint32_t subject,
                            std::uint32_t limbs, const llvm::Twine& about);
  /// States that `value` is not zero.
  void nonzero(const Form& value, const llvm::Twine& about);

  /// States that a * b = c.
  void assert_product(const Form& a, const Form& b, const Form& c, const llvm::Twine& about);
  /// A new wire of the text phase that is a * b.
  Form product(const Form& a, const Form& b, const llvm::Twine& about);

  static void append(Form& form, const Form& more, std::int64_t scale = 1);

private:
  void end_claim(cs::RowKind kind, const Form& right, const llvm::Twine& about);
  void row(cs::RowKind kind, const Form& a, const Form& b, const Form& c, std::uint32_t defines,
           const llvm::Twine& about);
  void put(const cs::SymbolicTerm& term);
  std::uint32_t put(const Form& form); ///< returns where the terms end
  /// Ends the row whose left form was put from `begin` on.
  void close_row(cs::RowKind kind, std::uint32_t begin, const Form& b, const Form& c,
                 std::uint32_t defines, const llvm::Twine& about);
  cs::Column new_column(cs::Phase phase, const llvm::Twine& name);

  LoweredChip& lowered_;
  cs::Chip& chip_;
  RunPool& runs_;
  CoefficientInterner& coefficients_;
  RangeParameters range_;
  Keep keep_;
  ChipScratch& scratch_;
  std::uint32_t claim_ = 0; ///< where the claim that was begun stands among the terms
};

} // namespace blockfold::lower
