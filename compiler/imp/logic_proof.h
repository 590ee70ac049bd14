#pragma once

#include "compiler/imp/interpreter.h"

#include <string>

/// A run as a proof in matching logic: the same execution, by the other route. Nothing is computed
/// by circuits of its own; every step is an axiom of the program, every sum is derived digit by
/// digit, and any checker of Metamath can follow (docs/executions.md).
namespace blockfold::imp {

/// Text rules (.blk) and the transcript (.bmt) that proves `run` from them:
///
///     |- ( ( atENTRY , 1 0 , ... ) -> ( mu X ( ( ( atEND , ... ) -> bot ) -> ( next-step @ X ) ) ) )
///
/// "the state at the entry eventually steps to the state at the end". A state is the place, then
/// all variables, then all elements of arrays, in the order of their declarations.
struct LogicProof {
  std::string rules, transcript;
  Outcome outcome;
};

/// Arrays have so many elements in all: each is a part of every state's text.
inline constexpr std::size_t kMostProofCells = 256;

/// Runs the program and proves the run. Reports what `run` reports, and numbers or arrays that are
/// too large for a proof (IM0305).
std::optional<LogicProof> prove_in_logic(const CompiledProgram& program, const SourceFile& source,
                                         const Values& inputs, const RunLimits& limits,
                                         DiagnosticSink& sink);

} // namespace blockfold::imp
