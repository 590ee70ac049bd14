#include "tests/soundness/harness.h"

#include "compiler/driver/verify.h"
#include "compiler/lower/chip/analysis.h"
#include "compiler/metamath/reader.h"
#include "compiler/passes/disjoint.h"
#include "compiler/witness/measures.h"
#include "compiler/witness/witness.h"
#include "runtime/base/check.h"
#include "runtime/verify/verify.h"
#include "tools/audit/cells.h"
#include "tools/audit/determined.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

namespace blockfold::soundness {

using cs::Phase;
using lower::ChipRole;
using witness::Position;

// --- witness
// ---------------------------------------------------------------------------------------

Witness::Witness(const lower::LoweredTheory& lowered, const witness::Occupancy& occupancy)
    : lowered_(lowered) {
  witness::Positions(lowered, occupancy).for_each([&](const Position& position) {
    if (!position.first)
      return;
    switch (lowered.chips[position.chip].role) {
    case ChipRole::Variable:
    case ChipRole::Rule:
    case ChipRole::Hypothesis:
    case ChipRole::NodeHypothesis:
      blocks_.emplace(position.occupant, position);
      break;
    case ChipRole::DisjointDeclared:
    case ChipRole::DisjointDummy:
    case ChipRole::DisjointLeft:
    case ChipRole::DisjointRight:
      disjoint_.emplace(position.occupant, position);
      break;
    case ChipRole::Qed:
      qeds_.emplace(position.occupant, position);
      break;
    case ChipRole::Declared:
    case ChipRole::Range:
    case ChipRole::BlockRule:
    case ChipRole::BlockTable:
      break;
    }
  });
}

std::uint64_t& Witness::structure(const Position& at, Meaning meaning, std::uint32_t subject,
                                  std::uint32_t limb) {
  const auto& wires = lowered_.chips[at.chip].structure;
  for (std::size_t i = 0; i < wires.size(); ++i)
    if (wires[i].meaning == meaning && wires[i].subject == subject && wires[i].limb == limb)
      return kinds[at.kind][at.segment]
          .structure[at.placement->column[0] + (i << at.placement->log_copies) + at.copy];
  BF_CHECK(false);
}

Fr& Witness::text(const Position& at, lower::TextWire wanted, std::uint32_t skip) {
  const auto& wires = lowered_.chips[at.chip].text;
  for (std::size_t i = 0; i < wires.size(); ++i)
    if (wires[i].meaning == wanted.meaning && wires[i].premise == wanted.premise && skip-- == 0)
      return kinds[at.kind][at.segment]
          .text[at.placement->column[1] + (i << at.placement->log_copies) + at.copy];
  BF_CHECK(false);
}

Fr& Witness::fingerprint(const Position& at, std::uint32_t premise) {
  return text(at, {lower::TextWire::Meaning::Fingerprint, premise}, 0);
}
Fr& Witness::pow(const Position& at, std::uint32_t premise) {
  return text(at, {lower::TextWire::Meaning::Pow, premise}, 0);
}
Fr& Witness::defined(const Position& at, std::uint32_t n) {
  return text(at, {lower::TextWire::Meaning::Defined, 0}, n);
}

Fr& Witness::bus(const Position& at, const std::string& row) {
  const cs::Chip& chip = lowered_.circuit.chips[at.chip];
  for (std::size_t i = 0; i < chip.rows.size(); ++i)
    if (chip.row_names[i] == row)
      return kinds[at.kind][at.segment]
          .bus[at.placement->column[2] +
               (std::size_t{chip.rows[i].defines} << at.placement->log_copies) + at.copy];
  BF_CHECK(false);
}

std::size_t Witness::entry(const audit::Copy& at, unsigned phase, std::uint32_t column) const {
  const cs::Placement& placement = lowered_.circuit.kinds[at.kind].placements[at.placement];
  BF_CHECK(placement.chip == at.chip);
  return placement.column[phase] + (std::size_t{column} << placement.log_copies) + at.copy;
}

std::uint64_t& Witness::structure(const audit::Copy& at, std::uint32_t column) {
  return kinds[at.kind][at.segment].structure[entry(at, 0, column)];
}
Fr& Witness::text(const audit::Copy& at, std::uint32_t column) {
  return kinds[at.kind][at.segment].text[entry(at, 1, column)];
}
Fr& Witness::bus(const audit::Copy& at, std::uint32_t column) {
  return kinds[at.kind][at.segment].bus[entry(at, 2, column)];
}

// --- the cheating prover
// ---------------------------------------------------------------------------

namespace {

bool is_bus(const cs::Row& row) {
  return row.kind == cs::RowKind::Emit || row.kind == cs::RowKind::Demand;
}

/// Evaluates linear forms entry by entry, straight from their definition.
class Forms {
public:
  Forms(const cs::Circuit& circuit, const cs::CoefficientTable& table)
      : circuit_(circuit), table_(table) {}

