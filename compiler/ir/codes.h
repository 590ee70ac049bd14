#pragma once

#include "compiler/support/diagnostic.h"

#include <cstdint>

namespace blockfold::ir {

/// The kinds of diagnostics about transcripts, listed with their texts in codes.def.
/// IR00xx: the text form. IR01xx: the blocks. IR02xx: the blocks of executions. IR03xx: their text
/// form.
enum class Code : std::uint8_t {
#define IR_CODE(name, id, severity, summary, next_step) name,
#include "compiler/ir/codes.def"
#undef IR_CODE
};

/// Identifier, severity and texts of one code.
const CodeInfo& info(Code code);
/// Every code, in the order of their identifiers.
llvm::ArrayRef<CodeInfo> all_codes();

} // namespace blockfold::ir
