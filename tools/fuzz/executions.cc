#include "tools/fuzz/executions.h"

#include "compiler/driver/prove_execution.h"
#include "compiler/driver/verify.h"
#include "compiler/ir/execution_text.h"
#include "compiler/rules/block_program.h"
#include "compiler/rules/reader.h"
#include "runtime/cert/certificate.h"
#include "tools/fuzz/fuzz.h"

namespace blockfold::fuzz {
namespace {

const char* const kNumbers = R"(
linear relation coin(worth: u8)
relation paid(order time: u32, by: address, sum: i16)
table nibbles = and(4)
axiom mint(free worth: u8) { emit coin(worth) }
axiom begin { emit paid(0, self, -3) }
rule pay(time: u32, by: address, sum: i16, worth: u8, free a, b: u4) {
  demand paid(time, by, sum)
  consume coin(worth)
  lookup nibbles(a, b, a * b)
  require worth != 0
  require sum < 1000
  let later: u32 = time + 1
  let more: i16 = sum + worth
  emit paid(later, self, more)
}
public rule total(time: u32, hidden by: address, sum: i16, mark: field) {
  demand paid(time, by, sum)
  require mark == sum * sum
}
)";
const char* const kPayments = R"(blockfold execution 1
mint(5)
mint(200)
b = begin()
c = pay(0, b, -3, 5, 0, 7)
d = pay(1, c, 2, 200, 1, 1)
total(2, d, 202, 40804)
)";

const char* const kTexts = R"(
sort word
symbols ( ) a b
relation said(order times: u16, what: word)
axiom letters {
  emit said(0, `a`)
  emit said(0, `b`)
}
rule pair(m, n: u16, x, y: word) {
  demand said(m, x)
  demand said(n, y)
  let times: u16 = m + n + 1
  emit said(times, `( x y )`)
}
public rule heard(times: u16, what: word) { demand said(times, what) }
)";
const char* const kWords = R"(blockfold execution 1
letters()
pair(0, 0, `a`, `b`)
pair(1, 0, `( a b )`, `a`)
heard(2, `( ( a b ) a )`)
heard(1, `( a b )`)
)";

const char* const kTape = R"(
sort word mark
symbols a b , ;
linear relation tape(order step: u8, t: word, m: mark)
relation seen(m: mark, step: u8, u: word)
public axiom start(t: word, m: mark) { emit tape(0, t, m) }
rule turn(t: word, m: mark, step: u8) {
  consume tape(step, t, m)
  let next: u8 = step + 1
  emit tape(next, `t b`, m)
  emit seen(`m ; m`, next, t)
}
public rule end(step: u8, t: word, hidden m: mark) { consume tape(step, t, m) }
public rule found(m: mark, u: word, hidden step: u8) { demand seen(m, step, u) }
)";
const char* const kTurns = R"(blockfold execution 1
start(`a`, `,`)
start(``, `;`)
turn(`a`, `,`, 0)
turn(`a b`, `,`, 1)
turn(``, `;`, 0)
end(2, `a b b`, `,`)
end(1, `b`, `;`)
found(`, ; ,`, `a b`, 2)
found(`; ; ;`, ``, 1)
)";

ProvenExecution proven(const char* name, const char* rules_text, const char* transcript) {
  DiagnosticSink sink;
  const auto open = [&](llvm::StringRef path, std::string*) {
    return SourceFile::from_text(rules_text, path);
  };
  const rules::ReadProgram read = rules::read_program("rules.blk", open, sink);
  FUZZ_CHECK(read.program.has_value());
  auto program = rules::block_program(*read.program);
  FUZZ_CHECK(program.ok());
  const auto source = SourceFile::from_text(transcript, "run.bmt");
  auto execution = ir::parse_execution(*source, *program, sink);
  FUZZ_CHECK(execution.has_value());
  auto compiled = driver::compile_execution(*program, *execution, {.segments = 2});
  FUZZ_CHECK(compiled.ok());
  auto proved = driver::prove_compiled(*program, *compiled, *execution);
  FUZZ_CHECK(proved.ok());
  Bytes bytes = cert::write_certificate(proved->certificate);
  FUZZ_CHECK(driver::verify_execution(*program, bytes).ok());
  return {name,
          std::move(*program),
          std::move(*execution),
          std::move(*compiled),
          std::move(proved->certificate.proof),
          std::move(bytes)};
}

} // namespace

std::vector<ProvenExecution> proven_executions() {
  std::vector<ProvenExecution> out;
  out.push_back(proven("numbers", kNumbers, kPayments));
  out.push_back(proven("texts", kTexts, kWords));
  out.push_back(proven("tape", kTape, kTurns));
  return out;
}

} // namespace blockfold::fuzz
