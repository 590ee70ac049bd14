#include "compiler/witness/witness.h"

#include "compiler/passes/disjoint.h"
#include "compiler/witness/positions.h"
#include "compiler/witness/texts.h"
#include "runtime/base/check.h"

#include <llvm/ADT/DenseMap.h>

#include <array>

namespace blockfold::witness {
namespace {

using ir::BlockId;
using lower::ChipRole;
using lower::StructureWire;
using Meaning = StructureWire::Meaning;

/// The multiplicity of every claim: how many copies demand it.
struct Multiplicities {
  std::vector<std::uint32_t> statement, node, variable, dummy; ///< per block
  std::vector<std::uint32_t> disjoint;                         ///< per $d block
  std::vector<std::array<std::uint32_t, 2>> declared;          ///< per declaration, then turned
  std::vector<std::uint32_t> range;                            ///< per value
};

class BlockWitness final : public cs::WitnessSource {
public:
  BlockWitness(const ir::Theory& theory, const lower::LoweredTheory& lowered,
               const ir::Transcript& transcript, const Measures& measures,
               const Occupancy& occupancy)
      : theory_(theory), lowered_(lowered), transcript_(transcript), measures_(measures),
        positions_(lowered, occupancy), address_of_(transcript.blocks.size()) {
    index_claims();
    assign_addresses();
    allocate();
    positions_.for_each([&](const Position& position) { fill_copy(position); });
    positions_.for_each([&](const Position& position) { fill_multiplicities(position); });
  }

  std::vector<std::uint64_t> structure(std::size_t kind, std::uint32_t segment) override {
    return std::move(structure_[kind][segment]);
  }

  void set_text_challenge(const cs::CoefficientTable& table) override {
    texts_ = evaluate_texts(theory_, lowered_.analysis, transcript_, table);
  }

  void fill_text(std::size_t kind, std::uint32_t segment, std::span<Fr> text) override {
    positions_.for_each_in(kind, segment, [&](const Position& position) {
      const lower::LoweredChip& chip = lowered_.chips[position.chip];
      if (chip.role != ChipRole::Rule)
        return;
      const auto premises = transcript_.premises_of(transcript_.blocks[position.occupant]);
      Fr* wire = text.data() + position.placement->column[1] + position.copy;
      for (const lower::TextWire& meaning : chip.text) {
        if (meaning.meaning == lower::TextWire::Meaning::Fingerprint)
          *wire = texts_[premises[meaning.premise]].fingerprint;
        if (meaning.meaning == lower::TextWire::Meaning::Pow)
          *wire = texts_[premises[meaning.premise]].pow;
        wire += position.placement->copies();
      }
    });
  }

private:
  using DisjointKey = std::pair<ir::ContextId, std::pair<BlockId, BlockId>>;
  using DeclaredKey = std::pair<ir::ContextId, std::pair<ir::SymbolCode, ir::SymbolCode>>;

  void index_claims() {
    for (std::uint32_t i = 0; i < transcript_.disjoint.size(); ++i) {
      const ir::DisjointBlock& block = transcript_.disjoint[i];
      disjoint_index_[{block.context, {block.a, block.b}}] = i;
    }
    std::uint32_t next = 0;
    for (ir::ContextId id = 0; id < theory_.contexts.size(); ++id) {
      const ir::Assertion& assertion = theory_.of(theory_.contexts[id]);
      for (const auto& [x, y] : assertion.disjoint) {
        const ir::SymbolCode first = assertion.parameters[x].code,
                             second = assertion.parameters[y].code;
        declared_index_[{id, {first, second}}] = {next, 0};
        declared_index_[{id, {second, first}}] = {next, 1};
        ++next;
      }
    }
    multiplicity_.declared.resize(next);
  }

  void assign_addresses() {
    positions_.for_each([&](const Position& position) {
      const ChipRole role = lowered_.chips[position.chip].role;
      const bool concludes = role == ChipRole::Variable || role == ChipRole::Rule ||
                             role == ChipRole::Hypothesis || role == ChipRole::NodeHypothesis;
      if (concludes && position.first)
        address_of_[position.occupant] = position.address;
    });
  }

