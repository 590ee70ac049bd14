// Transcripts by other programs: what they may leave out, and what they may not do.
#include "compiler/driver/transcript_proof.h"

#include "compiler/driver/prove.h"
#include "compiler/driver/verify.h"
#include "compiler/ir/printer.h"
#include "compiler/rules/reader.h"
#include "compiler/rules/theory.h"
#include "runtime/cert/certificate.h"
#include "tests/unit/source_text.h"

#include <doctest/doctest.h>

using namespace blockfold;

namespace {

std::string stdlib(const std::string& name) {
  return testing::source_text("stdlib/" + name);
}

/// A rule file, ready to be proved in.
struct Theory {
  explicit Theory(const std::string& text)
      : read(rules::read_program(
            "t.blk",
            [&](llvm::StringRef, std::string*) { return SourceFile::from_text(text, "t.blk"); },
            sink)),
        source(program()) {}
  const rules::Program& program() const {
    REQUIRE(read.program.has_value());
    return *read.program;
  }
  DiagnosticSink sink;
  rules::ReadProgram read;
  rules::RuleTheory source;
};

struct Outcome {
  std::optional<import::ImportedProof> proof;
  std::vector<std::string> codes;
};
Outcome read(const Theory& theory, const std::string& transcript) {
  DiagnosticSink sink;
  const auto text = SourceFile::from_text(transcript, "t.bmt");
  Outcome out{driver::read_proof(theory.source, *text, sink), {}};
  for (const Diagnostic& diagnostic : sink.diagnostics())
    out.codes.emplace_back(diagnostic.code->id);
  CHECK(out.proof.has_value() == out.codes.empty());
  return out;
}

/// Proves, and verifies what came out against `theory`.
Result<driver::VerifiedCertificate> certify(const Theory& theory, const std::string& transcript) {
  Outcome outcome = read(theory, transcript);
  REQUIRE(outcome.codes == std::vector<std::string>());
  auto compiled = driver::compile(theory.source, std::move(*outcome.proof), {});
  REQUIRE(compiled.ok());
  auto proved = driver::prove(*compiled);
  REQUIRE(proved.ok());
  return driver::verify_certificate(theory.source, cert::write_certificate(proved->certificate));
}

const char* const kSmall = "sort wff setvar\nclaim |-\nsymbols ( ) -> A.\n"
                           "rule wi(p, q: wff) {\n conclude wff ( p -> q )\n}\n"
                           "rule wal(x: setvar, p: wff) {\n conclude wff A. x p\n}\n"
                           "axiom ax5(x: setvar, p: wff) {\n distinct x, p\n"
                           " conclude |- ( p -> A. x p )\n}\n"
                           "rule gen(x: setvar, p: wff) {\n premise |- p\n conclude |- A. x p\n}\n"
                           "theorem both(p, q: wff, x: setvar) {\n distinct x, p\n distinct x, q\n"
                           " premise |- p\n premise wff q\n"
                           " conclude |- ( ( p -> q ) -> A. x ( p -> q ) )\n}\n"
                           "theorem twice(p: wff, x: setvar) {\n premise |- p\n"
                           " conclude |- A. x A. x p\n}\n";

const std::string kBoth = "blockfold transcript 1\ncontext 1 both\n"
                          "b0 = var wff p @ both\nb1 = var wff q @ both\nb2 = var setvar x @ both\n"
                          "b3 = wi(b0, b1) @ both\n"
                          "b4 = ax5(b2, b3) @ both\n"
                          "qed both = b4\n";
const std::string kTwice = "blockfold transcript 1\ncontext 1 twice\n"
                           "b0 = var wff p @ twice\nb1 = var setvar x @ twice\n"
                           "b2 = hyp 0 @ twice\n"
                           "b3 = gen(b1, b0, b2) @ twice\n"
                           "b4 = wal(b1, b0) @ twice\n"
                           "b5 = gen(b1, b4, b3) @ twice\n"
                           "qed twice = b5\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  REQUIRE(text.find(from) != std::string::npos);
  return text.replace(text.find(from), from.size(), to);
}

using Codes = std::vector<std::string>;

} // namespace

TEST_CASE("the standard library's propositional logic is proved from its axioms") {
  const Theory theory(stdlib("propositional.blk"));
  const auto verified = certify(theory, stdlib("propositional.bmt"));
  REQUIRE(verified.ok());
  REQUIRE(verified->statement().goals.size() == 3);
  CHECK(verified->statement().goals[1].label == "syl");
  CHECK(verified->statement().goals[1].conclusion == "|- ( ph -> ch )");
  CHECK(verified->statement().goals[1].hypotheses.size() == 2);
  CHECK(verified->statement().lemmas == std::vector<std::string>{"a1i"});
  CHECK(verified->statement().axioms.size() == 6);
  CHECK(verified->statement().assumed.empty());
}

