#pragma once

#include "compiler/trace/dependencies.h"

#include <cstdint>
#include <string>

/// Dependencies as a picture, in Graphviz's language: `dot -Tsvg X.dot`.
namespace blockfold::trace {

struct DotOptions {
  std::uint32_t depth = UINT32_MAX; ///< no node farther from the goals than this
  bool syntax = false;              ///< with syntax axioms and proved syntax
};

/// Goals are at the top, arrows lead to what a proof applies. Groups differ in shape and colour. A
/// dashed border says that what the theorem applies is not all in the picture.
std::string to_dot(const Dependencies& dependencies, const DotOptions& options = {});

} // namespace blockfold::trace