  void allocate() {
    const std::size_t blocks = transcript_.blocks.size();
    for (auto* counts : {&multiplicity_.statement, &multiplicity_.node, &multiplicity_.variable,
                         &multiplicity_.dummy})
      counts->resize(blocks);
    multiplicity_.disjoint.resize(transcript_.disjoint.size());
    multiplicity_.range.resize(std::size_t{1} << lowered_.range.table_bits);
    for (const cs::Kind& kind : lowered_.circuit.kinds)
      structure_.emplace_back(kind.segments, std::vector<std::uint64_t>(kind.used[0]));
  }

  // --- wires
  // --------------------------------------------------------------------------------------

  /// Writes the structure wires of one copy; `value(wire)` is asked for each but multiplicities.
  template <class Value> void write(const Position& position, Value value) {
    std::uint64_t* wire = structure_[position.kind][position.segment].data() +
                          position.placement->column[0] + position.copy;
    for (const StructureWire& meaning : lowered_.chips[position.chip].structure) {
      if (meaning.meaning != Meaning::Multiplicity)
        *wire = value(meaning);
      wire += position.placement->copies();
    }
  }

  std::uint64_t digit(std::uint64_t value, std::uint32_t limb) const {
    const std::uint32_t bits = lowered_.range.table_bits;
    return value >> (limb * bits) & ((std::uint64_t{1} << bits) - 1);
  }

  void demand_range(std::uint64_t value, std::uint32_t limbs) {
    for (std::uint32_t limb = 0; limb < limbs; ++limb)
      ++multiplicity_.range[digit(value, limb)];
  }

  void demand_disjoint(ir::ContextId context, BlockId a, BlockId b) {
    const auto entry = disjoint_index_.find({context, {a, b}});
    BF_CHECK(entry != disjoint_index_.end());
    ++multiplicity_.disjoint[entry->second];
  }

  void fill_copy(const Position& position) {
    switch (lowered_.chips[position.chip].role) {
    case ChipRole::Variable:
      return fill_variable(position);
    case ChipRole::Rule:
      return fill_rule(position);
    case ChipRole::DisjointDeclared:
      return fill_declared_pair(position);
    case ChipRole::DisjointDummy:
      return fill_dummy_pair(position);
    case ChipRole::DisjointLeft:
      return fill_parts(position, true);
    case ChipRole::DisjointRight:
      return fill_parts(position, false);
    case ChipRole::NodeHypothesis:
      return fill_node_hypothesis(position);
    case ChipRole::Qed:
      return fill_qed(position);
    case ChipRole::Hypothesis:
    case ChipRole::Declared:
    case ChipRole::Range:
    case ChipRole::BlockRule:
    case ChipRole::BlockTable:
      return; // multiplicities only
    }
  }

  void fill_variable(const Position& position) {
    const ir::Block& block = transcript_.blocks[position.occupant];
    write(position, [&](const StructureWire&) { return ir::Theory::number(block.context); });
  }

  void fill_rule(const Position& position) {
    const ir::Block& block = transcript_.blocks[position.occupant];
    const ir::Rule& rule = theory_.rules[block.subject];
    const ir::Assertion& assertion = theory_.of(rule);
    const lower::RuleFacts& facts = lowered_.analysis.rules[block.subject];
    const auto premises = transcript_.premises_of(block);
    const std::uint64_t time = measures_.times[position.occupant];
    const std::uint64_t number = ir::Theory::number(block.context);
    const auto difference = [&](std::size_t p) { return time - measures_.times[premises[p]] - 1; };

    write(position, [&](const StructureWire& wire) -> std::uint64_t {
      switch (wire.meaning) {
      case Meaning::Context:
        return number;
      case Meaning::OrderLimb:
        return digit(number - rule.rank - 1, wire.limb);
      case Meaning::Time:
        return time;
      case Meaning::PremiseTime:
        return measures_.times[premises[wire.subject]];
      case Meaning::TimeLimb:
        return digit(difference(wire.subject), wire.limb);
      case Meaning::PremiseAddress:
        return address_of_[premises[wire.subject]];
      case Meaning::PremiseLength:
        return measures_.lengths[premises[wire.subject]];
      case Meaning::LengthLimb:
        return digit(measures_.lengths[position.occupant], wire.limb);
      default:
        BF_CHECK(false);
      }
    });

    for (const BlockId premise : premises)
      ++multiplicity_.statement[premise];
    for (const auto& [first, second] : assertion.disjoint)
      demand_disjoint(block.context, premises[first], premises[second]);
    if (facts.order_checked)
      demand_range(number - rule.rank - 1, lowered_.range.order_limbs);
    if (facts.length_checked)
      demand_range(measures_.lengths[position.occupant], lowered_.range.length_limbs);
    for (std::size_t p = 0; p < premises.size(); ++p)
      if (facts.time_checked[p])
        demand_range(difference(p), lowered_.range.time_limbs);
  }

