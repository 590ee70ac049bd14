// Runs as proofs in matching logic, checked by the reader of transcripts and by certificates.
#include "compiler/imp/logic_proof.h"

#include "compiler/driver/prove.h"
#include "compiler/driver/transcript_proof.h"
#include "compiler/driver/verify.h"
#include "compiler/imp/arithmetic_proof.h"
#include "compiler/imp/stdlib_texts.h"
#include "compiler/rules/reader.h"
#include "compiler/rules/theory.h"
#include "tests/unit/source_text.h"

#include <doctest/doctest.h>

#include <limits>
#include <random>

using namespace blockfold;

namespace {

/// A rule file and a transcript, as their users would give them.
struct Checked {
  Checked(const std::string& rules, const std::string& transcript)
      : read(rules::read_program(
            "t.blk",
            [&](llvm::StringRef, std::string*) { return SourceFile::from_text(rules, "t.blk"); },
            sink)) {
    REQUIRE(read.program.has_value());
    source.emplace(*read.program);
    const auto text = SourceFile::from_text(transcript, "t.bmt");
    proof = driver::read_proof(*source, *text, sink);
  }
  DiagnosticSink sink;
  rules::ReadProgram read;
  std::optional<rules::RuleTheory> source;
  std::optional<import::ImportedProof> proof;
};

std::optional<imp::LogicProof> prove(const std::string& program, const imp::Values& inputs,
                                     DiagnosticSink& sink) {
  const imp::ReadProgram read = imp::read_program(SourceFile::from_text(program, "p.imp"), sink);
  REQUIRE(read.program.has_value());
  return imp::prove_in_logic(*read.program, *read.source, inputs, {}, sink);
}
imp::LogicProof proof_of(const std::string& program, const imp::Values& inputs) {
  DiagnosticSink sink;
  auto proof = prove(program, inputs, sink);
  REQUIRE(proof.has_value());
  return std::move(*proof);
}

using Integer = imp::ArithmeticProofs::Integer;

/// Collects theorems about numbers with their proofs.
class Theorems {
public:
  void add(const std::string& statement,
           const std::function<std::optional<std::string>(imp::ArithmeticProofs&)>& prove) {
    const std::string label = "t" + std::to_string(count_);
    imp::TranscriptWriter out(label, blocks_);
    imp::ArithmeticProofs proofs(out);
    const auto block = prove(proofs);
    REQUIRE(block.has_value());
    rules_ += "theorem " + label + " {\n  conclude #arith " + statement + "\n}\n";
    head_ += "context " + std::to_string(++count_) + " " + label + "\n";
    lines_ += out.lines() + "qed " + label + " = " + *block + "\n";
    blocks_ += static_cast<std::uint64_t>(std::count(out.lines().begin(), out.lines().end(), '\n'));
  }
  void check() const {
    std::string rules = imp::kNumerals;
    const Checked checked(rules + rules_, "blockfold transcript 1\n" + head_ + lines_);
    CHECK(checked.proof.has_value());
  }

private:
  std::string rules_, head_, lines_;
  std::uint64_t blocks_ = 0;
  unsigned count_ = 0;
};

} // namespace

TEST_CASE("arithmetic proofs: sums, products and comparisons of integers of every sign and size") {
  std::vector<std::int64_t> numbers = {0,
                                       1,
                                       -1,
                                       2,
                                       -2,
                                       3,
                                       -3,
                                       7,
                                       8,
                                       -8,
                                       255,
                                       256,
                                       -256,
                                       std::numeric_limits<std::int64_t>::max(),
                                       std::numeric_limits<std::int64_t>::min()};
  std::mt19937_64 random(5);
  for (unsigned bits = 2; bits < 64; bits += 9)
    numbers.push_back(static_cast<std::int64_t>(random() >> (64 - bits)) *
                      (bits % 2 == 0 ? 1 : -1));
  const auto numeral = imp::ArithmeticProofs::numeral_text;
  Theorems theorems;
  for (const std::int64_t a : numbers)
    for (const std::int64_t b : numbers) {
      const Integer x = a, y = b;
      theorems.add(numeral(x) + " + " + numeral(y) + " = " + numeral(x + y),
                   [&](auto& proofs) { return proofs.sum(x, y); });
      theorems.add(numeral(x) + " * " + numeral(y) + " = " + numeral(x * y),
                   [&](auto& proofs) { return proofs.product(x, y); });
      if (a < b)
        theorems.add(numeral(x) + " < " + numeral(y),
                     [&](auto& proofs) { return proofs.less(x, y); });
    }
  theorems.check();
  imp::TranscriptWriter out("t", 0);
  imp::ArithmeticProofs proofs(out);
  CHECK_FALSE(proofs.less(4, 4).has_value());
  CHECK_FALSE(proofs.less(-1, -2).has_value());
}

