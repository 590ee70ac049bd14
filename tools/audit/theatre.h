#pragma once

#include "compiler/ir/block_program.h"
#include "compiler/layout/layout.h"
#include "compiler/trial/examples.h"
#include "tools/audit/execution_model.h"
#include "tools/audit/lies.h"
#include "tools/audit/text_values.h"

/// Blocks of one field rule in a world that is made for them: what a block demands or consumes is
/// granted, what it emits is taken, each by a copy of its own. So a rule is searched without an
/// execution that would need it, and its premises can be whatever a lie needs them to be.
namespace blockfold::audit {

/// Who grants or takes a claim of a block. Of linear claims there is one more who might, and does
/// not.
struct Partner {
  static constexpr std::size_t kNobody = SIZE_MAX;
  std::uint32_t row;          ///< of the block's chip
  std::size_t copy = kNobody; ///< nobody, if an ordinary claim goes unheard
  std::optional<std::size_t> understudy;
};

struct StagedBlock {
  std::size_t copy;
  std::vector<Partner> partners; ///< by claim of the rule
};

struct Theatre {
  ir::BlockProgram program; ///< the rule, then for each relation one that emits and one that takes
  trial::RuleModel::Texts texts; ///< that values name
  KnownTexts known;              ///< that the world may speak of
  lower::LoweredTheory lowered;  ///< placed by this layout
  layout::Layout layout;
  std::uint32_t chip = 0; ///< the rule's
  Model model;
  std::vector<StagedBlock> blocks;
};

struct TheatreOptions {
  std::uint32_t spare_copies = 0; ///< repetitions of the first block; idle if claims are linear
  std::uint32_t table_bits = 4;
  FreeVariables free = {}; ///< of the whole program
  bool unheard = false;    ///< nobody demands what the blocks emit
  trial::RuleModel::Texts texts = std::make_shared<ir::TextTable>(); ///< that values name
  cs::Challenges challenges = audit_challenges();
};

/// Stages blocks that the rule accepts. Errors: those of lower::lower_program.
Result<Theatre> make_theatre(const ir::BlockProgram& program, ir::BlockRuleIndex rule,
                             llvm::ArrayRef<trial::Values> blocks,
                             const TheatreOptions& options = {});

/// Relations whose claims name the block that emits them in their first argument.
std::vector<bool> unique_relations(const ir::BlockProgram& program);
/// Whether no two claims about one address differ that a block rests on.
bool is_consistent(const trial::RuleModel& model, const std::vector<bool>& unique,
                   const trial::Values& values);

/// Different blocks that a rule accepts, found by search, with those in `examples` that differ.
std::vector<trial::Values> valid_blocks(const ir::BlockProgram& program, ir::BlockRuleIndex rule,
                                        const trial::Examples& examples, std::size_t count,
                                        std::uint64_t seed);

} // namespace blockfold::audit
