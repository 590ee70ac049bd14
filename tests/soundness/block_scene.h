#pragma once

#include "compiler/driver/prove_execution.h"
#include "compiler/driver/verify.h"
#include "compiler/ir/block_values.h"
#include "compiler/ir/tuple_hash.h"
#include "compiler/rules/block_program.h"
#include "compiler/witness/block_witness.h"
#include "compiler/witness/positions.h"
#include "compiler/witness/texts.h"
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

/// Cheating provers of executions: a program, blocks that are true or false, and wires that hold
/// something else than they should. What is left, above all every multiplicity, is as good as it
/// can be.
namespace blockfold::testing {

/// What stands in a wire of the structure phase instead of what belongs there.
struct Edit {
  std::string rule;
  std::uint32_t block;
  lower::StructureWire::Meaning meaning;
  std::uint32_t subject, limb;
  std::uint64_t value;
};

/// The same of the text phase: `subject` is the variable, or of products their number in the chip.
struct TextEdit {
  std::string rule;
  std::uint32_t block;
  lower::TextWire::Meaning meaning;
  std::uint32_t subject;
  std::function<Fr(const cs::CoefficientTable&)> value;
};

/// Claim `claim` of a block is said to rest on an emission, the `ordinal`-th with texts of another.
struct SiteEdit {
  std::string rule;
  std::uint32_t block;
  std::uint32_t claim;
  std::string emitter;
  std::uint32_t emitting_block;
  std::uint32_t ordinal;
};

struct Lies {
  std::vector<Edit> structure;
  std::vector<TextEdit> text;
  std::vector<SiteEdit> sites;
};

/// Fills a circuit with blocks, true or false, and settles every multiplicity.
class CheatingWitness final : public cs::WitnessSource {
public:
  CheatingWitness(const ir::BlockProgram& program, const lower::LoweredTheory& lowered,
                  const ir::Execution& execution, const Lies& lies)
      : program_(program), lowered_(lowered), execution_(execution), lies_(lies),
        occupancy_(witness::occupy(lowered, execution)), positions_(lowered, occupancy_) {
    for (const cs::Kind& kind : lowered.circuit.kinds)
      structure_.emplace_back(kind.segments, std::vector<std::uint64_t>(kind.used[0]));
    positions_.for_each([&](const witness::Position& p) { note_address(p); });
    for (ir::BlockRuleIndex rule = 0; rule < program.rules.size(); ++rule)
      note_sites(rule);
    positions_.for_each([&](const witness::Position& p) { fill(p); });
    settle_multiplicities();
  }

  std::vector<std::uint64_t> structure(std::size_t kind, std::uint32_t segment) override {
    return structure_[kind][segment];
  }
  void set_text_challenge(const cs::CoefficientTable& table) override {
    table_.emplace(table);
    texts_.clear();
    const ir::TextTable& texts = execution_.texts();
    for (std::size_t id = 0; id < texts.size(); ++id)
      texts_.push_back(witness::evaluate_text(texts[static_cast<ir::TextTable::Id>(id)], table));
  }
  void fill_text(std::size_t kind, std::uint32_t segment, std::span<Fr> text) override {
    positions_.for_each_in(kind, segment, [&](const witness::Position& p) {
      const lower::LoweredChip& chip = lowered_.chips[p.chip];
      Fr* wire = text.data() + p.placement->column[1] + p.copy;
      std::uint32_t products = 0;
      for (lower::TextWire meaning : chip.text) {
        if (meaning.meaning == lower::TextWire::Meaning::Defined)
          meaning.premise = products++;
        const auto lie = edited(p, chip, meaning);
        *wire = lie ? lie->value(*table_) : honest(p, chip, meaning);
        wire += p.placement->copies();
      }
    });
  }

private:
  using StructureWire = lower::StructureWire;
  using TextWire = lower::TextWire;

  const ir::BlockRule& rule_of(const lower::LoweredChip& chip) const {
    return program_.rules[chip.subject];
  }

