// Any bytes as the layout section for a fixed theory. What a verifier accepts is within its bounds:
// addresses are distinct and below 2^34, and no two wires or rows share a place.
#include "compiler/layout/layout.h"
#include "compiler/import/theory_import.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/samples.h"
#include "tools/fuzz/seeds.h"

#include <algorithm>

using namespace blockfold;

namespace {

/// [begin, end) of something that placements must not share.
struct Range {
  std::uint64_t begin, end;
};

void check_disjoint(std::vector<Range> ranges, std::uint64_t limit) {
  std::ranges::sort(ranges, {}, &Range::begin);
  std::uint64_t end = 0;
  for (const Range& range : ranges) {
    if (range.begin == range.end)
      continue;
    FUZZ_CHECK(range.begin >= end);
    end = range.end;
  }
  FUZZ_CHECK(end <= limit);
}

void check_kind(const cs::Circuit& circuit, const cs::Kind& kind) {
  FUZZ_CHECK(kind.segments >= 1 && kind.segments <= layout::Bounds::kSegments);
  FUZZ_CHECK(kind.log_part <= layout::Bounds::kLogPart && kind.log_width <= kind.log_part);
  FUZZ_CHECK(kind.rows_used <= std::uint64_t{1} << kind.log_rows);
  std::vector<Range> rows, constants, columns[cs::kPhases];
  for (const cs::Placement& placement : kind.placements) {
    const cs::Chip& chip = circuit.chips[placement.chip];
    const std::uint64_t copies = placement.copies();
    FUZZ_CHECK(placement.row % copies == 0 && placement.constant % copies == 0);
    rows.push_back({placement.row, placement.row + chip.rows.size() * copies});
    constants.push_back({placement.constant, placement.constant + chip.constants.size() * copies});
    for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
      FUZZ_CHECK(placement.column[phase] % copies == 0);
      columns[phase].push_back(
          {placement.column[phase], placement.column[phase] + chip.columns[phase] * copies});
    }
    for (const cs::ConstantColumn& column : chip.constants)
      FUZZ_CHECK(placement.first_constant_value + copies <= column.values.size());
  }
  constants.push_back({0, std::uint64_t{cs::kAddress} << kind.log_fixed});
  check_disjoint(rows, kind.rows_used);
  check_disjoint(constants, kind.part_size());
  for (unsigned phase = 0; phase < cs::kPhases; ++phase)
    check_disjoint(columns[phase], kind.used[phase]);
}

void check_addresses(const cs::Circuit& circuit) {
  std::vector<Range> addresses;
  for (const cs::Kind& kind : circuit.kinds) {
    std::vector<Range> own;
    std::uint64_t first = UINT64_MAX;
    for (const cs::Placement& placement : kind.placements) {
      own.push_back({placement.address, placement.address + placement.copies()});
      first = std::min(first, placement.address);
    }
    FUZZ_CHECK(first >= 1);
    check_disjoint(own, first + kind.stride); // so segments do not overlap either
    addresses.push_back({first, first + kind.stride * kind.segments});
  }
  check_disjoint(addresses, layout::Bounds::kBlocks + 1);
}

} // namespace

std::vector<Bytes> fuzz::seeds() {
  std::vector<Bytes> out;
  for (const std::uint32_t segments : {1U, 3U, 8U})
    out.push_back(prove(sample(2), segments).certificate.layout);
  return out;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ir::Theory plain = [] {
    const fuzz::Sample sample = fuzz::sample(2);
    return import::import_theory(*sample.database, fuzz::prepared(sample).selected);
  }();
  const auto chosen = layout::decode(ByteView(data, size));
  if (!chosen)
    return 0;
  const Bytes again = layout::encode(*chosen);
  FUZZ_CHECK(std::ranges::equal(again, ByteView(data, size)));
  if (!layout::check_bounds(*chosen, plain.typecodes.size()))
    return 0;
  ir::Theory theory = plain;
  import::add_dummies(theory, chosen->dummies);
  lower::LoweredTheory lowered = lower::lower_theory(theory, chosen->range);
  if (!layout::place_chips(lowered, *chosen))
    return 0;
  for (const cs::Kind& kind : lowered.circuit.kinds)
    check_kind(lowered.circuit, kind);
  check_addresses(lowered.circuit);
  return 0;
}
