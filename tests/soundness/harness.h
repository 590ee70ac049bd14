#pragma once

#include "compiler/driver/bind.h"
#include "compiler/import/theory_import.h"
#include "compiler/ir/transcript.h"
#include "compiler/layout/plan.h"
#include "compiler/lower/chip/relations.h"
#include "compiler/witness/positions.h"
#include "runtime/cert/certificate.h"
#include "runtime/cs/witness.h"
#include "runtime/fold/prover.h"
#include "tools/audit/model.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// A cheating prover. A scene is a theory with a hand-written set of blocks, true or not; edits
/// change the witness that the blocks would honestly have; a weakening takes rules out of the
/// circuit. The prover balances the bus as well as it can be balanced, so what a run reports as
/// unmet is exactly what the lie amounts to.
namespace blockfold::soundness {

using Meaning = lower::StructureWire::Meaning;
using ir::BlockId;

/// A witness that edits can reach into by the meaning of its wires.
class Witness {
public:
  Witness(const lower::LoweredTheory& lowered, const witness::Occupancy& occupancy);

  /// What stands for a block, a $d block, or a context's conclusion.
  const witness::Position& block(BlockId id) const { return blocks_.at(id); }
  const witness::Position& disjoint(std::uint32_t index) const { return disjoint_.at(index); }
  const witness::Position& qed(ir::ContextId context) const { return qeds_.at(context); }
  std::uint64_t address(BlockId id) const { return block(id).address; }

  std::uint64_t& structure(const witness::Position& at, Meaning meaning, std::uint32_t subject = 0,
                           std::uint32_t limb = 0);
  Fr& fingerprint(const witness::Position& at, std::uint32_t premise);
  Fr& pow(const witness::Position& at, std::uint32_t premise);
  /// The n-th wire that a product or inverse row defines.
  Fr& defined(const witness::Position& at, std::uint32_t n);
  /// The bus term of the row with this name.
  Fr& bus(const witness::Position& at, const std::string& row);

  /// A wire by its column, in the place that a model's copy has.
  std::uint64_t& structure(const audit::Copy& at, std::uint32_t column);
  Fr& text(const audit::Copy& at, std::uint32_t column);
  Fr& bus(const audit::Copy& at, std::uint32_t column);

  std::vector<std::vector<cs::SegmentWitness>> kinds;

private:
  Fr& text(const witness::Position& at, lower::TextWire wanted, std::uint32_t skip);
  std::size_t entry(const audit::Copy& at, unsigned phase, std::uint32_t column) const;

  const lower::LoweredTheory& lowered_;
  std::map<BlockId, witness::Position> blocks_;
  std::map<std::uint32_t, witness::Position> disjoint_, qeds_;
};

/// Lies, in the order in which they are told. Each sees everything that is committed before.
struct Edits {
  std::function<void(Witness&)> structure{};
  /// F and R wires, before products are computed from them.
  std::function<void(Witness&, const cs::CoefficientTable&)> text{};
  /// Wires that rows define.
  std::function<void(Witness&, const cs::CoefficientTable&)> defined{};
  /// Multiplicities, after the bus was balanced.
  std::function<void(Witness&)> multiplicities{};
  std::function<void(Witness&)> bus{};
  /// The prover's own hook, after all of the above.
  fold::Tamper raw{};
  bool none() const { return !structure && !text && !defined && !multiplicities && !bus && !raw; }
};

/// Takes rules out of a lowered circuit before it is placed.
using Weakening = std::function<void(lower::LoweredTheory&)>;

/// What became of a run. `unmet` and `broken` name constraints as "chip: row", sorted.
struct Outcome {
  std::string code;                ///< of the verifier's error; empty if the proof was accepted
  std::vector<std::string> unmet;  ///< demands that no emission makes good
  std::vector<std::string> broken; ///< products and inverses that do not hold
  cert::Certificate certificate;
  bool accepted() const { return code.empty(); }
};

class Scene {
public:
  /// Uses every axiom of the text, and its theorems in the given roles.
  Scene(const std::string& text, const std::map<std::string, ir::Role>& theorems,
        const std::map<std::string, std::uint32_t>& dummies = {});