  Fr value(const cs::Kind& kind, std::uint32_t segment, const cs::Placement& placement,
           const cs::SegmentWitness& witness, std::uint32_t begin, std::uint32_t end,
           std::uint32_t copy) const {
    const cs::Chip& chip = circuit_.chips[placement.chip];
    Fr sum;
    for (std::uint32_t i = begin; i < end; ++i) {
      const cs::Column column = chip.terms[i].column;
      const std::size_t entry = column.phase == Phase::Fixed
                                    ? 0
                                    : placement.column[static_cast<unsigned>(column.phase) - 1] +
                                          (std::size_t{column.index} << placement.log_copies) +
                                          copy;
      sum += table_(chip.terms[i].coefficient) *
             wire(kind, segment, placement, witness, column, entry, copy);
    }
    return sum;
  }

private:
  Fr wire(const cs::Kind& kind, std::uint32_t segment, const cs::Placement& placement,
          const cs::SegmentWitness& witness, cs::Column column, std::size_t entry,
          std::uint32_t copy) const {
    switch (column.phase) {
    case Phase::Structure:
      return Fr::from_u64(witness.structure[entry]);
    case Phase::Text:
      return witness.text[entry];
    case Phase::Bus:
      return witness.bus[entry];
    case Phase::Fixed:
      break;
    }
    switch (column.index) {
    case cs::kOne:
      return Fr::one();
    case cs::kIndex:
      return Fr::from_u64(copy);
    case cs::kSegment:
      return Fr::from_u64(segment);
    case cs::kAddress:
      return Fr::from_u64(placement.address + kind.stride * segment + copy);
    default:
      return cs::constant_value(
          table_, circuit_.chips[placement.chip].constants[column.index - cs::kFirstConstant],
          placement.first_constant_value + copy);
    }
  }

  const cs::Circuit& circuit_;
  const cs::CoefficientTable& table_;
};

/// Everything a run needs once its circuit stands.
class Cheater final : public cs::WitnessSource {
public:
  Cheater(const lower::LoweredTheory& lowered, const witness::Occupancy& occupancy,
          std::unique_ptr<cs::WitnessSource> honest, const Edits& edits)
      : lowered_(lowered), circuit_(lowered.circuit), honest_(std::move(honest)), edits_(edits),
        witness_(lowered, occupancy) {
    for (std::size_t k = 0; k < circuit_.kinds.size(); ++k) {
      auto& segments = witness_.kinds.emplace_back(circuit_.kinds[k].segments);
      for (std::uint32_t i = 0; i < segments.size(); ++i)
        segments[i].structure = honest_->structure(k, i);
    }
    if (edits.structure)
      edits.structure(witness_);
    rehearse();
    if (edits.multiplicities)
      edits.multiplicities(witness_);
    structure_ = witness_.kinds;
  }

  std::vector<std::uint64_t> structure(std::size_t kind, std::uint32_t segment) override {
    return structure_[kind][segment].structure;
  }
  void set_text_challenge(const cs::CoefficientTable& table) override {
    table_.emplace(table);
    honest_->set_text_challenge(table);
  }
  void fill_text(std::size_t kind, std::uint32_t segment, std::span<Fr> text) override {
    honest_->fill_text(kind, segment, text);
  }

  void tamper(unsigned phase, std::size_t k, std::vector<cs::SegmentWitness>& segments,
              std::vector<fold::RowValues>& rows) {
    const bool any_text = edits_.text || edits_.defined;
    if (!(phase == 1 && any_text) && !(phase == 2 && edits_.bus))
      return;
    BF_CHECK(circuit_.kinds.size() == 1); // lies reach over the whole witness
    std::swap(witness_.kinds[k], segments);
    if (phase == 1) {
      write_text(*table_, rows);
    } else {
      edits_.bus(witness_);
      for_each_row([&](const Place& at, const cs::Row& row, std::size_t entry) {
        if (is_bus(row))
          rows[at.segment].b[entry] =
              witness(at).bus[at.placement->column[2] +
                              (std::size_t{row.defines} << at.placement->log_copies) + at.copy];
      });
    }
    std::swap(witness_.kinds[k], segments);
  }

