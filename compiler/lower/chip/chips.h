#pragma once

#include "compiler/ir/block_program.h"
#include "compiler/ir/theory.h"
#include "compiler/lower/chip/analysis.h"
#include "runtime/cs/circuit.h"

#include <cstdint>
#include <vector>

/// Lowering: every rule of a theory to its own chip, and the chips that every theory has. The
/// result depends on the theory and the range parameters only, never on a proof.
namespace blockfold::lower {

/// How range checks are done: a value is written with `limbs` digits, each looked up in one table
/// of 2^table_bits entries. Chosen by the prover, bounded by the verifier.
struct RangeParameters {
  std::uint32_t table_bits = 0;
  std::uint32_t length_limbs = 0; ///< for lengths of conclusions
  std::uint32_t time_limbs = 0;   ///< for time differences
  std::uint32_t order_limbs = 0;  ///< for context numbers
  friend bool operator==(const RangeParameters&, const RangeParameters&) = default;
};

/// What a chip stands for.
enum class ChipRole : std::uint8_t {
  Range,            ///< the table
  Variable,         ///< leaf; subject: index into Theory::variables
  Rule,             ///< subject: RuleId
  DisjointDeclared, ///< $d between two variables of the context's statement
  DisjointDummy,    ///< $d between a dummy and any other variable
  DisjointLeft,     ///< $d of a text by its parts; subject: arity
  DisjointRight,    ///< the same for the second text
  Hypothesis,       ///< leaves without nodes; subject: typecode, one copy per hypothesis
  NodeHypothesis,   ///< leaf with a node; subject: index into LoweredTheory::node_hypotheses
  Qed,              ///< subject: typecode, one copy per context
  Declared,         ///< one copy per $d pair of a context
  BlockRule,        ///< of a block program; subject: BlockRuleIndex
  BlockTable,       ///< of a block program; subject: TableIndex
};

/// What a wire of the structure phase holds.
struct StructureWire {
  enum class Meaning : std::uint8_t {
    Context,        ///< kappa
    OrderLimb,      ///< digit `limb` of kappa - rank - 1
    Time,           ///< t
    PremiseTime,    ///< t of premise `subject`, not checked
    TimeLimb,       ///< digit `limb` of t - t_premise - 1 of premise `subject`
    PremiseAddress, ///< of premise `subject`
    PremiseLength,  ///< L of premise `subject`, a parameter; of a block: of variable `subject`
    LengthLimb,     ///< digit `limb` (from 1) of L of the conclusion
    Multiplicity,   ///< of emission `subject` of the chip
    Symbol,         ///< of variable premise `subject` of a $d leaf
    Value,          ///< of variable `subject` of a block, less the least value of its type
    Digit,          ///< digit `limb` of range check `subject` of a block
    Active, ///< of a block that consumes or emits linear claims: 1, or 0 if it does not count
    Site,   ///< where the claim with texts was emitted that claim `subject` of a block rests on
  };
  Meaning meaning;
  std::uint32_t subject = 0;
  std::uint32_t limb = 0;
};

/// What a wire of the text phase holds, unless a row defines it.
struct TextWire {
  enum class Meaning : std::uint8_t { Fingerprint, Pow, Defined, Value };
  Meaning meaning;
  std::uint32_t premise = 0; ///< of blocks: the variable
};

/// A value of a block that is written with digits: value - low lies in [0, 2^bits).
struct RangeCheck {
  ir::Polynomial value; ///< a variable that is a text stands for its length
  ir::WideInteger low;
  unsigned bits;
};

struct LoweredChip {
  ChipRole role;
  std::uint32_t subject;
  std::vector<StructureWire> structure;
  std::vector<TextWire> text;
  std::uint32_t emissions = 0;    ///< with a multiplicity
  std::vector<RangeCheck> ranges; ///< of block rules
  /// Copies of chips that the theory itself fixes; 0 for those that the layout counts.
  std::uint64_t fixed_copies = 0;
  /// What the block must satisfy depends on its own address, so a copy that fills up a segment
  /// cannot repeat it: there must be as many copies as blocks.
  bool bound_to_place = false;
};

struct Hypothesis {
  ir::ContextId context;
  std::uint32_t index; ///< among the essentials of its assertion
};

struct LoweredTheory {
  Analysis analysis;
  RangeParameters range;
  std::vector<LoweredChip> chips;                  ///< parallel to circuit.chips
  cs::Circuit circuit;                             ///< chips and texts; no kinds yet
  std::vector<std::vector<Hypothesis>> hypotheses; ///< by typecode, in copy order
  std::vector<Hypothesis> node_hypotheses;
  std::vector<std::vector<ir::ContextId>> qeds; ///< by typecode, in copy order
};

/// What is kept beside the circuit. A verifier needs nothing else, a prover what its wires mean,
/// people the names of wires and rows.
enum class Keep : std::uint8_t { Circuit, Meanings, Names };

LoweredTheory lower_theory(const ir::Theory& theory, const RangeParameters& range,
                           Keep keep = Keep::Meanings);

} // namespace blockfold::lower