  void note_address(const witness::Position& p) {
    const lower::LoweredChip& chip = lowered_.chips[p.chip];
    if (chip.role == lower::ChipRole::BlockRule && p.first)
      addresses_[ir::block_ref(chip.subject, p.occupant)] = p.address;
  }

  // --- where claims with texts are emitted -------------------------------------------------------

  using ClaimKey = std::pair<std::uint64_t, std::uint64_t>;

  static ClaimKey key_of(const ir::BlockClaim& claim, llvm::ArrayRef<Fr> values) {
    ir::TupleHash hash(claim.relation);
    for (const ir::Polynomial& value : claim.values)
      hash.add(ir::PolynomialValue(value).at(values));
    return hash.key();
  }

  std::uint64_t site(ir::BlockRef block, std::uint32_t ordinal) const {
    return addresses_.at(block) * lower::emission_sites(program_) + ordinal;
  }

  void note_sites(ir::BlockRuleIndex rule) {
    ir::BlockValues values(program_, rule, execution_);
    for (std::uint32_t number = 0; number < execution_.blocks(rule).count; ++number) {
      const std::vector<Fr> of = values.of(number).vec();
      std::uint32_t ordinal = 0;
      for (const ir::BlockClaim& claim : program_.rules[rule].claims)
        if (claim.kind == ir::BlockClaim::Kind::Emit &&
            program_.relations[claim.relation].has_texts())
          sites_[key_of(claim, of)].push_back(site(ir::block_ref(rule, number), ordinal++));
    }
  }

  /// Of ordinary claims the first emission, of linear ones another for each block.
  std::uint64_t honest_site(const witness::Position& p, const ir::BlockClaim& claim,
                            llvm::ArrayRef<Fr> values) {
    const auto found = sites_.find(key_of(claim, values));
    if (found == sites_.end())
      return 0;
    if (!program_.relations[claim.relation].linear)
      return found->second.front();
    return p.occupant < found->second.size() ? found->second[p.occupant] : 0;
  }

  std::optional<std::uint64_t> edited_site(const witness::Position& p,
                                           const lower::LoweredChip& chip,
                                           const StructureWire& wire) const {
    for (const SiteEdit& edit : lies_.sites)
      if (wire.meaning == StructureWire::Meaning::Site && edit.rule == rule_of(chip).name &&
          edit.block == p.occupant && edit.claim == wire.subject)
        return site(ir::block_ref(*program_.find_rule(edit.emitter), edit.emitting_block),
                    edit.ordinal);
    return std::nullopt;
  }

  // --- wires ------------------------------------------------------------------------------------

  void fill(const witness::Position& p) {
    const lower::LoweredChip& chip = lowered_.chips[p.chip];
    if (chip.role != lower::ChipRole::BlockRule)
      return;
    ir::BlockValues values(program_, chip.subject, execution_);
    const llvm::ArrayRef<Fr> of = values.of(p.occupant);
    std::uint64_t* wire = structure_[p.kind][p.segment].data() + p.placement->column[0] + p.copy;
    for (const StructureWire& meaning : chip.structure) {
      const auto lie = edited(p, chip, meaning);
      *wire = lie ? *lie : honest(p, chip, meaning, of);
      if (lie)
        changed_.insert(wire);
      wire += p.placement->copies();
    }
  }

  std::optional<std::uint64_t> edited(const witness::Position& p, const lower::LoweredChip& chip,
                                      const StructureWire& wire) const {
    for (const Edit& edit : lies_.structure)
      if (edit.rule == rule_of(chip).name && edit.block == p.occupant &&
          std::tie(edit.meaning, edit.subject, edit.limb) ==
              std::tie(wire.meaning, wire.subject, wire.limb))
        return edit.value;
    return edited_site(p, chip, wire);
  }

  const TextEdit* edited(const witness::Position& p, const lower::LoweredChip& chip,
                         const TextWire& wire) const {
    for (const TextEdit& edit : lies_.text)
      if (edit.rule == rule_of(chip).name && edit.block == p.occupant &&
          edit.meaning == wire.meaning && edit.subject == wire.premise)
        return &edit;
    return nullptr;
  }

