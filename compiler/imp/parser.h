#pragma once

#include "compiler/imp/ast.h"

#include <optional>

namespace blockfold::imp {

inline constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

/// The shape of a program. Mistakes are reported, and then nothing is returned.
std::optional<ast::Program> parse(Reporter& reporter);

/// A decimal number below 2^63 as it is written; nothing, after a report, if it is none.
std::optional<std::int64_t> parse_number(const ast::Word& word, Reporter& reporter);

} // namespace blockfold::imp
