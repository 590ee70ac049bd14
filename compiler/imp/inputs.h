#pragma once

#include "compiler/imp/interpreter.h"

/// Inputs as users give them. What is malformed is reported as IM0403.
namespace blockfold::imp {

/// "n=10", or "a=[1,2,3]". Adds the value.
bool read_input(llvm::StringRef text, Values& inputs, DiagnosticSink& sink);
/// {"n": 10, "a": [1, 2, 3]}. Adds all values.
bool read_inputs(llvm::StringRef json, Values& inputs, DiagnosticSink& sink);

} // namespace blockfold::imp
