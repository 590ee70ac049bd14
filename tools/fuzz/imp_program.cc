// Any text as an IMP program. What is accepted becomes rules without a warning, and the blocks of
// its run satisfy them.
#include "compiler/imp/interpreter.h"
#include "compiler/ir/execution_check.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"

using namespace blockfold;

namespace {

/// Small numbers that differ, so that most runs end.
imp::Values inputs_of(const imp::Machine& machine) {
  imp::Values out;
  std::int64_t next = 3;
  for (const imp::Variable& variable : machine.variables)
    if (variable.is_input)
      out[variable.name] = {next++};
  for (const imp::Array& array : machine.arrays)
    if (array.is_input)
      for (std::uint32_t i = 0; i < array.size; ++i)
        out[array.name].push_back(next--);
  return out;
}

bool has_large_array(const imp::Machine& machine) {
  for (const imp::Array& array : machine.arrays)
    if (array.size > 1000)
      return true;
  return false;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  DiagnosticSink sink(20);
  const imp::ReadProgram read =
      imp::read_program(SourceFile::from_text(fuzz::as_text(data, size), "program.imp"), sink);
  FUZZ_CHECK(read.program.has_value() == !sink.has_errors());
  for (const Diagnostic& diagnostic : sink.diagnostics())
    FUZZ_CHECK(diagnostic.code != &imp::info(imp::Code::Refused));
  if (!read.program || has_large_array(read.program->machine))
    return 0;
  ir::Execution execution(read.program->blocks);
  DiagnosticSink stops, refusals(4);
  const auto outcome = imp::run(*read.program, *read.source, inputs_of(read.program->machine),
                                {500}, &execution, {}, stops);
  FUZZ_CHECK(outcome.has_value() == !stops.has_errors());
  if (outcome)
    FUZZ_CHECK(ir::check_execution(read.program->blocks, execution, refusals));
  return 0;
}
