#include "runtime/fold/assignment.h"

#include "runtime/fold/rows.h"
#include "runtime/parallel/parallel.h"

namespace blockfold::fold {
namespace {

/// Text and bus of one segment whose structure is there.
void complete(const cs::Circuit& circuit, std::size_t k, std::uint32_t segment,
              cs::WitnessSource& source, const cs::CoefficientTable& table,
              cs::SegmentWitness& witness) {
  const cs::Kind& kind = circuit.kinds[k];
  witness.text.resize(kind.used[1]);
  source.fill_text(k, segment, witness.text);
  witness.bus.resize(kind.used[2]);
  RowValues rows(std::size_t{1} << kind.log_rows);
  RowEvaluator evaluator(circuit, kind, segment, table, witness, rows);
  for (const cs::Placement& placement : kind.placements) {
    evaluator.text_phase(placement);
    evaluator.bus_phase(placement);
  }
}

} // namespace

std::vector<std::vector<cs::SegmentWitness>> assign_witness(const cs::Circuit& circuit,
                                                            cs::WitnessSource& source,
                                                            const cs::CoefficientTable& table) {
  source.set_text_challenge(table);
  std::vector<std::vector<cs::SegmentWitness>> kinds;
  for (std::size_t k = 0; k < circuit.kinds.size(); ++k) {
    std::vector<cs::SegmentWitness>& segments = kinds.emplace_back(circuit.kinds[k].segments);
    for (std::uint32_t i = 0; i < segments.size(); ++i)
      segments[i].structure = source.structure(k, i);
    parallel_for(segments.size(), 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        complete(circuit, k, static_cast<std::uint32_t>(i), source, table, segments[i]);
    });
  }
  return kinds;
}

} // namespace blockfold::fold
