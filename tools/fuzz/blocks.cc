// Changed copies of true transcripts: what the structural verifier says of them, and what the
// circuit says. The circuit is evaluated entry by entry, straight from its definition, on the
// witness that belongs to the blocks: all constraints must hold and all bus terms cancel.
//
//   refused by the verifier  =>  refused by the circuit      (or the circuit is unsound)
//   accepted by the verifier =>  accepted by the circuit     (or the prover is incomplete)
//
// The second holds of transcripts that share syntax exactly as the lowering does. An input is a
// sample and a sequence of changes.
#include "compiler/ir/codes.h"
#include "compiler/ir/printer.h"
#include "compiler/ir/verifier.h"
#include "compiler/layout/plan.h"
#include "compiler/passes/disjoint.h"
#include "compiler/witness/occupancy.h"
#include "tools/fuzz/choices.h"
#include "tools/fuzz/circuit_check.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/samples.h"

#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <set>

using namespace blockfold;
using ir::BlockId;
using ir::BlockKind;
using ir::DisjointReason;

namespace {

/// Large enough for every sample and its changes; the same for all, so that a theory is lowered
/// once.
constexpr lower::RangeParameters kRange{4, 3, 3, 2};

struct Scene {
  import::ImportedProof proof;
  lower::LoweredTheory lowered; ///< without places
};

std::vector<Scene> make_scenes() {
  std::vector<Scene> out;
  for (const fuzz::Sample& sample : fuzz::samples()) {
    import::ImportedProof proof = fuzz::prepared(sample);
    lower::LoweredTheory lowered = lower::lower_theory(proof.theory, kRange);
    out.push_back({std::move(proof), std::move(lowered)});
  }
  return out;
}

// --- changes ------------------------------------------------------------------------------------

BlockId block_of(fuzz::Choices& in, const ir::Transcript& t) {
  return static_cast<BlockId>(in.below(t.blocks.size()));
}

/// A context, or one time in four that of shared syntax.
ir::ContextId context_of(fuzz::Choices& in, const ir::Theory& theory) {
  return in.below(4) == 0 ? ir::kShared
                          : static_cast<ir::ContextId>(in.below(theory.contexts.size()));
}

/// One of a block's premises; null if it has none, or was changed to have some that do not exist.
BlockId* premise_of(fuzz::Choices& in, ir::Transcript& t, const ir::Block& block) {
  const std::size_t choice = in.below(std::max<std::size_t>(block.premise_count, 1));
  const bool exists = block.first_premise + block.premise_count <= t.premises.size();
  return exists && block.premise_count != 0 ? &t.premises[block.first_premise + choice] : nullptr;
}

void append_copy(fuzz::Choices& in, const ir::Theory& theory, ir::Transcript& t) {
  ir::Block block = t.blocks[block_of(in, t)];
  if (block.first_premise + block.premise_count > t.premises.size())
    return;
  const auto premises = t.premises_of(block).vec();
  block.first_premise = static_cast<std::uint32_t>(t.premises.size());
  t.premises.insert(t.premises.end(), premises.begin(), premises.end());
  if (BlockId* const premise = premise_of(in, t, block))
    *premise = block_of(in, t);
  if (in.below(4) == 0)
    block.context = context_of(in, theory);
  t.blocks.push_back(block);
}

void change_disjoint(fuzz::Choices& in, const ir::Theory& theory, ir::Transcript& t) {
  if (t.disjoint.empty() || in.below(6) == 0) {
    t.disjoint.push_back({static_cast<DisjointReason>(in.below(5)), context_of(in, theory),
                          block_of(in, t), block_of(in, t)});
    return;
  }
  ir::DisjointBlock& block = t.disjoint[in.below(t.disjoint.size())];
  switch (in.below(6)) {
  case 0:
    block.reason = static_cast<DisjointReason>(in.below(5));
    return;
  case 1:
    block.context = context_of(in, theory);
    return;
  case 2:
    block.a = block_of(in, t);
    return;
  case 3:
    block.b = block_of(in, t);
    return;
  case 4:
    std::swap(block.a, block.b);
    return;
  default:
    std::swap(block, t.disjoint.back());
    t.disjoint.pop_back();
  }
}

void change(fuzz::Choices& in, const ir::Theory& theory, ir::Transcript& t) {
  ir::Block& block = t.blocks[block_of(in, t)];
  switch (in.below(9)) {
  case 0:
  case 1: // a premise
    if (BlockId* const premise = premise_of(in, t, block))
      *premise = block_of(in, t);
    return;
  case 2:
    block.context = context_of(in, theory);
    return;
  case 3: { // another rule of as many premises, or another variable or hypothesis
    const std::size_t subjects = block.kind == BlockKind::Rule ? theory.rules.size() : 8;
    block.subject = static_cast<std::uint32_t>(in.below(subjects));
    return;
  }
  case 4:
    t.qed[in.below(t.qed.size())] = block_of(in, t);
    return;
  case 5: // two premises
    if (BlockId* const premise = premise_of(in, t, block))
      std::swap(*premise, *premise_of(in, t, block));
    return;
  case 6:
    return append_copy(in, theory, t);
  case 7:
    return change_disjoint(in, theory, t);
  default: // what no circuit has a place for
    block.premise_count = static_cast<std::uint32_t>(in.below(6));
    block.kind = static_cast<BlockKind>(in.below(3));
  }
}

// --- what a witness can be made of --------------------------------------------------------------

/// Whether a transcript has the shape that a witness needs: it speaks of things that exist, in an
/// order in which they can be computed, and every demand of a $d claim names a block of the
/// transcript. What the shape alone decides, the circuit is not asked about.
class Shape {
public:
  Shape(const ir::Theory& theory, const lower::Analysis& analysis, const ir::Transcript& t)
      : theory_(theory), analysis_(analysis), t_(t) {}

