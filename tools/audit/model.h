#pragma once

#include "compiler/lower/chip/chips.h"
#include "compiler/trial/chip_wires.h"
#include "runtime/cs/witness.h"
#include "tools/audit/claim_shape.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/SmallVector.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

/// A placed circuit and one witness of it, read from their definitions entry by entry. A constraint
/// speaks of the wires of one copy of one chip; copies meet on the bus only. So the whole is a list
/// of copies, each with its wires, and an account of the claims they exchange.
namespace blockfold::audit {

/// A wire of a chip: the columns of the fixed part first, then those of the three phases.
using WireId = std::uint32_t;
inline constexpr WireId kNoWire = UINT32_MAX;

struct WireTerm {
  WireId wire;
  Fr coefficient;
};
using LinearForm = std::vector<WireTerm>;

Fr value_of(const LinearForm& form, llvm::ArrayRef<Fr> wires);

/// One field of a claim; place 0 holds the tag.
struct FieldModel {
  std::uint32_t place;
  LinearForm form;
};

struct RowModel {
  cs::RowKind kind;
  std::string name;
  LinearForm a, b, c;
  WireId defines = kNoWire; ///< none: the row only states
  /// Bus rows: a = weight * (alpha - sum_j beta^j field_j). The weight is one, unless somebody
  /// emptied the row.
  Fr weight;
  std::vector<FieldModel> fields; ///< by place
  std::uint32_t tag = 0;
  /// Of an emission that counts as often as the prover likes: the wire that says how often, and the
  /// rows besides that speak of it.
  WireId multiplicity = kNoWire;
  std::vector<std::uint32_t> guards;

