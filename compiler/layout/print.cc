#include "compiler/layout/print.h"

#include "compiler/lower/print.h"

#include <llvm/Support/Format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace blockfold::layout {
namespace {

constexpr const char* kPhaseNames[] = {"structure", "text", "bus"};

/// Sums over all segments of all kinds.
struct Totals {
  std::uint64_t segments = 0, copies = 0, constraints = 0, points = 0;
  std::array<std::uint64_t, cs::kPhases> values{};
};

std::uint64_t points_of(const cs::Kind& kind) {
  std::uint64_t points = 0;
  for (unsigned phase = 0; phase < cs::kPhases; ++phase)
    points += kind.commitments(phase);
  return points;
}

Totals totals_of(const cs::Circuit& circuit) {
  Totals totals;
  for (const cs::Kind& kind : circuit.kinds) {
    totals.segments += kind.segments;
    totals.copies += kind.stride * kind.segments;
    totals.constraints += std::uint64_t{kind.rows_used} * kind.segments;
    totals.points += points_of(kind) * kind.segments;
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      totals.values[phase] += std::uint64_t{kind.used[phase]} * kind.segments;
  }
  return totals;
}

double percent(std::uint64_t used, std::uint64_t size) {
  return 100.0 * static_cast<double>(used) / static_cast<double>(size);
}

void print_kind(llvm::raw_ostream& out, const lower::LoweredTheory& lowered, std::size_t index) {
  const cs::Kind& kind = lowered.circuit.kinds[index];
  const std::uint64_t rows = std::uint64_t{1} << kind.log_rows;
  const std::uint64_t width = std::uint64_t{1} << kind.log_width;
  out << "\nkind " << index << ": " << kind.segments << " segments of " << kind.stride
      << " copies\n  constraints: " << kind.rows_used << " of " << rows << " ("
      << llvm::format("%.1f", percent(kind.rows_used, rows)) << "% full)\n  parts of "
      << kind.part_size() << " values, commitments to " << width << " values each\n";
  for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
    const std::uint64_t room = kind.commitments(phase) * width;
    out << "  " << kPhaseNames[phase] << ": " << kind.used[phase] << " values in "
        << kind.commitments(phase) << " commitments";
    if (room != 0)
      out << " (" << llvm::format("%.1f", percent(kind.used[phase], room)) << "% full)";
    out << '\n';
  }
  for (const cs::Placement& placement : kind.placements)
    out << "  address " << placement.address << ", row " << placement.row << ": "
        << placement.copies() << " x " << lower::role_name(lowered.chips[placement.chip].role)
        << " '" << lowered.circuit.chips[placement.chip].name << "'\n";
}

nlohmann::ordered_json kind_json(const lower::LoweredTheory& lowered, const cs::Kind& kind) {
  nlohmann::ordered_json object;
  object["segments"] = kind.segments;
  object["copies"] = kind.stride;
  object["constraints"] = kind.rows_used;
  object["log_rows"] = kind.log_rows;
  object["log_part"] = kind.log_part;
  object["log_width"] = kind.log_width;
  for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
    object["values"][kPhaseNames[phase]] = kind.used[phase];
    object["commitments"][kPhaseNames[phase]] = kind.commitments(phase);
  }
  object["placements"] = nlohmann::ordered_json::array();
  for (const cs::Placement& placement : kind.placements)
    object["placements"].push_back({{"chip", placement.chip},
                                    {"name", lowered.circuit.chips[placement.chip].name},
                                    {"copies", placement.copies()},
                                    {"address", placement.address},
                                    {"row", placement.row}});
  return object;
}

} // namespace

void print_layout(llvm::raw_ostream& out, const lower::LoweredTheory& lowered,
                  const Layout& layout) {
  out << "range table: " << layout.range.table_bits << " bits; digits: length "
      << layout.range.length_limbs << ", time " << layout.range.time_limbs << ", order "
      << layout.range.order_limbs << "\ndummy variables by typecode:";
  for (const std::uint32_t count : layout.dummies)
    out << ' ' << count;
  out << '\n';
  for (std::size_t k = 0; k < lowered.circuit.kinds.size(); ++k)
    print_kind(out, lowered, k);
  const Totals totals = totals_of(lowered.circuit);
  out << "\ntotal: " << totals.segments << " segments, " << totals.copies << " copies, "
      << totals.constraints << " constraints, values " << totals.values[0] << " structure + "
      << totals.values[1] << " text + " << totals.values[2] << " bus, " << totals.points
      << " commitments\n";
}

nlohmann::ordered_json layout_json(const lower::LoweredTheory& lowered, const Layout& layout) {
  nlohmann::ordered_json object;
  object["range"] = {{"table_bits", layout.range.table_bits},
                     {"length_digits", layout.range.length_limbs},
                     {"time_digits", layout.range.time_limbs},
                     {"order_digits", layout.range.order_limbs}};
  object["dummies"] = layout.dummies;
  object["kinds"] = nlohmann::ordered_json::array();
  for (const cs::Kind& kind : lowered.circuit.kinds)
    object["kinds"].push_back(kind_json(lowered, kind));
  const Totals totals = totals_of(lowered.circuit);
  object["total"] = {{"segments", totals.segments},
                     {"copies", totals.copies},
                     {"constraints", totals.constraints},
                     {"commitments", totals.points}};
  for (unsigned phase = 0; phase < cs::kPhases; ++phase)
    object["total"]["values"][kPhaseNames[phase]] = totals.values[phase];
  return object;
}

} // namespace blockfold::layout