  Names unmet, broken;

private:
  struct Place {
    std::size_t kind;
    std::uint32_t segment;
    const cs::Placement* placement;
    std::uint32_t copy;
  };

  cs::SegmentWitness& witness(const Place& at) { return witness_.kinds[at.kind][at.segment]; }

  template <class Visit> void for_each_row(Visit visit) {
    for (std::size_t k = 0; k < circuit_.kinds.size(); ++k)
      for (std::uint32_t segment = 0; segment < circuit_.kinds[k].segments; ++segment)
        for (const cs::Placement& placement : circuit_.kinds[k].placements) {
          std::size_t entry = placement.row;
          for (const cs::Row& row : circuit_.chips[placement.chip].rows)
            for (std::uint32_t copy = 0; copy < placement.copies(); ++copy)
              visit(Place{k, segment, &placement, copy}, row, entry++);
        }
  }

  std::string name(const Place& at, const cs::Row& row) const {
    const cs::Chip& chip = circuit_.chips[at.placement->chip];
    return chip.name + ": " + chip.row_names[static_cast<std::size_t>(&row - chip.rows.data())];
  }

  /// Lies about texts, and the values of product and inverse rows that follow from them.
  void write_text(const cs::CoefficientTable& table, std::vector<fold::RowValues>& rows) {
    if (edits_.text)
      edits_.text(witness_, table);
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      rows[i] = fold::RowValues(rows[i].a.size()); // evaluation adds to what is there
      for (const cs::Placement& placement : circuit_.kinds[0].placements)
        fold::RowEvaluator(circuit_, circuit_.kinds[0], i, table, witness_.kinds[0][i], rows[i])
            .text_phase(placement);
    }
    if (edits_.defined)
      edits_.defined(witness_, table);
    const Forms forms(circuit_, table);
    for_each_row([&](const Place& at, const cs::Row& row, std::size_t entry) {
      if (is_bus(row))
        return;
      const auto value = [&](std::uint32_t begin, std::uint32_t end) {
        return forms.value(circuit_.kinds[at.kind], at.segment, *at.placement, witness(at), begin,
                           end, at.copy);
      };
      rows[at.segment].a[entry] = value(row.a, row.b);
      rows[at.segment].b[entry] = value(row.b, row.c);
      rows[at.segment].c[entry] = value(row.c, row.end);
    });
  }

  /// Plays the protocol with challenges of its own to learn which claims are demanded how often,
  /// sets every multiplicity to that number, and notes what remains wrong.
  void rehearse() {
    const cs::CoefficientTable table(circuit_, {Fr::from_u64(0x9e3779b97f4a7c15).square(),
                                                Fr::from_u64(0xbf58476d1ce4e5b9).square(),
                                                Fr::from_u64(0x94d049bb133111eb).square()});
    honest_->set_text_challenge(table);
    for (std::size_t k = 0; k < circuit_.kinds.size(); ++k) {
      std::vector<fold::RowValues> rows(
          circuit_.kinds[k].segments,
          fold::RowValues(std::size_t{1} << circuit_.kinds[k].log_rows));
      for (std::uint32_t i = 0; i < rows.size(); ++i) {
        cs::SegmentWitness& segment = witness_.kinds[k][i];
        segment.text.assign(circuit_.kinds[k].used[1], Fr::zero());
        honest_->fill_text(k, i, segment.text);
        for (const cs::Placement& placement : circuit_.kinds[k].placements)
          fold::RowEvaluator(circuit_, circuit_.kinds[k], i, table, segment, rows[i])
              .text_phase(placement);
      }
      if (edits_.text || edits_.defined)
        write_text(table, rows);
    }
    note_broken(table);
    balance(table);
  }

