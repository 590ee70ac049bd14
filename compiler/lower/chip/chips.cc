#include "compiler/lower/chip/chips.h"

#include "compiler/lower/chip/chip_builder.h"

#include <algorithm>

namespace blockfold::lower {
namespace {

using Meaning = StructureWire::Meaning;
using ConstantMeaning = cs::ConstantColumn::Meaning;
using Field = ChipBuilder::Field;

class Lowering {
public:
  Lowering(const ir::Theory& theory, const RangeParameters& range, Keep keep)
      : theory_(theory), keep_(keep), runs_(out_.circuit.texts),
        coefficients_(out_.circuit.coefficients) {
    out_.analysis = analyze(theory);
    out_.range = range;
    out_.hypotheses.resize(theory.typecodes.size());
    out_.qeds.resize(theory.typecodes.size());
    const std::size_t counted = theory.variables.size() + theory.rules.size();
    out_.chips.reserve(counted);
    out_.circuit.chips.reserve(counted);
  }

  /// The canonical order of chips: first those whose copies the layout counts, then the rest.
  LoweredTheory run() {
    for (std::uint32_t i = 0; i < theory_.variables.size(); ++i)
      lower_variable(i);
    for (ir::RuleId i = 0; i < theory_.rules.size(); ++i)
      lower_rule(i);
    if (out_.analysis.uses_disjoint)
      lower_disjoint();
    lower_hypotheses();
    lower_qeds();
    if (out_.analysis.uses_disjoint)
      lower_declared();
    if (out_.range.table_bits != 0)
      lower_range_table();
    return std::move(out_);
  }

private:
  ChipBuilder begin(ChipRole role, std::uint32_t subject, const llvm::Twine& name) {
    LoweredChip& lowered = out_.chips.emplace_back();
    lowered.role = role;
    lowered.subject = subject;
    return ChipBuilder(name.str(), lowered, out_.circuit.chips.emplace_back(), runs_, coefficients_,
                       out_.range, keep_, scratch_);
  }

  const TypecodeFacts& facts(ir::TypecodeId typecode) const {
    return out_.analysis.typecodes[typecode];
  }

  /// The claim "the block at `address` concludes this typecode and text in this context at time t".
  /// Typecodes without variables have no length and pow in their claims.
  void begin_statement(ChipBuilder& chip, const Form& context, ir::TypecodeId typecode,
                       const Form& time, const TextForms& text, const Form& address) const {
    const bool builds_texts = facts(typecode).has_variables;
    chip.begin_claim(Relation::Statement);
    chip.field(kContextField, context);
    chip.field(kTypecodeField, ChipBuilder::constant(typecode + 1));
    chip.field(kTimeField, time);
    if (builds_texts)
      chip.field(kLengthField, text.length);
    chip.field(kTextField, text.fingerprint);
    if (builds_texts)
      chip.field(kPowField, text.pow);
    chip.field(kAddressField, address);
  }

  void lower_variable(std::uint32_t index) {
    const ir::Variable& variable = theory_.variables[index];
    ChipBuilder chip =
        begin(ChipRole::Variable, index, "variable " + theory_.symbol_names[variable.code]);
    const Form context =
        facts(variable.typecode).shared ? Form{} : chip.structure(Meaning::Context);
    TextForms text{ChipBuilder::constant(variable.code), ChipBuilder::constant(1),
                   ChipBuilder::constant(1)};
    text.pow.front().coefficient.r_power = 1;
    begin_statement(chip, context, variable.typecode, {}, text, ChipBuilder::own_address());
    chip.emit("emits its statement");
    if (!facts(variable.typecode).has_nodes)
      return;
    const std::vector<Field> is_variable = {{1, ChipBuilder::own_address()},
                                            {2, ChipBuilder::constant(variable.code)}};
    chip.emit(Relation::Variable, 0, is_variable, "emits its node");
    if (variable.dummy)
      chip.emit(Relation::Dummy, 0, is_variable, "emits that it is a dummy");
  }

