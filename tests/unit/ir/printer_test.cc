// Transcripts as text and back.
#include "compiler/ir/parser.h"
#include "compiler/ir/printer.h"

#include "compiler/ir/codes.h"
#include "compiler/support/render.h"
#include "tests/unit/proofs.h"
#include "tests/unit/random.h"

#include <algorithm>

using namespace blockfold;
using namespace blockfold::testing;

namespace {

std::string printed(const ir::Theory& theory, const ir::Transcript& transcript) {
  std::string text;
  llvm::raw_string_ostream out(text);
  print_transcript(out, theory, transcript);
  return out.str();
}

bool same(const ir::Transcript& a, const ir::Transcript& b) {
  const auto same_block = [](const ir::Block& x, const ir::Block& y) {
    return x.kind == y.kind && x.context == y.context && x.subject == y.subject &&
           x.first_premise == y.first_premise && x.premise_count == y.premise_count;
  };
  const auto same_disjoint = [](const ir::DisjointBlock& x, const ir::DisjointBlock& y) {
    return x.reason == y.reason && x.context == y.context && x.a == y.a && x.b == y.b;
  };
  return std::ranges::equal(a.blocks, b.blocks, same_block) && a.premises == b.premises &&
         a.qed == b.qed && std::ranges::equal(a.disjoint, b.disjoint, same_disjoint);
}

std::optional<ir::Transcript> parse(const std::string& text, const ir::Theory& theory,
                                    DiagnosticSink& sink) {
  const auto source = SourceFile::from_text(text, "t.blocks");
  return parse_transcript(*source, theory, sink);
}

/// The codes and places of what is wrong.
std::vector<std::string> findings(const std::string& text, const ir::Theory& theory) {
  DiagnosticSink sink;
  const bool parsed = parse(text, theory, sink).has_value();
  CHECK(parsed == !sink.has_errors());
  std::vector<std::string> found;
  for (const Diagnostic& d : sink.diagnostics())
    found.push_back(std::string(d.code->id) + " " + std::to_string(d.where.start.line) + ":" +
                    std::to_string(d.where.start.column));
  return found;
}

const std::string kAll =
    std::string(kLogic) + kIdentity + kTwice + kQuantifiers +
    "${ gone.1 $e |- ( p -> A. x p ) $. gone $a |- p $. $}\n"
    "${ $d x q $. dummies $p |- q $= wq vx wq vx ax5 gone $. $}\n"
    "${ $d x y q r $. parts $p |- ( ( A. y q -> r ) -> A. x ( A. y q -> r ) ) $=\n"
    "  wq vy wal wr wi vx ax5 $. $}\n"
    "${ $d x q r $. leaves.1 $e wff A. y q $. leaves $p |- ( r -> A. x r ) $= wr vx ax5 $. $}\n";

import::ImportedProof small(){return prepared(std::string(kLogic) + kIdentity);
} // namespace

} // namespace

TEST_CASE("a transcript as text") {
  const auto proof = prepared(std::string(kLogic) + kTwice);
  CHECK(printed(proof.theory, proof.transcript) ==
        "blockfold transcript 1\n"
        "\n"
        "context 1 mp2\n"
        "  # hypothesis 0: |- p\n"
        "  # hypothesis 1: |- q\n"
        "  # hypothesis 2: |- ( p -> ( q -> r ) )\n"
        "  # proves: |- r\n"
        "\n"
        "b0 = hyp 0 @ mp2                        # |- p\n"
        "b1 = hyp 1 @ mp2                        # |- q\n"
        "b2 = hyp 2 @ mp2                        # |- ( p -> ( q -> r ) )\n"
        "b3 = var wff q @ *                      # wff q\n"
        "b4 = var wff r @ *                      # wff r\n"
        "b5 = var wff p @ *                      # wff p\n"
        "b6 = wi(b3, b4) @ *                     # wff ( q -> r )\n"
        "b7 = mp(b5, b6, b0, b2) @ mp2           # |- ( q -> r )\n"
        "b8 = mp(b3, b4, b1, b7) @ mp2           # |- r\n"
        "\n"
        "qed mp2 = b8\n");
}

