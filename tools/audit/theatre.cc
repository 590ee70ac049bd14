#include "tools/audit/theatre.h"

#include "compiler/layout/plan.h"
#include "compiler/lower/chip/relations.h"
#include "compiler/trial/block_search.h"

#include <llvm/ADT/STLExtras.h>

namespace blockfold::audit {

using ir::BlockClaim;
using ir::BlockRule;
using ir::BlockType;
using ir::BlockVariable;
using lower::ChipRole;
using trial::RuleModel;
using trial::Values;

namespace {

/// A rule whose arguments are one claim: any field elements, and texts.
BlockRule rule_about(const ir::BlockProgram& program, ir::RelationIndex relation, bool emits) {
  const auto& arguments = program.relations[relation].arguments;
  const bool linear = program.relations[relation].linear;
  BlockRule out{(emits ? "grants " : "takes ") + program.relations[relation].name,
                false,
                static_cast<std::uint32_t>(arguments.size()),
                {},
                {},
                {},
                {}};
  BlockClaim claim{emits    ? BlockClaim::Kind::Emit
                   : linear ? BlockClaim::Kind::Consume
                            : BlockClaim::Kind::Demand,
                   relation,
                   {}};
  for (std::uint32_t i = 0; i < arguments.size(); ++i) {
    BlockVariable variable;
    variable.name = arguments[i].name;
    if (arguments[i].type.is_text())
      variable.type = arguments[i].type;
    out.variables.push_back(variable);
    claim.values.push_back(ir::Polynomial::variable(i));
  }
  out.claims.push_back(std::move(claim));
  return out;
}

std::optional<ir::VariableIndex> self_of(const BlockRule& rule) {
  for (ir::VariableIndex i = 0; i < rule.variables.size(); ++i)
    if (rule.variables[i].origin == BlockVariable::Origin::Self)
      return i;
  return std::nullopt;
}

class Builder {
public:
  Builder(const ir::BlockProgram& program, ir::BlockRuleIndex rule, llvm::ArrayRef<Values> blocks,
          const TheatreOptions& options)
      : blocks_(blocks), options_(options) {
    out_.program.relations = program.relations;
    out_.program.tables = program.tables;
    out_.program.sorts = program.sorts;
    out_.program.symbols = program.symbols;
    out_.texts = options.texts;
    out_.program.rules.push_back(program.rules[rule]);
    for (ir::RelationIndex i = 0; i < program.relations.size(); ++i)
      for (const bool emits : {true, false})
        out_.program.rules.push_back(rule_about(program, i, emits));
    if (rule < options.free.size())
      free_.push_back(options.free[rule]);
  }

  Result<Theatre> run() {
    const BlockRule& rule = out_.program.rules.front();
    auto lowered = lower::lower_program(out_.program, public_blocks(rule),
                                        lower::needs_ranges(out_.program) ? options_.table_bits : 0,
                                        lower::Keep::Names);
    if (!lowered)
      return lowered.error();
    out_.lowered = std::move(*lowered);
    out_.layout = layout::plan_layout(out_.lowered, counts(rule), {}, {.segments = 1});
    if (Status placed = layout::place_chips(out_.lowered, out_.layout); !placed)
      return placed.error();
    out_.model = model_of(out_.lowered, options_.challenges);
    learn_texts();
    describe_program(out_.program, out_.lowered, free_, out_.model);
    for (std::size_t i = 0; i < out_.lowered.chips.size(); ++i) {
      out_.model.chips[i].is_world =
          out_.lowered.chips[i].role == ChipRole::BlockRule && out_.lowered.chips[i].subject != 0;
      if (out_.lowered.chips[i].role == ChipRole::BlockRule && out_.lowered.chips[i].subject == 0)
        out_.chip = static_cast<std::uint32_t>(i);
      if (out_.model.chips[i].is_world)
        let_count(out_.model.chips[i]);
    }
    fill();
    return std::move(out_);
  }

private:
  lower::PublicBlocks public_blocks(const BlockRule& rule) const {
    lower::PublicBlocks out(out_.program.rules.size());
    if (!rule.is_public)
      return out;
    out[0].count = static_cast<std::uint32_t>(blocks_.size());
    out[0].words.resize(rule.parameters);
    out[0].elements.resize(rule.parameters);
    for (ir::VariableIndex v = 0; v < rule.parameters; ++v)
      for (const Values& block : blocks_) {
        if (!rule.variables[v].is_public)
          continue;
        const auto word = ir::as_integer(block[v]);
        if (rule.variables[v].type.kind == BlockType::Kind::Field)
          out[0].elements[v].push_back(block[v]);
        else if (rule.variables[v].type.is_text())
          out[0].words[v].push_back(out.texts.intern((*out_.texts)[ir::text_id(block[v])]));
        else
          out[0].words[v].push_back(static_cast<std::uint64_t>(word.value_or(0)));
      }
    return out;
  }

