#include "compiler/trial/rule_trial.h"

#include "compiler/support/format.h"
#include "compiler/trial/block_search.h"

#include <llvm/ADT/STLExtras.h>

#include <algorithm>
#include <set>

namespace blockfold::trial {
namespace {

using ir::BlockClaim;
using ir::BlockType;
using ir::VariableIndex;

constexpr std::size_t kBlocks = 4;        ///< valid ones to start from
constexpr std::size_t kMostHoles = 5;     ///< reported for one argument or condition
constexpr std::size_t kAdapted = 24;      ///< mutants of one condition that others adapt to
constexpr std::size_t kPerCondition = 12; ///< mutants of one condition and block

/// What the word of an address can be.
constexpr BlockType kAnyAddress{BlockType::Kind::Integer, 63, false};

std::vector<Fr> sorted_claims(const std::vector<BusTerm>& terms) {
  std::vector<Fr> out;
  out.reserve(terms.size());
  for (const BusTerm& term : terms)
    out.push_back(term.claim);
  llvm::sort(out, [](const Fr& a, const Fr& b) { return a.raw() < b.raw(); });
  return out;
}

class RuleTrial {
public:
  RuleTrial(const ir::BlockProgram& program, ir::BlockRuleIndex rule, const ProgramCircuit& circuit,
            const Surroundings& surroundings, std::uint64_t seed, llvm::ArrayRef<std::string> free)
      : model_(program, rule, circuit.texts()), circuit_(circuit), surroundings_(surroundings),
        random_(seed), search_(model_, random_) {
    for (const ir::BlockVariable& variable : model_.rule().variables)
      free_.push_back(llvm::is_contained(free, variable.name));
    report_.rule = model_.rule().name;
    report_.arguments = model_.rule().parameters;
    for (const Condition& condition : model_.conditions())
      report_.constraints += is_promised(condition) ? 0 : 1;
  }

  RuleReport run(const std::vector<Values>& examples) {
    if (examples.empty() ? find_blocks() : take_blocks(examples))
      for (const Values& block : blocks_)
        try_block(block);
    return std::move(report_);
  }

private:
  // --- valid blocks -----------------------------------------------------------------------------

  bool find_blocks() {
    for (std::size_t i = 0; i < kBlocks; ++i)
      if (const auto found = search_.find(); found && !llvm::is_contained(blocks_, *found))
        blocks_.push_back(*found);
    if (blocks_.empty())
      report_.problem = "no valid block was found; give one as an example in the rule's "
                        "documentation (/// ```bmt) or in a transcript (--transcript)";
    return check_blocks();
  }

  /// The first, the last, and some between.
  bool take_blocks(const std::vector<Values>& examples) {
    const std::size_t count = std::min(kBlocks, examples.size());
    for (std::size_t i = 0; i < count; ++i) {
      Values block = examples[count == 1 ? 0 : i * (examples.size() - 1) / (count - 1)];
      model_.complete(block);
      for (const Condition& condition : model_.conditions())
        if (!model_.holds(condition, block)) {
          report_.problem = fmt::format("the example {} is no valid block: {} does not hold",
                                        model_.describe(block), quoted(model_.name(condition)));
          return false;
        }
      if (!llvm::is_contained(blocks_, block))
        blocks_.push_back(std::move(block));
    }
    return check_blocks();
  }

  /// Valid blocks have to be accepted, or nothing else that is said here would mean anything.
  bool check_blocks() {
    report_.blocks = blocks_.size();
    for (const Values& block : blocks_) {
      const ChipRun run = circuit_.run(model_.index(), block);
      const std::string refused = refusal(run, run);
      if (refused.empty() && surroundings_.accepts(model_, block, {&block}))
        continue;
      report_.disputes.push_back(fmt::format("the valid block {} is refused by {}",
                                             model_.describe(block),
                                             refused.empty() ? "the checker" : refused));
      return false;
    }
    return report_.problem.empty();
  }

  // --- verdicts ---------------------------------------------------------------------------------

