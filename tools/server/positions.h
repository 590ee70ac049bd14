#pragma once

#include "compiler/support/source_file.h"

#include <llvm/ADT/StringRef.h>

#include <cstddef>
#include <cstdint>
#include <vector>

/// Places in a text as editors count them.
namespace blockfold::server {

/// Both count from 0; `character` counts units of UTF-16.
struct Position {
  std::uint32_t line = 0, character = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

/// From offsets in bytes to positions and back. Lines end with "\n", "\r\n" or "\r". A byte that
/// belongs to no character of UTF-8 counts as one character. The text must outlive the object.
class Positions {
public:
  explicit Positions(llvm::StringRef text);

  /// Offsets past the end mean the end; one inside of a character, or of the end of a line, means
  /// its beginning.
  Position at(std::size_t offset) const;
  /// Lines past the end mean the end of the text, characters past the end of a line its end, the
  /// middle of a character its beginning.
  std::size_t offset(Position position) const;
  /// The offset of a place as the compiler counts: lines end with "\n" only, columns are bytes.
  std::size_t offset(LineColumn place) const;

  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }
  /// A line without its end.
  llvm::StringRef line(std::uint32_t index) const;

private:
  /// A place in a line that is long: where to count on from.
  struct Mark {
    std::size_t offset;
    std::uint32_t character;
  };
  void mark(std::uint32_t line);
  Mark before(std::uint32_t line, std::size_t offset) const;

  llvm::StringRef text_;
  std::vector<std::size_t> starts_;   ///< of lines
  std::vector<Mark> marks_;           ///< of all lines, in order
  std::vector<std::size_t> newlines_; ///< of lines as the compiler counts
};

} // namespace blockfold::server
