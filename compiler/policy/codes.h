#pragma once

#include "compiler/support/diagnostic.h"

#include <cstdint>

namespace blockfold::policy {

/// The kinds of diagnostics about policy files, listed with their texts and examples in codes.def.
enum class Code : std::uint8_t {
#define POLICY_CODE(name, id, severity, summary, next_step, explanation, wrong, right) name,
#include "compiler/policy/codes.def"
#undef POLICY_CODE
};

/// Identifier, severity and texts of one code.
const CodeInfo& info(Code code);
/// Every code, in the order of their identifiers.
llvm::ArrayRef<CodeInfo> all_codes();

} // namespace blockfold::policy