  /// The row that refuses a block among those that made the premises of `premises` good; empty if
  /// none does.
  static std::string refusal(const ChipRun& run, const ChipRun& premises) {
    if (!run.broken.empty())
      return run.broken.front();
    const auto emitted = sorted_claims(premises.demands);
    for (const BusTerm& term : run.demands)
      if (!llvm::is_contained(emitted, term.claim))
        return term.row;
    std::vector<Fr> left = sorted_claims(premises.consumptions);
    for (const BusTerm& term : run.consumptions) {
      const auto found = llvm::find(left, term.claim);
      if (found == left.end())
        return term.row;
      left.erase(found);
    }
    return {};
  }

  /// Whether each premise is the same claim as before: not another's, or one of a few.
  static bool same_premises(const ChipRun& a, const ChipRun& b) {
    const auto same = [](const std::vector<BusTerm>& x, const std::vector<BusTerm>& y) {
      return std::ranges::equal(x, y, {}, &BusTerm::claim, &BusTerm::claim);
    };
    return same(a.demands, b.demands) && same(a.consumptions, b.consumptions);
  }

  static bool same_conclusions(const ChipRun& a, const ChipRun& b) {
    return sorted_claims(a.emissions) == sorted_claims(b.emissions) &&
           sorted_claims(a.linear) == sorted_claims(b.linear);
  }

  bool same_statement(const Values& a, const Values& b) const {
    for (VariableIndex i = 0; i < model_.rule().parameters; ++i)
      if (model_.rule().variables[i].is_public && a[i] != b[i])
        return false;
    return true;
  }

  void refused(const std::string& row) {
    ++report_.mutants;
    ++report_.refused_by[row];
  }

  /// Counts a mutant by what circuit and checker say about it.
  void judge(const Values& block, const ChipRun& run, const Values& mutant,
             const std::string& what) {
    if (!known_.insert(key(block, mutant)).second)
      return;
    const ChipRun changed = circuit_.run(model_.index(), mutant);
    const std::string row = refusal(changed, run);
    const bool checker = surroundings_.accepts(model_, mutant, {&block});
    if (checker == !row.empty() && !is_public_range(mutant)) {
      report_.disputes.push_back(
          fmt::format("{}: the circuit {}, the checker {}", model_.describe(mutant),
                      row.empty() ? "accepts it" : fmt::format("refuses it ('{}')", row),
                      checker ? "accepts it" : "refuses it"));
      return;
    }
    if (!checker)
      return refused(row.empty() ? "the reader of the statement" : row);
    if (!same_statement(block, mutant))
      ++report_.stated;
    else if (!same_premises(run, changed))
      ++report_.other_premises;
    else if (same_conclusions(run, changed))
      ++report_.same_meaning;
    else if (const auto chosen = chosen_otherwise(block, mutant); !chosen.empty())
      add_declared(block, mutant, chosen);
    else
      add_hole(block, mutant, what);
  }

  /// The free arguments in which the blocks differ; what else differs may follow from them.
  std::vector<std::string> chosen_otherwise(const Values& block, const Values& mutant) const {
    std::vector<std::string> names;
    for (VariableIndex i = 0; i < model_.rule().parameters; ++i)
      if (free_[i] && block[i] != mutant[i])
        names.push_back(model_.rule().variables[i].name);
    return names;
  }

  void add_declared(const Values& block, const Values& mutant,
                    const std::vector<std::string>& chosen) {
    RuleReport::Declared& declared = report_.declared[chosen];
    if (++declared.count == 1)
      declared.example = fmt::format("{} is accepted in place of {}", model_.describe(mutant),
                                     model_.describe(block));
  }

  /// Public arguments have ranges that whoever reads a certificate checks.
  bool is_public_range(const Values& values) const {
    return llvm::any_of(model_.conditions(), [&](const Condition& condition) {
      return condition.kind == Condition::Kind::Type &&
             model_.rule().variables[condition.index].is_public && !model_.holds(condition, values);
    });
  }

