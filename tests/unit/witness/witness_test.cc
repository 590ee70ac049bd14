// Witnesses against circuits: what the verifier of transcripts accepts, balances on the bus, and
// nothing else does.
#include "compiler/witness/witness.h"

#include "compiler/ir/verifier.h"
#include "compiler/layout/plan.h"
#include "tests/unit/naive_circuit.h"
#include "tests/unit/proofs.h"
#include "tests/unit/random.h"

using namespace blockfold;
using namespace blockfold::testing;

namespace {

/// A proof with its circuit.
struct Compiled {
  import::ImportedProof proof;
  lower::LoweredTheory lowered;
};

layout::RangeNeeds needs_of(const witness::Measures& m) {
  return {m.largest_length,
          m.largest_time_difference,
          m.largest_order_difference,
          m.length_checks,
          m.time_checks,
          m.order_checks};
}

Compiled compile(import::ImportedProof proof, std::uint32_t segments) {
  const auto analysis = lower::analyze(proof.theory);
  const auto measures = witness::measure(proof.theory, analysis, proof.transcript);
  auto range = layout::plan_range(needs_of(measures));
  auto lowered = lower::lower_theory(proof.theory, range);
  std::vector<std::uint64_t> counts;
  for (const auto& occupants : witness::occupy(proof.theory, lowered, proof.transcript))
    counts.push_back(occupants.size());
  const auto layout = layout::plan_layout(lowered, counts, proof.dummies, {segments, 4});
  const Status placed = place_chips(lowered, layout);
  REQUIRE_MESSAGE(placed.ok(), placed.error().message);
  return {std::move(proof), std::move(lowered)};
}

cs::Challenges random_challenges(Random& random) {
  return {random.element<Fr>(), random.element<Fr>(), random.element<Fr>()};
}

/// Whether the circuit accepts a transcript: every row holds, and the bus balances.
bool accepts(const Compiled& compiled, const ir::Transcript& transcript, Random& random) {
  const ir::Theory& theory = compiled.proof.theory;
  const auto measures = witness::measure(theory, compiled.lowered.analysis, transcript);
  const auto occupancy = witness::occupy(theory, compiled.lowered, transcript);
  const auto source =
      witness::make_witness(theory, compiled.lowered, transcript, measures, occupancy);
  const NaiveCircuit naive(compiled.lowered.circuit, random_challenges(random));
  source->set_text_challenge(naive.table());
  Fr sum;
  const auto& kinds = compiled.lowered.circuit.kinds;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    const auto selector = naive.selector(kinds[k]);
    for (std::uint32_t segment = 0; segment < kinds[k].segments; ++segment) {
      NaiveCircuit::Vector z;
      if (!naive.fill(*source, k, segment, z) || !naive.satisfied(kinds[k], z))
        return false;
      sum += NaiveCircuit::dot(selector, z);
    }
  }
  return sum.is_zero();
}

bool valid(const import::ImportedProof& proof, const ir::Transcript& transcript) {
  DiagnosticSink sink;
  return verify_transcript(proof.theory, transcript, ir::DisjointBlocks::Present, sink);
}

const std::string kLemmas =
    std::string(kLogic) + kIdentity + kTwice + "th $p |- ( q -> q ) $= wq id $.\n";

/// miu: texts without constants between them, in order of time.
const std::string kMiu = "$c wff |- M I U $. $v x y $. wx $f wff x $. wy $f wff y $.\n"
                         "we $a wff $. wM $a wff x M $. wI $a wff x I $. wU $a wff x U $.\n"
                         "wxy $a wff x y $. ax $a |- M I $.\n"
                         "${ Ib $e |- M x $. II $a |- M x x $. $}\n"
                         "th $p |- M I I I I $=\n"
                         "  we wI we wI wxy we wI ax II II $.\n";

const std::string kDisjoint =
    std::string(kLogic) + kQuantifiers +
    "${ gone.1 $e |- ( p -> A. x p ) $. gone $a |- p $. $}\n"
    "${ $d x q $. dummies $p |- q $= wq vx wq vx ax5 gone $. $}\n"
    "${ $d x y q r $. parts $p |- ( ( A. y q -> r ) -> A. x ( A. y q -> r ) ) $=\n"
    "  wq vy wal wr wi vx ax5 $. $}\n"
    "${ $d x q r $. leaves.1 $e wff A. y q $. leaves $p |- ( r -> A. x r ) $= wr vx ax5 $. $}\n";

} // namespace

TEST_CASE("lengths and times") {
  const auto proof = prepared(std::string(kLogic) + kTwice);
  const auto analysis = lower::analyze(proof.theory);
  const auto measures = witness::measure(proof.theory, analysis, proof.transcript);
  // Blocks as in the printer's test: 3 hypotheses, q, r, p, ( q -> r ), two applications of mp.
  CHECK(measures.lengths == std::vector<std::uint64_t>{0, 0, 0, 1, 1, 1, 5, 0, 0});
  CHECK(measures.times == std::vector<std::uint32_t>{0, 0, 0, 0, 0, 0, 0, 1, 2});
  // One per block, and one per rule, whose circuit has the check all the same.
  CHECK(measures.length_checks == 1 + 1);
  CHECK(measures.largest_length == 5);
  CHECK(measures.time_checks == 4 + 1);
  CHECK(measures.largest_time_difference == 1);
  CHECK(measures.order_checks == 0);
}