  /// kappa: zero for shared syntax; else free, or above the rule's rank.
  Form rule_context(ChipBuilder& chip, ir::RuleId id) {
    const ir::Rule& rule = theory_.rules[id];
    if (facts(theory_.of(rule).conclusion.typecode).shared)
      return {};
    if (!out_.analysis.rules[id].order_checked)
      return chip.structure(Meaning::Context);
    Form context = chip.range_checked_digits(Meaning::OrderLimb, 0, out_.range.order_limbs,
                                             "context comes after the rule");
    ChipBuilder::append(context, ChipBuilder::constant(rule.rank + 1));
    return context;
  }

  /// The time of a premise: nothing, a free wire, or t - 1 - (a range checked difference).
  Form premise_time(ChipBuilder& chip, ir::RuleId id, std::uint32_t premise, const Form& own_time) {
    if (out_.analysis.rules[id].time_checked[premise]) {
      const Form difference =
          chip.range_checked_digits(Meaning::TimeLimb, premise, out_.range.time_limbs,
                                    "premise " + llvm::Twine(premise) + " is earlier");
      Form time = own_time;
      ChipBuilder::append(time, ChipBuilder::constant(-1));
      ChipBuilder::append(time, difference, -1);
      return time;
    }
    const ir::TypecodeId typecode = premise_typecode(theory_.of(theory_.rules[id]), premise);
    return facts(typecode).timed ? chip.structure(Meaning::PremiseTime, premise) : Form{};
  }

  void lower_rule(ir::RuleId id) {
    const ir::Assertion& a = theory_.of(theory_.rules[id]);
    const RuleFacts& rule = out_.analysis.rules[id];
    ChipBuilder chip = begin(ChipRole::Rule, id, a.label);
    const Form context = rule_context(chip, id);
    const Form time = rule.has_time ? chip.structure(Meaning::Time) : Form{};

    llvm::SmallVector<TextForms, 8> parameters;
    llvm::SmallVector<Form, 8> addresses;
    for (std::uint32_t p = 0; p < a.parameters.size(); ++p) {
      addresses.push_back(chip.structure(Meaning::PremiseAddress, p));
      parameters.push_back(chip.parameter_wires(p));
      demand_premise(chip, id, p, context, time, parameters.back(), addresses.back());
    }
    for (std::uint32_t e = 0; e < a.essentials.size(); ++e) {
      const auto premise = static_cast<std::uint32_t>(a.parameters.size() + e);
      TextForms text = chip.lower_template(a.essentials[e], parameters,
                                           facts(a.essentials[e].typecode).has_variables);
      addresses.push_back(chip.structure(Meaning::PremiseAddress, premise));
      demand_premise(chip, id, premise, context, time, text, addresses.back());
    }
    for (const auto& [first, second] : a.disjoint)
      chip.demand(
          Relation::Disjoint, 0, {{1, context}, {2, addresses[first]}, {3, addresses[second]}},
          "parameters " + llvm::Twine(first) + " and " + llvm::Twine(second) + " are disjoint");

    const ir::TypecodeId typecode = a.conclusion.typecode;
    TextForms text = chip.lower_template(a.conclusion, parameters, facts(typecode).has_variables);
    if (rule.length_checked)
      chip.demand_range(text.length, Meaning::LengthLimb, 0, out_.range.length_limbs,
                        "length is bounded");
    begin_statement(chip, context, typecode, time, text, ChipBuilder::own_address());
    chip.emit("emits its conclusion");
    if (rule.emits_node)
      emit_node(chip, a.conclusion, addresses);
  }

  void demand_premise(ChipBuilder& chip, ir::RuleId id, std::uint32_t premise, const Form& context,
                      const Form& own_time, const TextForms& text, const Form& address) {
    const ir::TypecodeId typecode = premise_typecode(theory_.of(theory_.rules[id]), premise);
    const Form time = premise_time(chip, id, premise, own_time);
    begin_statement(chip, facts(typecode).shared ? Form{} : context, typecode, time, text, address);
    chip.demand("demands premise " + llvm::Twine(premise));
  }