  void add_hole(const Values& block, const Values& mutant, const std::string& what) {
    ++report_.mutants;
    if (++holes_of_[what] <= kMostHoles)
      report_.holes.push_back(fmt::format("{}: {} is accepted in place of {}", what,
                                          model_.describe(mutant), model_.describe(block)));
  }

  static std::string key(const Values& block, const Values& mutant) {
    std::string out;
    for (const Values* values : {&block, &mutant})
      for (const Fr& value : *values)
        out.append(reinterpret_cast<const char*>(&value.raw()), sizeof(value.raw()));
    return out;
  }

  // --- mutants ----------------------------------------------------------------------------------

  void try_block(const Values& block) {
    const ChipRun run = circuit_.run(model_.index(), block);
    for (VariableIndex i = 0; i < model_.rule().parameters; ++i)
      try_argument(block, run, i);
    for (const Condition& condition : model_.conditions())
      if (is_tried(condition))
        try_condition(block, condition);
    for (std::uint32_t i = 0; i < model_.rule().claims.size(); ++i)
      try_claim(block, run, i);
    for (const lower::StructureWire& wire : circuit_.structure(model_.index()))
      try_wire(block, run, wire);
    for (const lower::TextWire& wire : circuit_.text(model_.index()))
      try_text_wire(block, run, wire);
    for (const ir::BlockVariable& variable : model_.rule().variables)
      if (variable.type.is_text() && variable.range_checked)
        try_length(block, variable);
  }

  /// What an argument might be instead.
  std::vector<Fr> candidates(const Values& block, VariableIndex parameter) {
    const BlockType& type = model_.rule().variables[parameter].type;
    if (type.is_text())
      return text_candidates(block, parameter);
    const Fr value = block[parameter];
    std::vector<Fr> out = {value + Fr::one(),
                           value - Fr::one(),
                           Fr::zero(),
                           Fr::one(),
                           -value,
                           value + value,
                           value.is_zero() ? value : value.inverse()};
    for (VariableIndex i = 0; i < block.size(); ++i)
      if (!model_.rule().variables[i].type.is_text())
        out.push_back(block[i]);
    for (unsigned i = 0; i < 4; ++i)
      out.push_back(search_.random_value(type));
    out.push_back(Fr::from_limbs({random_(), random_(), random_(), random_() >> 3}));
    if (type.is_integer()) {
      const Fr size = Fr::from_u64(std::uint64_t{1} << (type.bits - 1)) * Fr::from_u64(2);
      const Fr low = Fr::from_i64(static_cast<std::int64_t>(type.low()));
      for (const Fr& outside : {low + size, low - Fr::one(), value + size, value - size})
        out.push_back(outside);
    }
    std::vector<Fr> distinct;
    for (const Fr& candidate : out)
      if (candidate != value && !llvm::is_contained(distinct, candidate) &&
          (type.kind != BlockType::Kind::Address || ir::fits(kAnyAddress, candidate)))
        distinct.push_back(candidate);
    return distinct;
  }

  /// Other texts of the block and of other blocks, the empty one, and neighbours.
  std::vector<Fr> text_candidates(const Values& block, VariableIndex parameter) {
    const BlockType& type = model_.rule().variables[parameter].type;
    std::vector<Fr> out = {Fr::from_u64(model_.texts()->intern({}))};
    for (VariableIndex i = 0; i < block.size(); ++i)
      if (model_.rule().variables[i].type.is_text())
        out.push_back(block[i]);
    for (unsigned i = 0; i < 8; ++i)
      out.push_back(search_.changed_text(block[parameter]));
    for (unsigned i = 0; i < 4; ++i)
      out.push_back(search_.random_value(type));
    std::vector<Fr> distinct;
    for (const Fr& candidate : out)
      if (candidate != block[parameter] && !llvm::is_contained(distinct, candidate))
        distinct.push_back(candidate);
    return distinct;
  }

