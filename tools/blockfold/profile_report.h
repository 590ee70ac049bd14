#pragma once

#include "runtime/base/result.h"
#include "runtime/parallel/profile.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <nlohmann/json_fwd.hpp>

#include <string>

/// A profile as a file for programs and as a picture for people.
namespace blockfold::tools {

/// {"threads", "wall_seconds", "cpu_seconds", "peak_memory_bytes", "spans": [...], "by_name":
/// [...]}; spans in the order in which they ran, sums by name with the longest first.
nlohmann::ordered_json profile_json(llvm::ArrayRef<ProfileSpan> spans, unsigned threads,
                                    std::uint64_t peak_memory);

/// A timeline with memory above it, then a bar for each sort of work. Readable on light and dark
/// backgrounds.
std::string profile_svg(llvm::ArrayRef<ProfileSpan> spans, unsigned threads,
                        std::uint64_t peak_memory);

/// The picture's place: FILE.svg for FILE.json.
std::string picture_path(llvm::StringRef json_path);

/// Writes both files.
Status write_profile(llvm::StringRef json_path, llvm::ArrayRef<ProfileSpan> spans, unsigned threads,
                     std::uint64_t peak_memory);

} // namespace blockfold::tools
