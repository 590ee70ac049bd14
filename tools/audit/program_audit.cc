#include "tools/audit/program_audit.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace blockfold::audit {

using lower::ChipRole;
using trial::Values;

namespace {

class Auditor {
public:
  Auditor(const ir::BlockProgram& program, const FreeVariables& free,
          const trial::Examples& examples, const ProgramAuditOptions& options)
      : program_(program), free_(free), examples_(examples), options_(options),
        unique_(unique_relations(program)) {}

  Result<ProgramAudit> run() {
    auto model = model_of_program(program_, free_, options_.table_bits);
    if (!model)
      return model.error();
    out_.model = std::move(*model);
    out_.determination = determine_wires(out_.model);
    for (std::uint32_t chip = 0; chip < out_.model.chips.size(); ++chip)
      if (out_.model.chips[chip].role == ChipRole::BlockRule)
        if (Status audited = audit_rule(chip); !audited)
          return audited.error();
    return std::move(out_);
  }

private:
  Status audit_rule(std::uint32_t chip) {
    const ir::BlockRuleIndex rule = out_.model.chips[chip].subject;
    RuleAudit audit{program_.rules[rule].name, 0, chip, {}, {}};
    const std::vector<Values> blocks =
        valid_blocks(program_, rule, examples_, options_.blocks, options_.seed + rule);
    audit.blocks = blocks.size();
    if (blocks.empty())
      out_.own_errors.push_back("rule '" + audit.name + "': no block was found that satisfies it");
    else if (Status swept = sweep(audit, rule, blocks); !swept)
      return swept;
    if (Status told = tell_lies(audit, rule, blocks); !told)
      return told;
    out_.rules.push_back(std::move(audit));
    return success();
  }

  Result<Theatre> theatre(ir::BlockRuleIndex rule, llvm::ArrayRef<Values> blocks,
                          std::uint32_t spares, bool unheard = false) const {
    return make_theatre(program_, rule, blocks,
                        {spares, options_.table_bits, free_, unheard, examples_.texts});
  }

  void check(const Theatre& theatre, const std::string& name) {
    for (const std::string& row : theatre.model.violations())
      out_.own_errors.push_back(
          fmt::format("rule '{}': the witness to start from is not valid: {}", name, row));
  }

  Status sweep(RuleAudit& audit, ir::BlockRuleIndex rule, llvm::ArrayRef<Values> blocks) {
    const auto stage = theatre(rule, blocks, program_.rules[rule].is_public ? 0 : 1);
    if (!stage)
      return stage.error();
    check(*stage, audit.name);
    std::vector<ChipWires> wires = determine_wires(stage->model).chips;
    wires[stage->chip] = out_.determination.chips[audit.chip];
    SweepOptions options;
    options.copies_per_chip = 16; // of tables; a rule has fewer
    options.values_per_cell = options_.values_per_cell;
    options.seed = options_.seed;
    const SweepReport report = sweep_cells(stage->model, wires, options);
    audit.sweep = report.chips[stage->chip];
    out_.sweep_errors.insert(out_.sweep_errors.end(), report.errors.begin(), report.errors.end());
    return success();
  }

  /// False blocks; then every constraint, on one block after another until there is a lie.
  Status tell_lies(RuleAudit& audit, ir::BlockRuleIndex rule, llvm::ArrayRef<Values> blocks) {
    std::vector<Theatre> stages;
    if (blocks.empty())
      return success();
    for (const Values& block : blocks) {
      auto stage = theatre(rule, block, 0);
      if (!stage)
        return stage.error();
      stages.push_back(std::move(*stage));
    }
    auto unheard = theatre(rule, blocks.front(), 0, true);
    if (!unheard)
      return unheard.error();
    stages.push_back(std::move(*unheard));
    for (const Theatre& stage : stages)
      if (find_false_block(stage, unique_)) {
        out_.false_blocks.push_back("rule '" + audit.name +
                                    "': the circuit accepts a block that the rule does not");
        break;
      }
    const Theatre& first = stages.front();
    if (!options_.lies)
      return success();
    for (std::uint32_t chip = 0; chip < first.model.chips.size(); ++chip) {
      if (first.model.chips[chip].is_world)
        continue;
      for (const Constraint& constraint : block_constraints_of(first.model, chip))
        search(audit, stages, constraint, chip != first.chip);
    }
    return success();
  }

  void search(RuleAudit& audit, llvm::ArrayRef<Theatre> stages, const Constraint& constraint,
              bool table) {
    LieCount& in_class = out_.by_class[class_of(stages.front().model, constraint)];
    if (table && in_class.found != 0)
      return; // another rule looks into the same sort of table
    std::optional<BlockLie> best;
    for (const Theatre& stage : stages) {
      const auto lie = find_block_lie(stage, unique_, constraint);
      if (lie && !confirm_lie(stage.model, constraint, lie->lie))
        out_.own_errors.push_back("the lie about '" + name_of(stage.model, constraint) +
                                  "' does not hold on the whole circuit");
      if (lie && (!best || lie->kind < best->kind))
        best = lie;
      if (best && best->kind == LieKind::BreaksRule)
        break;
    }
    ++in_class.tried;
    if (!table)
      ++audit.lies.tried;
    if (best) {
      ++in_class.found;
      audit.lies.found += table ? 0 : 1;
      if (best->kind != LieKind::BreaksRule && !table)
        out_.lesser[best->kind].push_back(name_of(stages.front().model, constraint));
    } else if (!table) {
      out_.without_lie.push_back(name_of(stages.front().model, constraint));
    }
  }

