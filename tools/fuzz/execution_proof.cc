// Any text as the transcript of an execution, the whole way to a certificate: what `blockfold
// prove` does with a rule file of numbers and texts. The checker, which compares texts as texts,
// accepts exactly what the circuit accepts, which compares their fingerprints; what is accepted is
// proved and verified now and then. A text that begins with '#' is about programs of numbers and
// texts that hidden blocks pass on, any other about claims with public texts.
#include "compiler/driver/prove_execution.h"
#include "compiler/driver/verify.h"
#include "compiler/ir/execution_check.h"
#include "compiler/ir/execution_text.h"
#include "compiler/rules/block_program.h"
#include "compiler/rules/reader.h"
#include "compiler/support/render.h"
#include "runtime/cert/certificate.h"
#include "runtime/parallel/parallel.h"
#include "tools/fuzz/circuit_check.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"
#include "tools/fuzz/lines.h"
#include "tools/fuzz/seeds.h"

#include <llvm/Support/raw_ostream.h>
#include <llvm/Support/xxhash.h>

using namespace blockfold;

namespace {

/// Proofs take milliseconds: one accepted text in this many.
constexpr std::uint64_t kProveOneIn = 64;

/// Texts that are taken apart by what they were made of, compared with written ones, counted, used
/// up; places; a number that a table and a comparison are about.
constexpr const char* kHidden = R"(
sort word mark
symbols ( ) a b , x1
linear relation card(t: word, m: mark, worth: i8)
linear relation used(m: mark, worth: i8, t: word)
relation said(order n: u16, t: word)
unique relation cell(at: address, t: word, m: mark)
relation sum(t: word, total: field)
table t = rows (1, 2) (2, 4) (3, 8)
axiom letters {
  emit said(0, `a`)
  emit said(0, `b`)
  emit said(0, ``)
}
axiom deal(free worth: i8) { emit card(`( a b )`, `,`, worth) }
rule pair(m, n: u16, x, y: word) {
  demand said(m, x)
  demand said(n, y)
  let k: u16 = m + n + 1
  emit said(k, `( x y )`)
}
rule double(n: u16, x: word) {
  demand said(n, x)
  demand said(n, `x`)
  let k: u16 = n + 1
  emit said(k, `x x`)
}
rule open(m, n: u16, x: word) {
  demand said(m, x)
  demand said(n, `( x x )`)
  let k: u16 = m + n + 1
  emit said(k, x)
}
rule keep(t: word, m: mark, worth: i8, n: u16) {
  consume card(t, m, worth)
  demand said(n, t)
  lookup t(n, worth)
  require worth != 7
  emit cell(self, `t t`, `m m`)
  emit used(`m`, worth, `t`)
}
rule weigh(at: address, t: word, m: mark, k: u16, x: word) {
  demand cell(at, t, m)
  demand said(k, x)
  demand cell(at, `x x`, m)
  require k < 9
  emit sum(t, k * k)
}
public rule heard(n: u16, t: word, hidden u: word) {
  demand said(n, t)
  demand said(n, u)
}
public rule weighed(hidden t: word, total: field) { demand sum(t, total) }
public rule spent(t: word, m: mark, hidden worth: i8) { consume used(m, worth, t) }
)";
constexpr const char* kHiddenBlocks = R"(#
blockfold execution 1
letters()
deal(2)
pair(0, 0, `a`, `b`)
pair(1, 0, `( a b )`, ``)
double(0, `a`)
double(1, `a a`)
pair(0, 0, `a`, `a`)
open(0, 1, `a`)
pair(2, 1, `a`, `( a a )`)
double(1, `( a b )`)
heard(2, `( ( a b ) )`, `a a a a`)
heard(4, `( a ( a a ) )`, `( a ( a a ) )`)
heard(1, `a a`, `( a b )`)
c = keep(`( a b )`, `,`, 2, 1)
weigh(c, `( a b ) ( a b )`, `, ,`, 1, `( a b )`)
weighed(`( a b ) ( a b )`, 1)
spent(`( a b )`, `,`, 2)
)";

