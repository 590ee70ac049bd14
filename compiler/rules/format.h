#pragma once

#include "compiler/support/source_file.h"

#include <string>

/// The one way to lay out a rule file.
namespace blockfold::rules {

inline constexpr std::size_t kLineWidth = 100;

/// Formats a text that `parse` accepts. Words and comments stay what they are and in their order;
/// blanks, line breaks and indentation become uniform, single blank lines stay. A rule that stands
/// on one line, fits it and has no text in it stays there. Formatting twice changes nothing.
std::string format(const SourceFile& source);

} // namespace blockfold::rules