  const ir::BlockProgram& program_;
  const FreeVariables& free_;
  const trial::Examples& examples_;
  ProgramAuditOptions options_;
  std::vector<bool> unique_;
  ProgramAudit out_;
};

constexpr How kHows[] = {How::Choice, How::Row,     How::Bus,
                         How::Digits, How::Balance, How::Undetermined};

} // namespace

std::vector<std::string> ProgramAudit::errors() const {
  std::vector<std::string> all = own_errors;
  all.insert(all.end(), false_blocks.begin(), false_blocks.end());
  all.insert(all.end(), determination.errors.begin(), determination.errors.end());
  all.insert(all.end(), sweep_errors.begin(), sweep_errors.end());
  return all;
}

Result<ProgramAudit> audit_program(const ir::BlockProgram& program, const FreeVariables& free,
                                   const trial::Examples& examples,
                                   const ProgramAuditOptions& options) {
  return Auditor(program, free, examples, options).run();
}

void print_report(llvm::raw_ostream& out, const ProgramAudit& audit) {
  const auto cell = [](std::size_t count) {
    return count == 0 ? std::string(".") : std::to_string(count);
  };
  out << fmt::format(
      "{:<24} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} | {:>7} {:>7} {:>6} | {:>11}\n", "rule",
      "blocks", "choice", "row", "bus", "digits", "balanc", "undet.", "changes", "caught", "free",
      "lies");
  for (const RuleAudit& rule : audit.rules) {
    std::string line = fmt::format("{:<24} {:>6}", rule.name, rule.blocks);
    for (const How how : kHows)
      line += fmt::format(" {:>6}", cell(audit.determination.chips[rule.chip].count(how)));
    std::size_t caught = 0;
    for (std::size_t verdict = 0; verdict < std::size(rule.sweep.verdicts); ++verdict)
      if (is_bound(static_cast<CellVerdict>(verdict)))
        caught += rule.sweep.verdicts[verdict];
    out << fmt::format("{} | {:>7} {:>7} {:>6} | {:>5}/{:>5}\n", line, rule.sweep.changes, caught,
                       cell(rule.sweep.changes - caught), rule.lies.found, rule.lies.tried);
  }
  LieCount total;
  for (const auto& [name, count] : audit.by_class)
    total.tried += count.tried, total.found += count.found;
  if (total.tried != 0)
    out << fmt::format("\nConstraints taken out: {}, a lie found and evaluated for {}\n",
                       total.tried, total.found);
  for (const std::string& name : audit.without_lie)
    out << "  without a lie: " << name << '\n';
  for (const auto& [kind, names] : audit.lesser)
    for (const std::string& name : names)
      out << "  " << name_of(kind) << ": " << name << '\n';
  for (const std::string& error : audit.errors())
    out << "error: " << error << '\n';
  out << (audit.errors().empty() ? "No wire is under-constrained.\n" : "");
}

nlohmann::ordered_json report_json(const ProgramAudit& audit) {
  nlohmann::ordered_json rules = nlohmann::ordered_json::array();
  for (const RuleAudit& rule : audit.rules) {
    const ChipModel& chip = audit.model.chips[rule.chip];
    nlohmann::ordered_json wires = nlohmann::ordered_json::array();
    const auto& findings = audit.determination.chips[rule.chip].wires;
    for (std::size_t i = 0; i < findings.size(); ++i)
      wires.push_back({{"wire", chip.wires[chip.first_committed + i].name},
                       {"how", name_of(findings[i].how)},
                       {"by", findings[i].by}});
    nlohmann::ordered_json verdicts;
    for (std::size_t verdict = 0; verdict < std::size(rule.sweep.verdicts); ++verdict)
      verdicts[name_of(static_cast<CellVerdict>(verdict))] = rule.sweep.verdicts[verdict];
    rules.push_back({{"rule", rule.name},
                     {"blocks", rule.blocks},
                     {"wires", wires},
                     {"cells", rule.sweep.cells},
                     {"changes", verdicts},
                     {"lies", {{"tried", rule.lies.tried}, {"found", rule.lies.found}}}});
  }
  nlohmann::ordered_json classes;
  for (const auto& [name, count] : audit.by_class)
    classes[name] = {{"tried", count.tried}, {"found", count.found}};
  nlohmann::ordered_json lesser;
  for (const auto& [kind, names] : audit.lesser)
    lesser[name_of(kind)] = names;
  return {{"rules", rules},
          {"constraints", classes},
          {"without_lie", audit.without_lie},
          {"lesser_lies", lesser},
          {"errors", audit.errors()}};
}

} // namespace blockfold::audit