  void fill_node_hypothesis(const Position& position) {
    const ir::Block& block = transcript_.blocks[position.occupant];
    const auto leaves = transcript_.premises_of(block);
    std::size_t next = 0;
    write(position, [&](const StructureWire&) { return address_of_[leaves[next++]]; });
    for (const BlockId variable : leaves)
      ++multiplicity_.variable[variable];
  }

  void fill_qed(const Position& position) {
    const BlockId conclusion = transcript_.qed[position.occupant];
    write(position, [&](const StructureWire& wire) -> std::uint64_t {
      return wire.meaning == Meaning::PremiseTime ? measures_.times[conclusion]
                                                  : address_of_[conclusion];
    });
    ++multiplicity_.statement[conclusion];
  }

  ir::SymbolCode symbol_of(BlockId leaf) const {
    return theory_.variables[transcript_.blocks[leaf].subject].code;
  }

  void write_pair(const Position& position, ir::ContextId context, BlockId a, BlockId b) {
    write(position, [&](const StructureWire& wire) -> std::uint64_t {
      const BlockId leaf = wire.subject == 0 ? a : b;
      switch (wire.meaning) {
      case Meaning::Context:
        return ir::Theory::number(context);
      case Meaning::PremiseAddress:
        return address_of_[leaf];
      default:
        return symbol_of(leaf);
      }
    });
  }

  void fill_declared_pair(const Position& position) {
    const ir::DisjointBlock& block = transcript_.disjoint[position.occupant];
    write_pair(position, block.context, block.a, block.b);
    ++multiplicity_.variable[block.a];
    ++multiplicity_.variable[block.b];
    const auto entry =
        declared_index_.find({block.context, {symbol_of(block.a), symbol_of(block.b)}});
    BF_CHECK(entry != declared_index_.end());
    ++multiplicity_.declared[entry->second.first][entry->second.second];
  }

  void fill_dummy_pair(const Position& position) {
    const ir::DisjointBlock& block = transcript_.disjoint[position.occupant];
    const bool turned = block.reason == ir::DisjointReason::DummyTurned;
    const BlockId dummy = turned ? block.b : block.a, other = turned ? block.a : block.b;
    write_pair(position, block.context, dummy, other);
    ++multiplicity_.dummy[dummy];
    ++multiplicity_.variable[other];
  }

  void fill_parts(const Position& position, bool left) {
    const ir::DisjointBlock& block = transcript_.disjoint[position.occupant];
    const BlockId whole = left ? block.a : block.b, other = left ? block.b : block.a;
    std::vector<BlockId> parts;
    passes::node_parts(theory_, transcript_, whole, parts);
    write(position, [&](const StructureWire& wire) -> std::uint64_t {
      if (wire.meaning == Meaning::Context)
        return ir::Theory::number(block.context);
      return address_of_[wire.subject == 0   ? whole
                         : wire.subject == 1 ? other
                                             : parts[wire.subject - 2]];
    });
    ++multiplicity_.node[whole];
    for (const BlockId part : parts)
      left ? demand_disjoint(block.context, part, other)
           : demand_disjoint(block.context, other, part);
  }

  // --- multiplicities
  // -----------------------------------------------------------------------------

