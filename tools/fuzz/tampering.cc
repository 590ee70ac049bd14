#include "tools/fuzz/tampering.h"

#include "tools/fuzz/elements.h"

namespace blockfold::fuzz {

fold::Tamper tamper_somewhere(Random& random, const cs::Circuit& circuit) {
  const unsigned when = static_cast<unsigned>(random.below(cs::kPhases));
  const std::size_t where = random.below(circuit.kinds.size());
  const std::uint64_t seed = random.word();
  return [=](unsigned phase, std::size_t kind, std::vector<cs::SegmentWitness>& segments,
             std::vector<fold::RowValues>& rows) {
    if (phase != when || kind != where)
      return;
    Random inner(seed);
    cs::SegmentWitness& segment = inner.of(segments);
    if (phase == 0 && !segment.structure.empty())
      inner.of(segment.structure) += 1 + inner.below(3);
    if (phase == 1 && !segment.text.empty())
      inner.of(segment.text) += Fr::one();
    if (phase == 2 && !segment.bus.empty())
      inner.of(segment.bus) = any_scalar(inner);
    if (phase == 2 && inner.one_in(2)) // and say that the rows agree
      inner.of(inner.of(rows).c) = any_scalar(inner);
  };
}

} // namespace blockfold::fuzz
