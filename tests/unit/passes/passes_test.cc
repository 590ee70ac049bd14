// Passes over transcripts: dropping what is unused, $d blocks.
#include "compiler/passes/disjoint.h"
#include "compiler/passes/drop_unused.h"

#include "compiler/ir/printer.h"
#include "compiler/ir/verifier.h"
#include "tests/unit/proofs.h"

#include <algorithm>
#include <set>

using namespace blockfold;
using namespace blockfold::testing;
using ir::DisjointReason;

namespace {

std::string printed(const import::ImportedProof& proof) {
  std::string text;
  llvm::raw_string_ostream out(text);
  print_transcript(out, proof.theory, proof.transcript);
  return out.str();
}

bool valid(const import::ImportedProof& proof, ir::DisjointBlocks disjoint) {
  DiagnosticSink sink;
  const bool good = verify_transcript(proof.theory, proof.transcript, disjoint, sink);
  if (!good)
    MESSAGE(sink.diagnostics().front().message << "\n" << printed(proof));
  return good;
}

std::size_t count(const import::ImportedProof& proof, DisjointReason reason) {
  return static_cast<std::size_t>(
      std::ranges::count(proof.transcript.disjoint, reason, &ir::DisjointBlock::reason));
}

} // namespace

TEST_CASE("nothing that is used goes away") {
  import::ImportedProof proof = import_goals(std::string(kLogic) + kIdentity);
  const std::string before = printed(proof);
  passes::drop_unused(proof.transcript);
  CHECK(printed(proof) == before);
}

TEST_CASE("blocks that lead nowhere are dropped, hypotheses are kept") {
  import::ImportedProof proof = import_goals(std::string(kLogic) + kTwice, {"mp2"});
  // An application nobody uses, of blocks that others use, and one on top of it.
  ir::Transcript& transcript = proof.transcript;
  const std::size_t used = transcript.blocks.size();
  const auto wi = rule(proof.theory, "wi");
  ir::BlockId leaf = 0;
  while (transcript.blocks[leaf].kind != ir::BlockKind::Variable)
    ++leaf;
  for (int i = 0; i < 2; ++i) {
    transcript.blocks.push_back({ir::BlockKind::Rule, ir::kShared, wi,
                                 static_cast<std::uint32_t>(transcript.premises.size()), 2});
    transcript.premises.push_back(leaf);
    transcript.premises.push_back(i == 0 ? leaf : static_cast<ir::BlockId>(used));
  }
  REQUIRE(valid(proof, ir::DisjointBlocks::Absent));
  passes::drop_unused(transcript);
  CHECK(transcript.blocks.size() == used);
  CHECK(valid(proof, ir::DisjointBlocks::Absent));
  CHECK(std::ranges::count(transcript.blocks, ir::BlockKind::Hypothesis, &ir::Block::kind) == 3);

  // A hypothesis without use stays, for it is emitted whether used or not.
  import::ImportedProof unused =
      import_goals(std::string(kLogic) + "${ h1 $e |- p $. h2 $e |- q $. th $p |- p $= h1 $. $}\n");
  passes::drop_unused(unused.transcript);
  CHECK(std::ranges::count(unused.transcript.blocks, ir::BlockKind::Hypothesis, &ir::Block::kind) ==
        2);
  CHECK(valid(unused, ir::DisjointBlocks::Absent));
}

TEST_CASE("dropping twice changes nothing") {
  import::ImportedProof proof = import_goals(std::string(kLogic) + kTwice + kIdentity);
  passes::drop_unused(proof.transcript);
  const std::string once = printed(proof);
  passes::drop_unused(proof.transcript);
  CHECK(printed(proof) == once);
}

TEST_CASE("no $d, no blocks") {
  const auto proof = prepared(std::string(kLogic) + kIdentity);
  CHECK(proof.transcript.disjoint.empty());
  CHECK(valid(proof, ir::DisjointBlocks::Present));
}

