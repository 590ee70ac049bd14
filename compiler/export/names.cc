#include "compiler/export/names.h"

#include "compiler/lower/print.h"

#include <fmt/format.h>

namespace blockfold::exports {
namespace {

std::string escaped(const std::string& name) {
  std::string out;
  for (const char c : name)
    if (c == ',' || c == '%')
      out += fmt::format("%{:02X}", c);
    else
      out += c == ' ' ? '_' : c;
  return out;
}

/// The parts of a name before and after the address.
struct NameParts {
  std::string before, after;
  std::uint64_t address; ///< of the first copy
};

NameParts parts_of(const cs::Circuit& circuit, const WireBlock& block) {
  const cs::Kind& kind = circuit.kinds[block.kind];
  const cs::Placement& placement = kind.placements[block.placement];
  const cs::Chip& chip = circuit.chips[placement.chip];
  return {fmt::format("main.k{}.s{}.{}@", block.kind, block.segment, escaped(chip.name)),
          "." + escaped(lower::column_text(chip, block.column)),
          placement.address + kind.stride * block.segment};
}

} // namespace

std::string wire_name(const cs::Circuit& circuit, const WireBlock& block, std::uint32_t copy) {
  const NameParts parts = parts_of(circuit, block);
  return fmt::format("{}{}{}", parts.before, parts.address + copy, parts.after);
}

void write_sym(llvm::raw_ostream& out, const WireMap& wires, const System& system) {
  const cs::Circuit& circuit = wires.circuit();
  const auto shared = [&](Wire wire, const std::string& name) {
    out << wire << ',' << wire << ',' << circuit.chips.size() << ",main." << name << '\n';
  };
  constexpr const char* kChallenges[] = {"r", "alpha", "beta"};
  for (Wire wire = 1; wire <= wires.public_inputs(); ++wire)
    shared(wire, kChallenges[wire - 1]);
  for (unsigned phase = 0; phase < cs::kPhases; ++phase)
    wires.for_each_block(phase, [&](const WireBlock& block) {
      const cs::Placement& placement = circuit.kinds[block.kind].placements[block.placement];
      const NameParts parts = parts_of(circuit, block);
      for (std::uint32_t copy = 0; copy < placement.copies(); ++copy) {
        const Wire wire = block.first + copy;
        out << wire << ',' << wire << ',' << placement.chip << ',' << parts.before
            << parts.address + copy << parts.after << '\n';
      }
    });
  for (Wire wire = wires.count(); wire < system.sizes().wires; ++wire)
    shared(wire, fmt::format("aux{}", wire - wires.count() + 1));
}

} // namespace blockfold::exports