  std::uint64_t honest(const witness::Position& p, const lower::LoweredChip& chip,
                       const StructureWire& wire, llvm::ArrayRef<Fr> values) {
    using Meaning = StructureWire::Meaning;
    const auto word = [](const Fr& value) { return value.to_limbs()[0]; };
    const auto low = [](ir::WideInteger value) {
      return Fr::from_i64(static_cast<std::int64_t>(value));
    };
    const ir::BlockRule& rule = rule_of(chip);
    const auto is_text = [&](ir::VariableIndex i) { return rule.variables[i].type.is_text(); };
    const auto length = [&](ir::VariableIndex i) {
      return execution_.texts()[ir::text_id(values[i])].size();
    };
    switch (wire.meaning) {
    case Meaning::Value: {
      const ir::BlockType& type = rule.variables[wire.subject].type;
      if (type.kind == ir::BlockType::Kind::Address)
        return addresses_.at(execution_.blocks(chip.subject).words[wire.subject][p.occupant]);
      return word(values[wire.subject] - low(type.low()));
    }
    case Meaning::Digit: {
      const lower::RangeCheck& range = chip.ranges[wire.subject];
      const auto variable = range.value.as_variable();
      const std::uint64_t value =
          variable && is_text(*variable)
              ? length(*variable)
              : word(ir::PolynomialValue(range.value).at(values) - low(range.low));
      const std::uint32_t bits = lowered_.range.table_bits;
      return value >> (wire.limb * bits) & ((std::uint64_t{1} << bits) - 1);
    }
    case Meaning::Active:
      return p.first ? 1 : 0;
    case Meaning::PremiseLength:
      return length(wire.subject);
    case Meaning::Site:
      return honest_site(p, rule.claims[wire.subject], values);
    default:
      return 0;
    }
  }

  Fr honest(const witness::Position& p, const lower::LoweredChip& chip,
            const TextWire& wire) const {
    const ir::RuleBlocks& blocks = execution_.blocks(chip.subject);
    switch (wire.meaning) {
    case TextWire::Meaning::Value:
      return blocks.elements[wire.premise][p.occupant];
    case TextWire::Meaning::Fingerprint:
      return texts_[blocks.words[wire.premise][p.occupant]].fingerprint;
    case TextWire::Meaning::Pow:
      return texts_[blocks.words[wire.premise][p.occupant]].pow;
    case TextWire::Meaning::Defined:
      break;
    }
    return Fr::from_u64(7); // where a row defines it, it is overwritten
  }

  /// Sets the first emission of every tuple to as often as it is demanded.
  void settle_multiplicities() {
    const NaiveCircuit naive(lowered_.circuit, {Fr::from_u64(0x9e3779b97f4a7c15),
                                                Fr::from_u64(1234567), Fr::from_u64(0x7654321)});
    set_text_challenge(naive.table());
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
  bool is_edited(const std::uint64_t* wire) const { return *wire != 0 || changed_.contains(wire); }

  const ir::BlockProgram& program_;
  const lower::LoweredTheory& lowered_;
  const ir::Execution& execution_;
  const Lies& lies_;
  witness::Occupancy occupancy_;
  witness::Positions positions_;
  std::map<ir::BlockRef, std::uint64_t> addresses_;
  std::map<ClaimKey, std::vector<std::uint64_t>> sites_;
  std::set<const std::uint64_t*> changed_;
  std::vector<std::vector<std::vector<std::uint64_t>>> structure_;
  std::optional<cs::CoefficientTable> table_;
  std::vector<witness::TextValue> texts_; ///< by number
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
    lies_.structure.push_back(std::move(edit));
    return *this;
  }
  BlockScene& edit(TextEdit edit) {
    lies_.text.push_back(std::move(edit));
    return *this;
  }
  BlockScene& edit(SiteEdit edit) {
    lies_.sites.push_back(std::move(edit));
    return *this;
  }
  /// What the certificate states, if not the blocks that there are.
  BlockScene& state(std::function<void(lower::PublicBlocks&)> change) {
    change_ = std::move(change);
    return *this;
  }
  /// How the blocks are cut into segments.
  BlockScene& planned(layout::PlanOptions plan) {
    plan_ = plan;
    return *this;
  }
  ir::BlockRuleIndex index(const char* rule) const {
    const auto found = program_.find_rule(rule);
    REQUIRE(found.has_value());
    return *found;
  }
  /// The word of a text, of symbols with blanks between.
  std::int64_t text(llvm::StringRef words) const {
    std::vector<ir::SymbolCode> codes;
    llvm::SmallVector<llvm::StringRef, 16> symbols;
    words.split(symbols, ' ', -1, false);
    for (const llvm::StringRef symbol : symbols)
      codes.push_back(code(symbol));
    return execution_->texts().intern(codes);
  }
  ir::SymbolCode code(llvm::StringRef symbol) const {
    const auto found = std::ranges::find(program_.symbols, symbol.str());
    REQUIRE(found != program_.symbols.end());
    return static_cast<ir::SymbolCode>(found - program_.symbols.begin());
  }