TEST_CASE("logic proofs: the examples, and what they say") {
  const imp::LogicProof gcd =
      proof_of(testing::source_text("stdlib/imp/gcd.imp"), {{"a", {12}}, {"b", {8}}});
  CHECK(gcd.outcome.outputs.at("a") == std::vector<std::int64_t>{4});
  const Checked checked(gcd.rules, gcd.transcript);
  REQUIRE(checked.proof.has_value());
  auto compiled = driver::compile(*checked.source, *checked.proof, {});
  REQUIRE(compiled.ok());
  const auto proved = driver::prove(std::move(*compiled));
  REQUIRE(proved.ok());
  const auto verified =
      driver::verify_certificate(*checked.source, cert::write_certificate(proved->certificate));
  REQUIRE(verified.ok());
  const auto statement = verified->statement();
  REQUIRE(statement.goals.size() == 1);
  CHECK(statement.goals[0].conclusion ==
        "|- ( ( at0 , 1 1 0 0 , 1 0 0 0 , 0 ) -> ( mu X ( ( ( at6 , 1 0 0 , 0 , 0 ) -> bot ) -> ( "
        "next-step @ X ) ) ) )");
  CHECK(statement.assumed.empty());
}

TEST_CASE("logic proofs: arrays, divisions by negative numbers, failing requirements") {
  const auto holds = [](const std::string& program, const imp::Values& inputs) {
    const imp::LogicProof proof = proof_of(program, inputs);
    return Checked(proof.rules, proof.transcript).proof.has_value();
  };
  CHECK(holds(testing::source_text("stdlib/imp/sort.imp"),
              {{"a", {3, -1, 4, 1, -5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3}}}));
  const std::string transfer = testing::source_text("stdlib/imp/transfer.imp");
  const imp::Values accounts = {
      {"balance", {10, 20, 30, 40}}, {"sender", {1}}, {"receiver", {2}}, {"amount", {5}}};
  CHECK(holds(transfer, accounts));
  imp::Values poor = accounts;
  poor["amount"] = {21};
  CHECK(holds(transfer, poor));
  for (const std::int64_t a : {-7, 0, 7})
    for (const std::int64_t b : {-3, -1, 1, 2})
      CHECK(holds("input a, b;\noutput q, r;\nvar q, r;\nq = a / b;\nr = a % b;\n"
                  "if a == b || q != r { q = 3 * a * b - 4; }\n",
                  {{"a", {a}}, {"b", {b}}}));
}

TEST_CASE("logic proofs: what is not so is not proved") {
  const imp::LogicProof gcd =
      proof_of(testing::source_text("stdlib/imp/gcd.imp"), {{"a", {12}}, {"b", {8}}});
  std::string wrong = gcd.rules;
  const std::string end = "( at6 , 1 0 0 , 0 , 0 )";
  REQUIRE(wrong.rfind(end) != std::string::npos);
  wrong.replace(wrong.rfind(end), end.size(), "( at6 , 1 0 1 , 0 , 0 )");
  CHECK_FALSE(Checked(wrong, gcd.transcript).proof.has_value());
}

TEST_CASE("logic proofs: too large for one") {
  DiagnosticSink sink;
  CHECK_FALSE(prove("array a[300];\noutput x;\nvar x;\nx = a[x];\n", {}, sink).has_value());
  REQUIRE_FALSE(sink.diagnostics().empty());
  CHECK(std::string(sink.diagnostics().back().code->id) == "IM0305");
}