  /// Two copies of the world may grant one linear claim. One with texts is granted at one place, so
  /// whether that counts more than once is left to lies to say.
  void let_count(ChipModel& chip) const {
    const auto emission = std::ranges::find(chip.rows, cs::RowKind::Emit, &RowModel::kind);
    if (emission == chip.rows.end() || !has_texts(shape_of_tag(out_.model.shapes, emission->tag)))
      return;
    for (RowModel& row : chip.rows)
      if (row.kind == cs::RowKind::Assert)
        row = {cs::RowKind::Assert, row.name, {}, {}, {}, kNoWire, {}, {}, 0, kNoWire, {}};
  }

  /// What the blocks say, and what is like it.
  void learn_texts() {
    if (!out_.program.has_texts())
      return;
    std::vector<std::vector<ir::SymbolCode>> said;
    const RuleModel rule(out_.program, 0, out_.texts);
    for (Values block : blocks_) {
      rule.complete(block);
      for (ir::VariableIndex i = 0; i < block.size(); ++i)
        if (rule.rule().variables[i].type.is_text())
          said.push_back((*out_.texts)[ir::text_id(block[i])].vec());
    }
    out_.known =
        KnownTexts(said, static_cast<ir::SymbolCode>(out_.program.symbols.size() - 1), challenge());
  }
  const Fr& challenge() const { return options_.challenges.r; }

  /// How often the world is needed for each claim, spares and understudies included.
  std::vector<std::uint64_t> counts(const BlockRule& rule) const {
    std::vector<std::uint64_t> by_rule(out_.program.rules.size());
    by_rule[0] = rule.is_public ? 0 : blocks_.size() + options_.spare_copies;
    for (const BlockClaim& claim : rule.claims)
      by_rule[world(claim)] += blocks_.size() * (is_linear(claim) ? 2 : is_heard(claim) ? 1 : 0);
    std::vector<std::uint64_t> out;
    for (const lower::LoweredChip& chip : out_.lowered.chips)
      out.push_back(chip.role == ChipRole::BlockRule ? by_rule[chip.subject] : 0);
    return out;
  }
  bool is_linear(const BlockClaim& claim) const {
    return out_.program.relations[claim.relation].linear;
  }
  bool is_heard(const BlockClaim& claim) const {
    return !options_.unheard || claim.kind != BlockClaim::Kind::Emit || is_linear(claim);
  }
  static std::size_t world(const BlockClaim& claim) {
    return 1 + 2 * claim.relation + (claim.kind == BlockClaim::Kind::Emit ? 1 : 0);
  }

  void fill() {
    Model& model = out_.model;
    model.copies = placed_copies(out_.lowered, model, options_.challenges);
    std::vector<std::vector<std::size_t>> of(out_.program.rules.size());
    for (std::size_t i = 0; i < model.copies.size(); ++i)
      if (model.chip_of(model.copies[i]).role == ChipRole::BlockRule)
        of[model.chip_of(model.copies[i]).subject].push_back(i);
    next_.assign(of.size(), 0);
    for (std::size_t i = 0; i < of[0].size(); ++i) {
      const std::size_t copy = of[0][i];
      const Values values = write(copy, blocks_[i < blocks_.size() ? i : 0]);
      if (i < blocks_.size())
        surround(copy, values, of);
      else
        stand_by(copy, of[0].front());
    }
    for (Copy& copy : model.copies)
      settle_copy(model, copy);
    model.balance();
  }

  /// A copy that fills up a chip: it rests on what another one does, and does not count if it may.
  void stand_by(std::size_t copy, std::size_t other) {
    const ChipModel& chip = out_.model.chips[out_.chip];
    for (std::uint32_t i = 0; i < out_.program.rules.front().claims.size(); ++i)
      if (const WireId site = site_wire(chip, i); site != kNoWire)
        out_.model.copies[copy].wires[site] = out_.model.copies[other].wires[site];
    if (const WireId active = active_wire(chip); active != kNoWire)
      out_.model.copies[copy].wires[active] = Fr::zero();
  }

