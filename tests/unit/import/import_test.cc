// From Metamath proofs to transcripts: blocks without repetition, inlined syntax, dummies.
#include "compiler/import/proof_import.h"
#include "compiler/import/text_hash.h"

#include "compiler/ir/printer.h"
#include "compiler/ir/verifier.h"
#include "tests/unit/proofs.h"
#include "tests/unit/random.h"

#include <algorithm>
#include <map>

using namespace blockfold;
using namespace blockfold::testing;

namespace {

std::size_t count_rule(const import::ImportedProof& proof, const std::string& label) {
  return static_cast<std::size_t>(
      std::ranges::count_if(proof.transcript.blocks, [&](const ir::Block& block) {
        return block.kind == ir::BlockKind::Rule &&
               proof.theory.of(proof.theory.rules[block.subject]).label == label;
      }));
}

std::size_t count_kind(const import::ImportedProof& proof, ir::BlockKind kind) {
  return static_cast<std::size_t>(
      std::ranges::count(proof.transcript.blocks, kind, &ir::Block::kind));
}

bool has_rule(const import::ImportedProof& proof, const std::string& label) {
  return std::ranges::any_of(proof.theory.rules, [&](const ir::Rule& rule) {
    return proof.theory.of(rule).label == label;
  });
}

bool valid(const import::ImportedProof& proof) {
  DiagnosticSink sink;
  const bool good =
      verify_transcript(proof.theory, proof.transcript, ir::DisjointBlocks::Absent, sink);
  if (!good)
    MESSAGE(sink.diagnostics().front().message);
  return good;
}

std::map<std::string, ir::Role> roles(const import::ImportedProof& proof) {
  std::map<std::string, ir::Role> out;
  for (const ir::Assertion& assertion : proof.theory.assertions)
    out[assertion.label] = assertion.role;
  return out;
}

} // namespace

TEST_CASE("a proof becomes blocks, each claim once") {
  const auto proof = import_goals(std::string(kLogic) + kIdentity);
  CHECK(valid(proof));
  CHECK(proof.applications == 17);
  CHECK(count_kind(proof, ir::BlockKind::Variable) == 1);
  CHECK(count_rule(proof, "wi") == 5);
  CHECK(count_rule(proof, "ax1") == 2);
  CHECK(count_rule(proof, "ax2") == 1);
  CHECK(count_rule(proof, "mp") == 2);
  CHECK(proof.transcript.qed.size() == 1);
}

TEST_CASE("roles and what is left out") {
  const std::string text = std::string(kLogic) + kIdentity + kTwice +
                           "th $p |- ( q -> q ) $= wq id $.\n"
                           "unused $a |- p $.\n";
  const auto proof = import_goals(text, {"th"});
  using ir::Role;
  CHECK(roles(proof) == std::map<std::string, Role>{{"wi", Role::Axiom},
                                                    {"ax1", Role::Axiom},
                                                    {"ax2", Role::Axiom},
                                                    {"mp", Role::Axiom},
                                                    {"id", Role::Lemma},
                                                    {"th", Role::Goal}});
  const auto both = import_goals(text, {"th", "id"});
  CHECK(roles(both).at("id") == Role::CitedGoal);
  CHECK(valid(proof));
}

TEST_CASE("assumed theorems are not proved, but goals always are") {
  const auto database = read(std::string(kLogic) + kIdentity + "th $p |- ( q -> q ) $= wq id $.\n");
  import::ProofRequest request;
  request.goals = {*database->find("th")};
  request.assumed = [](const mm::Statement&) { return true; };
  DiagnosticSink sink;
  const auto proof = import::import_proof(*database, request, sink);
  REQUIRE(proof.has_value());
  CHECK(roles(*proof).at("id") == ir::Role::Assumed);
  CHECK(roles(*proof).at("th") == ir::Role::Goal);
  CHECK(proof->theory.contexts.size() == 1);
}

TEST_CASE("invalid and incomplete proofs are refused") {
  for (const char* text :
       {"bad $p |- ( p -> q ) $= wp id $.\n", "bad $p |- ( p -> p ) $= ? $.\n"}) {
    const auto database = read(std::string(kLogic) + kIdentity + text);
    import::ProofRequest request;
    request.goals = {*database->find("bad")};
    DiagnosticSink sink;
    CHECK_FALSE(import::import_proof(*database, request, sink).has_value());
    CHECK(sink.error_count() + sink.warning_count() > 0);
  }
}

TEST_CASE("syntax is shared between contexts") {
  const auto proof =
      import_goals(std::string(kLogic) + kIdentity + "th $p |- ( p -> p ) $= wp id $.\n");
  CHECK(valid(proof));
  CHECK(proof.theory.contexts.size() == 2);
  CHECK(count_kind(proof, ir::BlockKind::Variable) == 1);
  CHECK(count_rule(proof, "wi") == 5);
}

TEST_CASE("syntax theorems are expanded") {
  const auto proof =
      import_goals(std::string(kLogic) + "wii $p wff ( p -> ( p -> p ) ) $= wp wp wp wi wi $.\n"
                                         "wiii $p wff ( q -> ( q -> ( q -> q ) ) ) $=\n"
                                         "  wq wq wii wi $.\n"
                                         "axk $a |- ( p -> q ) $.\n"
                                         "th $p |- ( p -> ( r -> ( r -> ( r -> r ) ) ) ) $=\n"
                                         "  wp wr wiii axk $.\n",
                   {"th"});
  CHECK(valid(proof));
  CHECK_FALSE(has_rule(proof, "wii"));
  CHECK_FALSE(has_rule(proof, "wiii"));
  CHECK(count_rule(proof, "wi") == 3);
  CHECK(lower::analyze(proof.theory).syntax_shared);
}

