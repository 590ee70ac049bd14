#pragma once

#include "tools/audit/block_lies.h"
#include "tools/audit/report.h"

/// The searches over every rule of a block program, each with blocks that are found for it.
namespace blockfold::audit {

struct ProgramAuditOptions {
  std::size_t blocks = 4; ///< of each rule, if there are as many
  std::size_t values_per_cell = 4;
  std::uint32_t table_bits = 4;
  std::uint64_t seed = 1;
  bool lies = true; ///< about constraints taken out; false blocks are looked for all the same
};

struct RuleAudit {
  std::string name;
  std::size_t blocks = 0;
  std::uint32_t chip = 0; ///< in the program's model
  ChipSweep sweep;
  LieCount lies;
};

struct ProgramAudit {
  Model model; ///< of the program by itself
  Determination determination;
  std::vector<RuleAudit> rules;
  std::map<std::string, LieCount> by_class;
  std::vector<std::string> without_lie;
  /// Constraints about which there are only lies of a lesser kind, by their names.
  std::map<LieKind, std::vector<std::string>> lesser;
  std::vector<std::string>
      own_errors; ///< of the searches: a rule without blocks, a lie that is none
  std::vector<std::string> sweep_errors;
  std::vector<std::string> false_blocks; ///< rules whose circuit accepts one
  std::vector<std::string> errors() const;
};

/// `examples` may be empty. Errors: those of lower::lower_program.
Result<ProgramAudit> audit_program(const ir::BlockProgram& program, const FreeVariables& free,
                                   const trial::Examples& examples,
                                   const ProgramAuditOptions& options = {});

void print_report(llvm::raw_ostream& out, const ProgramAudit& audit);
nlohmann::ordered_json report_json(const ProgramAudit& audit);

} // namespace blockfold::audit
