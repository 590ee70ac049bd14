#pragma once

// Cheating provers of executions: blocks, true or false, wires that hold what they should not, rows
// that are taken out of a circuit.
#include "compiler/driver/prove_execution.h"
#include "compiler/driver/verify.h"
#include "compiler/ir/block_values.h"
#include "compiler/rules/block_program.h"
#include "compiler/witness/block_witness.h"
#include "compiler/witness/positions.h"
#include "runtime/verify/verify.h"
#include "tests/unit/naive_circuit.h"
#include "tests/unit/rules/rule_text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace blockfold::testing {

using lower::StructureWire;
using Meaning = StructureWire::Meaning;

/// What stands in a wire instead of what belongs there.
struct Edit {
  std::string rule;
  std::uint32_t block;
  Meaning meaning;
  std::uint32_t subject, limb;
  std::uint64_t value;
};

/// Fills a circuit with blocks, true or false, and settles every multiplicity.
class CheatingWitness final : public cs::WitnessSource {
public:
  CheatingWitness(const ir::BlockProgram& program, const lower::LoweredTheory& lowered,
                  const ir::Execution& execution, std::vector<Edit> edits)
      : program_(program), lowered_(lowered), execution_(execution), edits_(std::move(edits)),
        occupancy_(witness::occupy(lowered, execution)), positions_(lowered, occupancy_) {
    for (const cs::Kind& kind : lowered.circuit.kinds)
      structure_.emplace_back(kind.segments, std::vector<std::uint64_t>(kind.used[0]));
    positions_.for_each([&](const witness::Position& p) { note_address(p); });
    positions_.for_each([&](const witness::Position& p) { fill(p); });
    settle_multiplicities();
  }

  std::vector<std::uint64_t> structure(std::size_t kind, std::uint32_t segment) override {
    return structure_[kind][segment];
  }
  void set_text_challenge(const cs::CoefficientTable&) override {}
  void fill_text(std::size_t kind, std::uint32_t segment, std::span<Fr> text) override {
    positions_.for_each_in(kind, segment, [&](const witness::Position& p) {
      const lower::LoweredChip& chip = lowered_.chips[p.chip];
      Fr* wire = text.data() + p.placement->column[1] + p.copy;
      for (const lower::TextWire& meaning : chip.text) {
        *wire = meaning.meaning == lower::TextWire::Meaning::Value
                    ? execution_.blocks(chip.subject).elements[meaning.premise][p.occupant]
                    : Fr::from_u64(7); // where a row defines it, it is overwritten
        wire += p.placement->copies();
      }
    });
  }

private:
  void note_address(const witness::Position& p) {
    const lower::LoweredChip& chip = lowered_.chips[p.chip];
    if (chip.role == lower::ChipRole::BlockRule && p.first)
      addresses_[ir::block_ref(chip.subject, p.occupant)] = p.address;
  }

  void fill(const witness::Position& p) {
    const lower::LoweredChip& chip = lowered_.chips[p.chip];
    if (chip.role != lower::ChipRole::BlockRule)
      return;
    ir::BlockValues values(program_, chip.subject, execution_);
    const llvm::ArrayRef<Fr> of = values.of(p.occupant);
    std::uint64_t* wire = structure_[p.kind][p.segment].data() + p.placement->column[0] + p.copy;
    for (const StructureWire& meaning : chip.structure) {
      const auto lie = edited(p, chip, meaning);
      *wire = lie.value_or(honest(p, chip, meaning, of));
      if (lie)
        lies_.insert(wire);
      wire += p.placement->copies();
    }
  }

  std::optional<std::uint64_t> edited(const witness::Position& p, const lower::LoweredChip& chip,
                                      const StructureWire& wire) const {
    for (const Edit& edit : edits_)
      if (edit.rule == program_.rules[chip.subject].name && edit.block == p.occupant &&
          std::tie(edit.meaning, edit.subject, edit.limb) ==
              std::tie(wire.meaning, wire.subject, wire.limb))
        return edit.value;
    return std::nullopt;
  }

  std::uint64_t honest(const witness::Position& p, const lower::LoweredChip& chip,
                       const StructureWire& wire, llvm::ArrayRef<Fr> values) const {
    const auto word = [](const Fr& value) { return value.to_limbs()[0]; };
    const auto low = [](ir::WideInteger value) {
      return Fr::from_i64(static_cast<std::int64_t>(value));
    };
    switch (wire.meaning) {
    case Meaning::Value: {
      const ir::BlockType& type = program_.rules[chip.subject].variables[wire.subject].type;
      if (type.kind == ir::BlockType::Kind::Address)
        return addresses_.at(execution_.blocks(chip.subject).words[wire.subject][p.occupant]);
      return word(values[wire.subject] - low(type.low()));
    }
    case Meaning::Digit: {
      const lower::RangeCheck& range = chip.ranges[wire.subject];
      const std::uint64_t value =
          word(ir::PolynomialValue(range.value).at(values) - low(range.low));
      const std::uint32_t bits = lowered_.range.table_bits;
      return value >> (wire.limb * bits) & ((std::uint64_t{1} << bits) - 1);
    }
    case Meaning::Active:
      return p.first ? 1 : 0;
    default:
      return 0;
    }
  }