TEST_CASE("a syntax theorem can be a goal") {
  const auto proof =
      import_goals(std::string(kLogic) + "wii $p wff ( p -> ( p -> p ) ) $= wp wp wp wi wi $.\n");
  CHECK(valid(proof));
  CHECK(proof.theory.contexts.size() == 1);
  CHECK(count_rule(proof, "wi") == 2);
}

TEST_CASE("variables that a statement does not have become dummies") {
  const auto proof = import_goals(
      std::string(kLogic) + "${ any $e |- ( q -> q ) $. drop $a |- p $. $}\n" + kIdentity +
          "th $p |- ( p -> p ) $= wp wp wi wr wr id drop $.\n"
          "th2 $p |- p $= wp wr wr id drop $.\n",
      {"th", "th2"});
  CHECK(valid(proof));
  // Both contexts use one dummy; it is the same.
  CHECK(proof.dummies[typecode(proof.theory, "wff")] == 1);
  CHECK(proof.dummies[typecode(proof.theory, "|-")] == 0);
  CHECK(std::ranges::count(proof.theory.variables, true, &ir::Variable::dummy) == 1);
}

TEST_CASE("hypotheses are blocks of their context") {
  const auto proof = import_goals(std::string(kLogic) + kTwice);
  CHECK(valid(proof));
  CHECK(count_kind(proof, ir::BlockKind::Hypothesis) == 3);
  for (const ir::Block& block : proof.transcript.blocks)
    if (block.kind == ir::BlockKind::Hypothesis)
      CHECK(block.context == 0);
}

TEST_CASE("floating and essential premises may be mixed in the text") {
  const auto proof =
      import_goals("$c |- wff $. $v p q $. wp $f wff p $.\n"
                   "${ e $e |- p $. wq $f wff q $. r $a |- q $. $}\n"
                   "${ h $e |- p $. wq2 $f wff q $. th $p |- q $= wp h wq2 r $. $}\n");
  CHECK(valid(proof));
  const ir::Block& last = proof.transcript.blocks[proof.transcript.qed[0]];
  REQUIRE(last.premise_count == 3);
  const auto premises = proof.transcript.premises_of(last);
  CHECK(proof.transcript.blocks[premises[0]].kind == ir::BlockKind::Variable);
  CHECK(proof.transcript.blocks[premises[1]].kind == ir::BlockKind::Variable);
  CHECK(proof.transcript.blocks[premises[2]].kind == ir::BlockKind::Hypothesis);
}

TEST_CASE("a variable may have another typecode in another scope") {
  const auto proof =
      import_goals("$c |- wff class = $. $v p $.\n"
                   "${ wp $f wff p $. axw $a |- p $. thw $p |- p $= wp axw $. $}\n"
                   "${ cp $f class p $. axc $a |- = p $. thc $p |- = p $= cp axc $. $}\n");
  CHECK(valid(proof));
  CHECK(proof.theory.variables.size() == 2);
  CHECK(proof.theory.variables[0].code != proof.theory.variables[1].code);
}

TEST_CASE("digests see names, roles, hypotheses and $d") {
  const auto digest = [](const std::string& text) {
    return import::theory_digest(theory_of(text));
  };
  const std::string base = std::string(kLogic) + "${ h $e |- p $. g $p |- ( p -> q ) $= ? $. $}";
  const auto first = digest(base);
  CHECK(digest(base) == first);
  CHECK(digest("$( a comment $)\n" + base) == first);
  CHECK(digest(std::string(kLogic) + "${ h $e |- p $. g2 $p |- ( p -> q ) $= ? $. $}") != first);
  CHECK(digest(std::string(kLogic) + "${ h $e |- q $. g $p |- ( p -> q ) $= ? $. $}") != first);
  CHECK(digest(std::string(kLogic) + "${ h $e |- p $. g $p |- ( q -> p ) $= ? $. $}") != first);
  CHECK(digest(std::string(kLogic) + "${ $d p q $. h $e |- p $. g $p |- ( p -> q ) $= ? $. $}") !=
        first);
  CHECK(digest(std::string(kLogic) + "${ h $e |- p $. g $a |- ( p -> q ) $. $}") != first);
}

TEST_CASE("hashes of texts compose") {
  Random random(1);
  for (int round = 0; round < 200; ++round) {
    import::TextHash whole, left, right;
    for (std::size_t n = random.below(6); n > 0; --n) {
      const auto code = static_cast<std::uint32_t>(random.below(3));
      whole.append(import::TextHash::symbol(code));
      (n > 3 ? left : right).append(import::TextHash::symbol(code));
    }
    left.append(right);
    CHECK(left == whole);
    import::TextHash empty;
    empty.append(whole);
    CHECK(empty == whole);
  }
  CHECK(import::TextHash::symbol(0) != import::TextHash());
  CHECK(import::TextHash::symbol(0) != import::TextHash::symbol(1));
}