  /// Returns the values with the copy's own address among them.
  Values write(std::size_t copy, Values values) {
    const RuleModel rule(out_.program, 0, out_.texts);
    Copy& at = out_.model.copies[copy];
    if (const auto self = self_of(rule.rule()))
      values[*self] = at.wires[cs::kAddress];
    rule.complete(values);
    trial::CopyWires wires(out_.lowered.circuit.chips[out_.chip]);
    const cs::CoefficientTable table(out_.lowered.circuit, options_.challenges);
    trial::fill_wires(rule.rule(), out_.lowered.chips[out_.chip], out_.lowered.range.table_bits,
                      values, {out_.texts.get(), &table, {}}, wires);
    const ChipModel& chip = out_.model.chips[out_.chip];
    for (WireId wire = chip.first_committed; wire < chip.wires.size(); ++wire)
      at.wires[wire] = wires[chip.wires[wire].column];
    return values;
  }

  void surround(std::size_t copy, const Values& values,
                const std::vector<std::vector<std::size_t>>& of) {
    const RuleModel rule(out_.program, 0, out_.texts);
    StagedBlock block{copy, {}};
    std::uint32_t row = 0;
    for (std::uint32_t i = 0; i < rule.rule().claims.size(); ++i, ++row) {
      const BlockClaim& claim = rule.rule().claims[i];
      while (!is_about(out_.model.chips[out_.chip].rows[row], claim))
        ++row;
      const std::size_t who = world(claim);
      if (!is_heard(claim)) {
        block.partners.push_back({row, Partner::kNobody, std::nullopt});
        continue;
      }
      Partner partner{row, of[who][next_[who]++], std::nullopt};
      const std::vector<Fr> fields = fields_of(rule, i, values);
      play(partner.copy, fields, true);
      if (is_linear(claim)) {
        partner.understudy = of[who][next_[who]++];
        play(*partner.understudy, fields, false);
      }
      agree_on_site(copy, i, partner);
      block.partners.push_back(partner);
    }
    out_.blocks.push_back(std::move(block));
  }

  /// What a claim says, in the order of its fields; of a site, nothing yet.
  std::vector<Fr> fields_of(const RuleModel& rule, std::uint32_t claim,
                            const Values& values) const {
    const std::vector<Fr> arguments = rule.evaluate(rule.claim(claim), values);
    std::vector<Fr> out;
    for (const FieldShape& field :
         shape_of(out_.program.relations[rule.rule().claims[claim].relation]))
      out.push_back(field.kind == FieldKind::Number ? arguments[field.argument]
                    : field.kind == FieldKind::Site ? Fr::zero()
                                                    : part_of(arguments[field.argument], field));
    return out;
  }
  Fr part_of(const Fr& text, const FieldShape& field) const {
    return part_of_text(value_of_text((*out_.texts)[ir::text_id(text)], challenge()), field.kind);
  }

  /// Whoever takes a claim with texts names the place where it is emitted.
  void agree_on_site(std::size_t copy, std::uint32_t claim, const Partner& partner) {
    std::vector<Copy>& copies = out_.model.copies;
    if (const WireId site = site_wire(out_.model.chips[out_.chip], claim); site != kNoWire)
      copies[copy].wires[site] = site_of(partner.copy, its_emission(partner.copy));
    for (const std::optional<std::size_t>& taker :
         {std::optional(partner.copy), partner.understudy})
      if (const WireId site = taker ? site_wire(out_.model.chip_of(copies[*taker]), 0) : kNoWire;
          site != kNoWire)
        copies[*taker].wires[site] = site_of(copy, partner.row);
  }
  /// The row of what a copy of the world grants.
  std::uint32_t its_emission(std::size_t copy) const {
    const std::vector<RowModel>& rows = out_.model.chip_of(out_.model.copies[copy]).rows;
    return static_cast<std::uint32_t>(std::ranges::find(rows, cs::RowKind::Emit, &RowModel::kind) -
                                      rows.begin());
  }
  /// Where a row emits a claim with texts.
  Fr site_of(std::size_t copy, std::uint32_t row) const {
    const Copy& at = out_.model.copies[copy];
    const RowModel& emission = out_.model.chip_of(at).rows[row];
    return field_of(
        claim_of(emission, at.wires),
        static_cast<std::uint32_t>(shape_of_tag(out_.model.shapes, emission.tag).size()));
  }
  static bool is_about(const RowModel& row, const BlockClaim& claim) {
    return row.is_bus() &&
           row.tag == static_cast<std::uint32_t>(lower::Relation::Block) + claim.relation &&
           (row.kind == cs::RowKind::Emit) == (claim.kind == BlockClaim::Kind::Emit);
  }

