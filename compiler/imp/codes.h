#pragma once

#include "compiler/support/diagnostic.h"

#include <cstdint>

namespace blockfold::imp {

/// The kinds of diagnostics about IMP programs, listed with their texts and examples in codes.def.
/// IM00xx: words and shape. IM01xx: names and values. IM02xx: doubtful programs. IM03xx: runs that
/// cannot go on. IM04xx: inputs.
enum class Code : std::uint8_t {
#define IM_CODE(name, id, severity, summary, next_step, explanation, wrong, right) name,
#include "compiler/imp/codes.def"
#undef IM_CODE
};

/// Identifier, severity and texts of one code.
const CodeInfo& info(Code code);
/// Every code, in the order of their identifiers.
llvm::ArrayRef<CodeInfo> all_codes();

} // namespace blockfold::imp