  /// Of the range table that a layout of these blocks has.
  std::uint32_t table_bits() const {
    const auto compiled = driver::compile_execution(program_, *execution_);
    REQUIRE(compiled.ok());
    return compiled->bound.layout.range.table_bits;
  }

  /// Whether a verifier believes these blocks by a circuit that is changed first.
  bool believed_by(const std::function<void(cs::Circuit&)>& weaken) const {
    driver::BoundExecution bound = bind();
    cs::Circuit& circuit = bound.lowered.circuit;
    weaken(circuit);
    CheatingWitness witness(program_, bound.lowered, *execution_, lies_);
    Transcript proving = bound.transcript, verifying = bound.transcript;
    const cert::Proof proof = fold::prove(circuit, witness, proving);
    return verify::verify(circuit, proof, verifying).ok();
  }

  /// Whether a verifier believes these blocks, without the `number`-th row of that name in a chip.
  bool believed(const char* chip = nullptr, const char* row = nullptr, unsigned number = 0) const {
    return believed_by([&](cs::Circuit& circuit) {
      if (chip != nullptr)
        REQUIRE(remove(circuit, chip, row, number));
    });
  }

  /// The lie is refused, and believed without that one constraint.
  void breaks_only(const char* chip, const char* row, unsigned number = 0) const {
    CHECK_FALSE(believed());
    CHECK(believed(chip, row, number));
  }

  /// The lie is refused, and believed if claims of a relation do not compare one of their fields.
  void breaks_only_field(const std::string& relation, std::uint32_t field) const {
    CHECK_FALSE(believed());
    CHECK(believed_by([&](cs::Circuit& circuit) { drop_field(circuit, relation, field); }));
  }

  const ir::BlockProgram& program() const { return program_; }
  const ir::Execution& execution() const { return *execution_; }

private:
  driver::BoundExecution bind() const {
    auto compiled = driver::compile_execution(program_, *execution_, plan_, lower::Keep::Names);
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

  static void drop_field(cs::Circuit& circuit, const std::string& relation, std::uint32_t field) {
    cs::Coefficient nothing;
    nothing.scale = 0;
    const cs::CoefficientId none = circuit.coefficients.add(nothing);
    bool dropped = false;
    for (cs::Chip& chip : circuit.chips)
      for (std::size_t i = 0; i < chip.rows.size(); ++i)
        for (const char* verb : {"demands ", "consumes ", "emits "})
          for (std::uint32_t t = chip.rows[i].a;
               chip.row_names[i] == verb + relation && t < chip.rows[i].b; ++t)
            if (circuit.coefficients[chip.terms[t].coefficient].beta_power == field) {
              chip.terms[t].coefficient = none;
              dropped = true;
            }
    REQUIRE(dropped);
  }

  ir::BlockProgram program_;
  std::optional<ir::Execution> execution_;
  Lies lies_;
  std::function<void(lower::PublicBlocks&)> change_;
  layout::PlanOptions plan_;
};

} // namespace blockfold::testing
