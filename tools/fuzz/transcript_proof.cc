// Any text as a transcript that some other program wrote, the whole way to a certificate: what
// `blockfold prove` does with a .bmt file. A text that begins with '#' is about a Metamath
// database, any other about a rule file. What the reader lets through has a circuit that holds, and
// is proved now and then; it prints as a text that says the same.
#include "compiler/driver/transcript_proof.h"
#include "compiler/driver/prove.h"
#include "compiler/driver/verify.h"
#include "compiler/ir/parser.h"
#include "compiler/ir/printer.h"
#include "compiler/rules/reader.h"
#include "compiler/rules/theory.h"
#include "compiler/support/render.h"
#include "runtime/parallel/parallel.h"
#include "tools/fuzz/circuit_check.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"
#include "tools/fuzz/lines.h"
#include "tools/fuzz/random.h"
#include "tools/fuzz/samples.h"

#include <llvm/Support/raw_ostream.h>
#include <llvm/Support/xxhash.h>

#include <string>
#include <vector>

using namespace blockfold;

namespace {

/// Proofs take milliseconds: one accepted text in this many.
constexpr std::uint64_t kProveOneIn = 64;

/// Every sort of rule: syntax, axioms with and without premises and conditions, theorems with
/// premises of which one is syntax.
constexpr const char* kRules = "sort wff setvar\nclaim |-\nsymbols ( ) -> A.\n"
                               "rule wi(p, q: wff) {\n conclude wff ( p -> q )\n}\n"
                               "rule wal(x: setvar, p: wff) {\n conclude wff A. x p\n}\n"
                               "axiom ax1(p, q: wff) {\n conclude |- ( p -> ( q -> p ) )\n}\n"
                               "rule mp(p, q: wff) {\n premise |- p\n premise |- ( p -> q )\n"
                               " conclude |- q\n}\n"
                               "axiom ax5(x: setvar, p: wff) {\n distinct x, p\n"
                               " conclude |- ( p -> A. x p )\n}\n"
                               "rule gen(x: setvar, p: wff) {\n premise |- p\n"
                               " conclude |- A. x p\n}\n"
                               "theorem a1i(p, q: wff) {\n premise |- p\n"
                               " conclude |- ( q -> p )\n}\n"
                               "theorem both(p, q: wff, x: setvar) {\n distinct x, p\n"
                               " distinct x, q\n premise |- p\n premise wff q\n"
                               " conclude |- ( ( p -> q ) -> A. x ( p -> q ) )\n}\n"
                               "theorem twice(p: wff, x: setvar) {\n premise |- p\n"
                               " conclude |- ( p -> A. x A. x p )\n}\n";

struct RuleFile {
  DiagnosticSink sink;
  rules::ReadProgram read = rules::read_program(
      "t.blk", [](llvm::StringRef, std::string*) { return SourceFile::from_text(kRules, "t.blk"); },
      sink);
  rules::RuleTheory source = make();

  rules::RuleTheory make() const {
    FUZZ_CHECK(read.program.has_value());
    return rules::RuleTheory(*read.program);
  }
};

struct Theories {
  RuleFile rules;
  fuzz::Sample sample = fuzz::sample(2); ///< the one with $d conditions and dummies
  import::MetamathSource database{*sample.database};

  Theories() { set_thread_count(1); }
  const ir::TheorySource& of(llvm::StringRef text) const {
    if (text.startswith("#"))
      return database;
    return rules.source;
  }
};
const Theories& theories() {
  static const Theories kept;
  return kept;
}

std::string print(const import::ImportedProof& proof) {
  std::string text;
  llvm::raw_string_ostream out(text);
  ir::print_transcript(out, proof.theory, proof.transcript);
  return out.str();
}

/// The printed text is parsed back as it is, and is a proof of the same for whoever reads it.
void check_printing(const ir::TheorySource& source, const import::ImportedProof& proof) {
  const std::string printed = print(proof);
  const auto file = SourceFile::from_text(printed, "printed.bmt");
  DiagnosticSink none;
  import::ImportedProof parsed = proof;
  auto transcript = ir::parse_transcript(*file, proof.theory, none);
  FUZZ_CHECK(transcript.has_value());
  parsed.transcript = std::move(*transcript);
  FUZZ_CHECK(print(parsed) == printed);
  const auto read = driver::read_proof(source, *file, none);
  FUZZ_CHECK(read.has_value() && !none.has_errors());
}

void check_circuit(const driver::Compiled& compiled) {
  const lower::LoweredTheory& lowered = compiled.bound.lowered;
  const ir::Transcript& transcript = compiled.proof.transcript;
  const auto occupancy = witness::occupy(compiled.bound.theory, lowered, transcript);
  FUZZ_CHECK(fuzz::circuit_holds(compiled.bound.theory, lowered, transcript, occupancy));
}

void check_certificate(const ir::TheorySource& source, driver::Compiled compiled) {
  const auto proved = driver::prove(std::move(compiled));
  FUZZ_CHECK(proved.ok());
  const Bytes bytes = cert::write_certificate(proved->certificate);
  FUZZ_CHECK(driver::verify_certificate(source, bytes).ok());
}

void show(const DiagnosticSink& sink) {
  std::string shown;
  llvm::raw_string_ostream out(shown);
  render_text(sink, out);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const llvm::StringRef text = fuzz::as_text(data, size);
  const ir::TheorySource& source = theories().of(text);
  DiagnosticSink sink(20);
  const auto file = SourceFile::from_text(text, "text.bmt");
  auto proof = driver::read_proof(source, *file, sink);
  FUZZ_CHECK(proof.has_value() == !sink.has_errors());
  show(sink);
  if (!proof)
    return 0;
  check_printing(source, *proof);
  layout::PlanOptions plan;
  plan.log_width = 3;
  auto compiled = driver::compile(source, std::move(*proof), plan);
  FUZZ_CHECK(compiled.ok());
  check_circuit(*compiled);
  if (llvm::xxHash64(text) % kProveOneIn == 0)
    check_certificate(source, std::move(*compiled));
  return 0;
}

// --- changes of lines and words -----------------------------------------------------------------

namespace {

/// Blocks get the numbers of their places again, so that a line more or less is not all that is
/// wrong.
void number_blocks(std::vector<std::string>& lines) {
  std::size_t number = 0;
  for (std::string& line : lines)
    if (line.starts_with("b"))
      if (const std::size_t end = line.find(" = "); end != std::string::npos)
        line = "b" + std::to_string(number++) + line.substr(end);
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  fuzz::Random random(seed);
  if (size == 0 || random.one_in(4))
    return LLVMFuzzerMutate(data, size, max_size);
  std::vector<std::string> lines = fuzz::cut(fuzz::as_text(data, size), '\n');
  fuzz::change_lines(random, lines);
  if (!random.one_in(4))
    number_blocks(lines);
  return fuzz::put(fuzz::joined(lines, '\n'), data, max_size);
}