  void play(std::size_t copy, llvm::ArrayRef<Fr> fields, bool counts) {
    Copy& at = out_.model.copies[copy];
    const ChipModel& chip = out_.model.chip_of(at);
    const ClaimShape shape =
        shape_of(out_.program.relations[(out_.lowered.chips[at.chip].subject - 1) / 2]);
    for (std::size_t i = 0; i < shape.size(); ++i)
      if (const WireId wire = argument_wire(chip, shape[i]); wire != kNoWire)
        at.wires[wire] = fields[i];
    if (const WireId active = active_wire(chip); active != kNoWire)
      at.wires[active] = counts ? Fr::one() : Fr::zero();
  }

  llvm::ArrayRef<Values> blocks_;
  const TheatreOptions& options_;
  FreeVariables free_;
  Theatre out_;
  std::vector<std::size_t> next_;
};

} // namespace

Result<Theatre> make_theatre(const ir::BlockProgram& program, ir::BlockRuleIndex rule,
                             llvm::ArrayRef<Values> blocks, const TheatreOptions& options) {
  return Builder(program, rule, blocks, options).run();
}

std::vector<bool> unique_relations(const ir::BlockProgram& program) {
  std::vector<bool> unique(program.relations.size(), true);
  for (const BlockRule& rule : program.rules)
    for (const BlockClaim& claim : rule.claims) {
      if (claim.kind != BlockClaim::Kind::Emit)
        continue;
      const auto first = claim.values.empty() ? std::nullopt : claim.values.front().as_variable();
      unique[claim.relation] = unique[claim.relation] && first &&
                               rule.variables[*first].origin == BlockVariable::Origin::Self;
    }
  return unique;
}

bool is_consistent(const RuleModel& model, const std::vector<bool>& unique, const Values& values) {
  std::vector<std::pair<ir::RelationIndex, std::vector<Fr>>> claims;
  for (std::size_t i = 0; i < model.rule().claims.size(); ++i) {
    const BlockClaim& claim = model.rule().claims[i];
    if (claim.kind == BlockClaim::Kind::Emit || !unique[claim.relation] || claim.values.empty())
      continue;
    std::vector<Fr> now = model.evaluate(model.claim(i), values);
    for (const auto& [relation, other] : claims)
      if (relation == claim.relation && other.front() == now.front() && other != now)
        return false;
    claims.emplace_back(claim.relation, std::move(now));
  }
  return true;
}

namespace {

/// Claims about different addresses may say what they like.
void separate_addresses(const RuleModel& model, Values& values) {
  for (ir::VariableIndex i = 0; i < model.rule().parameters; ++i)
    if (model.rule().variables[i].type.kind == BlockType::Kind::Address)
      values[i] = Fr::from_u64(i + 1);
}

} // namespace

std::vector<Values> valid_blocks(const ir::BlockProgram& program, ir::BlockRuleIndex rule,
                                 const trial::Examples& examples, std::size_t count,
                                 std::uint64_t seed) {
  const RuleModel model(program, rule, examples.texts);
  const std::vector<bool> unique = unique_relations(program);
  std::vector<Values> found_so_far, out;
  const auto add = [&](Values values) {
    values.resize(model.rule().variables.size());
    if (llvm::is_contained(found_so_far, values))
      return;
    found_so_far.push_back(values);
    // Addresses of the search are small numbers; those of copies are too, and must be others. So
    // must those of other blocks, or worlds would say different things of one address.
    const Fr far = Fr::from_u64(std::uint64_t{1} << 40) * Fr::from_u64(found_so_far.size());
    for (ir::VariableIndex i = 0; i < model.rule().parameters; ++i)
      if (model.rule().variables[i].type.kind == BlockType::Kind::Address)
        values[i] += far;
    model.complete(values);
    if (model.holds(values) && is_consistent(model, unique, values))
      out.push_back(std::move(values));
  };
  constexpr std::size_t kTries = 8; ///< for each block
  std::mt19937_64 random(seed);
  trial::BlockSearch search(model, random);
  for (std::size_t i = 0; i < count * kTries && out.size() < count; ++i) {
    auto found = search.find();
    if (!found)
      break;
    if (i % 2 == 0)
      separate_addresses(model, *found);
    add(std::move(*found));
  }
  if (rule < examples.size())
    for (const Values& example : llvm::ArrayRef<Values>(examples[rule]).take_front(count))
      add(example);
  return out;
}

} // namespace blockfold::audit
