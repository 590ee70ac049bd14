// Any text as a transcript of a fixed theory. What the parser takes, printing and parsing give
// back, and the verifier has a verdict on it.
#include "compiler/ir/parser.h"
#include "compiler/ir/printer.h"
#include "compiler/ir/verifier.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"
#include "tools/fuzz/samples.h"
#include "tools/fuzz/seeds.h"

#include <llvm/Support/raw_ostream.h>

using namespace blockfold;

namespace {

/// The theory with $d conditions and dummies, and a true transcript of it.
const import::ImportedProof& sample() {
  static const import::ImportedProof kept = fuzz::prepared(fuzz::sample(2));
  return kept;
}
const ir::Theory& theory() {
  return sample().theory;
}

std::optional<ir::Transcript> parse(llvm::StringRef text, DiagnosticSink& sink) {
  const auto file = SourceFile::from_text(text, "text");
  return ir::parse_transcript(*file, theory(), sink);
}

std::string print(const ir::Transcript& transcript) {
  std::string text;
  llvm::raw_string_ostream out(text);
  ir::print_transcript(out, theory(), transcript);
  return out.str();
}

void verify(const ir::Transcript& transcript, ir::DisjointBlocks disjoint) {
  DiagnosticSink sink(4);
  const bool good = ir::verify_transcript(theory(), transcript, disjoint, sink);
  FUZZ_CHECK(good == !sink.has_errors());
}

} // namespace

std::vector<Bytes> fuzz::seeds() {
  const std::string text = print(::sample().transcript);
  return {Bytes(text.begin(), text.end())};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  DiagnosticSink sink(20);
  const auto parsed = parse(fuzz::as_text(data, size), sink);
  FUZZ_CHECK(parsed.has_value() == !sink.has_errors());
  if (!parsed)
    return 0;
  const std::string printed = print(*parsed);
  DiagnosticSink none;
  const auto again = parse(printed, none);
  FUZZ_CHECK(again.has_value());
  FUZZ_CHECK(print(*again) == printed);
  FUZZ_CHECK(again->premises == parsed->premises && again->qed == parsed->qed);
  verify(*parsed, ir::DisjointBlocks::Absent);
  verify(*parsed, ir::DisjointBlocks::Present);
  return 0;
}
