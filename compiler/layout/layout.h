#pragma once

#include "compiler/lower/chip/chips.h"
#include "runtime/base/bytes.h"
#include "runtime/base/result.h"

#include <cstdint>
#include <vector>

/// Where every block stands: kinds, segments, copies. The prover chooses a layout, the verifier
/// receives it as hostile input and derives from it and the theory the whole circuit.
namespace blockfold::layout {

struct KindSpec {
  std::uint32_t segments = 1;
  std::uint32_t log_width = 0; ///< entries per commitment
  friend bool operator==(const KindSpec&, const KindSpec&) = default;
};

/// What the prover chooses. Kind 0 always has one segment: it holds the chips whose copies the
/// theory fixes (conclusions, hypotheses, $d declarations, the range table).
struct Layout {
  lower::RangeParameters range;
  std::vector<std::uint32_t> dummies; ///< per typecode
  std::vector<KindSpec> kinds;
  /// copies[k][c]: copies per segment of kind k of the c-th counted chip (those with
  /// LoweredChip::fixed_copies == 0, in order).
  std::vector<std::vector<std::uint32_t>> copies;
  friend bool operator==(const Layout&, const Layout&) = default;
};

/// Bounds on what a verifier accepts; see docs/soundness.md for how they enter the error terms.
struct Bounds {
  static constexpr std::uint32_t kTableBits = 20;
  static constexpr std::uint32_t kRangeBits = 40; ///< limbs * table_bits
  static constexpr std::uint32_t kDummies = 1 << 12;
  static constexpr std::uint32_t kKinds = 4;
  static constexpr std::uint32_t kChips = 1 << 22; ///< counted chips
  static constexpr std::uint32_t kSegments = 1 << 16;
  static constexpr std::uint32_t kLogWidth = 16;
  static constexpr std::uint32_t kLogPart = 26;
  static constexpr std::uint64_t kBlocks = std::uint64_t{1} << 34;
};

/// Places the chips of a lowered theory. Fills lowered.circuit.kinds.
///
/// Errors: `layout.range` (a range check that the theory needs has no digits, or a table or range
/// is too large), `layout.kinds`, `layout.copies` (wrong number of entries), `layout.size`.
Status place_chips(lower::LoweredTheory& lowered, const Layout& layout);

/// Checks what can be checked before the theory is lowered.
Status check_bounds(const Layout& layout, std::size_t typecodes);

/// The canonical bytes of a layout; what is absorbed into the transcript and stored in a
/// certificate.
Bytes encode(const Layout& layout);

/// Reads a layout back. `most_chips` bounds the counted chips of the theory without its dummies:
/// zeros are written as the length of their run, so the bytes alone do not bound how many there
/// are. Errors: `layout.encoding`.
Result<Layout> decode(ByteView bytes, std::uint64_t most_chips = Bounds::kChips);

/// A digest of the shape of a placed circuit: sizes of every chip, and where it stands. What the
/// chips say follows from theory, roles and layout, which the transcript absorbs by themselves; the
/// shape is there so that two programs which lower differently find out at once.
std::array<std::uint8_t, 32> circuit_digest(const cs::Circuit& circuit);

/// Number of counted chips, in the canonical order.
std::size_t counted_chips(const lower::LoweredTheory& lowered);

} // namespace blockfold::layout