TEST_CASE("the standard library's arithmetic and matching logic are proved from their axioms") {
  const Theory numerals(stdlib("numerals.blk"));
  const auto arithmetic = certify(numerals, stdlib("numerals.bmt"));
  REQUIRE(arithmetic.ok());
  CHECK(arithmetic->statement().goals[0].conclusion ==
        "#arith 1 1 0 0 * 1 1 0 1 = 1 0 0 1 1 1 0 0");
  const Theory matching_logic(stdlib("matching_logic.blk"));
  const auto executions = certify(matching_logic, stdlib("matching_logic.bmt"));
  REQUIRE(executions.ok());
  CHECK(executions->statement().goals.back().label == "eventually_step");
  CHECK(executions->statement().assumed.empty());
  // What is wrong stays unproved.
  std::string wrong = stdlib("numerals.bmt");
  wrong.replace(wrong.find("smaller_minus("), 14, "larger_minus(");
  CHECK_FALSE(read(numerals, wrong).codes.empty());
}

TEST_CASE("a certificate is of its theory only") {
  const std::string text = stdlib("propositional.blk");
  const Theory theory(text);
  Outcome outcome = read(theory, stdlib("propositional.bmt"));
  REQUIRE(outcome.proof);
  auto compiled = driver::compile(theory.source, std::move(*outcome.proof), {});
  REQUIRE(compiled.ok());
  auto proved = driver::prove(*compiled);
  REQUIRE(proved.ok());
  const Bytes bytes = cert::write_certificate(proved->certificate);
  const auto verify_with = [&](const std::string& from, const std::string& to) {
    const Theory other(replaced(text, from, to));
    const auto verified = driver::verify_certificate(other.source, bytes);
    return verified.ok() ? std::string("valid") : verified.error().code;
  };
  CHECK(verify_with("/// Negation.", "/// Not.") == "valid");
  CHECK(verify_with("conclude |- ( ph -> ( ps -> ph ) )", "conclude |- ( ph -> ( ph -> ph ) )") ==
        "statement.theory");
  CHECK(verify_with("conclude |- ( ph -> ch )", "conclude |- ( ch -> ph )") == "statement.theory");
  CHECK(verify_with("theorem syl", "rule syl") == "statement.entries");
}

TEST_CASE("hypotheses, $d blocks and sharing need not be written") {
  const Theory theory(kSmall);
  // No hypothesis is used, one of them is of syntax, so nothing is shared; $d blocks are missing.
  const Outcome both = read(theory, kBoth);
  REQUIRE(both.proof);
  CHECK_FALSE(both.proof->transcript.disjoint.empty());
  CHECK(certify(theory, kBoth).ok());
  // Blocks that are written twice, in contexts where they need not be.
  std::string doubled = replaced(kTwice, "b4 = wal(b1, b0) @ twice\nb5 = gen(b1, b4, b3)",
                                 "b4 = var wff p @ twice\nb5 = wal(b1, b4) @ twice\n"
                                 "b6 = hyp 0 @ twice\nb7 = gen(b1, b4, b6) @ twice\n"
                                 "b8 = gen(b1, b5, b7)");
  doubled = replaced(doubled, "qed twice = b5", "qed twice = b8");
  const Outcome merged = read(theory, doubled);
  REQUIRE(merged.proof);
  CHECK(merged.proof->transcript.blocks.size() == 6);
  CHECK(certify(theory, doubled).ok());
}

TEST_CASE("what is read can be printed and read again, with roles and all") {
  const std::string assuming = replaced(kTwice, "context 1", "assume both\ncontext 1");
  const std::string logic = stdlib("propositional.blk");
  for (const auto& [rules, text] : {std::pair<std::string, std::string>(kSmall, kBoth),
                                    {kSmall, kTwice},
                                    {kSmall, assuming},
                                    {logic, stdlib("propositional.bmt")}}) {
    const Theory theory(rules);
    const Outcome first = read(theory, text);
    REQUIRE(first.proof);
    std::string printed;
    llvm::raw_string_ostream out(printed);
    ir::print_transcript(out, first.proof->theory, first.proof->transcript);
    const Outcome second = read(theory, out.str());
    REQUIRE(second.proof);
    CHECK(second.proof->theory_digest == first.proof->theory_digest);
    std::string again;
    llvm::raw_string_ostream out_again(again);
    ir::print_transcript(out_again, second.proof->theory, second.proof->transcript);
    CHECK(out_again.str() == out.str());
  }
}

