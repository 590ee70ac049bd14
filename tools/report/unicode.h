#pragma once

#include <llvm/ADT/StringRef.h>

#include <cstdint>
#include <string>

namespace blockfold::report {

/// Whether a character leaves the text around it alone: printable, no control, no direction of its
/// own from right to left, nothing invisible. Combining marks count as harmless.
bool is_harmless(std::uint32_t code_point);

/// Appends a code point that is harmless.
void append_utf8(std::string& text, std::uint32_t code_point);

/// Text of unknown origin for a page: well-formed UTF-8 of harmless characters stays, every other
/// byte becomes `<XX>` in hexadecimal. Mark-up is no matter here; templates escape it.
std::string harmless_text(llvm::StringRef bytes);

} // namespace blockfold::report