  void note_broken(const cs::CoefficientTable& table) {
    const Forms forms(circuit_, table);
    for_each_row([&](const Place& at, const cs::Row& row, std::size_t) {
      const auto value = [&](std::uint32_t begin, std::uint32_t end) {
        return forms.value(circuit_.kinds[at.kind], at.segment, *at.placement, witness(at), begin,
                           end, at.copy);
      };
      if (!is_bus(row) && value(row.a, row.b) * value(row.b, row.c) != value(row.c, row.end))
        broken.push_back(name(at, row));
    });
    std::ranges::sort(broken);
  }

  void balance(const cs::CoefficientTable& table) {
    const Forms forms(circuit_, table);
    const auto tuple = [&](const Place& at, const cs::Row& row) {
      return forms
          .value(circuit_.kinds[at.kind], at.segment, *at.placement, witness(at), row.a, row.b,
                 at.copy)
          .raw();
    };
    std::map<Limbs, std::uint64_t> demanded;
    std::map<Limbs, Names> who;
    for_each_row([&](const Place& at, const cs::Row& row, std::size_t) {
      if (row.kind != cs::RowKind::Demand || row.a == row.b)
        return;
      ++demanded[tuple(at, row)];
      who[tuple(at, row)].push_back(name(at, row));
    });
    for_each_row([&](const Place& at, const cs::Row& row, std::size_t) {
      if (row.kind != cs::RowKind::Emit)
        return;
      const cs::Column m = circuit_.chips[at.placement->chip].terms[row.c].column;
      const auto claim = demanded.find(tuple(at, row));
      witness(at).structure[at.placement->column[0] +
                            (std::size_t{m.index} << at.placement->log_copies) + at.copy] =
          claim == demanded.end() ? 0 : claim->second;
      if (claim != demanded.end())
        demanded.erase(claim);
    });
    for (const auto& [claim, count] : demanded)
      unmet.insert(unmet.end(), who[claim].begin(), who[claim].end());
    std::ranges::sort(unmet);
  }

  const lower::LoweredTheory& lowered_;
  const cs::Circuit& circuit_;
  std::unique_ptr<cs::WitnessSource> honest_;
  const Edits& edits_;
  Witness witness_;
  std::vector<std::vector<cs::SegmentWitness>> structure_;
  std::optional<cs::CoefficientTable> table_;
};

} // namespace

// --- scenes
// ----------------------------------------------------------------------------------------

std::shared_ptr<mm::Database> read_text(const std::string& text) {
  DiagnosticSink sink;
  mm::ReadResult read = mm::read_database_text(text, "scene.mm", sink, false);
  for (const Diagnostic& diagnostic : sink.diagnostics())
    MESSAGE(diagnostic.message << " at " << diagnostic.where.start.line);
  BF_CHECK(read.ok());
  return std::make_shared<mm::Database>(std::move(read.database));
}

Scene::Scene(const std::string& text, const std::map<std::string, ir::Role>& theorems,
             const std::map<std::string, std::uint32_t>& dummies)
    : database_(read_text(text)) {
  for (const mm::StatementId id : import::assertions_of(*database_)) {
    const mm::Statement& statement = database_->statement(id);
    const auto role = theorems.find(statement.label.str());
    if (statement.kind == mm::StatementKind::Axiom)
      selected_.push_back({id, ir::Role::Axiom});
    else if (role != theorems.end())
      selected_.push_back({id, role->second});
  }
  theory_ = import::import_theory(*database_, selected_);
  for (const std::string& typecode : theory_.typecodes)
    dummies_.push_back(dummies.contains(typecode) ? dummies.at(typecode) : 0);
  import::add_dummies(theory_, dummies_);
  analysis_ = lower::analyze(theory_);
  transcript_.qed.resize(theory_.contexts.size());
}

ir::ContextId Scene::context(const std::string& label) const {
  for (ir::ContextId id = 0; id < theory_.contexts.size(); ++id)
    if (theory_.of(theory_.contexts[id]).label == label)
      return id;
  BF_CHECK(false);
}

std::uint32_t Scene::rule(const std::string& label) const {
  for (std::uint32_t id = 0; id < theory_.rules.size(); ++id)
    if (theory_.of(theory_.rules[id]).label == label)
      return id;
  BF_CHECK(false);
}

ir::SymbolCode Scene::code(const std::string& symbol) const {
  const auto found = std::ranges::find(theory_.symbol_names, symbol);
  BF_CHECK(found != theory_.symbol_names.end());
  return static_cast<ir::SymbolCode>(found - theory_.symbol_names.begin());
}