  bool fits() {
    for (BlockId id = 0; id < t_.blocks.size(); ++id)
      if (!block_fits(id))
        return false;
    return hypotheses_fit() && contexts_fit() && disjoint_fit();
  }

  /// Syntax is shared exactly where the lowering shares it.
  bool shares_as_lowered() const {
    return std::ranges::all_of(t_.blocks, [&](const ir::Block& block) {
      return analysis_.typecodes[ir::typecode_of(theory_, block)].shared ==
             (block.context == ir::kShared);
    });
  }

private:
  using Key = std::tuple<ir::ContextId, BlockId, BlockId>;

  bool block_fits(BlockId id) const {
    const ir::Block& block = t_.blocks[id];
    const auto premises = t_.premises_of(block);
    if (std::ranges::any_of(premises, [&](BlockId premise) { return premise >= id; }))
      return false;
    switch (block.kind) {
    case BlockKind::Variable:
      return block.subject < theory_.variables.size() && premises.empty();
    case BlockKind::Rule:
      return block.subject < theory_.rules.size() &&
             premises.size() == lower::premise_count(theory_.of(theory_.rules[block.subject])) &&
             texts_exist(theory_.of(theory_.rules[block.subject]), premises);
    case BlockKind::Hypothesis:
      return hypothesis_fits(block);
    }
    return false;
  }

  /// Only typecodes with variables have texts, and a demand of a text must find one.
  bool texts_exist(const ir::Assertion& rule, llvm::ArrayRef<BlockId> premises) const {
    for (std::size_t p = 0; p < rule.parameters.size(); ++p)
      if (!analysis_.typecodes[ir::typecode_of(theory_, t_.blocks[premises[p]])].has_variables)
        return false;
    return true;
  }

  bool hypothesis_fits(const ir::Block& block) const {
    if (block.context >= theory_.contexts.size())
      return false;
    const ir::Assertion& owner = theory_.of(theory_.contexts[block.context]);
    if (block.subject >= owner.essentials.size())
      return false;
    const ir::Template& statement = owner.essentials[block.subject];
    const std::size_t leaves = analysis_.typecodes[statement.typecode].has_nodes
                                   ? lower::occurring_parameters(statement).size()
                                   : 0;
    return block.premise_count == leaves;
  }

  /// The circuit has each hypothesis once.
  bool hypotheses_fit() const {
    std::set<std::pair<ir::ContextId, std::uint32_t>> seen;
    for (const ir::Block& block : t_.blocks)
      if (block.kind == BlockKind::Hypothesis &&
          !seen.insert({block.context, block.subject}).second)
        return false;
    std::size_t expected = 0;
    for (const ir::Context& context : theory_.contexts)
      expected += theory_.of(context).essentials.size();
    return seen.size() == expected;
  }

  /// A lemma's context is rank + 1 and digits. A block in a context that is too early for its lemma
  /// stands, as far as the circuit can say it, in one that is too late for there to be a theorem:
  /// harmless, and not refused, unless a conclusion rests on it.
  bool contexts_fit() const {
    std::vector<bool> used(t_.blocks.size());
    for (const BlockId id : t_.qed)
      used[id] = true;
    for (BlockId id = static_cast<BlockId>(used.size()); id-- > 0;) {
      const ir::Block& block = t_.blocks[id];
      if (!used[id] && block.kind == BlockKind::Rule &&
          analysis_.rules[block.subject].order_checked &&
          ir::Theory::number(block.context) <= theory_.rules[block.subject].rank)
        return false;
      for (const BlockId premise : t_.premises_of(block))
        used[premise] = used[premise] || used[id];
    }
    return true;
  }

  bool disjoint_fit() {
    if (!t_.disjoint.empty() && !analysis_.uses_disjoint)
      return false; // no rule needs any, so there is no chip for them
    for (const ir::DisjointBlock& block : t_.disjoint)
      if (!known_.insert({block.context, block.a, block.b}).second)
        return false; // the verifier refuses repetitions, the circuit does not mind
    for (const ir::Block& block : t_.blocks) {
      if (block.kind != BlockKind::Rule)
        continue;
      const auto premises = t_.premises_of(block);
      for (const auto& [x, y] : theory_.of(theory_.rules[block.subject]).disjoint)
        if (!known_.contains({block.context, premises[x], premises[y]}))
          return false;
    }
    return std::ranges::all_of(t_.disjoint,
                               [&](const auto& block) { return disjoint_fits(block); });
  }

