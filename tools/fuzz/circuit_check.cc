#include "tools/fuzz/circuit_check.h"

#include "compiler/witness/block_witness.h"
#include "compiler/witness/measures.h"
#include "compiler/witness/witness.h"
#include "tests/unit/naive_circuit.h"

namespace blockfold::fuzz {
namespace {

cs::Challenges challenges() {
  const auto challenge = [](std::uint64_t seed) {
    return Fr::from_limbs({seed, seed * 0x9e3779b97f4a7c15, seed ^ 0xdeadbeefcafef00d, ~seed});
  };
  return {challenge(0x1234567), challenge(0x89abcdef), challenge(0x31415)};
}

bool holds(const cs::Circuit& of, cs::WitnessSource& source) {
  const testing::NaiveCircuit circuit(of, challenges());
  source.set_text_challenge(circuit.table());
  Fr bus;
  bool satisfied = true;
  for (std::size_t k = 0; k < of.kinds.size(); ++k) {
    const cs::Kind& kind = of.kinds[k];
    const auto selector = circuit.selector(kind);
    for (std::uint32_t segment = 0; segment < kind.segments; ++segment) {
      testing::NaiveCircuit::Vector z;
      satisfied &= circuit.fill(source, k, segment, z) && circuit.satisfied(kind, z);
      bus += testing::NaiveCircuit::dot(selector, z);
    }
  }
  return satisfied && bus.is_zero();
}

} // namespace

bool circuit_holds(const ir::Theory& theory, const lower::LoweredTheory& lowered,
                   const ir::Transcript& transcript, const witness::Occupancy& occupancy) {
  const witness::Measures measures = witness::measure(theory, lowered.analysis, transcript);
  const auto source = witness::make_witness(theory, lowered, transcript, measures, occupancy);
  return holds(lowered.circuit, *source);
}

bool circuit_holds(const ir::BlockProgram& program, const lower::LoweredTheory& lowered,
                   const ir::Execution& execution) {
  const witness::Occupancy occupancy = witness::occupy(lowered, execution);
  const auto source = witness::make_witness(program, lowered, execution, occupancy);
  return source.ok() && holds(lowered.circuit, **source);
}

} // namespace blockfold::fuzz