Fr Scene::fingerprint(const cs::CoefficientTable& table, const std::string& text) const {
  std::istringstream words(text);
  Fr value;
  for (std::string word; words >> word;)
    value = value * table.challenges().r + Fr::from_u64(code(word));
  return value;
}

ir::ContextId Scene::home(ir::TypecodeId typecode, const std::string& label) const {
  return analysis_.typecodes[typecode].shared ? ir::kShared : context(label);
}

BlockId Scene::add(ir::BlockKind kind, ir::ContextId context, std::uint32_t subject,
                   const std::vector<BlockId>& premises) {
  transcript_.blocks.push_back({kind, context, subject,
                                static_cast<std::uint32_t>(transcript_.premises.size()),
                                static_cast<std::uint32_t>(premises.size())});
  transcript_.premises.insert(transcript_.premises.end(), premises.begin(), premises.end());
  return static_cast<BlockId>(transcript_.blocks.size() - 1);
}

BlockId Scene::variable(const std::string& label, const std::string& symbol) {
  const ir::SymbolCode wanted = code(symbol);
  for (std::uint32_t i = 0; i < theory_.variables.size(); ++i)
    if (theory_.variables[i].code == wanted)
      return add(ir::BlockKind::Variable, home(theory_.variables[i].typecode, label), i, {});
  BF_CHECK(false);
}

BlockId Scene::hypothesis(const std::string& label, std::uint32_t index,
                          std::vector<BlockId> leaves) {
  // A hypothesis stands in its own context always, also where the blocks that use it do not.
  return add(ir::BlockKind::Hypothesis, context(label), index, leaves);
}

BlockId Scene::apply(const std::string& label, const std::string& name,
                     std::vector<BlockId> premises) {
  const std::uint32_t id = rule(name);
  const ir::Assertion& assertion = theory_.of(theory_.rules[id]);
  BF_CHECK(premises.size() == lower::premise_count(assertion));
  return add(ir::BlockKind::Rule, home(assertion.conclusion.typecode, label), id, premises);
}

void Scene::qed(const std::string& label, BlockId block) {
  transcript_.qed[context(label)] = block;
}

std::uint32_t Scene::disjoint(ir::DisjointReason reason, const std::string& label, BlockId a,
                              BlockId b) {
  transcript_.disjoint.push_back({reason, context(label), a, b});
  return static_cast<std::uint32_t>(transcript_.disjoint.size() - 1);
}

cert::Certificate Scene::statement(const lower::LoweredTheory& lowered,
                                   const witness::Occupancy& occupancy) const {
  std::vector<std::uint64_t> counts;
  for (std::size_t chip = 0; chip < occupancy.size(); ++chip) {
    const bool spare = lowered.chips[chip].fixed_copies == 0 && !occupancy[chip].empty();
    counts.push_back(occupancy[chip].size() + (spare ? spare_copies : 0));
  }
  cert::Certificate certificate;
  for (const ir::Assertion& assertion : theory_.assertions)
    certificate.entries.push_back({assertion.ordinal, static_cast<std::uint8_t>(assertion.role)});
  certificate.theory_digest = import::theory_digest(import::import_theory(*database_, selected_));
  certificate.layout = layout::encode(layout::plan_layout(lowered, counts, dummies_, plan));
  return certificate;
}

namespace {

struct Bound {
  lower::LoweredTheory lowered;
  Transcript transcript;
};

Bound bind_weakened(const ir::Theory& theory, const cert::Certificate& certificate,
                    const Weakening& weaken) {
  const auto chosen = layout::decode(certificate.layout);
  BF_CHECK(chosen.ok());
  lower::LoweredTheory lowered = lower::lower_theory(theory, chosen->range, lower::Keep::Names);
  weaken(lowered);
  BF_CHECK(layout::place_chips(lowered, *chosen).ok());
  Transcript transcript("a weakened circuit");
  transcript.absorb_bytes("statement", cert::write_statement(certificate));
  transcript.absorb_bytes("circuit", layout::circuit_digest(lowered.circuit));
  return {std::move(lowered), transcript};
}

/// The honest witness looks up every $d claim that it demands. Claims that no block makes are added
/// without a place in the circuit, so that nothing emits them.
ir::Transcript with_missing_claims(const ir::Theory& theory, ir::Transcript transcript) {
  const auto demand = [&](ir::ContextId context, BlockId a, BlockId b) {
    transcript.disjoint.push_back({ir::DisjointReason::Dummy, context, a, b});
  };
  const std::vector<ir::DisjointBlock> given = transcript.disjoint;
  for (const ir::Block& block : transcript.blocks)
    if (block.kind == ir::BlockKind::Rule)
      for (const auto& [first, second] : theory.of(theory.rules[block.subject]).disjoint)
        demand(block.context, transcript.premises_of(block)[first],
               transcript.premises_of(block)[second]);
  std::vector<BlockId> parts;
  for (const ir::DisjointBlock& block : given) {
    const bool left = block.reason == ir::DisjointReason::Left;
    if (!left && block.reason != ir::DisjointReason::Right)
      continue;
    passes::node_parts(theory, transcript, left ? block.a : block.b, parts);
    for (const BlockId part : parts)
      demand(block.context, left ? part : block.a, left ? block.b : part);
  }
  return transcript;
}

std::string code_of(const auto& result) {
  return result ? std::string() : result.error().code;
}

} // namespace