  // Blocks. Contexts are named by their theorem's label.
  BlockId variable(const std::string& context, const std::string& symbol);
  BlockId hypothesis(const std::string& context, std::uint32_t index,
                     std::vector<BlockId> leaves = {});
  BlockId apply(const std::string& context, const std::string& rule, std::vector<BlockId> premises);
  void qed(const std::string& context, BlockId block);
  /// Returns the number of the $d block.
  std::uint32_t disjoint(ir::DisjointReason reason, const std::string& context, BlockId a,
                         BlockId b);

  /// Proves and verifies. Without a weakening the circuit is the one that a verifier derives, and
  /// the verdict on the certificate's bytes must be the same. What is accepted without a lie is
  /// audited: no wire of it may be free.
  Outcome run(const Edits& edits = {}, const Weakening& weaken = {}) const;

  /// The circuit, weakened or not, and the witness that the blocks honestly have.
  audit::Model model(const Weakening& weaken = {},
                     const cs::Challenges& challenges = audit::audit_challenges()) const;

  ir::ContextId context(const std::string& label) const;
  ir::SymbolCode code(const std::string& symbol) const;
  /// fp of a text of constants and of the variables of theorems.
  Fr fingerprint(const cs::CoefficientTable& table, const std::string& text) const;

  const mm::Database& database() const { return *database_; }
  const ir::Theory& theory() const { return theory_; }
  ir::Transcript& transcript() { return transcript_; }

  lower::RangeParameters range{4, 2, 2, 2};
  layout::PlanOptions plan;
  /// Copies that no block needs, of each chip that the layout counts and that has any.
  std::uint32_t spare_copies = 0;

private:
  std::uint32_t rule(const std::string& label) const;
  ir::ContextId home(ir::TypecodeId typecode, const std::string& context) const;
  BlockId add(ir::BlockKind kind, ir::ContextId context, std::uint32_t subject,
              const std::vector<BlockId>& premises);
  void audit() const;
  cert::Certificate statement(const lower::LoweredTheory& lowered,
                              const witness::Occupancy& occupancy) const;

  std::shared_ptr<mm::Database> database_;
  std::vector<import::Selected> selected_;
  std::vector<std::uint32_t> dummies_;
  ir::Theory theory_;
  ir::Transcript transcript_;
  lower::Analysis analysis_;
};

// --- weakenings
// ------------------------------------------------------------------------------------

/// Removes the rows whose names contain `row` from the chips whose names contain `chip`.
Weakening without_rows(const std::string& chip, const std::string& row);
/// Removes one field from every claim of a relation (of any arity, for nodes).
Weakening without_field(lower::Relation relation, std::uint16_t place);
/// The same circuit with some wires replaced by their negatives everywhere: a prover can commit to
/// negative numbers, but ours commits to small integers only, so negative lies are told this way.
Weakening mirrored(const std::string& chip, Meaning meaning);
/// Frees a field of every claim of one row: a new wire stands in its place, the last text wire of
/// the chip.
Weakening with_free_field(std::uint32_t chip, std::uint32_t row, std::uint32_t place);
Weakening both(const Weakening& first, const Weakening& second);

/// Changes the coefficient of one term.
void change(cs::Circuit& circuit, cs::Term& term, const std::function<void(cs::Coefficient&)>& how);

/// The relation that a bus row speaks of, node arities told apart; nothing for other rows.
std::optional<std::uint32_t> relation_of(const cs::Circuit& circuit, const cs::Chip& chip,
                                         const cs::Row& row);
/// The index of the only chip with this name.
std::uint32_t chip_index(const lower::LoweredTheory& lowered, const std::string& name);

/// Reads a text that must have no errors.
std::shared_ptr<mm::Database> read_text(const std::string& text);

using Names = std::vector<std::string>;

} // namespace blockfold::soundness