  static void emit_node(ChipBuilder& chip, const ir::Template& text,
                        llvm::ArrayRef<Form> parameter_addresses) {
    const std::vector<std::uint32_t> parts = occurring_parameters(text);
    std::vector<Field> fields = {{1, ChipBuilder::own_address()}};
    for (const std::uint32_t parameter : parts)
      fields.push_back(
          {static_cast<std::uint32_t>(fields.size() + 1), parameter_addresses[parameter]});
    chip.emit(Relation::Node, static_cast<std::uint32_t>(parts.size()), fields, "emits its node");
  }

  // --- $d
  // -----------------------------------------------------------------------------------------

  void lower_disjoint() {
    lower_disjoint_declared();
    lower_disjoint_dummy();
    for (const std::uint32_t arity : out_.analysis.node_arities)
      lower_disjoint_parts(ChipRole::DisjointLeft, arity);
    for (const std::uint32_t arity : out_.analysis.node_arities)
      lower_disjoint_parts(ChipRole::DisjointRight, arity);
  }

  /// The wires of a $d between two leaves: the context, and address and symbol of each variable.
  struct LeafPair {
    Form context, a, x, b, y;
  };

  static LeafPair leaf_pair(ChipBuilder& chip) {
    // In this order, which is that of the wires: braces evaluate from left to right.
    return {chip.structure(Meaning::Context), chip.structure(Meaning::PremiseAddress, 0),
            chip.structure(Meaning::Symbol, 0), chip.structure(Meaning::PremiseAddress, 1),
            chip.structure(Meaning::Symbol, 1)};
  }

  void lower_disjoint_declared() {
    ChipBuilder chip = begin(ChipRole::DisjointDeclared, 0, "$d declared");
    const auto [context, a, x, b, y] = leaf_pair(chip);
    chip.demand(Relation::Variable, 0, {{1, a}, {2, x}}, "demands the first variable");
    chip.demand(Relation::Variable, 0, {{1, b}, {2, y}}, "demands the second variable");
    chip.demand(Relation::Declared, 0, {{1, context}, {2, x}, {3, y}}, "demands the declaration");
    chip.emit(Relation::Disjoint, 0, {{1, context}, {2, a}, {3, b}}, "emits disjointness");
  }

  void lower_disjoint_dummy() {
    ChipBuilder chip = begin(ChipRole::DisjointDummy, 0, "$d dummy");
    const auto [context, a, x, b, y] = leaf_pair(chip);
    chip.demand(Relation::Dummy, 0, {{1, a}, {2, x}}, "demands the dummy");
    chip.demand(Relation::Variable, 0, {{1, b}, {2, y}}, "demands the other variable");
    Form difference = x;
    ChipBuilder::append(difference, y, -1);
    chip.nonzero(difference, "the variables differ");
    chip.emit(Relation::Disjoint, 0, {{1, context}, {2, a}, {3, b}}, "emits disjointness");
    chip.emit(Relation::Disjoint, 0, {{1, context}, {2, b}, {3, a}}, "emits disjointness, turned");
  }

  /// disjoint(a, b) from node(a; a1..an) and every disjoint(ai, b), or the same for b.
  void lower_disjoint_parts(ChipRole role, std::uint32_t arity) {
    const bool left = role == ChipRole::DisjointLeft;
    ChipBuilder chip =
        begin(role, arity, llvm::Twine(left ? "$d left " : "$d right ") + llvm::Twine(arity));
    const Form context = chip.structure(Meaning::Context);
    const Form whole = chip.structure(Meaning::PremiseAddress, 0);
    const Form other = chip.structure(Meaning::PremiseAddress, 1);
    const auto pair = [&](const Form& mine) -> std::vector<Field> {
      return {{1, context}, {2, left ? mine : other}, {3, left ? other : mine}};
    };
    std::vector<Field> node = {{1, whole}};
    for (std::uint32_t i = 0; i < arity; ++i) {
      const Form part = chip.structure(Meaning::PremiseAddress, 2 + i);
      node.push_back({2 + i, part});
      chip.demand(Relation::Disjoint, 0, pair(part), "demands part " + llvm::Twine(i));
    }
    chip.demand(Relation::Node, arity, node, "demands the node");
    chip.emit(Relation::Disjoint, 0, pair(whole), "emits disjointness");
  }

