#pragma once

#include "tools/fuzz/random.h"

#include <llvm/ADT/StringRef.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Changes of texts that are lines of words: most of what comes out is still nearly right.
namespace blockfold::fuzz {

std::vector<std::string> cut(llvm::StringRef text, char at);
std::string joined(const std::vector<std::string>& pieces, char with);

/// A line, or a word of one, goes, comes twice, changes places or becomes another one.
void change_lines(Random& random, std::vector<std::string>& lines);

/// Puts a text where a mutator's result belongs, cut to its room; returns its length.
std::size_t put(const std::string& text, std::uint8_t* data, std::size_t max_size);

} // namespace blockfold::fuzz