TEST_CASE("$d by parts down to declarations") {
  // ax5 with p := ( A. y q -> r ): x against y, q and r, through two nodes.
  const auto proof =
      prepared(std::string(kLogic) + kQuantifiers +
               "${ $d x y q r $. th $p |- ( ( A. y q -> r ) -> A. x ( A. y q -> r ) ) $=\n"
               "  wq vy wal wr wi vx ax5 $. $}\n");
  CHECK(proof.transcript.disjoint.size() == 5);
  CHECK(count(proof, DisjointReason::Declared) == 3);
  CHECK(count(proof, DisjointReason::Left) + count(proof, DisjointReason::Right) == 2);
  CHECK(valid(proof, ir::DisjointBlocks::Present));
}

TEST_CASE("$d claims are made once however often they are demanded") {
  const auto proof = prepared(std::string(kLogic) + kQuantifiers +
                              "${ two.1 $e |- p $. two.2 $e |- p $. two $a |- p $. $}\n"
                              "${ $d x q $. th $p |- ( q -> A. x q ) $=\n"
                              "  wq wq vx wal wi wq vx ax5 wq vx ax5 two $. $}\n");
  CHECK(proof.transcript.disjoint.size() == 1);
  CHECK(valid(proof, ir::DisjointBlocks::Present));
  std::set<std::tuple<ir::ContextId, ir::BlockId, ir::BlockId>> seen;
  for (const ir::DisjointBlock& block : proof.transcript.disjoint)
    CHECK(seen.insert({block.context, block.a, block.b}).second);
}

TEST_CASE("dummies are disjoint from everything, on either side") {
  const std::string text = std::string(kLogic) + kQuantifiers +
                           "${ gone.1 $e |- ( p -> A. x p ) $. gone $a |- p $. $}\n";
  // x is a dummy: the conclusion does not have it.
  const auto proof = prepared(text + "${ $d x q $. th $p |- q $= wq vx wq vx ax5 gone $. $}\n");
  CHECK(count(proof, DisjointReason::Dummy) + count(proof, DisjointReason::DummyTurned) == 1);
  CHECK(count(proof, DisjointReason::Declared) == 0);
  CHECK(valid(proof, ir::DisjointBlocks::Present));
}

TEST_CASE("a declared pair serves a single context") {
  const auto proof = prepared(std::string(kLogic) + kQuantifiers +
                              "${ $d x q $. one $p |- ( q -> A. x q ) $= wq vx ax5 $. $}\n"
                              "${ $d x q $. two $p |- ( q -> A. x q ) $= wq vx ax5 $. $}\n");
  REQUIRE(proof.transcript.disjoint.size() == 2);
  CHECK(proof.transcript.disjoint[0].context != proof.transcript.disjoint[1].context);
  CHECK(valid(proof, ir::DisjointBlocks::Present));
}

TEST_CASE("hypotheses that $d reaches into list their leaves") {
  const auto proof = prepared(
      std::string(kLogic) + kQuantifiers +
          "$c F $. ${ $d x p $. h $e wff F p q $. ok $a |- ( p -> A. x p ) $. $}\n"
          "${ $d x q r $. hyp $e wff F q r $. th $p |- ( ( q -> r ) -> A. x ( q -> r ) ) $=\n"
          "  wq wr wi vx ax5 $. $}\n",
      {"th"});
  const auto hypothesis =
      std::ranges::find(proof.transcript.blocks, ir::BlockKind::Hypothesis, &ir::Block::kind);
  REQUIRE(hypothesis != proof.transcript.blocks.end());
  CHECK(hypothesis->premise_count == 2);
  CHECK(valid(proof, ir::DisjointBlocks::Present));
}

TEST_CASE("parts of nodes") {
  const auto proof = prepared(std::string(kLogic) + kIdentity);
  std::vector<ir::BlockId> parts;
  for (ir::BlockId id = 0; id < proof.transcript.blocks.size(); ++id) {
    const ir::Block& block = proof.transcript.blocks[id];
    passes::node_parts(proof.theory, proof.transcript, id, parts);
    if (block.kind == ir::BlockKind::Variable)
      CHECK(parts.empty());
    else
      CHECK(parts.size() ==
            lower::occurring_parameters(*ir::template_of(proof.theory, block)).size());
  }
}