  Values with(const Values& block, VariableIndex parameter, const Fr& value) const {
    Values mutant = block;
    mutant[parameter] = value;
    model_.complete(mutant);
    return mutant;
  }

  /// Changed alone, and with whatever else may be changed below the same claims and statement.
  void try_argument(const Values& block, const ChipRun& run, VariableIndex parameter) {
    const std::string what =
        "nothing determines " + quoted(model_.rule().variables[parameter].name);
    std::vector<bool> frozen = fixed_by_others();
    const bool may_follow = !frozen[parameter];
    frozen[parameter] = true;
    for (const Fr& candidate : candidates(block, parameter)) {
      const Values mutant = with(block, parameter, candidate);
      judge(block, run, mutant, what);
      if (may_follow && !model_.holds(mutant))
        judge_adapted(block, run, mutant, frozen, what);
    }
  }

  void judge_adapted(const Values& block, const ChipRun& run, const Values& mutant,
                     std::vector<bool> frozen, const std::string& what) {
    if (const auto adapted = search_.repair(mutant, frozen))
      judge(block, run, *adapted, what);
    if (!llvm::is_contained(free_, true))
      return;
    // What needs another choice of a free argument is no hole: once more without one.
    for (VariableIndex i = 0; i < frozen.size(); ++i)
      frozen[i] = frozen[i] || free_[i];
    if (const auto adapted = search_.repair(mutant, frozen))
      judge(block, run, *adapted, what);
  }

  /// Parameters that premises or the statement speak of.
  std::vector<bool> fixed_by_others() const {
    std::vector<bool> fixed(model_.rule().variables.size());
    for (VariableIndex i = 0; i < fixed.size(); ++i)
      fixed[i] = model_.rule().variables[i].is_public;
    for (const BlockClaim& claim : model_.rule().claims)
      if (claim.kind != BlockClaim::Kind::Emit)
        for (const VariableIndex i : model_.support(claim))
          fixed[i] = true;
    return fixed;
  }

  /// Whether a range needs no check of its own, because claims promise what it follows from.
  bool is_promised(const Condition& condition) const {
    return condition.kind == Condition::Kind::Type &&
           !model_.rule().variables[condition.index].range_checked;
  }

  /// Whether the block itself has to refuse what breaks a condition: ranges of arguments may be the
  /// business of those who emit the claims, ranges of definitions follow.
  bool is_tried(const Condition& condition) const {
    return !is_promised(condition) ||
           model_.rule().variables[condition.index].origin == ir::BlockVariable::Origin::Definition;
  }

  /// Whether all arguments are in their types, as the claims promise.
  bool has_promised_types(const Values& values) const {
    return llvm::all_of(model_.conditions(), [&](const Condition& condition) {
      return condition.kind != Condition::Kind::Type ||
             condition.index >= model_.rule().parameters || model_.holds(condition, values);
    });
  }

