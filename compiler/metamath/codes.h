#pragma once

#include "compiler/support/diagnostic.h"

#include <cstdint>

namespace blockfold::mm {

/// The kinds of diagnostics about Metamath databases, listed with their texts in codes.def.
/// MM00xx: characters and tokens. MM01xx: the shape of statements. MM02xx: declarations and scopes.
/// MM03xx: proofs. MM09xx: input that cannot be read.
enum class Code : std::uint8_t {
#define MM_CODE(name, id, severity, summary, next_step) name,
#include "compiler/metamath/codes.def"
#undef MM_CODE
};

/// Identifier, severity and texts of one code.
const CodeInfo& info(Code code);
/// Every code, in the order of their identifiers.
llvm::ArrayRef<CodeInfo> all_codes();

/// The text is not even a sequence of well-shaped statements (MM00xx and MM01xx).
bool is_syntax_error(const CodeInfo& code);
/// Some input could not be read at all (MM09xx).
bool is_unreadable_input(const CodeInfo& code);

} // namespace blockfold::mm