  /// Sets the first emission of every tuple to as often as it is demanded.
  void settle_multiplicities() {
    const NaiveCircuit naive(lowered_.circuit,
                             {Fr::from_u64(3), Fr::from_u64(1234567), Fr::from_u64(891)});
    std::map<std::array<std::uint64_t, 4>, std::uint64_t> demanded;
    std::vector<std::pair<std::array<std::uint64_t, 4>, std::uint64_t*>> emitted;
    for (std::size_t k = 0; k < structure_.size(); ++k)
      for (std::uint32_t s = 0; s < structure_[k].size(); ++s) {
        NaiveCircuit::Vector z;
        naive.fill(*this, k, s, z);
        naive.for_each_claim(k, z, [&](const Fr& tuple, bool emits, std::int64_t wire) {
          if (!emits)
            ++demanded[tuple.to_limbs()];
          else if (wire >= 0)
            emitted.push_back(
                {tuple.to_limbs(), &structure_[k][s][static_cast<std::size_t>(wire)]});
        });
      }
    for (const auto& [tuple, wire] : emitted) {
      const auto found = demanded.find(tuple);
      if (found == demanded.end() || is_edited(wire))
        continue;
      *wire = found->second;
      demanded.erase(found);
    }
  }
  /// What counts an emission may be `active`, too, which is 1 or a lie.
  bool is_edited(const std::uint64_t* wire) const { return *wire != 0 || lies_.contains(wire); }

  const ir::BlockProgram& program_;
  const lower::LoweredTheory& lowered_;
  const ir::Execution& execution_;
  std::vector<Edit> edits_;
  witness::Occupancy occupancy_;
  witness::Positions positions_;
  std::map<ir::BlockRef, std::uint64_t> addresses_;
  std::set<const std::uint64_t*> lies_;
  std::vector<std::vector<std::vector<std::uint64_t>>> structure_;
};

/// A program, blocks, and a constraint that can be taken away.
class BlockScene {
public:
  explicit BlockScene(const std::string& text) {
    const rules::Read read = rules::read_text(text);
    REQUIRE(read.codes() == std::vector<std::string>{});
    auto program = rules::block_program(*read.read.program);
    REQUIRE(program.ok());
    program_ = std::move(*program);
    execution_.emplace(program_);
  }

  BlockScene& block(const char* rule, std::vector<std::int64_t> words,
                    std::vector<Fr> elements = {}) {
    std::vector<std::uint64_t> unsigned_words(words.begin(), words.end());
    execution_->add(index(rule), unsigned_words, elements);
    return *this;
  }
  BlockScene& edit(Edit edit) {
    edits_.push_back(std::move(edit));
    return *this;
  }
  /// What the certificate states, if not the blocks that there are.
  BlockScene& state(std::function<void(lower::PublicBlocks&)> change) {
    change_ = std::move(change);
    return *this;
  }
  ir::BlockRuleIndex index(const char* rule) const {
    const auto found = program_.find_rule(rule);
    REQUIRE(found.has_value());
    return *found;
  }

  /// Whether a verifier believes these blocks, without the `number`-th row of that name in a chip.
  bool believed(const char* chip = nullptr, const char* row = nullptr, unsigned number = 0) const {
    driver::BoundExecution bound = bind();
    cs::Circuit& circuit = bound.lowered.circuit;
    if (chip != nullptr)
      REQUIRE(remove(circuit, chip, row, number));
    CheatingWitness witness(program_, bound.lowered, *execution_, edits_);
    Transcript proving = bound.transcript, verifying = bound.transcript;
    const cert::Proof proof = fold::prove(circuit, witness, proving);
    return verify::verify(circuit, proof, verifying).ok();
  }

  /// The lie is refused, and believed without that one constraint.
  void breaks_only(const char* chip, const char* row, unsigned number = 0) const {
    CHECK_FALSE(believed());
    CHECK(believed(chip, row, number));
  }

  const ir::BlockProgram& program() const { return program_; }
  const ir::Execution& execution() const { return *execution_; }

private:
  driver::BoundExecution bind() const {
    auto compiled = driver::compile_execution(program_, *execution_, {}, lower::Keep::Names);
    REQUIRE(compiled.ok());
    if (!change_)
      return std::move(compiled->bound);
    lower::PublicBlocks stated = compiled->bound.public_blocks;
    change_(stated);
    cert::Certificate& certificate = compiled->certificate;
    certificate.public_blocks = driver::encode_public_blocks(program_, stated);
    auto bound = driver::bind_execution(program_, certificate, lower::Keep::Names);
    REQUIRE(bound.ok());
    return std::move(*bound);
  }

  static bool remove(cs::Circuit& circuit, const char* name, const std::string& row,
                     unsigned number) {
    for (cs::Chip& chip : circuit.chips)
      for (std::size_t i = 0; chip.name == name && i < chip.rows.size(); ++i)
        if (chip.row_names[i] == row && number-- == 0) {
          chip.rows[i] = {cs::RowKind::Assert, 0, 0, 0, 0, 0};
          return true;
        }
    return false;
  }

  ir::BlockProgram program_;
  std::optional<ir::Execution> execution_;
  std::vector<Edit> edits_;
  std::function<void(lower::PublicBlocks&)> change_;
};

} // namespace blockfold::testing