  /// Blocks that break the condition, and as little else as can be found.
  void try_condition(const Values& block, const Condition& condition) {
    std::vector<std::pair<std::size_t, Values>> found;
    for (const VariableIndex parameter : model_.support(condition))
      for (const Fr& candidate : candidates(block, parameter)) {
        Values mutant = with(block, parameter, candidate);
        if (!model_.holds(condition, mutant) &&
            (!is_promised(condition) || has_promised_types(mutant))) {
          if (found.size() < kAdapted)
            add_adapted(mutant, parameter, condition, found);
          found.emplace_back(broken_conditions(mutant), std::move(mutant));
        }
      }
    if (condition.kind == Condition::Kind::Type && condition.index < model_.rule().parameters)
      add_followers(block, condition, found);
    if (found.empty() && !is_promised(condition)) {
      const std::string note =
          fmt::format("no mutant was found that breaks {}", quoted(model_.name(condition)));
      if (!llvm::is_contained(report_.notes, note))
        report_.notes.push_back(note);
    }
    llvm::stable_sort(found, [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < std::min(found.size(), kPerCondition); ++i)
      judge_broken(found[i].second, condition);
  }

  /// Blocks in which an argument has to leave its type because another was changed.
  void add_followers(const Values& block, const Condition& condition,
                     std::vector<std::pair<std::size_t, Values>>& found) {
    for (VariableIndex i = 0; i < model_.rule().parameters; ++i) {
      const BlockType& type = model_.rule().variables[i].type;
      for (unsigned n = 0; n < 3 && i != condition.index; ++n)
        add_adapted(with(block, i, search_.random_value(type)), i, condition, found);
    }
  }

  /// The mutant with all other conditions repaired, if that can be done.
  void add_adapted(const Values& mutant, VariableIndex parameter, const Condition& condition,
                   std::vector<std::pair<std::size_t, Values>>& found) {
    std::vector<bool> frozen(model_.rule().variables.size());
    frozen[parameter] = true;
    const auto adapted = search_.repair(mutant, frozen, condition);
    if (adapted && !model_.holds(condition, *adapted) &&
        (!is_promised(condition) || has_promised_types(*adapted)))
      found.emplace_back(1, *adapted);
  }

  std::size_t broken_conditions(const Values& values) const {
    return static_cast<std::size_t>(llvm::count_if(
        model_.conditions(), [&](const Condition& c) { return !model_.holds(c, values); }));
  }

  /// What breaks a condition is no matter of premises: they may be what the mutant asks for.
  void judge_broken(const Values& mutant, const Condition& condition) {
    std::string row = refusal_of(mutant, 0);
    // Any digit might take what is too much.
    for (std::uint32_t limb = 1; limb < circuit_.most_digits(model_.index()) && !row.empty();
         ++limb)
      row = refusal_of(mutant, limb);
    if (row.empty()) {
      ++report_.mutants;
      report_.holes.push_back(fmt::format("{} does not matter: {} is accepted",
                                          quoted(model_.name(condition)), model_.describe(mutant)));
      return;
    }
    refused(row);
    if (surroundings_.accepts(model_, mutant, {&mutant}))
      report_.disputes.push_back(
          fmt::format("{}: the circuit refuses it ('{}'), the checker accepts it",
                      model_.describe(mutant), row));
  }

  std::string refusal_of(const Values& mutant, std::uint32_t limb) const {
    const ChipRun run = circuit_.run(model_.index(), mutant, std::nullopt, limb);
    return refusal(run, run);
  }

  /// A claim without its partner: what is demanded or consumed and not emitted, emitted and not
  /// consumed.
  void try_claim(const Values& block, const ChipRun& run, std::uint32_t index) {
    const BlockClaim& claim = model_.rule().claims[index];
    const ir::Relation& relation = model_.program().relations[claim.relation];
    const bool emits = claim.kind == BlockClaim::Kind::Emit;
    if ((emits && !relation.linear) || is_repeated(block, index))
      return;
    if (surroundings_.accepts(model_, block, {&block, index}))
      report_.disputes.push_back(fmt::format("{}: the checker accepts it without the partner of "
                                             "its claim of {}",
                                             model_.describe(block), quoted(relation.name)));
    std::size_t nth = 0; // among the claims of its sort
    for (std::uint32_t i = 0; i < index; ++i)
      nth += model_.rule().claims[i].kind == claim.kind &&
             model_.program().relations[model_.rule().claims[i].relation].linear == relation.linear;
    const auto& terms = emits ? run.linear : relation.linear ? run.consumptions : run.demands;
    if (nth < terms.size() && terms[nth].times == Fr::one())
      refused(terms[nth].row);
    else
      report_.holes.push_back(
          fmt::format("the circuit does not count the claim of {}", quoted(relation.name)));
  }

  /// Whether another claim of the block stands in for this one.
  bool is_repeated(const Values& block, std::uint32_t index) const {
    const auto& claims = model_.rule().claims;
    for (std::uint32_t i = 0; i < claims.size(); ++i)
      if (i != index && claims[i].relation == claims[index].relation &&
          model_.evaluate(model_.claim(i), block) == model_.evaluate(model_.claim(index), block))
        return true;
    return false;
  }

  /// Wires that are no argument: values of definitions, digits, whether the block counts.
  void try_wire(const Values& block, const ChipRun& run, const lower::StructureWire& wire) {
    using Meaning = lower::StructureWire::Meaning;
    if (wire.meaning == Meaning::Value) {
      if (wire.subject < model_.rule().parameters)
        return; // tried as an argument
      Values mutant = block;
      mutant[wire.subject] += Fr::one();
      return must_break(circuit_.run(model_.index(), mutant), run,
                        model_.rule().variables[wire.subject].name + " is not what it equals");
    }
    if (wire.meaning == Meaning::Digit)
      return must_break(circuit_.run(model_.index(), block, Lie{wire, Fr::from_u64(16)}), run,
                        "a digit of a range check");
    if (wire.meaning == Meaning::PremiseLength) {
      const auto text = (*model_.texts())[ir::text_id(block[wire.subject])];
      must_break(circuit_.run(model_.index(), block, Lie{wire, Fr::from_u64(text.size() + 1)}), run,
                 "the length of " + model_.rule().variables[wire.subject].name);
    }
    if (wire.meaning == Meaning::Active) {
      must_break(circuit_.run(model_.index(), block, Lie{wire, Fr::from_u64(2)}), run,
                 "how often the block counts");
      if (!run.emissions.empty())
        must_break(circuit_.run(model_.index(), block, Lie{wire, Fr::zero()}), run,
                   "a block that does not count and emits");
    }
  }

  /// What is said of a text has to be what the claim says that the block rests on.
  void try_text_wire(const Values& block, const ChipRun& run, const lower::TextWire& wire) {
    using Meaning = lower::TextWire::Meaning;
    if (wire.meaning != Meaning::Fingerprint && wire.meaning != Meaning::Pow)
      return;
    const char* const what =
        wire.meaning == Meaning::Pow ? "the power that belongs to " : "the fingerprint of ";
    must_break(circuit_.run(model_.index(), block, Lie{wire, Fr::from_u64(random_())}), run,
               what + model_.rule().variables[wire.premise].name);
  }

  /// A text that is too long, because one of its parts is; any digit might take what is too much.
  void try_length(const Values& block, const ir::BlockVariable& text) {
    const auto part = llvm::find_if(text.text, [&](ir::Item item) {
      return item.is_parameter() && !model_.rule().variables[item.index()].is_public;
    });
    if (part == text.text.end())
      return; // public texts are short
    const lower::StructureWire wire{lower::StructureWire::Meaning::PremiseLength, part->index()};
    const Lie lie{wire, Fr::from_u64(std::uint64_t{1} << text.type.bits)};
    for (std::uint32_t limb = 0; limb < circuit_.most_digits(model_.index()); ++limb) {
      const ChipRun run = circuit_.run(model_.index(), block, lie, limb);
      must_break(run, run, "the length of " + text.name);
    }
  }

  void must_break(const ChipRun& changed, const ChipRun& run, const std::string& what) {
    const std::string row = refusal(changed, run);
    if (!row.empty())
      return refused(row);
    ++report_.mutants;
    report_.holes.push_back(what + " may be wrong: no row refuses it");
  }

  RuleModel model_;
  const ProgramCircuit& circuit_;
  const Surroundings& surroundings_;
  std::mt19937_64 random_;
  BlockSearch search_;
  std::vector<bool> free_; ///< by variable
  std::vector<Values> blocks_;
  std::set<std::string> known_; ///< mutants that were judged
  std::map<std::string, std::size_t> holes_of_;
  RuleReport report_;
};

} // namespace

RuleReport Trial::run(ir::BlockRuleIndex rule, const std::vector<Values>& examples,
                      llvm::ArrayRef<std::string> free) const {
  return RuleTrial(program_, rule, circuit_, surroundings_, seed_ + rule, free).run(examples);
}

} // namespace blockfold::trial
