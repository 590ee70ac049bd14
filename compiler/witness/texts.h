#pragma once

#include "compiler/ir/transcript.h"
#include "compiler/lower/chip/analysis.h"
#include "runtime/cs/circuit.h"

#include <vector>

namespace blockfold::witness {

/// fp(s) and r^|s| of a text s.
struct TextValue {
  Fr fingerprint;
  Fr pow;
};

TextValue evaluate_text(llvm::ArrayRef<ir::SymbolCode> codes, const cs::CoefficientTable& table);

/// The text of every block whose typecode has variables; the others stay zero, as no wire holds
/// them.
std::vector<TextValue> evaluate_texts(const ir::Theory& theory, const lower::Analysis& analysis,
                                      const ir::Transcript& transcript,
                                      const cs::CoefficientTable& table);

} // namespace blockfold::witness