  void lower_declared() {
    cs::ConstantColumn contexts{ConstantMeaning::Integer, {}}, first = contexts, second = contexts;
    for (ir::ContextId id = 0; id < theory_.contexts.size(); ++id) {
      const ir::Assertion& a = theory_.of(theory_.contexts[id]);
      for (const auto& [x, y] : a.disjoint) {
        contexts.values.push_back(ir::Theory::number(id));
        first.values.push_back(a.parameters[x].code);
        second.values.push_back(a.parameters[y].code);
      }
    }
    if (contexts.values.empty())
      return;
    ChipBuilder chip = begin(ChipRole::Declared, 0, "$d declarations");
    out_.chips.back().fixed_copies = contexts.values.size();
    const Form context = chip.constants(std::move(contexts));
    const Form x = chip.constants(std::move(first));
    const Form y = chip.constants(std::move(second));
    chip.emit(Relation::Declared, 0, {{1, context}, {2, x}, {3, y}}, "emits the declaration");
    chip.emit(Relation::Declared, 0, {{1, context}, {2, y}, {3, x}},
              "emits the declaration, turned");
  }

  // --- hypotheses and conclusions of the contexts
  // -------------------------------------------------

  /// A statement of a context as its own proof sees it: a text without parameters.
  cs::TextId context_text(const ir::Assertion& a, const ir::Template& statement) {
    llvm::SmallVector<ir::SymbolCode, 64> codes;
    for (const ir::Item item : statement.items)
      codes.push_back(item.is_parameter() ? a.parameters[item.index()].code : item.code());
    return runs_.intern(codes);
  }

  struct TextColumns {
    cs::ConstantColumn context{ConstantMeaning::Integer, {}};
    cs::ConstantColumn fingerprint{ConstantMeaning::Fingerprint, {}};
    cs::ConstantColumn length{ConstantMeaning::Integer, {}};
    cs::ConstantColumn pow{ConstantMeaning::Power, {}};
  };

  void add_text(TextColumns& columns, ir::ContextId context, const ir::Template& statement) {
    columns.context.values.push_back(ir::Theory::number(context));
    columns.fingerprint.values.push_back(
        context_text(theory_.of(theory_.contexts[context]), statement));
    columns.length.values.push_back(statement.items.size());
    columns.pow.values.push_back(statement.items.size());
  }

  /// Turns the columns into forms; returns the context and the text.
  std::pair<Form, TextForms> text_forms(ChipBuilder& chip, ir::TypecodeId typecode,
                                        TextColumns columns) {
    const Form context =
        facts(typecode).shared ? Form{} : chip.constants(std::move(columns.context));
    TextForms text;
    text.fingerprint = chip.constants(std::move(columns.fingerprint));
    if (facts(typecode).has_variables) {
      text.length = chip.constants(std::move(columns.length));
      text.pow = chip.constants(std::move(columns.pow));
    }
    return {context, text};
  }

