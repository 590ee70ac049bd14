#pragma once

#include "compiler/layout/layout.h"

#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

/// Layouts as text, for people.
namespace blockfold::layout {

/// The layout's choices, then the kinds of the placed circuit: segments, placements, sizes, how
/// full they are, and totals.
void print_layout(llvm::raw_ostream& out, const lower::LoweredTheory& lowered,
                  const Layout& layout);

/// The same as an object.
nlohmann::ordered_json layout_json(const lower::LoweredTheory& lowered, const Layout& layout);

} // namespace blockfold::layout