  bool disjoint_fits(const ir::DisjointBlock& block) const {
    const bool leaves = is_leaf(block.a) && is_leaf(block.b);
    switch (block.reason) {
    case DisjointReason::Declared:
      return leaves && declared(block);
    case DisjointReason::Dummy:
    case DisjointReason::DummyTurned:
      return leaves;
    case DisjointReason::Left:
    case DisjointReason::Right:
      return parts_fit(block);
    }
    return false;
  }

  bool is_leaf(BlockId id) const { return t_.blocks[id].kind == BlockKind::Variable; }
  ir::SymbolCode symbol(BlockId leaf) const {
    return theory_.variables[t_.blocks[leaf].subject].code;
  }

  bool declared(const ir::DisjointBlock& block) const {
    if (block.context == ir::kShared)
      return false;
    const ir::Assertion& owner = theory_.of(theory_.contexts[block.context]);
    return std::ranges::any_of(owner.disjoint, [&](const auto& pair) {
      const ir::SymbolCode x = owner.parameters[pair.first].code,
                           y = owner.parameters[pair.second].code;
      const ir::SymbolCode a = symbol(block.a), b = symbol(block.b);
      return (a == x && b == y) || (a == y && b == x);
    });
  }

  bool parts_fit(const ir::DisjointBlock& block) const {
    const bool left = block.reason == DisjointReason::Left;
    const BlockId whole = left ? block.a : block.b, other = left ? block.b : block.a;
    const ir::Block& text = t_.blocks[whole];
    if (text.kind == BlockKind::Variable ||
        !analysis_.typecodes[ir::typecode_of(theory_, text)].has_nodes)
      return false;
    std::vector<BlockId> parts;
    passes::node_parts(theory_, t_, whole, parts);
    return llvm::is_contained(analysis_.node_arities, parts.size()) &&
           std::ranges::all_of(parts, [&](BlockId part) {
             return known_.contains(left ? Key{block.context, part, other}
                                         : Key{block.context, other, part});
           });
  }

  const ir::Theory& theory_;
  const lower::Analysis& analysis_;
  const ir::Transcript& t_;
  std::set<Key> known_;
};

// --- the circuit's verdict ----------------------------------------------------------------------

/// What the circuit, laid out for this transcript, says of it.
bool circuit_holds(Scene& scene, const ir::Transcript& t) {
  const ir::Theory& theory = scene.proof.theory;
  lower::LoweredTheory& lowered = scene.lowered;
  const witness::Occupancy occupancy = witness::occupy(theory, lowered, t);
  std::vector<std::uint64_t> counts;
  for (const auto& occupants : occupancy)
    counts.push_back(occupants.size());
  layout::PlanOptions plan;
  plan.segments = 2;
  const layout::Layout layout = layout::plan_layout(lowered, counts, scene.proof.dummies, plan);
  FUZZ_CHECK(layout::place_chips(lowered, layout).ok());
  return fuzz::circuit_holds(theory, lowered, t, occupancy);
}

/// Where the lowering shares syntax, a block's context is no wire: it means "all contexts",
/// whatever the transcript says.
void share(const Scene& scene, ir::Transcript& t) {
  for (ir::Block& block : t.blocks)
    if (scene.lowered.analysis.typecodes[ir::typecode_of(scene.proof.theory, block)].shared)
      block.context = ir::kShared;
}

/// For whoever looks at a difference.
void explain(const ir::Theory& theory, const ir::Transcript& t, const DiagnosticSink& sink) {
  llvm::raw_ostream& out = llvm::errs();
  ir::print_transcript(out, theory, t);
  for (const Diagnostic& diagnostic : sink.diagnostics())
    out << diagnostic.code->id << ": " << diagnostic.message << '\n';
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static std::vector<Scene> scenes = make_scenes();
  fuzz::Choices in(data, size);
  Scene& scene = scenes[in.below(scenes.size())];
  ir::Transcript t = scene.proof.transcript;
  while (!in.empty() && t.blocks.size() < 128)
    change(in, scene.proof.theory, t);

  DiagnosticSink unread(2);
  ir::verify_transcript(scene.proof.theory, t, ir::DisjointBlocks::Present, unread);
  const bool speaks_of_nothing = llvm::any_of(unread.diagnostics(), [](const Diagnostic& found) {
    return found.code == &ir::info(ir::Code::BadShape);
  });
  Shape shape(scene.proof.theory, scene.lowered.analysis, t);
  if (speaks_of_nothing || !shape.fits())
    return 0;
  share(scene, t);
  DiagnosticSink sink(2);
  const bool valid =
      ir::verify_transcript(scene.proof.theory, t, ir::DisjointBlocks::Present, sink);
  const bool holds = circuit_holds(scene, t);
  const bool agree = holds == valid || (valid && !shape.shares_as_lowered());
  if (!agree)
    explain(scene.proof.theory, t, sink);
  FUZZ_CHECK(agree);
  return 0;
}