  void lower_hypotheses() {
    std::vector<TextColumns> columns(theory_.typecodes.size());
    for (ir::ContextId id = 0; id < theory_.contexts.size(); ++id) {
      const ir::Assertion& a = theory_.of(theory_.contexts[id]);
      for (std::uint32_t e = 0; e < a.essentials.size(); ++e) {
        const ir::TypecodeId typecode = a.essentials[e].typecode;
        if (facts(typecode).has_nodes) {
          out_.node_hypotheses.push_back({id, e});
        } else {
          out_.hypotheses[typecode].push_back({id, e});
          add_text(columns[typecode], id, a.essentials[e]);
        }
      }
    }
    for (ir::TypecodeId typecode = 0; typecode < columns.size(); ++typecode) {
      if (out_.hypotheses[typecode].empty())
        continue;
      ChipBuilder chip =
          begin(ChipRole::Hypothesis, typecode, "hypotheses " + theory_.typecodes[typecode]);
      out_.chips.back().fixed_copies = out_.hypotheses[typecode].size();
      const auto [context, text] = text_forms(chip, typecode, std::move(columns[typecode]));
      begin_statement(chip, context, typecode, {}, text, ChipBuilder::own_address());
      chip.emit("emits the hypothesis");
    }
    for (std::uint32_t i = 0; i < out_.node_hypotheses.size(); ++i)
      lower_node_hypothesis(i);
  }

  /// A hypothesis that $d may reach into names the variables of its text: else a hypothesis such as
  /// `$e wff F x` would count as a text without variables.
  void lower_node_hypothesis(std::uint32_t index) {
    const Hypothesis& hypothesis = out_.node_hypotheses[index];
    const ir::Assertion& a = theory_.of(theory_.contexts[hypothesis.context]);
    const ir::Template& statement_of = a.essentials[hypothesis.index];
    ChipBuilder chip = begin(ChipRole::NodeHypothesis, index, "hypothesis of " + a.label);
    out_.chips.back().fixed_copies = 1;
    TextColumns columns;
    add_text(columns, hypothesis.context, statement_of);
    const auto [context, text] = text_forms(chip, statement_of.typecode, std::move(columns));
    begin_statement(chip, context, statement_of.typecode, {}, text, ChipBuilder::own_address());
    chip.emit("emits the hypothesis");

    llvm::SmallVector<Form, 8> addresses(a.parameters.size());
    for (const std::uint32_t parameter : occurring_parameters(statement_of)) {
      addresses[parameter] = chip.structure(Meaning::PremiseAddress, parameter);
      chip.demand(
          Relation::Variable, 0,
          {{1, addresses[parameter]}, {2, ChipBuilder::constant(a.parameters[parameter].code)}},
          "demands its variable " + llvm::Twine(parameter));
    }
    emit_node(chip, statement_of, addresses);
  }

  void lower_qeds() {
    std::vector<TextColumns> columns(theory_.typecodes.size());
    for (ir::ContextId id = 0; id < theory_.contexts.size(); ++id) {
      const ir::Template& conclusion = theory_.of(theory_.contexts[id]).conclusion;
      out_.qeds[conclusion.typecode].push_back(id);
      add_text(columns[conclusion.typecode], id, conclusion);
    }
    for (ir::TypecodeId typecode = 0; typecode < columns.size(); ++typecode) {
      if (out_.qeds[typecode].empty())
        continue;
      ChipBuilder chip = begin(ChipRole::Qed, typecode, "qed " + theory_.typecodes[typecode]);
      out_.chips.back().fixed_copies = out_.qeds[typecode].size();
      const auto [context, text] = text_forms(chip, typecode, std::move(columns[typecode]));
      const Form time = facts(typecode).timed ? chip.structure(Meaning::PremiseTime, 0) : Form{};
      const Form address = chip.structure(Meaning::PremiseAddress, 0);
      begin_statement(chip, context, typecode, time, text, address);
      chip.demand("demands the conclusion");
    }
  }

  void lower_range_table() {
    ChipBuilder chip = begin(ChipRole::Range, 0, "range table");
    out_.chips.back().fixed_copies = std::uint64_t{1} << out_.range.table_bits;
    chip.emit(Relation::Range, 0, {{1, ChipBuilder::copy_index()}}, "emits its value");
  }

  const ir::Theory& theory_;
  Keep keep_;
  LoweredTheory out_;
  RunPool runs_;
  CoefficientInterner coefficients_;
  ChipScratch scratch_;
};

} // namespace

LoweredTheory lower_theory(const ir::Theory& theory, const RangeParameters& range, Keep keep) {
  return Lowering(theory, range, keep).run();
}

} // namespace blockfold::lower
