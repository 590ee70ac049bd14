// The structural verifier: accepts what was imported, and names each fault.
#include "compiler/ir/verifier.h"

#include "tests/unit/proofs.h"
#include "tests/unit/random.h"

#include <algorithm>

using namespace blockfold;
using namespace blockfold::testing;

namespace {

/// The code of the first fault, or "ok".
std::string verdict(const ir::Theory& theory, const ir::Transcript& transcript) {
  DiagnosticSink sink;
  const bool good = verify_transcript(theory, transcript, ir::DisjointBlocks::Present, sink);
  CHECK(good == sink.diagnostics().empty());
  return good ? "ok" : sink.diagnostics().front().code->id;
}

std::string first_message(const ir::Theory& theory, const ir::Transcript& transcript) {
  DiagnosticSink sink;
  verify_transcript(theory, transcript, ir::DisjointBlocks::Present, sink);
  REQUIRE_FALSE(sink.diagnostics().empty());
  return sink.diagnostics().front().message;
}

/// Verdict after a change to a fresh copy.
template <class Change> std::string after(const import::ImportedProof& proof, Change change) {
  ir::Transcript changed = proof.transcript;
  change(changed);
  return verdict(proof.theory, changed);
}

const std::string kLemmas =
    std::string(kLogic) + kIdentity + kTwice + "th $p |- ( q -> q ) $= wq id $.\n";
const std::string kDisjoint =
    std::string(kLogic) + kQuantifiers +
    "${ $d x y q r $. th $p |- ( ( A. y q -> r ) -> A. x ( A. y q -> r ) ) $=\n"
    "  wq vy wal wr wi vx ax5 $. $}\n";

} // namespace

TEST_CASE("imported proofs are valid") {
  for (const std::string& text : {kLemmas, kDisjoint}) {
    const auto proof = prepared(text);
    CHECK(verdict(proof.theory, proof.transcript) == "ok");
  }
}

TEST_CASE("indexes that lead nowhere") {
  const auto proof = prepared(kLemmas);
  const auto last = proof.transcript.blocks.size() - 1;
  CHECK(after(proof, [&](auto& t) { t.blocks[last].subject = 1000; }) == "IR0101");
  CHECK(after(proof, [&](auto& t) { t.blocks[last].context = 1000; }) == "IR0101");
  CHECK(after(proof, [&](auto& t) { t.blocks[last].premise_count = UINT32_MAX; }) == "IR0101");
  CHECK(after(proof, [&](auto& t) { t.blocks[last].first_premise = UINT32_MAX; }) == "IR0101");
  CHECK(after(proof, [&](auto& t) { t.premises[0] = UINT32_MAX; }) == "IR0101");
  CHECK(after(proof, [&](auto& t) { t.qed[0] = UINT32_MAX; }) == "IR0101");
  CHECK(after(proof, [&](auto& t) { t.qed.pop_back(); }) == "IR0101");
}

TEST_CASE("numbers and order of premises") {
  const auto proof = prepared(kLemmas);
  const auto last = proof.transcript.blocks.size() - 1;
  CHECK(after(proof, [&](auto& t) { --t.blocks[last].premise_count; }) == "IR0102");
  CHECK(after(proof, [&](auto& t) {
          t.premises[t.blocks[last].first_premise] = static_cast<ir::BlockId>(last);
        }) == "IR0103");
}

TEST_CASE("typecodes and texts of premises") {
  const auto proof = prepared(std::string(kLogic) + kTwice);
  // b7 = mp(b5, b6, b0, b2), see the printer's test
  const auto first = proof.transcript.blocks[7].first_premise;
  CHECK(after(proof, [&](auto& t) { t.premises[first] = 0; }) == "IR0104");
  CHECK(after(proof, [&](auto& t) { t.premises[first + 2] = 3; }) == "IR0104");
  CHECK(after(proof, [&](auto& t) { t.premises[first + 2] = 1; }) == "IR0105");
  CHECK(after(proof, [&](auto& t) { t.premises[first] = 3; }) == "IR0105");
  ir::Transcript changed = proof.transcript;
  changed.premises[first + 2] = 1;
  CHECK(first_message(proof.theory, changed) ==
        "block b7 (rule 'mp'): premise 2 (b1) has another text: 'q' stands where 'p' should");
}

TEST_CASE("contexts, sharing and the order of lemmas") {
  const auto proof = prepared(kLemmas);
  const ir::Transcript& good = proof.transcript;
  const auto uses = [&](const char* label, ir::ContextId context) {
    for (ir::BlockId id = 0; id < good.blocks.size(); ++id)
      if (good.blocks[id].kind == ir::BlockKind::Rule && good.blocks[id].context == context &&
          good.blocks[id].subject == rule(proof.theory, label))
        return id;
    REQUIRE(false);
    return ir::BlockId{0};
  };
  // Contexts: 0 is id, 1 is mp2, 2 is th.
  const ir::BlockId lemma = uses("id", 2);
  CHECK(after(proof, [&](auto& t) { t.blocks[lemma].context = 1; }) == "IR0112");
  CHECK(after(proof, [&](auto& t) { t.blocks[lemma].context = 0; }) == "IR0108");
  CHECK(after(proof, [&](auto& t) { t.blocks[lemma].context = ir::kShared; }) == "IR0107");
  CHECK(after(proof, [&](auto& t) { t.blocks[uses("mp", 1)].context = 0; }) == "IR0106");
  // An axiom's instance may be shared, whatever the analysis would do.
  CHECK(after(proof, [&](auto& t) { t.blocks[uses("ax2", 0)].context = ir::kShared; }) == "ok");
  CHECK(after(proof, [&](auto& t) { t.qed[2] = t.qed[0]; }) == "IR0112");
  CHECK(after(proof, [&](auto& t) { t.qed[0] = 0; }) == "IR0112");
}

