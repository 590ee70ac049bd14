#include "compiler/layout/layout.h"

#include "runtime/base/codec.h"
#include "runtime/hash/keccak.h"

#include <algorithm>
#include <bit>

namespace blockfold::layout {
namespace {

using lower::LoweredChip;
using lower::LoweredTheory;

unsigned log2_ceil(std::uint64_t value) {
  return value <= 1 ? 0 : static_cast<unsigned>(std::bit_width(value - 1));
}

Error size_error() {
  return {"layout.size", "the layout is larger than a verifier accepts"};
}

/// A range check without digits would check nothing.
Status check_ranges(const LoweredTheory& lowered) {
  const lower::RangeParameters& range = lowered.range;
  const auto needs = [&](auto predicate) {
    return std::ranges::any_of(lowered.analysis.rules, predicate);
  };
  const bool lengths = needs([](const lower::RuleFacts& r) { return r.length_checked; });
  const bool times = needs([](const lower::RuleFacts& r) { return r.has_time; });
  const bool orders = needs([](const lower::RuleFacts& r) { return r.order_checked; });
  if ((lengths && range.length_limbs == 0) || (times && range.time_limbs == 0) ||
      (orders && range.order_limbs == 0) || ((lengths || times || orders) && range.table_bits == 0))
    return Error{"layout.range", "the layout leaves out a range check that the theory needs"};
  return success();
}

/// Pieces of 2^k copies: the binary digits of each chip's number of copies.
struct Piece {
  std::uint32_t chip;
  std::uint32_t log_copies;
};

void cut(std::vector<Piece>& pieces, std::uint32_t chip, std::uint64_t copies) {
  for (unsigned bit = 64; bit-- > 0;)
    if ((copies >> bit & 1) != 0)
      pieces.push_back({chip, bit});
}

/// Large pieces first: then every column starts at a multiple of its size, without gaps.
void sort_pieces(std::vector<Piece>& pieces) {
  std::ranges::stable_sort(pieces, std::greater{}, &Piece::log_copies);
}

class KindPlacer {
public:
  KindPlacer(const LoweredTheory& lowered, const KindSpec& spec, std::uint64_t first_address)
      : lowered_(lowered), next_value_(lowered.chips.size()), address_(first_address) {
    kind_.segments = spec.segments;
    kind_.log_width = spec.log_width;
  }

  Result<cs::Kind> place(std::vector<Piece> pieces) {
    if (pieces.empty())
      return Error{"layout.copies", "a kind of segments holds no chip"};
    sort_pieces(pieces);
    const std::uint64_t first = address_;
    if (pieces.front().log_copies > Bounds::kLogPart)
      return size_error();
    kind_.log_fixed = pieces.front().log_copies;
    fixed_ = std::uint64_t{cs::kAddress} << kind_.log_fixed;
    for (const Piece& piece : pieces) {
      add(piece);
      if (largest() > std::uint64_t{1} << Bounds::kLogPart)
        return size_error();
    }
    kind_.stride = address_ - first;
    kind_.rows_used = static_cast<std::uint32_t>(rows_);
    // Copies of a chip without rows count as well: matrices are products over the bits of copies.
    kind_.log_rows = std::max(kind_.log_fixed, log2_ceil(rows_));
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      kind_.used[phase] = static_cast<std::uint32_t>(used_[phase]);
    kind_.log_part =
        std::max(kind_.log_width, log2_ceil(std::max({fixed_, used_[0], used_[1], used_[2]})));
    return kind_;
  }

private:
  std::uint64_t largest() const { return std::max({rows_, fixed_, used_[0], used_[1], used_[2]}); }

