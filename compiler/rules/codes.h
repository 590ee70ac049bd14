#pragma once

#include "compiler/support/diagnostic.h"

#include <cstdint>

namespace blockfold::rules {

/// The kinds of diagnostics about rule files, listed with their texts and examples in codes.def.
/// BF10xx: words and shape. BF11xx: names and imports. BF12xx: text rules. BF13xx: field rules.
/// BF14xx: rules that would make unsound circuits. BF19xx: input that cannot be read.
enum class Code : std::uint8_t {
#define BF_CODE(name, id, severity, summary, next_step, explanation, wrong, right) name,
#include "compiler/rules/codes.def"
#undef BF_CODE
};

/// Identifier, severity and texts of one code.
const CodeInfo& info(Code code);
/// Every code, in the order of their identifiers.
llvm::ArrayRef<CodeInfo> all_codes();

} // namespace blockfold::rules
