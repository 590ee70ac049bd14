#pragma once

#include "compiler/driver/link_text.h"
#include "tools/report/templates.h"

namespace blockfold::report {

/// Larger links are drawn up to here.
inline constexpr std::size_t kMostParts = 100;

/// The parts of a link in their order, one below the other, with an arc from each part to those
/// that prove what it takes for granted.
Html link_picture(const driver::LinkText& link);

} // namespace blockfold::report