TEST_CASE("printing and parsing are inverse") {
  for (const std::string& text :
       {std::string(kLogic) + kIdentity, std::string(kLogic) + kTwice, kAll}) {
    const auto proof = prepared(text);
    const std::string first = printed(proof.theory, proof.transcript);
    DiagnosticSink sink;
    const auto parsed = parse(first, proof.theory, sink);
    for (const Diagnostic& d : sink.diagnostics())
      MESSAGE(d.message << " at line " << d.where.start.line);
    REQUIRE(parsed.has_value());
    CHECK(same(*parsed, proof.transcript));
    CHECK(printed(proof.theory, *parsed) == first);
  }
  const auto all = prepared(kAll);
  CHECK(all.transcript.disjoint.size() >= 6);
}

TEST_CASE("comments, blanks and line ends do not matter") {
  const auto proof = small();
  std::string text = printed(proof.theory, proof.transcript), loose;
  for (std::size_t i = 0; i < text.size(); ++i)
    loose += text[i] == '\n' ? std::string(" \t# more\r\n  # a line\n") : std::string(1, text[i]);
  DiagnosticSink sink;
  const auto parsed = parse(loose, proof.theory, sink);
  REQUIRE(parsed.has_value());
  CHECK(same(*parsed, proof.transcript));
}

TEST_CASE("long texts are not shown") {
  std::string body = "wq";
  std::string text = "q";
  for (int i = 0; i < 8; ++i) {
    body = body + " " + body + " wi";
    text = "( " + text + " -> " + text + " )";
  }
  const auto proof = prepared(std::string(kLogic) + kIdentity + "big $p |- ( " + text + " -> " +
                                  text + " ) $= " + body + " id $.\n",
                              {"big"});
  const std::string first = printed(proof.theory, proof.transcript);
  DiagnosticSink sink;
  CHECK(parse(first, proof.theory, sink).has_value());
  std::size_t start = first.find("\nb0");
  for (std::size_t end; (end = first.find('\n', start + 1)) != std::string::npos; start = end)
    CHECK(end - start < 160);
}

TEST_CASE("diagnostics name the place") {
  const auto proof = small();
  const std::string good = printed(proof.theory, proof.transcript);
  CHECK(findings(good, proof.theory).empty());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    return findings(text, proof.theory);
  };
  using Found = std::vector<std::string>;
  CHECK(with("blockfold transcript 1", "blockfold transcript 2") == Found{"IR0001 1:1"});
  CHECK(with("blockfold transcript 1", "b0 = x").front() == "IR0001 1:1");
  CHECK(with("context 1 id", "context 2 id") == Found{"IR0003 3:9"});
  CHECK(with("context 1 id", "context 1 nothing") == Found{"IR0004 3:11"});
  CHECK(with("b0 = var wff p @ *", "b0 = var wff zz @ *") == Found{"IR0004 6:14"});
  CHECK(with("b0 = var wff p @ *", "b0 = var wff p @ nowhere") == Found{"IR0004 6:18"});
  CHECK(with("b0 = var wff p @ *", "b0 = var wff p") == Found{"IR0002 6:37"});
  CHECK(with("b0 = var wff p @ *", "b0 = var wff p @ * more") == Found{"IR0002 6:20"});
  CHECK(with("b0 = var wff p @ *", "b0 : var wff p @ *") == Found{"IR0002 6:4"});
  CHECK(with("b0 = var wff p @ *", "b00 = var wff p @ *") == Found{"IR0002 6:2"});
  CHECK(with("b0 = var wff p @ *", "b9999999999 = var wff p @ *") == Found{"IR0002 6:2"});
  CHECK(with("b1 = wi(b0, b0)", "b2 = wi(b0, b0)") == Found{"IR0003 7:1"});
  CHECK(with("b1 = wi(b0, b0)", "b1 = wo(b0, b0)") == Found{"IR0004 7:6"});
  CHECK(with("b1 = wi(b0, b0)", "b1 = wi(b0, b777)") == Found{"IR0005 7:13"});
  CHECK(with("b1 = wi(b0, b0)", "b1 = wi(b0 b0)") == Found{"IR0002 7:12"});
  CHECK(with("b1 = wi(b0, b0)", "b1 = wi(b0, b0") == Found{"IR0002 7:16"});
  CHECK(with("b1 = wi(b0, b0)", "b1 = wi") == Found{"IR0002 7:6"});
  CHECK(with("b1 = wi(b0, b0) @ *", "b1 = hyp 0 @ id") == Found{"IR0004 7:1"});
  CHECK(with("b1 = wi(b0, b0)", "d0 = disjoint(b0, b0) @ id by magic\nb1 = wi(b0, b0)") ==
        Found{"IR0002 7:31"});
  CHECK(with("qed id = b", "qed di = b").front().substr(0, 6) == "IR0004");
  CHECK(with("qed id = b", "#qed id = b").front().substr(0, 6) == "IR0006");
  CHECK(with("qed id = b", "qed id = b0\nqed id = b").front().substr(0, 6) == "IR0006");
  CHECK(findings("", proof.theory) == Found{"IR0001 1:1"});
}