constexpr const char* kPublic = R"(
sort word
symbols a b c
linear relation tape(order step: u8, t: word)
relation seen(t: word, step: u8, u: word)
public axiom start(t: word) { emit tape(0, t) }
rule turn(t: word, step: u8) {
  consume tape(step, t)
  let next: u8 = step + 1
  emit tape(next, `t b`)
  emit seen(`b t`, next, t)
}
public rule end(step: u8, t: word) { consume tape(step, t) }
public rule twice(t: word, u: word, step: u8) {
  demand seen(`t`, step, u)
  demand seen(`b u`, step, u)
}
)";
constexpr const char* kPublicBlocks = R"(blockfold execution 1
start(`a c`)
turn(`a c`, 0)
turn(t = `a c b`, step = 1)
end(2, `a c b b`)
start(``)
end(0, ``)
twice(`b a c`, `a c`, 1)
twice(`b a c b`, `a c b`, 2)
)";

ir::BlockProgram program_of(const char* text) {
  DiagnosticSink sink;
  const auto open = [&](llvm::StringRef path, std::string*) {
    return SourceFile::from_text(text, path);
  };
  const rules::ReadProgram read = rules::read_program("rules.blk", open, sink);
  FUZZ_CHECK(read.program.has_value());
  auto program = rules::block_program(*read.program);
  FUZZ_CHECK(program.ok());
  return std::move(*program);
}

struct Programs {
  ir::BlockProgram hidden = program_of(kHidden), open = program_of(kPublic);
  Programs() { set_thread_count(1); }
  const ir::BlockProgram& of(llvm::StringRef text) const {
    return text.startswith("#") ? hidden : open;
  }
};
const Programs& programs() {
  static const Programs kept;
  return kept;
}

void check_printing(const ir::BlockProgram& program, const ir::Execution& execution) {
  const auto print = [&](const ir::Execution& of) {
    std::string text;
    llvm::raw_string_ostream out(text);
    ir::print_execution(out, program, of);
    return out.str();
  };
  const std::string printed = print(execution);
  DiagnosticSink none;
  const auto again = ir::parse_execution(*SourceFile::from_text(printed, "again"), program, none);
  FUZZ_CHECK(again.has_value() && print(*again) == printed);
}

void check_certificate(const ir::BlockProgram& program, const ir::Execution& execution,
                       const layout::PlanOptions& plan) {
  const auto proved = driver::prove_execution(program, execution, plan);
  FUZZ_CHECK(proved.ok());
  const Bytes bytes = cert::write_certificate(proved->certificate);
  FUZZ_CHECK(driver::verify_execution(program, bytes).ok());
}

void show(const DiagnosticSink& sink) {
  std::string shown;
  llvm::raw_string_ostream out(shown);
  render_text(sink, out);
}

} // namespace

std::vector<Bytes> fuzz::seeds() {
  std::vector<Bytes> out;
  for (const llvm::StringRef text : {kHiddenBlocks, kPublicBlocks})
    out.emplace_back(text.begin(), text.end());
  return out;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const llvm::StringRef text = fuzz::as_text(data, size);
  const ir::BlockProgram& program = programs().of(text);
  DiagnosticSink sink(20);
  const auto execution = ir::parse_execution(*SourceFile::from_text(text, "x.bmt"), program, sink);
  FUZZ_CHECK(execution.has_value() == !sink.has_errors());
  show(sink);
  if (!execution)
    return 0;
  check_printing(program, *execution);
  DiagnosticSink faults(4);
  const bool good = ir::check_execution(program, *execution, faults);
  show(faults);
  const std::uint64_t choice = llvm::xxHash64(text);
  const layout::PlanOptions plan{.segments = 1 + static_cast<std::uint32_t>(choice % 3),
                                 .log_width = 3};
  const auto compiled = driver::compile_execution(program, *execution, plan);
  if (!compiled.ok()) {
    FUZZ_CHECK(compiled.error().code == "statement.goal");
    return 0;
  }
  FUZZ_CHECK(good == fuzz::circuit_holds(program, compiled->bound.lowered, *execution));
  if (good && choice / 3 % kProveOneIn == 0)
    check_certificate(program, *execution, plan);
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  fuzz::Random random(seed);
  if (random.one_in(200)) {
    std::vector<Bytes> starts = fuzz::seeds();
    const Bytes start = random.of(starts);
    return fuzz::put({start.begin(), start.end()}, data, max_size);
  }
  if (size == 0 || random.one_in(8))
    return LLVMFuzzerMutate(data, size, max_size);
  std::vector<std::string> lines = fuzz::cut(fuzz::as_text(data, size), '\n');
  fuzz::change_lines(random, lines);
  return fuzz::put(fuzz::joined(lines, '\n'), data, max_size);
}