  std::uint64_t multiplicity(const Position& position, std::uint32_t emission) const {
    const std::uint32_t occupant = position.occupant;
    switch (lowered_.chips[position.chip].role) {
    case ChipRole::Variable: {
      const std::vector<std::uint32_t>* const by_emission[] = {
          &multiplicity_.statement, &multiplicity_.variable, &multiplicity_.dummy};
      return (*by_emission[emission])[occupant];
    }
    case ChipRole::Rule:
    case ChipRole::Hypothesis:
    case ChipRole::NodeHypothesis:
      return (emission == 0 ? multiplicity_.statement : multiplicity_.node)[occupant];
    case ChipRole::DisjointDummy: {
      const bool turned = transcript_.disjoint[occupant].reason == ir::DisjointReason::DummyTurned;
      return turned == (emission == 1) ? multiplicity_.disjoint[occupant] : 0;
    }
    case ChipRole::DisjointDeclared:
    case ChipRole::DisjointLeft:
    case ChipRole::DisjointRight:
      return multiplicity_.disjoint[occupant];
    case ChipRole::Declared:
      return multiplicity_.declared[occupant][emission];
    case ChipRole::Range:
      return multiplicity_.range[occupant];
    case ChipRole::Qed:
    case ChipRole::BlockRule:
    case ChipRole::BlockTable:
      break; // no chips of theories with multiplicities
    }
    BF_CHECK(false);
  }

  /// Only the first copy of a block emits; repetitions that fill a chip up have multiplicity zero.
  void fill_multiplicities(const Position& position) {
    if (!position.first)
      return;
    std::uint64_t* wire = structure_[position.kind][position.segment].data() +
                          position.placement->column[0] + position.copy;
    for (const StructureWire& meaning : lowered_.chips[position.chip].structure) {
      if (meaning.meaning == Meaning::Multiplicity)
        *wire = multiplicity(position, meaning.subject);
      wire += position.placement->copies();
    }
  }

  const ir::Theory& theory_;
  const lower::LoweredTheory& lowered_;
  const ir::Transcript& transcript_;
  const Measures& measures_;
  Positions positions_;
  std::vector<std::uint64_t> address_of_;
  llvm::DenseMap<DisjointKey, std::uint32_t> disjoint_index_;
  llvm::DenseMap<DeclaredKey, std::pair<std::uint32_t, std::uint32_t>> declared_index_;
  Multiplicities multiplicity_;
  std::vector<std::vector<std::vector<std::uint64_t>>> structure_; ///< kind, segment, entry
  std::vector<TextValue> texts_;
};

/// A witness and what it refers to.
class ArrangedWitness final : public cs::WitnessSource {
public:
  ArrangedWitness(const ir::Theory& theory, const lower::LoweredTheory& lowered,
                  const ir::Transcript& transcript)
      : measures_(measure(theory, lowered.analysis, transcript)),
        occupancy_(occupy(theory, lowered, transcript)),
        witness_(theory, lowered, transcript, measures_, occupancy_) {}

  std::vector<std::uint64_t> structure(std::size_t kind, std::uint32_t segment) override {
    return witness_.structure(kind, segment);
  }
  void set_text_challenge(const cs::CoefficientTable& table) override {
    witness_.set_text_challenge(table);
  }
  void fill_text(std::size_t kind, std::uint32_t segment, std::span<Fr> text) override {
    witness_.fill_text(kind, segment, text);
  }

private:
  const Measures measures_;
  const Occupancy occupancy_;
  BlockWitness witness_;
};

} // namespace

std::unique_ptr<cs::WitnessSource> arrange_witness(const ir::Theory& theory,
                                                   const lower::LoweredTheory& lowered,
                                                   const ir::Transcript& transcript) {
  return std::make_unique<ArrangedWitness>(theory, lowered, transcript);
}

std::unique_ptr<cs::WitnessSource> make_witness(const ir::Theory& theory,
                                                const lower::LoweredTheory& lowered,
                                                const ir::Transcript& transcript,
                                                const Measures& measures,
                                                const Occupancy& occupancy) {
  return std::make_unique<BlockWitness>(theory, lowered, transcript, measures, occupancy);
}

} // namespace blockfold::witness