  bool is_bus() const { return cs::is_bus(kind); }
  const FieldModel* field(std::uint32_t place) const;
};

/// A part of a text that is a variable of a block.
struct TextPart {
  ir::VariableIndex variable;
  FieldKind kind;
};

struct WireModel {
  cs::Column column;
  std::string name;
  std::optional<lower::StructureWire> structure; ///< wires of the structure phase
  std::optional<ir::VariableIndex> variable;     ///< of a block rule, if the wire holds one
  std::optional<TextPart> text;                  ///< of a block rule, if it holds part of one
  std::uint32_t definer = UINT32_MAX;            ///< the row that defines the wire, if one does
  bool is_multiplicity() const {
    return structure && structure->meaning == lower::StructureWire::Meaning::Multiplicity;
  }
};

struct ChipModel {
  std::string name;
  lower::ChipRole role;
  std::uint32_t subject;
  std::vector<WireModel> wires;
  WireId first_committed; ///< wires below are fixed: the verifier knows them
  std::vector<RowModel> rows;
  /// It stands for all the world around a rule (theatre.h), and is not searched itself.
  bool is_world = false;
};

// Wires of field rules; kNoWire if there is none.

/// Whether a block of a rule counts whose claims touch a linear relation.
WireId active_wire(const ChipModel& chip);
/// A variable that is a number, or part of one that is a text.
WireId argument_wire(const ChipModel& chip, const FieldShape& variable);
/// Where the claim was emitted that a claim of the block rests on.
WireId site_wire(const ChipModel& chip, std::uint32_t claim);

/// One copy of a chip, with all its wires.
struct Copy {
  std::uint32_t chip;
  std::size_t kind;
  std::uint32_t segment, placement, copy;
  std::vector<Fr> wires;
};

/// A tuple on the bus: tag and fields by place, without zeros at the end.
using Claim = llvm::SmallVector<Fr, 8>;
std::uint32_t tag_of(const Claim& claim);
Fr field_of(const Claim& claim, std::uint32_t place);
void set_field(Claim& claim, std::uint32_t place, const Fr& value);
Claim claim_of(const RowModel& row, llvm::ArrayRef<Fr> wires);

struct ClaimHash {
  std::size_t operator()(const Claim& claim) const;
};
struct ClaimEqual {
  bool operator()(const Claim& a, const Claim& b) const {
    return llvm::ArrayRef<Fr>(a) == llvm::ArrayRef<Fr>(b);
  }
};

/// How often each claim is emitted and demanded. Ordinary emissions may be worth any number of
/// demands; those that are worth a fixed number, of linear claims, count as demands made up for.
class Ledger {
public:
  struct Entry {
    std::int64_t emitted = 0; ///< how many emissions with a multiplicity there are
    Fr demanded;              ///< less what emissions without one make up for
    bool is_met() const { return demanded.is_zero() || emitted > 0; }
  };
  void emit(const Claim& claim, std::int64_t times = 1) { entries_[claim].emitted += times; }
  void demand(const Claim& claim, const Fr& times = Fr::one()) {
    entries_[claim].demanded += times;
  }
  /// Adds what a row of a copy with these wires says, or takes it off.
  void add(const RowModel& row, const ChipModel& chip, llvm::ArrayRef<Fr> wires, const Claim& claim,
           bool take_off = false, std::uint32_t removed = UINT32_MAX);
  Entry operator[](const Claim& claim) const;
  const std::unordered_map<Claim, Entry, ClaimHash, ClaimEqual>& entries() const {
    return entries_;
  }

private:
  std::unordered_map<Claim, Entry, ClaimHash, ClaimEqual> entries_;
};

/// Whether the prover may choose how often a bus row counts, and how often it does otherwise. The
/// row `removed` of the chip says nothing.
struct Count {
  bool any;
  Fr times;
};
Count count_of(const RowModel& row, const ChipModel& chip, llvm::ArrayRef<Fr> wires,
               std::uint32_t removed = UINT32_MAX);

/// Computes the text wires that rows define, in order, but for the rows in `removed`. False if an
/// inverse of zero was asked for: `*failed` is then that row.
bool define_text(const ChipModel& chip, llvm::MutableArrayRef<Fr> wires,
                 std::uint32_t removed = UINT32_MAX, std::uint32_t* failed = nullptr);

/// Whether <a, z> <b, z> = <c, z>.
bool row_holds(const RowModel& row, llvm::ArrayRef<Fr> wires);

/// Integers from low to high.
using Bounds = ir::Interval;

struct Model {
  std::vector<ChipModel> chips;
  std::vector<Copy> copies;
  cs::Challenges challenges;
  Ledger ledger; ///< of all copies
  std::uint32_t table_bits = 0;
  /// By tag and place: where the arguments of the claims of a block program lie, as those who emit
  /// them promise (docs/rules-soundness.md, section 3).
  std::map<std::pair<std::uint32_t, std::uint32_t>, Bounds> promises;
  /// What the fields of the claims of a block program hold.
  ClaimShapes shapes;
  /// By chip and variable: what a rule calls free. Empty: nothing.
  std::vector<std::vector<bool>> free_variables;

  const ChipModel& chip_of(const Copy& copy) const { return chips[copy.chip]; }
  /// The constraints that do not hold, by name, and "the bus sum" if it is not zero.
  std::vector<std::string> violations() const;
  /// Sets every multiplicity to the number of demands; of several copies that emit one claim, the
  /// first takes them all.
  void balance();
};

/// The challenges that an audit plays with: any would do.
inline cs::Challenges audit_challenges() {
  return trial::any_challenges();
}

/// The chips alone, for what needs no witness. Names must have been kept in lowering.
Model model_of(const lower::LoweredTheory& lowered,
               const cs::Challenges& challenges = audit_challenges());

/// The copies of a placed circuit without a witness: committed wires are zero.
std::vector<Copy> placed_copies(const lower::LoweredTheory& lowered, const Model& model,
                                const cs::Challenges& challenges = audit_challenges());
/// Computes what the rows define in a copy whose other wires are set, and enters its claims.
void settle_copy(Model& model, Copy& copy);

/// With the copies of a placed circuit and the witness that `source` gives. Multiplicities are
/// taken as they are; products and bus terms follow from the rows.
Model model_of(const lower::LoweredTheory& lowered, cs::WitnessSource& source,
               const cs::Challenges& challenges = audit_challenges());

} // namespace blockfold::audit
