// Proofs and their traces.
#include "compiler/metamath/codes.h"
#include "tests/unit/metamath/check_text.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

/// "label(premise labels...)" of each step.
std::vector<std::string> steps(const Database& database, const ProofTrace& trace) {
  std::vector<std::string> lines;
  for (const ProofTrace::Step& step : trace.steps) {
    std::string line = database.statement(step.statement).label.str();
    for (std::uint32_t i = 0; i < step.premise_count; ++i)
      line += fmt::format(" {}", trace.premises[step.first_premise + i]);
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> traced(const std::string& text, llvm::StringRef theorem) {
  DiagnosticSink sink;
  const ReadResult read = read_database_text(std::string(kLogic) + text, "test.mm", sink);
  REQUIRE(read.ok());
  ProofTrace trace;
  CHECK(verify_proof(read.database, *read.database.find(theorem), sink, &trace) ==
        ProofResult::Valid);
  return steps(read.database, trace);
}

const std::string kSelfDistinct = "$c = $. ${ $d p q $. ne $a |- p = q $. $}\n";

} // namespace

TEST_CASE("the trace of a normal proof lists each citation") {
  CHECK(traced("th $p wff ( p -> ( p -> p ) ) $= wp wp wp wi wi $.", "th") ==
        std::vector<std::string>{"wp", "wp", "wp", "wi 1 2", "wi 0 3"});
}

TEST_CASE("a saved step occurs once in the trace") {
  CHECK(traced("th $p wff ( ( p -> q ) -> ( p -> q ) ) $= ( wi ) ABCZDC $.", "th") ==
        std::vector<std::string>{"wp", "wq", "wi 0 1", "wi 2 2"});
}

TEST_CASE("the premises follow the frame's hypotheses and the last step is the conclusion") {
  CHECK(traced("${ a $e |- p $. b $e |- ( p -> q ) $. th $p |- q $= wp wq a b mp $. $}", "th") ==
        std::vector<std::string>{"wp", "wq", "a", "b", "mp 0 1 2 3"});
  CHECK(traced("${ a $e |- p $. th $p |- p $= a $. $}", "th") == std::vector<std::string>{"a"});
  CHECK(traced("th $p wff F. $= wf $.", "th") == std::vector<std::string>{"wf"});
}

TEST_CASE("a proof that is not valid leaves no trace") {
  DiagnosticSink sink;
  const ReadResult read =
      read_database_text(std::string(kLogic) + "a $p wff F. $= wp wf $.\n"
                                               "b $p wff F. $= wf ? $.\n"
                                               "c $p wff ( p -> q ) $= wp ? wi $.",
                         "test.mm", sink);
  ProofTrace trace;
  for (const char* label : {"a", "b", "c"}) {
    const auto result = verify_proof(read.database, *read.database.find(label), sink, &trace);
    CHECK(result != ProofResult::Valid);
    CHECK(trace.steps.empty());
    CHECK(trace.premises.empty());
  }
}

TEST_CASE("a checker can be used again after any result") {
  DiagnosticSink sink;
  const ReadResult read = read_database_text(std::string(kLogic) + "a $p wff F. $= wf wf $.\n"
                                                                   "b $p wff F. $= ? $.\n"
                                                                   "c $p wff F. $= wf $.",
                                             "test.mm", sink);
  ProofChecker checker(read.database);
  for (int i = 0; i < 3; ++i) {
    CHECK(checker.check(*read.database.find("a"), sink) == ProofResult::Invalid);
    CHECK(checker.check(*read.database.find("b"), sink) == ProofResult::Incomplete);
    CHECK(checker.check(*read.database.find("c"), sink) == ProofResult::Valid);
  }
}

TEST_CASE("a mismatch shows what was needed and what was found") {
  const auto checked =
      check_text(std::string(kLogic) + "${ h $e |- p $. th $p |- q $= wp wq h h mp $. $}");
  REQUIRE(checked.sink.diagnostics().size() == 1);
  const Diagnostic& found = checked.sink.diagnostics()[0];
  CHECK(found.label == "th");
  CHECK(found.proof_step == 5);
  REQUIRE(found.notes.size() == 3);
  CHECK(found.notes[0].text == "the hypothesis is 'mp.2' $e |- ( p -> q )");
  CHECK(found.notes[0].where.start.line == 5);
  CHECK(found.notes[1].text == "needed: |- ( p -> q )");
  CHECK(found.notes[2].text == "found:  |- p");
}

TEST_CASE("an unknown label gets suggestions") {
  const auto checked = check_text(std::string(kLogic) + "mpbi $a |- F. $. mpbir $a |- F. $.\n"
                                                        "th $p |- F. $= mpbj $. mpbk $a |- F. $.");
  REQUIRE(checked.sink.diagnostics().size() == 1);
  const Diagnostic& found = checked.sink.diagnostics()[0];
  REQUIRE(found.notes.size() == 1);
  CHECK(found.notes[0].text == "did you mean 'mpbi'?");
}

TEST_CASE("an expression may be nothing but its typecode") {
  const auto checked = check_text("$c wff |- $. $v p $. wp $f wff p $.\n"
                                  "we $a wff $. ${ h $e |- p p $. r $a |- p $. $}\n"
                                  "empty $a |- $.\n"
                                  "th $p |- $= we empty r $.\n");
  CHECK(checked.findings().empty());
  CHECK(checked.report.valid == 1);
}

TEST_CASE("distinct variables") {
  const auto valid = [](const std::string& text) {
    const auto checked = check_text(std::string(kLogic) + kSelfDistinct + text);
    REQUIRE(checked.read.ok());
    return checked.report.all_valid();
  };
  SUBCASE("constants on either side need nothing") {
    CHECK(valid("th $p |- F. = F. $= wf wf ne $."));
    CHECK(valid("th $p |- p = F. $= wp wf ne $."));
  }
  SUBCASE("each variable of the one with each of the other") {
    const std::string th = "th $p |- ( p -> q ) = r $= wp wq wi wr ne $.";
    CHECK(valid("${ $d p r $. $d q r $. " + th + " $}"));
    CHECK(valid("${ $d p q r $. " + th + " $}"));
    CHECK(valid("$d r p $. ${ $d r q $. " + th + " $}"));
    CHECK_FALSE(valid("${ $d p r $. $d p q $. " + th + " $}"));
    CHECK_FALSE(valid("${ $d p r $. $d q r $. $} " + th));
  }
  SUBCASE("dummy variables need it too") {
    const std::string rule = "${ h $e |- p = q $. r1 $a |- F. $. $}\n";
    CHECK_FALSE(valid(rule + "th $p |- F. $= wp wq wp wq ne r1 $."));
    CHECK(valid(rule + "${ $d p q $. th $p |- F. $= wp wq wp wq ne r1 $. $}"));
  }
  SUBCASE("the condition is inherited by the theorem that proves it") {
    CHECK_FALSE(valid("${ $d p q $. t1 $p |- p = q $= wp wq ne $. $}\n"
                      "t2 $p |- p = q $= wp wq t1 $."));
  }
}

TEST_CASE("more variables under $d than a word has bits") {
  std::string text = "$c wff |- = $. $v a b $. wa $f wff a $. wb $f wff b $.\n"
                     "${ $d a b $. ne $a |- a = b $. $}\n$v";
  for (int i = 0; i < 100; ++i)
    text += fmt::format(" v{}", i);
  text += " $.\n";
  for (int i = 0; i < 100; ++i)
    text += fmt::format("w{0} $f wff v{0} $.\n", i);
  text += "$d";
  for (int i = 0; i < 99; ++i)
    text += fmt::format(" v{}", i);
  text += " $.\n";
  const auto good = check_text(text + "th $p |- v97 = v98 $= w97 w98 ne $.");
  CHECK(good.findings().empty());
  CHECK(check_text(text + "th $p |- v98 = v98 $= w98 w98 ne $.").sink.diagnostics()[0].code ==
        &info(Code::SharedVariable));
  CHECK(check_text(text + "th $p |- v98 = v99 $= w98 w99 ne $.").sink.diagnostics()[0].code ==
        &info(Code::MissingDisjoint));
}

TEST_CASE("the findings are the same whatever the number of threads") {
  std::string text = kLogic;
  for (int i = 0; i < 2000; ++i)
    text += fmt::format("t{} $p wff F. $= wf {} $.\n", i, i % 7 == 0 ? "wf" : "");
  const auto one = check_text(text, 1);
  CHECK(one.report.invalid == 286);
  for (const unsigned threads : {0U, 2U, 5U}) {
    const auto several = check_text(text, threads);
    CHECK(several.findings() == one.findings());
    CHECK(several.report.valid == one.report.valid);
  }
}

TEST_CASE("only the selected theorems are checked") {
  DiagnosticSink sink;
  const ReadResult read = read_database_text(
      std::string(kLogic) + "ab $p wff F. $= wf $. ac $p wff F. $= wi $. b $p wff F. $= wi $.",
      "test.mm", sink);
  CheckOptions options;
  std::string why;
  options.theorems = *Glob::parse("a*", &why);
  const CheckReport report = check_database(read.database, options, sink);
  CHECK(report.theorems == 3);
  CHECK(report.checked == 2);
  CHECK(report.valid == 1);
  CHECK(verdict(read.status, report) == Verdict::Invalid);
}