TEST_CASE("every block has its chip") {
  const auto proof = prepared(kDisjoint);
  const auto lowered = lower::lower_theory(proof.theory, {4, 2, 2, 2});
  const auto occupancy = witness::occupy(proof.theory, lowered, proof.transcript);
  REQUIRE(occupancy.size() == lowered.chips.size());
  std::size_t blocks = 0, disjoint = 0;
  for (std::size_t chip = 0; chip < occupancy.size(); ++chip) {
    using lower::ChipRole;
    const lower::LoweredChip& lowered_chip = lowered.chips[chip];
    if (lowered_chip.fixed_copies != 0)
      CHECK(occupancy[chip].size() == lowered_chip.fixed_copies);
    switch (lowered_chip.role) {
    case ChipRole::Variable:
    case ChipRole::Rule:
    case ChipRole::Hypothesis:
    case ChipRole::NodeHypothesis:
      blocks += occupancy[chip].size();
      break;
    case ChipRole::DisjointDeclared:
    case ChipRole::DisjointDummy:
    case ChipRole::DisjointLeft:
    case ChipRole::DisjointRight:
      disjoint += occupancy[chip].size();
      break;
    default:
      break;
    }
  }
  CHECK(blocks == proof.transcript.blocks.size());
  CHECK(disjoint == proof.transcript.disjoint.size());
}

TEST_CASE("valid transcripts satisfy their circuits, whatever the layout") {
  Random random(1);
  for (const std::string& text :
       {std::string(kLogic) + kIdentity, std::string(kLogic) + kTwice, kMiu, kDisjoint})
    for (const std::uint32_t segments : {1U, 2U, 4U}) {
      const Compiled compiled = compile(prepared(text), segments);
      CHECK(valid(compiled.proof, compiled.proof.transcript));
      CHECK(accepts(compiled, compiled.proof.transcript, random));
    }
}

TEST_CASE("a changed premise is accepted exactly if the transcript stays valid") {
  Random random(2);
  for (const std::string& text : {kLemmas, kMiu}) {
    const Compiled compiled = compile(prepared(text), 2);
    const ir::Transcript& good = compiled.proof.transcript;
    for (int round = 0; round < 150; ++round) {
      const auto id = static_cast<ir::BlockId>(random.below(good.blocks.size()));
      const ir::Block& block = good.blocks[id];
      if (block.kind != ir::BlockKind::Rule || block.premise_count == 0 || id == 0)
        continue;
      ir::Transcript changed = good;
      changed.premises[block.first_premise + random.below(block.premise_count)] =
          static_cast<ir::BlockId>(random.below(id));
      CHECK(accepts(compiled, changed, random) == valid(compiled.proof, changed));
    }
  }
}

TEST_CASE("a changed conclusion is accepted exactly if the transcript stays valid") {
  Random random(3);
  const Compiled compiled = compile(prepared(kLemmas), 2);
  const ir::Transcript& good = compiled.proof.transcript;
  for (std::size_t context = 0; context < good.qed.size(); ++context)
    for (ir::BlockId id = 0; id < good.blocks.size(); ++id) {
      ir::Transcript changed = good;
      changed.qed[context] = id;
      CHECK(accepts(compiled, changed, random) == valid(compiled.proof, changed));
    }
}

TEST_CASE("a changed context is accepted exactly if the transcript stays valid") {
  Random random(4);
  const Compiled compiled = compile(prepared(kLemmas), 1);
  const ir::Transcript& good = compiled.proof.transcript;
  for (ir::BlockId id = 0; id < good.blocks.size(); ++id)
    for (ir::ContextId context = 0; context < good.qed.size(); ++context) {
      if (good.blocks[id].kind != ir::BlockKind::Rule || good.blocks[id].context == ir::kShared)
        continue;
      ir::Transcript changed = good;
      changed.blocks[id].context = context;
      CHECK(accepts(compiled, changed, random) == valid(compiled.proof, changed));
    }
}

TEST_CASE("a rule whose blocks were all found elsewhere still has its range checks") {
  // The lemma's only application concludes what a hypothesis says already.
  const std::string text = "$c wff |- $. $v p $. wp $f wff p $.\n"
                           "${ idi.1 $e |- p $. idi $p |- p $= idi.1 $. $}\n"
                           "${ th.1 $e |- p $. th $p |- p $= wp th.1 idi $. $}\n";
  Random random(5);
  const Compiled compiled = compile(prepared(text, {"th"}), 1);
  CHECK(accepts(compiled, compiled.proof.transcript, random));
}