  void add(const Piece& piece) {
    const cs::Chip& chip = lowered_.circuit.chips[piece.chip];
    const std::uint64_t copies = std::uint64_t{1} << piece.log_copies;
    cs::Placement placement{};
    placement.chip = piece.chip;
    placement.log_copies = piece.log_copies;
    placement.address = address_;
    placement.row = static_cast<std::uint32_t>(rows_);
    placement.constant = static_cast<std::uint32_t>(fixed_);
    placement.first_constant_value = next_value_[piece.chip];
    for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
      placement.column[phase] = static_cast<std::uint32_t>(used_[phase]);
      used_[phase] += std::uint64_t{chip.columns[phase]} << piece.log_copies;
    }
    rows_ += chip.rows.size() << piece.log_copies;
    fixed_ += chip.constants.size() << piece.log_copies;
    address_ += copies;
    next_value_[piece.chip] += static_cast<std::uint32_t>(copies);
    kind_.placements.push_back(placement);
  }

  const LoweredTheory& lowered_;
  std::vector<std::uint32_t> next_value_; ///< per chip
  cs::Kind kind_{};
  std::uint64_t address_, rows_ = 0, fixed_ = 0, used_[cs::kPhases] = {0, 0, 0};
};

std::vector<Piece> pieces_of_kind(const LoweredTheory& lowered, const Layout& layout,
                                  std::size_t k) {
  std::vector<Piece> pieces;
  std::size_t counted = 0;
  for (std::uint32_t chip = 0; chip < lowered.chips.size(); ++chip) {
    const std::uint64_t fixed = lowered.chips[chip].fixed_copies;
    if (fixed == 0)
      cut(pieces, chip, layout.copies[k][counted++]);
    else if (k == 0)
      cut(pieces, chip, fixed);
  }
  return pieces;
}

} // namespace

std::size_t counted_chips(const LoweredTheory& lowered) {
  return static_cast<std::size_t>(
      std::ranges::count(lowered.chips, 0U, &LoweredChip::fixed_copies));
}

Status check_bounds(const Layout& layout, std::size_t typecodes) {
  const lower::RangeParameters& range = layout.range;
  const std::uint64_t limbs = std::max({range.length_limbs, range.time_limbs, range.order_limbs});
  if (range.table_bits > Bounds::kTableBits || limbs > Bounds::kRangeBits ||
      limbs * range.table_bits > Bounds::kRangeBits)
    return Error{"layout.range", "the layout's ranges are larger than a verifier accepts"};
  if (layout.dummies.size() != typecodes)
    return Error{"layout.dummies", "the layout has another number of typecodes than the theory"};
  if (std::ranges::any_of(layout.dummies, [](std::uint32_t n) { return n > Bounds::kDummies; }))
    return Error{"layout.dummies", "the layout has more dummy variables than a verifier accepts"};
  const bool kinds_ok = !layout.kinds.empty() && layout.kinds.size() <= Bounds::kKinds &&
                        layout.kinds.size() == layout.copies.size() &&
                        layout.kinds.front().segments == 1 &&
                        std::ranges::all_of(layout.kinds, [](const KindSpec& kind) {
                          return kind.segments >= 1 && kind.segments <= Bounds::kSegments &&
                                 kind.log_width <= Bounds::kLogWidth;
                        });
  if (!kinds_ok)
    return Error{"layout.kinds",
                 "the layout's kinds are malformed: one to four, the first with one "
                 "segment, each with bounded segments and width"};
  return success();
}

Status place_chips(LoweredTheory& lowered, const Layout& layout) {
  if (Status ranges = check_ranges(lowered); !ranges)
    return ranges;
  lowered.circuit.kinds.clear();
  std::uint64_t address = 1; // 0 names no block
  for (std::size_t k = 0; k < layout.kinds.size(); ++k) {
    if (layout.copies[k].size() != counted_chips(lowered))
      return Error{"layout.copies",
                   "the layout counts another number of chips than the theory has"};
    auto kind =
        KindPlacer(lowered, layout.kinds[k], address).place(pieces_of_kind(lowered, layout, k));
    if (!kind)
      return kind.error();
    address += kind->stride * kind->segments;
    if (address > Bounds::kBlocks)
      return size_error();
    lowered.circuit.kinds.push_back(std::move(*kind));
  }
  return success();
}

