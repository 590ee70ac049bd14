// Any text as the proof of three theorems of a fixed database. Each gets one verdict, never Valid
// for the theorem that has no proof. A valid proof, written out as a normal one, is valid too.
#include "compiler/metamath/proof.h"
#include "compiler/metamath/reader.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"

#include <string>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

const std::string kTheory =
    "$c |- wff ( ) -> F. setvar A. $. $v p q r x y $.\n"
    "wp $f wff p $. wq $f wff q $. wr $f wff r $. vx $f setvar x $. vy $f setvar y $.\n"
    "wi $a wff ( p -> q ) $. wf $a wff F. $. wal $a wff A. x p $.\n"
    "ax1 $a |- ( p -> ( q -> p ) ) $.\n"
    "ax2 $a |- ( ( p -> ( q -> r ) ) -> ( ( p -> q ) -> ( p -> r ) ) ) $.\n"
    "${ $d x p $. ax5 $a |- ( p -> A. x p ) $. $}\n"
    "${ mp.1 $e |- p $. mp.2 $e |- ( p -> q ) $. mp $a |- q $. $}\n";
constexpr const char* kTheorems[] = {
    "id $p |- ( p -> p ) $= ", "no $p |- F. $= ", "${ $d x p $. h $e |- p $. all $p |- A. x p $= "};
constexpr const char* kEnds[] = {" $.\n", " $.\n", " $. $}\n"};

struct Read {
  DiagnosticSink sink{4};
  ReadResult result;
};

void read(llvm::StringRef proof, Read& out) {
  std::string text = kTheory;
  for (std::size_t i = 0; i < std::size(kTheorems); ++i)
    text += kTheorems[i] + proof.str() + kEnds[i];
  out.result = read_database_text(text, "text", out.sink, false);
}

/// The steps in reverse Polish notation; nothing if that takes more than `limit` steps.
std::string written_out(const Database& database, const ProofTrace& trace, std::size_t limit) {
  std::vector<std::uint32_t> open{static_cast<std::uint32_t>(trace.steps.size() - 1)};
  std::vector<llvm::StringRef> labels; // from the last step to the first
  while (!open.empty()) {
    const ProofTrace::Step step = trace.steps[open.back()];
    open.pop_back();
    labels.push_back(database.statement(step.statement).label);
    if (labels.size() > limit)
      return {};
    for (std::uint32_t i = 0; i < step.premise_count; ++i)
      open.push_back(trace.premises[step.first_premise + i]);
  }
  std::string out;
  for (std::size_t i = labels.size(); i-- > 0;)
    out += labels[i].str() + ' ';
  return out;
}

void check(const Read& read_once, llvm::StringRef label) {
  const Database& database = read_once.result.database;
  const auto id = database.find(label);
  if (!id) { // the text is no proof: perhaps it opens a comment and does not close it
    FUZZ_CHECK(!read_once.result.ok());
    return;
  }
  DiagnosticSink sink;
  ProofTrace trace;
  const ProofResult result = verify_proof(database, *id, sink, &trace);
  FUZZ_CHECK((result == ProofResult::Valid) == sink.diagnostics().empty());
  FUZZ_CHECK((result == ProofResult::Invalid) == sink.has_errors());
  FUZZ_CHECK((result == ProofResult::Valid) == !trace.steps.empty());
  FUZZ_CHECK(label != "no" || result != ProofResult::Valid);
  if (result != ProofResult::Valid)
    return;
  const std::string normal = written_out(database, trace, 2000);
  if (normal.empty())
    return;
  Read again;
  read(normal, again);
  DiagnosticSink findings;
  const StatementId same = again.result.database.find(label).value();
  FUZZ_CHECK(verify_proof(again.result.database, same, findings) == ProofResult::Valid);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const llvm::StringRef proof = fuzz::as_text(data, size);
  if (proof.contains("$."))
    return -1; // the text of a proof, not of a database
  Read read_once;
  read(proof, read_once);
  for (const char* label : {"id", "no", "all"})
    check(read_once, label);
  return 0;
}