Outcome Scene::run(const Edits& edits, const Weakening& weaken) const {
  const lower::LoweredTheory unplaced = lower::lower_theory(theory_, range);
  const witness::Occupancy occupancy = witness::occupy(theory_, unplaced, transcript_);
  Outcome out;
  out.certificate = statement(unplaced, occupancy);
  const auto real = driver::bind_statement(*database_, out.certificate, lower::Keep::Names);
  if (!real) {
    out.code = real.error().code;
    return out;
  }
  const Bound bound = weaken ? bind_weakened(theory_, out.certificate, weaken)
                             : Bound{real->lowered, real->transcript};
  const witness::Measures measures = witness::measure(theory_, bound.lowered.analysis, transcript_);
  const ir::Transcript padded = with_missing_claims(theory_, transcript_);
  Cheater cheater(bound.lowered, occupancy,
                  witness::make_witness(theory_, bound.lowered, padded, measures, occupancy),
                  edits);
  out.unmet = cheater.unmet;
  out.broken = cheater.broken;

  Transcript proving = bound.transcript;
  out.certificate.proof =
      fold::prove(bound.lowered.circuit, cheater, proving, {},
                  [&](unsigned phase, std::size_t k, auto& segments, auto& rows) {
                    cheater.tamper(phase, k, segments, rows);
                    if (edits.raw)
                      edits.raw(phase, k, segments, rows);
                  });
  Transcript verifying = bound.transcript;
  out.code = code_of(verify::verify(bound.lowered.circuit, out.certificate.proof, verifying));
  if (out.accepted())
    CHECK(proving.state() == verifying.state());
  if (!weaken)
    CHECK(code_of(driver::verify_certificate(
              *database_, cert::write_certificate(out.certificate))) == out.code);
  if (!weaken && edits.none() && out.accepted())
    audit();
  return out;
}

audit::Model Scene::model(const Weakening& weaken, const cs::Challenges& challenges) const {
  const lower::LoweredTheory unplaced = lower::lower_theory(theory_, range);
  const witness::Occupancy occupancy = witness::occupy(theory_, unplaced, transcript_);
  const Bound bound = bind_weakened(theory_, statement(unplaced, occupancy),
                                    weaken ? weaken : Weakening([](lower::LoweredTheory&) {}));
  const witness::Measures measures = witness::measure(theory_, bound.lowered.analysis, transcript_);
  const ir::Transcript padded = with_missing_claims(theory_, transcript_);
  const auto honest = witness::make_witness(theory_, bound.lowered, padded, measures, occupancy);
  audit::Model out = audit::model_of(bound.lowered, *honest, challenges);
  out.balance(); // $d claims stand twice in the padded transcript
  return out;
}

void Scene::audit() const {
  const audit::Model honest = model();
  const audit::Determination wires = audit::determine_wires(honest);
  for (const Names& errors :
       {honest.violations(), wires.errors, audit::sweep_cells(honest, wires.chips).errors})
    for (const std::string& error : errors)
      FAIL_CHECK(error);
}

// --- weakenings
// ------------------------------------------------------------------------------------

void change(cs::Circuit& circuit, cs::Term& term,
            const std::function<void(cs::Coefficient&)>& how) {
  cs::Coefficient coefficient = circuit.coefficients[term.coefficient];
  how(coefficient);
  term.coefficient = circuit.coefficients.add(coefficient);
}