TEST_CASE("a diagnostic shows the line") {
  const auto proof = small();
  DiagnosticSink sink;
  CHECK_FALSE(
      parse("blockfold transcript 1\nb0 = nothing(b0) @ id\n", proof.theory, sink).has_value());
  std::string text;
  llvm::raw_string_ostream out(text);
  render_text(sink.diagnostics().front(), out);
  CHECK(out.str() == "t.blocks:2:6: error[IR0004]: the theory has no rule 'nothing'\n"
                     "    b0 = nothing(b0) @ id\n"
                     "         ^~~~~~~\n");
}

TEST_CASE("garbage never crashes the parser") {
  Random random(1);
  const auto proof = prepared(kAll);
  const std::string good = printed(proof.theory, proof.transcript);
  const std::string alphabet = "b019 =(),@*#\n\t\r\x01\xff"
                               "dvarhypqedcontext";
  for (int round = 0; round < 2000; ++round) {
    std::string text = good;
    for (std::size_t n = 1 + random.below(4); n > 0; --n) {
      const std::size_t at = random.below(text.size());
      switch (random.below(3)) {
      case 0:
        text[at] = alphabet[random.below(alphabet.size())];
        break;
      case 1:
        text.erase(at, 1 + random.below(20));
        break;
      default:
        text.insert(at, 1, alphabet[random.below(alphabet.size())]);
      }
    }
    DiagnosticSink sink;
    if (const auto parsed = parse(text, proof.theory, sink)) {
      const std::string again = printed(proof.theory, *parsed);
      DiagnosticSink second;
      const auto reparsed = parse(again, proof.theory, second);
      REQUIRE(reparsed.has_value());
      CHECK(same(*parsed, *reparsed));
    }
  }
  for (int round = 0; round < 2000; ++round) {
    std::string text = round % 2 == 0 ? "blockfold transcript 1\n" : "";
    for (std::size_t n = random.below(60); n > 0; --n)
      text += alphabet[random.below(alphabet.size())];
    DiagnosticSink sink;
    parse(text, proof.theory, sink);
  }
}

TEST_CASE("codes are in order and complete") {
  const auto codes = ir::all_codes();
  CHECK(std::ranges::is_sorted(codes, {},
                               [](const CodeInfo& info) { return llvm::StringRef(info.id); }));
  for (const CodeInfo& info : codes) {
    CHECK(find_code(codes, info.id) == &info);
    CHECK(llvm::StringRef(info.summary).size() > 10);
    CHECK(llvm::StringRef(info.next_step).size() > 10);
  }
}