TEST_CASE("$d conditions by variables") {
  const auto proof = prepared(kDisjoint);
  // Without any pair declared, or with a different theorem's.
  ir::Theory theory = proof.theory;
  ir::Assertion& owner = theory.assertions[theory.contexts[0].assertion];
  REQUIRE(owner.disjoint.size() == 6);
  std::size_t needed = 0;
  for (std::size_t i = 0; i < owner.disjoint.size(); ++i) {
    ir::Theory weaker = theory;
    auto& pairs = weaker.assertions[theory.contexts[0].assertion].disjoint;
    pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(i));
    const std::string found = verdict(weaker, proof.transcript);
    CHECK((found == "ok" || found == "IR0109"));
    needed += found != "ok";
  }
  CHECK(needed == 3); // x against y, q and r
}

TEST_CASE("$d blocks") {
  const auto proof = prepared(kDisjoint);
  const std::size_t count = proof.transcript.disjoint.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string missing = after(proof, [&](auto& t) {
      t.disjoint.erase(t.disjoint.begin() + static_cast<std::ptrdiff_t>(i));
    });
    CHECK((missing == "IR0110" || missing == "IR0111"));
    CHECK(after(proof, [&](auto& t) { t.disjoint.push_back(t.disjoint[i]); }) == "IR0110");
    CHECK(after(proof, [&](auto& t) { std::swap(t.disjoint[i].a, t.disjoint[i].b); }) != "ok");
    for (const auto reason :
         {ir::DisjointReason::Declared, ir::DisjointReason::Dummy, ir::DisjointReason::DummyTurned})
      if (proof.transcript.disjoint[i].reason != reason)
        CHECK(after(proof, [&](auto& t) { t.disjoint[i].reason = reason; }) == "IR0110");
  }
}

TEST_CASE("long texts are compared without writing them out") {
  // Doubling sixty times: a text of 2^62 symbols, shared on both sides.
  auto proof = prepared(std::string(kLogic) + kTwice + kIdentity);
  ir::Transcript& t = proof.transcript;
  const auto wi = rule(proof.theory, "wi"), mp = rule(proof.theory, "mp"),
             ax1 = rule(proof.theory, "ax1");
  const auto add = [&](std::uint32_t subject, ir::ContextId context,
                       std::initializer_list<ir::BlockId> premises) {
    t.blocks.push_back({ir::BlockKind::Rule, context, subject,
                        static_cast<std::uint32_t>(t.premises.size()),
                        static_cast<std::uint32_t>(premises.size())});
    t.premises.insert(t.premises.end(), premises);
    return static_cast<ir::BlockId>(t.blocks.size() - 1);
  };
  const ir::BlockId p = 5, h = 0; // see the printer's test: wff p and |- p
  ir::BlockId big = p;
  for (int i = 0; i < 60; ++i)
    big = add(wi, ir::kShared, {big, big});
  const ir::BlockId implied = add(wi, ir::kShared, {big, p});
  const ir::BlockId axiom = add(ax1, 0, {p, big}); // |- ( p -> ( big -> p ) )
  const ir::BlockId other = add(wi, ir::kShared, {p, big});
  add(mp, 0, {p, implied, h, axiom});
  CHECK(verdict(proof.theory, t) == "ok");
  add(mp, 0, {p, other, h, axiom});
  CHECK(verdict(proof.theory, t) == "IR0105");
}

TEST_CASE("random damage never crashes the verifier") {
  Random random(1);
  for (const std::string& text : {kLemmas, kDisjoint}) {
    const auto proof = prepared(text);
    for (int round = 0; round < 3000; ++round) {
      ir::Transcript t = proof.transcript;
      for (std::size_t n = 1 + random.below(2); n > 0; --n) {
        ir::Block& block = t.blocks[random.below(t.blocks.size())];
        const auto value = static_cast<std::uint32_t>(
            random.below(8) == 0 ? random.word() : random.below(t.blocks.size() + 1));
        switch (random.below(6)) {
        case 0:
          t.premises[random.below(t.premises.size())] = value;
          break;
        case 1:
          block.subject = value;
          break;
        case 2:
          block.context = random.below(4) == 0 ? ir::kShared : value;
          break;
        case 3:
          block.kind = static_cast<ir::BlockKind>(random.below(3));
          break;
        case 4:
          block.premise_count = value;
          break;
        default:
          t.qed[random.below(t.qed.size())] = value;
        }
      }
      verdict(proof.theory, t);
    }
  }
}
