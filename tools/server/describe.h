#pragma once

#include "tools/server/analysis.h"

#include <string>

/// What a reader wants to know about a name or a mistake, in Markdown.
namespace blockfold::server {

/// Its declaration, its documentation; of a relation, also who emits and uses it.
std::string describe(const Analysis& analysis, std::uint32_t symbol);
/// The declaration on one line.
std::string signature(const Analysis& analysis, std::uint32_t symbol);
/// What `blockfold explain` says about the code.
std::string explain(const CodeInfo& code);

} // namespace blockfold::server