std::optional<std::uint32_t> relation_of(const cs::Circuit& circuit, const cs::Chip& chip,
                                         const cs::Row& row) {
  if (!is_bus(row) || row.b - row.a < 2)
    return std::nullopt;
  const cs::Term& tag = chip.terms[row.a + 1]; // alpha, then the tag
  return static_cast<std::uint32_t>(-circuit.coefficients[tag.coefficient].scale);
}

std::uint32_t chip_index(const lower::LoweredTheory& lowered, const std::string& name) {
  for (std::uint32_t i = 0; i < lowered.circuit.chips.size(); ++i)
    if (lowered.circuit.chips[i].name == name)
      return i;
  BF_CHECK(false);
}

Weakening without_rows(const std::string& chip_name, const std::string& row_name) {
  return [=](lower::LoweredTheory& lowered) {
    std::size_t removed = 0;
    for (cs::Chip& chip : lowered.circuit.chips) {
      if (chip.name.find(chip_name) == std::string::npos)
        continue;
      for (std::size_t i = chip.rows.size(); i-- > 0;)
        if (chip.row_names[i].find(row_name) != std::string::npos) {
          chip.rows.erase(chip.rows.begin() + static_cast<std::ptrdiff_t>(i));
          chip.row_names.erase(chip.row_names.begin() + static_cast<std::ptrdiff_t>(i));
          ++removed;
        }
    }
    BF_CHECK(removed != 0);
  };
}

Weakening without_field(lower::Relation relation, std::uint16_t place) {
  return [=](lower::LoweredTheory& lowered) {
    std::size_t removed = 0;
    for (cs::Chip& chip : lowered.circuit.chips)
      for (const cs::Row& row : chip.rows) {
        const auto found = relation_of(lowered.circuit, chip, row);
        const auto wanted = static_cast<std::uint32_t>(relation);
        const bool node = relation == lower::Relation::Node && found && *found >= wanted;
        if (found != wanted && !node)
          continue;
        for (std::uint32_t i = row.a; i < row.b; ++i)
          change(lowered.circuit, chip.terms[i], [&](cs::Coefficient& coefficient) {
            removed += coefficient.beta_power == place;
            if (coefficient.beta_power == place)
              coefficient.scale = 0;
          });
      }
    BF_CHECK(removed != 0);
  };
}

Weakening mirrored(const std::string& chip_name, Meaning meaning) {
  return [=](lower::LoweredTheory& lowered) {
    std::size_t turned = 0;
    for (std::size_t c = 0; c < lowered.chips.size(); ++c) {
      if (lowered.circuit.chips[c].name != chip_name)
        continue;
      for (cs::Term& term : lowered.circuit.chips[c].terms)
        if (term.column.phase == Phase::Structure &&
            lowered.chips[c].structure[term.column.index].meaning == meaning) {
          change(lowered.circuit, term,
                 [](cs::Coefficient& coefficient) { coefficient.scale = -coefficient.scale; });
          ++turned;
        }
    }
    BF_CHECK(turned != 0);
  };
}

Weakening with_free_field(std::uint32_t chip_id, std::uint32_t row, std::uint32_t place) {
  return [=](lower::LoweredTheory& lowered) {
    cs::Chip& chip = lowered.circuit.chips[chip_id];
    bool first = true;
    for (std::uint32_t i = chip.rows[row].a; i < chip.rows[row].b; ++i) {
      const cs::Coefficient& was = lowered.circuit.coefficients[chip.terms[i].coefficient];
      if (was.alpha || was.beta_power != place)
        continue;
      change(lowered.circuit, chip.terms[i], [&](cs::Coefficient& coefficient) {
        coefficient = {first ? -1 : 0, cs::kNoText, 0, place, false};
      });
      chip.terms[i].column = {Phase::Text, chip.columns[1]};
      first = false;
    }
    BF_CHECK(!first);
    ++chip.columns[1];
    chip.column_names[1].push_back("free");
    lowered.chips[chip_id].text.push_back({lower::TextWire::Meaning::Defined, 0});
  };
}

Weakening both(const Weakening& first, const Weakening& second) {
  return [=](lower::LoweredTheory& lowered) {
    first(lowered);
    second(lowered);
  };
}

} // namespace blockfold::soundness