namespace {

/// Most rules have no copy in the kinds of many segments: a zero is followed by the length of its
/// run.
void encode_copies(ByteWriter& out, const std::vector<std::uint32_t>& copies) {
  out.number(copies.size());
  for (std::size_t i = 0; i < copies.size();) {
    out.number(copies[i]);
    const auto run = std::find_if(copies.begin() + static_cast<std::ptrdiff_t>(i), copies.end(),
                                  [](std::uint32_t n) { return n != 0; });
    const auto zeros = static_cast<std::size_t>(run - copies.begin()) - i;
    if (zeros != 0)
      out.number(zeros);
    i += std::max<std::size_t>(zeros, 1);
  }
}

/// Runs are maximal and not empty, so that a layout has one encoding.
std::vector<std::uint32_t> decode_copies(ByteReader& in, std::uint64_t most_chips) {
  std::vector<std::uint32_t> copies;
  const std::uint64_t size = in.number(most_chips);
  bool after_zeros = false;
  while (!in.failed() && copies.size() < size) {
    const auto count = static_cast<std::uint32_t>(in.number(UINT32_MAX));
    const std::uint64_t run = count == 0 ? in.number(size - copies.size()) : 1;
    if (run == 0 || (count == 0 && after_zeros))
      in.fail();
    if (!in.failed())
      copies.insert(copies.end(), run, count);
    after_zeros = count == 0;
  }
  return copies;
}

} // namespace

Bytes encode(const Layout& layout) {
  ByteWriter out;
  out.number(layout.range.table_bits);
  out.number(layout.range.length_limbs);
  out.number(layout.range.time_limbs);
  out.number(layout.range.order_limbs);
  out.number(layout.dummies.size());
  for (const std::uint32_t count : layout.dummies)
    out.number(count);
  out.number(layout.kinds.size());
  for (std::size_t k = 0; k < layout.kinds.size(); ++k) {
    out.number(layout.kinds[k].segments);
    out.number(layout.kinds[k].log_width);
    encode_copies(out, layout.copies[k]);
  }
  return out.take();
}

Result<Layout> decode(ByteView bytes, std::uint64_t most_chips) {
  ByteReader in(bytes);
  Layout layout;
  const auto small = [&] { return static_cast<std::uint32_t>(in.number(UINT32_MAX)); };
  layout.range.table_bits = small();
  layout.range.length_limbs = small();
  layout.range.time_limbs = small();
  layout.range.order_limbs = small();
  // Every element takes at least one byte, so no count may exceed what is left.
  layout.dummies.resize(in.number(in.remaining()));
  for (std::uint32_t& count : layout.dummies) {
    count = small();
    most_chips += std::min(count, Bounds::kDummies);
  }
  most_chips = std::min<std::uint64_t>(most_chips, Bounds::kChips);
  layout.kinds.resize(in.number(Bounds::kKinds));
  layout.copies.resize(layout.kinds.size());
  for (std::size_t k = 0; k < layout.kinds.size(); ++k) {
    layout.kinds[k].segments = small();
    layout.kinds[k].log_width = small();
    layout.copies[k] = decode_copies(in, most_chips);
  }
  if (in.failed() || !in.at_end())
    return Error{"layout.encoding", "the layout section is malformed"};
  return layout;
}

std::array<std::uint8_t, 32> circuit_digest(const cs::Circuit& circuit) {
  ByteWriter out;
  out.number(circuit.chips.size());
  for (const cs::Chip& chip : circuit.chips) {
    for (const std::uint32_t columns : chip.columns)
      out.number(columns);
    out.number(chip.rows.size());
    out.number(chip.terms.size());
    out.number(chip.constants.size());
  }
  for (const cs::Kind& kind : circuit.kinds) {
    for (const std::uint64_t field : {std::uint64_t{kind.segments}, kind.stride,
                                      std::uint64_t{kind.log_rows}, std::uint64_t{kind.log_part},
                                      std::uint64_t{kind.log_fixed}, std::uint64_t{kind.log_width}})
      out.number(field);
    out.number(kind.placements.size());
    for (const cs::Placement& placement : kind.placements) {
      out.number(placement.chip);
      out.number(placement.log_copies);
    }
  }
  return keccak256(out.take());
}

} // namespace blockfold::layout