TEST_CASE("roles: lemmas, cited goals and assumed theorems") {
  const Theory theory(stdlib("propositional.blk"));
  const std::string text = stdlib("propositional.bmt");
  const auto role = [&](const std::string& transcript, const std::string& label) {
    const Outcome outcome = read(theory, transcript);
    REQUIRE(outcome.proof);
    for (const ir::Assertion& assertion : outcome.proof->theory.assertions)
      if (assertion.label == label)
        return assertion.role;
    FAIL(label);
    return ir::Role::Axiom;
  };
  CHECK(role(text, "a1i") == ir::Role::Lemma);
  CHECK(role(text, "syl") == ir::Role::CitedGoal);
  CHECK(role(text, "id") == ir::Role::Goal);
  const std::string assuming = "blockfold transcript 1\nassume a1i\ncontext 1 syl\n"
                               "b0 = var wff ph @ *\nb1 = var wff ps @ *\nb2 = var wff ch @ *\n"
                               "b3 = hyp 0 @ syl\nb4 = hyp 1 @ syl\n"
                               "b5 = wi(b0, b1) @ *\nb6 = wi(b1, b2) @ *\nb7 = wi(b0, b2) @ *\n"
                               "b8 = a1i(b6, b0, b4) @ syl\nb9 = wi(b0, b6) @ *\n"
                               "b10 = wi(b5, b7) @ *\nb11 = ax_2(b0, b1, b2) @ syl\n"
                               "b12 = mp(b9, b10, b8, b11) @ syl\n"
                               "b13 = mp(b5, b7, b3, b12) @ syl\nqed syl = b13\n";
  CHECK(role(assuming, "a1i") == ir::Role::Assumed);
  const auto verified = certify(theory, assuming);
  REQUIRE(verified.ok());
  REQUIRE(verified->statement().assumed.size() == 1);
  CHECK(verified->statement().assumed[0].label == "a1i");
  // Neither proved nor assumed.
  CHECK(read(theory, replaced(assuming, "assume a1i\n", "")).codes == Codes{"IR0008"});
}

TEST_CASE("wrong transcripts are refused by name") {
  const Theory theory(kSmall);
  const auto codes = [&](const std::string& text, const std::string& from, const std::string& to) {
    return read(theory, replaced(text, from, to)).codes;
  };
  CHECK(codes(kTwice, "context 1 twice", "context 1 ax5") == Codes{"IR0004"});
  CHECK(codes(kTwice, "context 1 twice", "context 1 twise") == Codes{"IR0004"});
  CHECK(codes(kTwice, "context 1 twice", "context 1 twice\ncontext 2 twice") == Codes{"IR0007"});
  CHECK(codes(kTwice, "context 1 twice", "assume twice\ncontext 1 twice") == Codes{"IR0007"});
  CHECK(codes(kTwice, "context 1 twice", "assume ax5\ncontext 1 twice") == Codes{"IR0004"});
  CHECK(codes(kTwice, "b5 = gen(b1, b4, b3)", "b5 = gen(b1, b0, b3)") == Codes{"IR0105", "IR0112"});
  CHECK(codes(kTwice, "b5 = gen(b1, b4, b3)", "b5 = gem(b1, b4, b3)") == Codes{"IR0004"});
  CHECK(codes(kTwice, "qed twice = b5", "qed twice = b3") == Codes{"IR0112"});
  CHECK(codes(kTwice, "b2 = hyp 0 @ twice", "b2 = hyp 0 @ *") == Codes{"IR0004"});
  CHECK(codes(kBoth, "b4 = ax5(b2, b3)", "b4 = twice(b2, b3)") == Codes{"IR0008"});
  CHECK(read(theory, "blockfold transcript 1\n").codes == Codes{"IR0006"});
  // A claim cannot be shared between contexts.
  CHECK(codes(kBoth, "b4 = ax5(b2, b3) @ both", "b4 = ax5(b2, b3) @ *") != Codes());
  CHECK(codes(kTwice, "b3 = gen(b1, b0, b2) @ twice", "b3 = gen(b1, b0, b2) @ *") != Codes());
  // The condition on distinct variables does not hold.
  CHECK(codes(replaced(kBoth, "b3 = wi(b0, b1)", "b3 = wal(b2, b1)"), "b4 = ax5(b2, b3)",
              "b4 = ax5(b2, b3)") != Codes());
}

TEST_CASE("syntax that the theory does not let share is not shared") {
  // gen's premise is no syntax, and 'both' has a hypothesis of sort wff.
  const Theory theory(kSmall);
  const std::string shared = replaced(kBoth, "b0 = var wff p @ both", "b0 = var wff p @ *");
  CHECK(read(theory, shared).codes == Codes{"IR0107"});
}

TEST_CASE("no transcript, however broken, does more than be refused") {
  const Theory theory(stdlib("propositional.blk"));
  const std::string text = stdlib("propositional.bmt");
  for (std::size_t size = 0; size < text.size(); size += 3)
    read(theory, text.substr(0, size));
  std::uint32_t state = 12345; // any seed will do
  const auto random = [&state] { return state = state * 1664525 + 1013904223, state >> 8; };
  for (int round = 0; round < 400; ++round) {
    std::string broken = text;
    for (int edit = 0; edit < 3; ++edit)
      broken[random() % broken.size()] = " \n(),=@*#b0123hypvar"[random() % 20];
    read(theory, broken);
  }
}
